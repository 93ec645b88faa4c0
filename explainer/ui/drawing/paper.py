"""Sheets of paper: one file of HTML that prints by itself, with its pictures in it, without a script or an address.

Whatever is written comes through `text`, which lets nobody's name become markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.ui.drawing.frames import data_uri

PAPERS = {"a4": ("210mm", "297mm"), "letter": ("8.5in", "11in")}  # width, height
ENLARGED = 4  # printers smooth what is small: each pixel becomes a square of so many
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BLANK = re.compile(r"_{3,}")

# sheets that fit have their own margins: into those of a page, browsers print addresses and dates
FITTING, FLOWING = "0", "13mm 14mm"
_CSS = """
@page { size: WIDTH HEIGHT; margin: MARGIN; }
* { box-sizing: border-box; }
html, body { margin: 0; padding: 0; background: #d9dce1; }
body { font: 10pt/1.3 "Source Sans 3", "Source Sans Pro", "Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif; color: #000; }
.small { font-size: 8.8pt; } .small section { margin-bottom: 2mm; } .small .row { margin: 0 0 .5mm; } .small figcaption { font-size: 8.5pt; }
.sheet { width: WIDTH; min-height: HEIGHT; margin: 12px auto; padding: 9mm 15mm 7mm; background: #fff;
  display: flex; flex-direction: column; box-shadow: 0 2px 12px rgb(0 0 0 / .25); }
h1 { font-size: 17pt; line-height: 1.15; margin: 0; }
h2 { font-size: 11.5pt; line-height: 1.2; margin: 0 0 1mm; }
p { margin: 0 0 1.2mm; }
header { display: flex; justify-content: space-between; align-items: end; gap: 8mm; margin-bottom: 3mm; }
header p { flex: 1; display: flex; gap: 3mm; margin: 0; max-width: 105mm; font-size: 9.5pt; }
header span { flex: 1; border-bottom: 1px solid #000; }
footer { margin-top: auto; padding-top: 2mm; font-size: 7.5pt; line-height: 1.25; color: #333; }
section { break-inside: avoid; margin-bottom: 3mm; display: flex; flex-direction: column; }
section.grows { flex: 1 1 auto; }
.row { display: flex; gap: 3mm; margin: .5mm 0 1.5mm; }
.row.wide { gap: 6mm; align-items: flex-start; }
.row.wide > .row { flex: none; } .row.wide > div { flex: 1; min-width: 0; }
figure { margin: 0; text-align: center; flex: 0 1 auto; min-width: 0; }
figure img { display: block; width: 100%; border: 1px solid #000; image-rendering: pixelated; }
figcaption { font-size: 9.5pt; line-height: 1.15; padding-top: .6mm; }
.lines { flex: 1 1 auto; display: flex; flex-direction: column; }
.lines i { flex: 1 1 7mm; min-height: 5.4mm; max-height: 10mm; border-bottom: 1px solid #777; }
.blank { display: inline-block; min-width: 13mm; border-bottom: 1px solid #000; }
.boxes { display: flex; gap: 2.5mm; align-items: center; margin-bottom: 1.5mm; }
.boxes b { display: inline-block; width: 9mm; height: 7mm; border: 1px solid #000; border-radius: 1mm; text-align: center; line-height: 6.5mm; }
table { border-collapse: collapse; width: 100%; }
tr { break-inside: avoid; }
th, td { border: 1px solid #000; padding: .7mm 2mm; text-align: left; vertical-align: top; }
th { font-weight: 700; }
.numbers th, .numbers td { text-align: center; }
.numbers th:first-child, .numbers td:first-child { text-align: left; }
table { margin-bottom: 1mm; }
ol, ul { margin: 0 0 2mm; padding-left: 5mm; }
li { margin-bottom: .8mm; }
a { color: #000; }
.flows table { width: calc(100% - 2px); }
.statement { margin-top: .8mm; display: grid; grid-template-columns: auto 1fr; gap: 4mm; }
.statement span { white-space: nowrap; }
@media screen and (max-width: 800px) { .sheet { width: 100%; min-height: 0; padding: 16px; } header { display: block; } .row { flex-wrap: wrap; } }
@media print { html, body { background: #fff; } .sheet { margin: 0; box-shadow: none; break-after: page; } .sheet.fits { height: calc(HEIGHT - 1px); min-height: 0; }
  .sheet:last-child { break-after: auto; }
  .sheet.flows { display: block; width: auto; min-height: 0; padding: 0; } }
"""


@dataclass(frozen=True)
class Sheet:
    """What stands on one sheet; one that `fits` is a single side of paper."""

    title: str
    parts: Sequence[str]  # HTML
    foot: str = ""
    fields: Sequence[str] = ()  # to be filled in by hand, beside the title
    fits: bool = True
    small: bool = False  # its letters


def document(title: str, language: str, paper: str, sheets: Sequence[Sheet]) -> str:
    """The file. KeyError for a paper that nobody knows."""
    width, height = PAPERS[paper]
    margin = FITTING if all(sheet.fits for sheet in sheets) else FLOWING
    css = _CSS.replace("WIDTH", width).replace("HEIGHT", height).replace("MARGIN", margin)
    body = "".join(map(_sheet, sheets))
    return (
        f'<!doctype html><html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )


def _sheet(sheet: Sheet) -> str:
    blanks = "".join(f"{html.escape(field)} <span></span>" for field in sheet.fields)
    fields = f"<p>{blanks}</p>" if blanks else ""
    foot = f"<footer>{text(sheet.foot)}</footer>" if sheet.foot else ""
    kind = f"sheet {'fits' if sheet.fits else 'flows'}{' small' if sheet.small else ''}"
    head = f"<header><h1>{html.escape(sheet.title)}</h1>{fields}</header>"
    return f'<article class="{kind}">{head}{"".join(sheet.parts)}{foot}</article>'


def text(sentence: str) -> str:
    """A sentence as HTML: nothing in it is markup but **bold**, and ___ for something to be written."""
    bold = _BOLD.sub(r"<b>\1</b>", html.escape(sentence))
    return _BLANK.sub('<span class="blank">&nbsp;</span>', bold)


def paragraph(sentence: str) -> str:
    """A sentence in a paragraph of its own."""
    return f"<p>{text(sentence)}</p>"


def listed(sentences: Iterable[str]) -> str:
    """Sentences as points."""
    return f"<ul>{''.join(f'<li>{text(sentence)}</li>' for sentence in sentences)}</ul>"


def numbered(sentences: Iterable[str]) -> str:
    """The same with letters before them."""
    return f'<ol type="a">{"".join(f"<li>{text(sentence)}</li>" for sentence in sentences)}</ol>'


def part(title: str, *body: str, grows: bool = False) -> str:
    """A part under its heading; what `grows` shares the room that is left on its sheet."""
    kind = ' class="grows"' if grows else ""
    return f"<section{kind}><h2>{text(title)}</h2>{''.join(body)}</section>"


def lines(n: int) -> str:
    """Room to write on."""
    return f'<div class="lines" style="flex-grow:{n}">{"<i></i>" * n}</div>'


def boxes(n: int, between: str) -> str:
    """Room for one letter each."""
    return f'<div class="boxes">{f" {html.escape(between)} ".join(["<b></b>"] * n)}</div>'


def row(figures: Iterable[str]) -> str:
    """Side by side."""
    return f'<div class="row">{"".join(figures)}</div>'


def beside(figures: Iterable[str], *body: str) -> str:
    """Pictures with something to their right."""
    return f'<div class="row wide">{row(figures)}<div>{"".join(body)}</div></div>'


def figure(pixels: np.ndarray, caption: str, width: int) -> str:
    """A picture, uint8 (h, w, c), so many millimetres wide, whose pixels stay pixels on any printer."""
    large = pixels.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)
    said = text(caption)
    alt = html.escape(caption.replace("**", ""))
    image = f'<img alt="{alt}" src="{data_uri(large)}">'
    return f'<figure style="width:{width}mm">{image}<figcaption>{said}</figcaption></figure>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of sentences."""
    top = "".join(f"<th>{text(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{text(c)}</td>' for c in cells)}</tr>" for cells in rows)
    return f'<table class="{kind}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
