"""The style sheet of all pages: the pictures' own layout, and what Streamlit draws and we draw otherwise."""

from __future__ import annotations

import streamlit as st

from explainer.streamlit_names import KEY_CLASS, PRIMARY_BUTTON, TAG, Class, Part, keyed
from explainer.ui.drawing.markup import style_sheet
from explainer.ui.drawing.theme import ACCENT, CARD, INK, ON_PRIMARY, is_dark
from explainer.ui.drawing.upload_words import upload_words

# the pictures' own layout; Streamlit's theme supplies the text colours
_CSS = """
.nw-row { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px 16px; margin: 0 0 8px; }
.nw-row.nw-strip, .nw-row.nw-six, .nw-row.nw-nine, .nw-row.nw-five { display: grid; gap: 12px;
  grid-template-columns: repeat(auto-fit, minmax(min(96px, 28%), 1fr)); }
.nw-row.nw-six { grid-template-columns: repeat(3, 1fr); max-width: 720px; }
@media (min-width: 1700px) { .nw-row.nw-six { grid-template-columns: repeat(6, 1fr); max-width: none; } }
.nw-row.nw-four { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); }
.nw-row.nw-five { grid-template-columns: repeat(5, 1fr); max-width: 900px; }
.nw-row.nw-ten { display: grid; gap: 8px; grid-template-columns: repeat(10, minmax(0, 1fr)); }
.nw-row.nw-ten .nw-frame { min-width: 0; }
.nw-row.nw-methods { display: grid; gap: 12px; grid-template-columns: repeat(6, 1fr); }
.nw-row.nw-columns { display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(64px, 1fr)); }
.nw-row.nw-columns .nw-frame { min-width: 0; hyphens: auto; }
.nw-row.nw-columns .nw-frame img { aspect-ratio: auto; border-width: 0; border-radius: 4px; }
.nw-row.nw-film { display: grid; gap: 12px; grid-template-columns: repeat(8, 1fr); }
.nw-row.nw-fours { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); }
.nw-row.nw-fours .nw-frame { min-width: 0; hyphens: auto; }
.nw-row.nw-fours .nw-numbers { white-space: normal; }
.nw-row.nw-ten .nw-numbers { white-space: normal; }
.nw-row.nw-film .nw-numbers { white-space: normal; }
.nw-row.nw-maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(260px, 46%), 1fr)); max-width: 1000px; }
.nw-row.nw-maps .nw-frame { max-width: 340px; min-width: 0; }
.nw-row.nw-maps .nw-frame img { aspect-ratio: auto; border-width: 0; border-radius: 4px; }
.nw-row.nw-maps .nw-numbers { white-space: normal; }
.nw-ticks { max-width: 480px; font-size: .875rem; margin-bottom: 8px; }
.nw-ticks i { display: block; height: 12px; border-radius: 4px; background: linear-gradient(90deg, #000, #fff); border: 1px solid #888; }
.nw-ticks div { display: grid; grid-template-columns: 1.5fr 1fr .5fr 1fr 1.5fr; text-align: center; }
.nw-ticks span:first-child { text-align: left; }
.nw-ticks span:last-child { text-align: right; }
.nw-over-t { margin: 0 0 12px; max-width: 900px; font-size: .875rem; }
.nw-over-t div { position: relative; }
.nw-over-t img { display: block; width: 100%; height: 96px; image-rendering: pixelated; border-radius: 4px; }
.nw-over-t i { position: absolute; top: -4px; bottom: -4px; width: 0; border-left: 3px solid var(--nw); }
.nw-row.nw-nine { gap: 8px; grid-template-columns: repeat(9, 1fr); }
.nw-row.nw-nine .nw-numbers { white-space: normal; }
.nw-row.nw-strip .nw-frame, .nw-row.nw-film .nw-frame, .nw-row.nw-methods .nw-frame, .nw-row.nw-six .nw-frame, .nw-row.nw-nine .nw-frame, .nw-row.nw-four .nw-frame, .nw-row.nw-five .nw-frame { max-width: none; min-width: 0; }
.nw-frame { margin: 0; flex: 1 1 96px; min-width: 88px; max-width: 300px; }
.nw-frame.nw-large { flex-grow: 1.35; max-width: 400px; }
.nw-frame.nw-small { flex: 0 1 96px; min-width: 56px; }
.nw-frame img { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated;
  border-radius: 8px; border: 3px solid var(--nw, transparent); box-sizing: border-box; }
.nw-frame.nw-dashed img { border-style: dashed; }
.nw-frame.nw-old img { opacity: .45; }
.nw-frame sub { line-height: 0; }
.nw-frame figcaption { font-size: .875rem; line-height: 1.35; overflow-wrap: anywhere; padding-top: 4px;
  font-variant-numeric: tabular-nums; min-height: 1.35em; }
.nw-frame b { color: var(--nw, inherit); }
.nw-frame .nw-numbers { display: block; opacity: .85; white-space: nowrap; }
.nw-frame .nw-best { font-weight: 700; text-decoration: underline; text-underline-offset: 3px; }
.nw-machine { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr) auto) minmax(0, 1fr); gap: 12px;
  align-items: start; max-width: 900px; margin: 8px 0; }
.nw-machine .nw-frame { min-width: 0; max-width: none; }
.nw-machine .nw-numbers { white-space: normal; }
.nw-net img { padding: 8%; }
.nw-arrow { align-self: center; font-style: normal; font-size: 1.5rem; margin-top: -3rem; }
.nw-arrow::before { content: "→"; }
.nw-row.nw-two { display: grid; gap: 16px; grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 640px; }
.nw-row.nw-two .nw-frame { max-width: none; min-width: 0; }
.nw-pairs { display: grid; gap: 12px 24px; grid-template-columns: repeat(auto-fill, minmax(min(160px, 45%), 1fr));
  max-width: 960px; margin-bottom: 8px; }
.nw-row.nw-pair { flex-wrap: nowrap; gap: 4px; margin: 0; }
.nw-row.nw-pair .nw-frame { min-width: 0; max-width: 96px; }
.nw-row.nw-pair .nw-numbers { white-space: normal; }
.nw-pairs.nw-last { grid-template-columns: minmax(0, 300px); }
.nw-pairs.nw-last .nw-pair { gap: 12px; }
.nw-pairs.nw-last .nw-pair .nw-frame { max-width: 144px; }
.nw-scale { display: flex; align-items: center; gap: 8px; max-width: 320px; font-size: .875rem; margin-bottom: 8px; }
.nw-scale i { flex: 1; height: 12px; border-radius: 4px; background: linear-gradient(90deg, #000, #fff);
  border: 1px solid var(--nw, #888); }
.nw-sum { display: grid; grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr) auto minmax(0, 1fr); gap: 12px;
  align-items: start; max-width: 900px; margin: 0 0 8px; }
.nw-sum .nw-frame { min-width: 0; max-width: none; }
.nw-turn { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0 0 8px; }
.nw-turn section { flex: 1 1 380px; min-width: 0; }
.nw-turn p { margin: 0 0 4px; }
.nw-sign { align-self: center; font-size: 1.25rem; margin-top: -3rem; white-space: nowrap; }
.nw-timeline { display: flex; align-items: center; gap: 8px; max-width: 900px; font-size: .875rem; margin: 0 0 12px; }
.nw-timeline div { display: flex; flex: 1; gap: 2px; }
.nw-timeline i { flex: 1; height: 14px; border-radius: 3px; border: 1px solid var(--nw-accent); box-sizing: border-box; }
.nw-timeline .nw-on { background: var(--nw-accent); }
.nw-timeline .nw-here { outline: 2px solid currentColor; outline-offset: 2px; }
@media (max-width: 640px) {
  .nw-sum { gap: 4px; }
  .nw-sign { font-size: .9rem; margin-top: -5rem; }
  .nw-row { gap: 8px; }
  .nw-frame, .nw-frame.nw-large { flex: 1 1 28%; min-width: 84px; }
  .nw-row.nw-methods { gap: 6px; grid-template-columns: repeat(3, 1fr); }
  .nw-row.nw-methods .nw-numbers { white-space: normal; }
  .nw-row.nw-six { gap: 8px 6px; }
  .nw-row.nw-two { grid-template-columns: 1fr; }
  .nw-row.nw-nine { grid-template-columns: repeat(3, 1fr); }
  .nw-row.nw-film { gap: 8px 6px; grid-template-columns: repeat(4, 1fr); }
  .nw-row.nw-four { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .nw-row.nw-five { gap: 4px; }
  .nw-row.nw-ten { grid-template-columns: repeat(5, minmax(0, 1fr)); }
  .nw-machine { grid-template-columns: 1fr; gap: 2px; }
  .nw-machine .nw-frame { display: grid; grid-template-columns: 104px 1fr; gap: 12px; align-items: center; }
  .nw-arrow { margin: 0 0 0 40px; line-height: 1; justify-self: start; }
  .nw-arrow::before { content: "↓"; }
  .nw-row.nw-five .nw-numbers { white-space: normal; }
  .nw-row.nw-six .nw-numbers { white-space: normal; }
  .nw-frame figcaption { font-size: .8rem; }
  /* beside the title there is room for a symbol; nobody presents from a telephone */
  h1 { font-size: 1.9rem !important; }
}
h1 { padding-top: 0 !important; padding-bottom: .25rem !important; }
/* its letters fill the line up to the top, where a phone has Streamlit's bar */
:lang(zh) h1 { padding-top: 8px !important; }
a[href*="glossary?"][href*="#"] { color: inherit !important; text-decoration: underline dotted 1.5px !important;
  text-underline-offset: .2em !important; cursor: help; }
a[href*="glossary?"][href*="#"]:focus-visible { outline: 2px solid var(--nw-accent); outline-offset: 2px; border-radius: 2px; }
.nw-meaning { position: fixed; inset: auto; z-index: 1000100; display: none; box-sizing: border-box; margin: 0;
  width: max-content; max-width: min(22rem, calc(100vw - 12px)); padding: 8px 12px; border-radius: 8px;
  border: 1px solid var(--nw-accent); background: var(--nw-card); color: var(--nw-ink); font-size: .9375rem; line-height: 1.4;
  box-shadow: 0 4px 16px rgb(0 0 0 / .2); }
.nw-meaning[data-open] { display: block; }
.nw-meaning p { margin: 0; font: inherit; }
.nw-meaning a[href] { display: inline-block; padding-top: 4px; font-size: .875rem; color: var(--nw-accent) !important;
  text-decoration: underline !important; cursor: pointer; }
.nw-glossary { columns: 22rem; column-gap: 2.5rem; margin: 0 !important; padding: 0 !important; }
.nw-glossary div { break-inside: avoid; padding: 6px 8px; border-radius: 8px; scroll-margin: 4rem; }
.nw-glossary [data-here] { outline: 2px solid var(--nw-accent); }
.nw-glossary dt { font-weight: 700; }
.nw-glossary dt, .nw-glossary dd { margin: 0 !important; padding: 0 !important; }
"""

