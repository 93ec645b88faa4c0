"""A lesson in three browsers: a teacher and two pupils, from the code to the end of the room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part, keyed
from explainer.ui.language import say

QUICK = "network=digits"
expect.set_options(timeout=60_000)
CODE = f"{Part.MAIN.selector} .nw-code"

# a note goes by itself, on a busy machine before anybody looks: where it and the bar were is kept for each frame
KEEP_NOTES = """
window.notesSeen = [];
(function look() {
    const lines = [...document.querySelectorAll(BAR)].filter((line) => line.checkVisibility());
    const bar = lines[0]?.getBoundingClientRect().bottom ?? 0;
    for (const note of document.querySelectorAll(NOTES))
        window.notesSeen.push([note.innerText, note.getBoundingClientRect().top - bar]);
    requestAnimationFrame(look);
})();
""".replace("BAR", repr(keyed("room_line"))).replace("NOTES", repr(Part.TOAST.selector))


@pytest.fixture
def class_of(chromium):
    """Browsers that know nothing of one another, one of them a phone."""
    contexts, complaints = [], []

    def browser(width: int, height: int) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(KEEP_NOTES)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(60_000)
        return page

    yield browser(1280, 720), browser(390, 844), browser(1280, 800)
    for context in contexts:
        context.close()
    assert not complaints, complaints


def press(page: Page, key: str) -> None:
    page.locator(f"{keyed(key)} button").locator("visible=true").first.click()
    page.mouse.move(2, 2)  # a note stays for as long as the mouse is over it


def in_bar(page: Page, text: str):
    return page.locator(keyed("room_bar")).get_by_text(text).locator("visible=true").first


def note_leaves_the_bar_alone(page: Page, said: str) -> None:
    """What was just done is said where no button of the bar is."""
    page.wait_for_function(
        "said => window.notesSeen.some(([text]) => text.includes(said))", arg=said
    )
    gaps = sorted(gap for text, gap in page.evaluate("window.notesSeen") if said in text)
    assert gaps[len(gaps) // 2] > 0, "but for the moments in which it comes and goes"


def everybody_in(class_of, url: str) -> str:
    """The teacher opens a room; one pupil comes by its QR code, one types the letters. The code."""
    teacher, phone, other = class_of
    teacher.goto(f"{url}/classroom")
    press(teacher, "_room_open")
    code = teacher.locator(CODE).inner_text()
    phone.goto(f"{url}/classroom?room={code.replace('-', '')}")  # as the QR code says it
    press(phone, "_room_go")
    other.goto(f"{url}/classroom")
    other.get_by_role("button", name=say("classroom.join_button")).wait_for()  # Enter presses it
    other.get_by_label(say("classroom.code")).fill(code.lower())
    other.keyboard.press("Enter")
    for pupil in (phone, other):
        pupil.get_by_text(say("classroom.you_are_in", code=code)).wait_for()
        assert "room=" not in pupil.url
    teacher.get_by_text(say("room.here", n=2)).wait_for()  # nobody has touched it
    return code


def test_a_lesson_from_the_code_to_the_end(class_of, server):
    give_a_lesson(class_of, server.url)


def said_and_saw(answer: str) -> str:
    return say("room.you_said_and_saw", answer=say(answer))


def give_a_lesson(class_of, url: str) -> None:
    """From the code to the end: join, look here, ask, vote, reveal, the wall."""
    teacher, phone, other = class_of
    code = everybody_in(class_of, url)

    # look here: both come, and may go
    teacher.goto(f"{url}/remove_noise?{QUICK}&t=410&steps=4")
    in_bar(teacher, say("room.here", n=2)).wait_for()  # the tab kept the seat
    press(teacher, "_room_bring")
    for pupil in (phone, other):
        pupil.get_by_role("heading", name=say("remove_noise.title"), level=1).wait_for()
        pupil.wait_for_url("**/remove_noise?*t=410*")
        in_bar(pupil, code).wait_for()
    note_leaves_the_bar_alone(teacher, say("room.brought", n=2))
    other.goto(f"{url}/add_noise?{QUICK}")
    in_bar(other, code).wait_for()

    # predict: wherever they are, and at the page's own question
    press(teacher, "_room_ask")
    question = say("bridge.remove_noise.question")
    in_bar(other, question).wait_for()
    aloud = other.locator(f"{keyed('room_bar')} [role=status]").get_by_text(question)
    aloud.wait_for(state="attached")
    press(other, "_room_vote_many")
    phone.mouse.wheel(0, 3000)
    in_bar(phone, question).wait_for()
    bar = phone.locator(keyed("room_bar")).bounding_box()
    assert bar["y"] >= 0 and bar["y"] + bar["height"] <= 844 / 2, "in sight, above half of a phone"
    expect(phone.locator(keyed("onward"))).to_be_hidden()  # what may answer is covered
    expect(phone.locator(keyed("guess"))).to_be_hidden()
    press(phone, "_room_vote_blur")
    expect(phone.locator(keyed("onward"))).to_be_visible()
    phone.get_by_text(say("room.held_back")).wait_for()
    counted = say("room.answered", answered=2, members=2).replace("**", "")
    expect(teacher.locator(f"{keyed('room_bar')} p").filter(has_text=counted)).to_be_visible()
    assert not phone.locator(".nw-bars").count() and not other.locator(".nw-bars").count()

    # a lost tab comes back to its place, and its vote is still one
    phone.reload()
    in_bar(phone, question).wait_for()
    in_bar(phone, said_and_saw("bridge.remove_noise.blur")).wait_for()

    press(teacher, "_room_reveal")
    other.locator(f"{keyed('room_bar')} summary").click()  # elsewhere it is a line
    for page in class_of:
        expect(page.locator(".nw-bars li")).to_have_count(3)
        press(page, "_room_away")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # the wall
    press(other, "_room_show")
    phone.goto(f"{url}/classroom")
    press(phone, "_room_open_1")
    phone.get_by_role("heading", name=say("add_noise.title"), level=1).wait_for()
    press(teacher, "_room_wall")
    press(teacher, "_room_hide_1")
    teacher.get_by_text(say("classroom.hidden")).wait_for()

    # the end
    teacher.get_by_role("button", name=say("classroom.end"), exact=False).first.click()
    press(teacher, "_room_end")
    for pupil in (phone, other):
        pupil.get_by_text(say("rooms.ended")).wait_for()
        expect(pupil.locator(keyed("room_bar"))).to_have_count(0)
        pupil.wait_for_function("sessionStorage.getItem('noisewalk-room') === null")
