"""The connection to the server is lost, for a moment or for long."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from explainer.streamlit_names import IDLE_APP, Part
from explainer.strings import say

expect.set_options(timeout=60_000)
LONG_RUN = "generate?network=digits&words=3&pictures=4&steps=200&sampler=ddim&seed=31"
# what Streamlit shows when it has given up for now
DIALOG = """() => {
  const dialog = Object.assign(document.createElement("div"), { innerHTML:
    "<h2>Connection error</h2><p>Is Streamlit still running? If you accidentally stopped Streamlit, just restart it.</p>" });
  dialog.setAttribute("role", "dialog");
  document.body.append(dialog);
}"""


class Line:
    """What lies between a page and its server: it can be cut, and what the server says can be held up."""

    def __init__(self, page) -> None:
        self.is_cut, self.ends = False, []
        self.held: list[str | bytes] | None = None
        page.route_web_socket(re.compile("/_stcore/stream"), self._open)

    def _open(self, page_end) -> None:
        if self.is_cut:
            page_end.close()
        else:
            self.ends = [page_end, page_end.connect_to_server()]
            self.ends[1].on_message(self._pass_on)

    def _pass_on(self, message: str | bytes) -> None:
        if self.held is None:
            self.ends[0].send(message)
        else:
            self.held.append(message)

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            end.close()

    def hold_up(self) -> None:
        self.held = []

    def let_through(self) -> None:
        late, self.held = self.held, None
        for message in late:
            self.ends[0].send(message)


def test_a_run_outlives_a_cut_of_five_seconds(chromium, server):
    with chromium.new_context() as context:
        page = context.new_page()
        line = Line(page)
        page.goto(f"{server.url}/{LONG_RUN}")
        expect(page.get_by_text(re.compile(r"step \d+ of 200 · \d+ network"))).to_be_visible()
        line.cut()
        page.wait_for_timeout(5_000)
        line.is_cut = False
        end = page.get_by_text(re.compile("200 steps, 400 network calls, .* on this server"))
        expect(end).to_be_visible(timeout=240_000)
        expect(page.get_by_test_id(Part.EXCEPTION)).to_have_count(0)


def test_a_longer_loss_is_told_in_a_pupil_s_words(chromium, server):
    with chromium.new_context(locale="de-DE") as context:
        page = context.new_page()
        page.goto(f"{server.url}/share?lang=de")
        page.locator("html[lang=de]").wait_for(state="attached")
        page.evaluate(DIALOG)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(say("door.lost", "de"))
        expect(dialog.get_by_text("Streamlit")).to_be_hidden()


def test_a_page_that_the_one_before_it_empties_is_drawn_again(chromium, server):
    """Streamlit does so where a fragment of a page that was left is asked for before the next page is there."""
    with chromium.new_context() as context:
        page = context.new_page()
        line = Line(page)
        page.goto(f"{server.url}/add_noise?network=digits&t=321")
        slider = page.locator(Part.COMPONENT.selector).get_by_role("slider").first
        expect(slider).to_have_value("321")
        page.locator(IDLE_APP).wait_for()
        line.hold_up()
        page.get_by_role("link", name=say("remove_noise.title")).first.click()
        while not line.held:
            page.wait_for_timeout(20)
        slider.press(
            "ArrowRight"
        )  # while the server draws the page, of which the browser knows nothing yet
        counts = [0]
        while len(set(counts[-6:])) > 1 or len(counts) < 6:  # until all is said
            page.wait_for_timeout(300)
            counts.append(len(line.held))
        line.let_through()
        title = page.get_by_role("heading", name=say("remove_noise.title"), level=1)
        expect(title).to_be_visible()
        expect(page).to_have_url(re.compile("/remove_noise.*t=32[12]"))