# what Streamlit itself draws
_STREAMLIT_CSS = f"""
@media (max-width: 640px) {{
  {keyed("page_title")} {{ flex-wrap: nowrap !important; }}
  {keyed("page_tools")} {{ flex: none !important; }}
  {keyed("page_tools")} button {Part.MARKDOWN.selector} {{ position: absolute; clip-path: inset(50%); }}
  {keyed("present")} {{ display: none; }}
  /* all of them in sight, the chosen one too */
  {keyed("network_tiles")} {{ display: grid !important; gap: 8px 6px !important;
    grid-template-columns: repeat(auto-fill, minmax(52px, 1fr)); align-items: start; }}
  {keyed("network_tiles")} > *, {keyed("network_tiles")} > * > * {{ width: auto !important; min-width: 0 !important; }}
  {keyed("network_tiles")} .nw-frame {{ min-width: 0; flex: 1; }}
  {keyed("network_tiles")} button p {{ font-size: .7rem !important; line-height: 1.15; white-space: normal !important; overflow-wrap: anywhere; }}
}}
{keyed("network_tiles")} button {{ min-height: 1.75rem; padding: 0; }}
{keyed("network_tiles")} button p {{ font-size: .8rem; white-space: nowrap; }}
{keyed("network_tiles")} .nw-row {{ margin: 0; }}
{keyed("network_tile_chosen")} img {{ border-color: currentColor !important; }}
{keyed("network_tile_chosen")} button p {{ font-weight: 700; }}
{keyed("_chip")} button, {keyed("_near_word")} button {{ min-height: 1.75rem; padding: 0 .5rem; }}
/* four words in the narrow column beside the stage, or a sign that there are more; a phone would come closer to letters
   that are so small */
{keyed("words")} input {{ text-overflow: ellipsis; }}
@media (min-width: 641px) {{ {keyed("words")} input {{ font-size: .8125rem; padding-inline: .5rem; }} }}
{keyed("_elsewhere")} button p {{ white-space: normal; overflow: visible; }}
{keyed("network_line")} button {{ min-height: 2rem; }}
{keyed("page_tools")} {{ align-items: center !important; }}
/* two halves, whether one picture is there or both */
{keyed("blind_pair")} {{ display: grid !important; grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 816px; }}
{keyed("blind_pair")} > * {{ width: auto !important; min-width: 0 !important; }}
{keyed("present")} {Part.CHECKBOX.selector} label {{ margin: 0; align-items: center; }}
{keyed("bound_t")}, {keyed("out_of_sight")}, {keyed("_address_before")}, {keyed("_address_after")},
{Part.WRAPPER.selector}:has(> {keyed("page_language")}),
{Part.WRAPPER.selector}:has(> {keyed("out_of_room")}) {{ display: none; }}
/* a tour's card takes no room where it is drawn, but at the foot of the sidebar, or of the window */
{keyed("_tour")} {{ position: absolute; }}
{keyed("tours")} {{ row-gap: 0 !important; }}
{keyed("tours")} button {{ min-height: 2rem; }}
[class*="{KEY_CLASS}_tour_news"] {{ display: none; }}
[data-nw-tour] {Part.SIDEBAR_CONTENT.selector} {{ height: calc(100% - var(--nw-tour) - 24px); }}
[data-nw-tour="bar"] {Part.MAIN.selector} {{ max-height: calc(100% - var(--nw-tour)); }}
/* the page has the focus after any click into it, and needs no ring around everything */
{Part.MAIN.selector}:focus {{ outline: none; }}
{Class.BUTTON_GROUP.selector} > div {{ flex-wrap: wrap; overflow-x: visible; }}
{keyed("guessed")} {{ flex-wrap: nowrap !important; }}
{keyed("guessed")} button {Part.MARKDOWN.selector} {{ position: absolute; clip-path: inset(50%); }}
@media (max-width: 640px) {{
  {keyed("guess")} summary strong {{ display: none; }}
  {keyed("guessed")} p {{ font-size: .85rem; line-height: 1.3; }}
}}
/* Streamlit's own Stop ends the script and leaves the page as it stood; the pages' Stop says what happened */
{Part.STATUS.selector} button {{ display: none; }}
{Class.MAIN_BLOCK.selector} {{ padding: 3.25rem clamp(1rem, 3vw, 3rem) 3rem; max-width: 1440px; }}
/* Streamlit writes captions in a grey too light to read, and white on every primary button */
{Part.CAPTION.selector} {{ opacity: .8 !important; }}
{PRIMARY_BUTTON}:enabled, [{TAG}] span, [{TAG}] button {{ color: var(--nw-on-primary) !important; }}
/* what is chosen stays in sight, in as many rows as it needs */
{Part.TAGS.selector} {{ min-width: 0; flex-wrap: wrap !important; overflow: visible !important; height: auto !important; padding-block: 4px; }}
div:has(> {Part.TAGS.selector}) {{ height: auto !important; max-height: none !important; }}
/* long lines of code are folded: what scrolls sideways cannot be reached with the keyboard everywhere */
{Class.CODE.selector} pre, {Class.CODE.selector} code {{ white-space: pre-wrap !important; overflow-wrap: anywhere; }}
"""


