"""Every tour is walked to its end, by one visitor: tasks are done where that is quick, else skipped."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.streamlit_names import SCRIPT_IDLE, SCRIPT_STATE, Part, keyed
from explainer.tours import Tour, tours
from explainer.ui.language import say
from explainer.ui.tour_parts import selector_of
from tests.browser.visitor import settle  # and its patience

CARD = f"{keyed('_tour')} .tour"


def card(page: Page, part: str = ""):
    return page.locator(f"{CARD} {part}".strip())


def guess(page: Page) -> None:
    page.locator(f"{keyed('guess')} summary").click()
    page.locator(
        f"{keyed('guess')} [role=region] button, {keyed('guess')} details button"
    ).first.click()


def to_the_end(page: Page) -> None:
    slider = page.locator(f"{keyed('_canvas')} input[type=range]").locator("visible=true")
    slider.wait_for()
    slider.focus()
    slider.press("End")


def choose_linear(page: Page) -> None:
    field = page.locator(keyed("schedule")).get_by_role("combobox")
    options = page.locator("[role=option]")
    for _ in range(20):  # a page that is drawn anew closes its lists
        field.click()
        page.wait_for_timeout(500)
        if options.count():
            break
    field.press("ArrowDown")  # to the one after the first, which is chosen
    field.press("Enter")


def unfold(part: str):
    def act(page: Page) -> None:
        page.locator(f"{keyed(part)} summary").click()

    return act


# what is quickly done, by the tour and its step
DONE = {
    ("ten_minutes", "dissolve"): guess,
    ("ten_minutes", "any_t"): to_the_end,
    ("ten_minutes", "steps"): guess,
    ("lesson", "schedule"): choose_linear,
    ("mathematics", "one_jump"): unfold("formula"),
    ("mathematics", "snr"): choose_linear,
}


def walk(page: Page, tour: Tour) -> None:
    settle(page)
    for i, step in enumerate(tour.steps, 1):
        expect(card(page, ".count")).to_have_text(say("tour.count", i=i, n=len(tour.steps)))
        expect(card(page, ".says")).to_have_text(
            say(f"{tour.section}.{step.name}.says", **step.said)
        )
        assert page.url.split("?")[0].rsplit("/", 1)[1] == step.page.replace("start", "")
        page.locator(selector_of(step)).first.wait_for(state="attached")
        act = DONE.get((tour.name, step.name))
        if act:
            expect(page.get_by_test_id(Part.APP)).to_have_attribute(SCRIPT_STATE, SCRIPT_IDLE)
            act(page)
            expect(card(page, ".is-done")).to_have_text(say("tour.done"))
        last = i == len(tour.steps)
        forth = "finish" if last else "next" if act else "skip"
        expect(card(page, ".forth")).to_have_text(say(f"tour.{forth}"))
        card(page, ".forth").click()
    expect(card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("tour="))


def test_every_tour_is_walked_to_its_end(chromium, server):
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(60_000)
    for tour in tours():
        page.goto(f"{server.url}/?tour={tour.name}")
        walk(page, tour)
    context.close()


def covers(page: Page) -> bool:
    """Whether the card lies over the page."""
    card_top = card(page).bounding_box()["y"]
    main = page.get_by_test_id(Part.MAIN).bounding_box()
    return main["y"] + main["height"] > card_top + 1


def test_a_tour_goes_on_after_a_reload_and_on_a_phone_makes_room_for_its_bar(chromium, server):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{server.url}/?tour=ten_minutes&step=2")
    settle(page)
    to_the_end(page)
    expect(card(page, ".is-done")).to_have_text(say("tour.done"))
    assert not covers(page)
    tall = card(page).bounding_box()["height"]
    card(page, ".fold").click()
    expect(card(page, ".says")).to_be_hidden()
    assert card(page).bounding_box()["height"] < tall and not covers(page)

    expect(page).to_have_url(re.compile("t=1000"))
    page.reload()  # a new visit: it is at the same step, and nothing is set back
    settle(page)
    expect(card(page, ".count")).to_have_text(say("tour.count", i=2, n=6))
    expect(page.locator(f"{keyed('_canvas')} input[type=range]")).to_have_value("1000")
    card(page, ".leave").press("Enter")
    expect(card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("tour="))
    context.close()


def test_where_the_answer_is_out_of_sight_the_page_scrolls_to_it(chromium, server):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/add_noise?tour=lesson&step=3")
    settle(page)
    card(page, ".show").click()
    choose_linear(page)
    expect(card(page, ".is-done")).to_have_text(say("tour.done"))
    # its lower end, where the three schedules are
    low, end = card(page).bounding_box()["y"], 0.0
    for _ in range(40):
        box = page.locator(keyed("_canvas")).bounding_box()
        end = box["y"] + box["height"]
        if 60 < end <= low + 1:
            break
        page.wait_for_timeout(250)  # it scrolls there
    assert 60 < end <= low + 1
    context.close()


def test_a_presenters_keys_turn_the_steps_of_a_tour_not_the_pages(page, server):
    page.goto(f"{server.url}/add_noise?tour=lesson&step=3&present=true")
    settle(page)
    page.wait_for_function(
        "document.documentElement.dataset.nwTour"
    )  # what listens to keys is there
    for key, i in (("PageDown", 4), ("PageDown", 5), ("PageUp", 4), ("PageUp", 3)):
        page.locator("h1").click()
        page.keyboard.press(key)
        expect(card(page, ".count")).to_have_text(say("tour.count", i=i, n=13))
        settle(page)
    expect(page).to_have_url(re.compile("/add_noise"))
    expect(page.locator(Part.SIDEBAR.selector)).to_be_hidden()
