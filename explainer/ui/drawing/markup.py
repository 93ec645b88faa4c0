"""HTML and style sheets of the project's own, which are put into a page as they are."""

from __future__ import annotations


class Markup(str):
    """For `st.html`, which searches all lines of another string for an indent: for a millisecond, with a page's pictures."""

    def _repr_html_(self) -> str:
        return str(self)


def style_sheet(*css: str) -> Markup:
    """Rules for the page."""
    return Markup(f"<style>{''.join(css)}</style>")
