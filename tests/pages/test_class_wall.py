"""The wall of a class: what pupils show there, with which pictures, and what is said of what no link has."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from explainer.rooms import rooms
from explainer.ui.going import name_of
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.sections.redraw import BOARD
from tests.pages.opening import ROOT, app, html
from tests.pages.test_classroom import clicked, keys, seated


def test_what_a_pupil_shows_is_on_the_wall_until_the_teacher_hides_it(teacher, joined):
    front, other = seated(app("classroom"), teacher), seated(app("classroom"), joined())
    clicked(seated(app("add_noise", t="250"), joined()), "_room_show")
    (post,) = rooms().view(teacher).wall
    assert name_of(post.screen)[0] == say("add_noise.title") and "t=250" in post.screen
    other.run()
    clicked(other, f"_room_open_{post.number}")
    assert other.title[0].value == say("add_noise.title") and other.session_state["t"] == 250
    front.run()
    clicked(front, f"_room_hide_{post.number}")
    third = seated(app("classroom"), joined())
    assert f"_room_open_{post.number}" not in keys(third)


def posted(at, teacher):
    """The last post and its picture, after “Show the class”."""
    clicked(at, "_room_show")
    assert not at.exception and not at.warning
    post = rooms().view(teacher).wall[-1]
    return post, rooms().pictures(teacher).get(post.number)


def test_the_wall_shows_what_the_network_made_and_says_what_was_painted(teacher, joined):
    at = app("redraw", network="digits", source="drawing", from_t="600")
    cells = np.zeros((32, 32), np.uint8)
    cells[8:24, 12:20] = 1
    at.session_state["_painted"] = {BOARD: cells}
    seated(at, joined())
    post, picture = posted(at, teacher)
    (film,) = (run.film for run in at.session_state["_redraw_one"])
    with Image.open(BytesIO(picture)) as image:
        shown = np.asarray(image.convert("L"), float)
    assert np.abs(shown - film.result[0, ..., 0]).mean() < 10, "the finished run"
    assert post.partial and any(say("room.painted_not_in_link") in t.value for t in at.toast)
    wall = seated(app("classroom"), teacher)
    assert "data:image/webp" in html(wall)
    assert any(c.value == say("classroom.partial") for c in wall.caption)
    at.switch_page(str(ROOT / "pages" / "classroom.py")).run()
    clicked(at, f"_room_take_off_{post.number}")
    assert rooms().view(teacher).wall == ()


def test_no_picture_of_an_upload_or_of_other_settings_is_on_the_wall(teacher, joined):
    at = seated(app("generate", network="digits", steps="2", words="3"), joined())
    assert posted(at, teacher)[1]
    at.number_input(key="seed").set_value(5).run()
    assert posted(at, teacher)[1] is None, "the run on the page is another one"
    at = seated(app("remove_noise", network="digits"), joined())
    at.session_state["_upload"] = Picture(np.zeros((64, 64, 3), np.uint8), "mine", "")
    at.run()
    post, picture = posted(at, teacher)
    assert picture is None and post.partial
    assert any(say("room.picture_kept") in t.value for t in at.toast)


def test_an_upload_keeps_pictures_off_the_wall_only_where_it_plays_a_part(teacher, joined):
    at = app("redraw", network="digits", source="drawing", from_t="600", steps="2")
    at.session_state["_upload"] = Picture(np.zeros((64, 64, 3), np.uint8), "mine", "")
    cells = np.zeros((32, 32), np.uint8)
    cells[8:24, 12:20] = 1
    at.session_state["_painted"] = {BOARD: cells}
    seated(at, joined())
    at.selectbox(key="source").set_value("drawing").run()
    _, picture = posted(at, teacher)
    assert picture and not any(say("room.picture_kept") in t.value for t in at.toast)
    at.selectbox(key="source").set_value("over").run()
    assert posted(at, teacher)[1] is None


def test_the_way_to_the_wall_has_it_on_top_and_any_other_has_the_code_there(teacher, joined):
    rooms().post(joined(), "/add_noise?t=250")
    front = seated(app("glossary"), teacher)
    clicked(front, "_room_wall")
    assert _first_of_the_room(front) == say("classroom.wall")
    for page in ("glossary", "classroom"):
        front.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert _first_of_the_room(front) != say("classroom.wall")


def _first_of_the_room(at):
    """What stands first there: the wall's heading, or the code in large letters."""
    wanted = (*at.get("html"), *at.subheader)
    order = [e for e in at.main if e in wanted]
    return next(
        text
        for text in (getattr(e, "value", None) or e.proto.body for e in order)
        if text == say("classroom.wall") or "nw-code" in text
    )
