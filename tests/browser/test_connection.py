"""The connection to the server is lost, for a moment or for long."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from explainer.streamlit_names import Part
from explainer.strings import say

LONG_RUN = "generate?network=digits&words=3&pictures=4&steps=200&sampler=ddim&seed=31"
# what Streamlit shows when it has given up for now
DIALOG = """() => {
  const dialog = Object.assign(document.createElement("div"), { innerHTML:
    "<h2>Connection error</h2><p>Is Streamlit still running? If you accidentally stopped Streamlit, just restart it.</p>" });
  dialog.setAttribute("role", "dialog");
  document.body.append(dialog);
}"""


class Line:
    """What lies between a page and its server, and can be cut."""

    def __init__(self, page) -> None:
        self.is_cut, self.ends = False, []
        page.route_web_socket(re.compile("/_stcore/stream"), self._open)

    def _open(self, page_end) -> None:
        if self.is_cut:
            page_end.close()
        else:
            self.ends = [page_end, page_end.connect_to_server()]

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            end.close()


def test_a_run_outlives_a_cut_of_five_seconds(chromium, server):
    with chromium.new_context() as context:
        page = context.new_page()
        line = Line(page)
        page.goto(f"{server.url}/{LONG_RUN}")
        expect(page.get_by_text(re.compile(r"step \d+ of 200 · \d+ network"))).to_be_visible(
            timeout=60_000
        )
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
