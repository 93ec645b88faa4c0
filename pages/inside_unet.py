"""Inside the UNet: the network as it is, what each block makes of a picture, and what the parts are for."""

import streamlit as st

from explainer.experiments.anatomy import anatomy
from explainer.experiments.inside_unet import recorded_with
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_inside as cached
from explainer.ui.controls import table as controls
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.sections import (
    answers,
    unet_attention,
    unet_block,
    unet_cuts,
    unet_drawing,
    unet_formulas,
    unet_time,
)
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.noising import least_noise
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card, parts = checkpoint.card, anatomy(checkpoint.model)

heading("inside_unet")
asked = ask("inside_unet")
stage, side = stage_and_controls()
with side:
    t = least_noise()
    block = unet_drawing.block_control(parts)
    cut = unet_drawing.cut_controls(card)
with more("inside_unet"):
    words, seed = prompt(card), int(controls.SEED.draw())

with stage:
    unet_drawing.draw(card, parts, block, cut)
scene = cached.scene(checkpoint, current_picture(), t, seed, words)
record = recorded_with(card.architecture, block)
whole = cached.whole(scene, record)
with stage:
    rest = unet_cuts.beside(scene, whole, cut, parts)
    unet_drawing.note(card, parts)
asked.dared(unet_cuts.sentence, whole, rest, unet_cuts.left_out(cut, parts), t)

unet_block.show(block, parts, whole, cached.limits(checkpoint, record), t)
turn, turn_says = unet_cuts.places()  # takes longest
look(explained("inside_unet.look"))
with folded("inside_unet.attention"):
    unet_attention.show(parts, whole, scene.original)
with folded("inside_unet.time"):
    unet_time.show(*cached.time_codes(checkpoint), t)
formulas(
    *unet_formulas.equations(card, scene.noisy.alpha_bar), note=unet_formulas.note(card.prediction)
)
show_code("inside_unet")
found = unet_cuts.in_turn(scene, whole, parts, turn)
turn_says.markdown(unet_cuts.turn_sentence(scene, whole, found, parts))
asked.answer(answers.without_skips, whole, found[-1], card.name, t)