# high contrast: all grounds are of one colour, all borders of another; sliders, switches, choices would be gone
_FORCED_CSS = f"""
@media (forced-colors: active) {{
  {Part.SLIDER.selector} div:empty {{ background: GrayText !important; }}
  {Part.SLIDER.selector} div:has(> * > input[type="range"]) {{ background: Highlight !important; }}
  {Part.CHECKBOX.selector} label div:has(> div:only-child:empty) {{ outline: 1px solid ButtonText; }}
  {Part.CHECKBOX.selector} label div > div:only-child:empty {{ background: ButtonText !important; }}
  {Part.CHECKBOX.selector} label:has(input:checked) div:has(> div:only-child:empty) {{ background: Highlight !important; }}
  {keyed("network_tile_chosen")} img {{ outline: 4px solid Highlight; outline-offset: 2px; }}
}}
"""


# on paper: the page alone, from its top to its end, black on white
_PRINT_CSS = f"""
@media print {{
  {Part.SIDEBAR.selector}, {Part.HEADER.selector}, {keyed("page_tools")}, {keyed("_tour")}, .nw-meaning {{ display: none !important; }}
  html, body, #root, #root div:has({Class.MAIN_BLOCK.selector}), {Part.MAIN.selector}, {Class.MAIN_BLOCK.selector} {{
    position: static !important; display: block !important; width: auto !important; height: auto !important;
    max-width: none !important; min-height: 0 !important; overflow: visible !important; padding: 0 !important; }}
  * {{ color: #000 !important; background-color: transparent !important; }}
  html, body {{ background: #fff !important; }}
  .nw-glossary {{ columns: 2; font-size: 10pt; }}
  .nw-glossary div {{ outline: none !important; }}
}}
"""


def _colours_of_the_theme() -> str:
    """What style sheets need of the theme, as variables."""
    dark = is_dark()
    accent, card, ink = ACCENT[dark], CARD[dark], INK[dark]
    named = {"on-primary": ON_PRIMARY[dark], "accent": accent, "card": card, "ink": ink}
    return f":root {{ {' '.join(f'--nw-{name}: {c};' for name, c in named.items())} }}"


def style() -> None:
    """Put the pictures' style sheet into the page."""
    sheets = _CSS, _STREAMLIT_CSS, upload_words(), _FORCED_CSS, _PRINT_CSS
    st.html(style_sheet(_colours_of_the_theme(), *sheets))
