"""Teach: tours with their lesson plans, what learners believe, a worksheet, and what to prepare."""

import streamlit as st

from explainer.tours import tour
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import heading
from explainer.ui.sections.lesson_plan import lesson_plan
from explainer.ui.sections.misconceptions import misconceptions
from explainer.ui.sections.prepare import prepare
from explainer.ui.sections.worksheet import worksheet_maker
from explainer.ui.show_code import show_code
from explainer.ui.tour_cards import tour_cards

PARTS = ("plan_heading", "misconceptions", "worksheet", "prepare")

heading("teach")
tour_cards()
with st.container(horizontal=True):
    plan = controls.PLAN.draw(width=320)
    paper = controls.PAPER.draw(width=160)

planned, believed, sheet, prepared = st.tabs([say(f"teach.{part}") for part in PARTS])
with planned:
    lesson_plan(tour(plan), paper)
with believed:
    misconceptions()
with sheet:
    worksheet_maker(paper)
with prepared:
    prepare()
show_code("teach")
