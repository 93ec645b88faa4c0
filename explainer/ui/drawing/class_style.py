"""How a class looks on screen: the bar on every page, what was answered as bars, the code for the back row."""

from __future__ import annotations

import streamlit as st

from explainer.streamlit_names import Part, keyed
from explainer.ui.drawing.markup import style_sheet
from explainer.ui.drawing.theme import colour

BAR, LINE, DEEDS = "room_bar", "room_line", "room_deeds"  # keys of what is laid out here
GOODBYE, PAIR, POST = "room_goodbye", "room_pair", "room_post"


_PHONE = f"""
@media (max-width: 640px) {{
  {keyed(BAR)} {{ padding: 2px 8px; }}
  {keyed(LINE)} {{ gap: 0 8px; justify-content: space-between; }}
  {keyed(LINE)} > :first-child {{ flex: 1 1 6rem !important; min-width: 0 !important; }}
  {keyed(DEEDS)} {{ gap: 0 4px; }}
  {keyed(DEEDS)} button, {keyed(DEEDS)} a {{ padding: 0 4px; }}
  /* words say more than symbols, and there is no room for both */
  {keyed(DEEDS)} {Part.ICON.selector} {{ display: none; }}
  {keyed(DEEDS)} p {{ font-size: .85rem; }}
  .nw-room-line {{ flex-wrap: wrap; gap: 0 8px; font-size: .8rem; line-height: 1.3; }}
  .nw-asked {{ font-size: 1rem; }}
}}
"""

_WALL = f"""
[class*="{POST}_"] {{ border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 8px; padding: 8px 12px; gap: 4px; }}
[class*="{POST}_"] button {{ min-height: 2rem; padding: 0 8px; white-space: nowrap; }}
.nw-post {{ display: block; width: 100%; image-rendering: pixelated; border-radius: 4px; }}
.nw-post.nw-hidden {{ opacity: .35; }}
[class*="{POST}_"] p {{ overflow-wrap: anywhere; }}
"""


def _css(wide: bool) -> str:
    return f"""
{keyed(BAR)} {{ border: 1px solid var(--nw-accent); border-radius: 8px; background: var(--nw-card);
  padding: 4px 12px; gap: 4px; margin-top: 12px; }}
/* what was just done is said below: above it would lie on the bar's buttons */
{Part.TOASTS.selector} {{ top: auto !important; bottom: 16px; }}
{keyed(GOODBYE)} {{ margin-top: 12px; }}
{keyed(LINE)} {{ gap: 4px 12px; }}
{keyed(DEEDS)} {{ flex: none; gap: 4px 16px; align-items: center; }}
{keyed(DEEDS)} button, {keyed(DEEDS)} a {{ min-height: 2rem; padding-block: 0; white-space: nowrap; }}
.nw-room-line {{ display: flex; align-items: baseline; gap: 12px; font-size: .95rem; }}
.nw-room-line b {{ font-variant-numeric: tabular-nums; letter-spacing: .06em; white-space: nowrap; }}
.nw-asked {{ margin: 4px 0 0 !important; font-size: 1.15rem; font-weight: 600; line-height: 1.3; }}
.nw-bars {{ list-style: none; margin: 4px 0 !important; padding: 0 !important; max-width: 720px; display: grid; gap: 4px 12px;
  grid-template-columns: fit-content(45%) 1fr auto; }}
.nw-bars li {{ display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; margin: 0; font-size: 1rem; line-height: 1.25; font-variant-numeric: tabular-nums; }}
.nw-bars i {{ height: 1.1em; border-radius: 4px; background: color-mix(in srgb, currentColor 8%, transparent); }}
.nw-bars i::before {{ content: ""; display: block; height: 100%; width: calc(100% * var(--share)); border-radius: 4px;
  background: {colour("xt")}; }}
.nw-bars .nw-right i::before {{ background: {colour("x0")}; }}
.nw-bars .nw-right {{ font-weight: 700; }}
.nw-code {{ margin: 0; font-weight: 700; line-height: 1.1; letter-spacing: .04em; white-space: nowrap;
  font-size: clamp(2.25rem, {9.5 if wide else 7.5}vw, 8rem); font-variant-numeric: tabular-nums; }}
.nw-here {{ margin: 0; font-size: clamp(1.25rem, 2.5vw, 2.25rem); }}
{keyed(PAIR)} {{ display: grid !important; grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 560px; gap: 8px 16px; }}
{keyed(PAIR)} > * {{ width: auto !important; min-width: 0 !important; }}
{keyed(PAIR)} .nw-frame {{ max-width: none; }}
.nw-options {{ margin: 0 !important; font-size: 1rem; }}
"""


def class_style(wide: bool = False, also: str = "") -> None:
    """Put it into the page, and what else holds there now; `wide` where nothing stands beside the code."""
    st.html(style_sheet(_css(wide), _WALL, _PHONE, also))
