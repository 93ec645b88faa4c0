"""Files that people take for pictures, or that are pictures of a kind that is not read here, by their first bytes."""

from __future__ import annotations

import re

_FIRST = 600  # bytes that are looked at
_BEGIN = {
    b"%PDF": "PDF",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"8BPS": "Photoshop",
    b"\0\0\1\0": "ICO",
    b"v/1\1": "OpenEXR",
    b"gimp xcf": "GIMP",
    b"qoif": "QOI",
    b"FUJIFILMCCD-RAW": "RAW",
    b"IIRO": "RAW",
    b"IIU\0": "RAW",
    b"%!PS": "PostScript",
    b"\xc5\xd0\xd3\xc6": "PostScript",
    b"PK\3\4": "ZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"\x1aE\xdf\xa3": "WebM",
}
_PORTABLE = re.compile(rb"P[1-7]\s")  # of Netpbm
_WEB_PAGE = re.compile(rb"<(!doctype html|html|head|body)\b", re.IGNORECASE)
_DRAWING = re.compile(rb"<svg[\s>]", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """What people call files that begin like this one; "" for what is not known."""
    begin = data[:_FIRST]
    if begin[4:8] == b"ftyp":
        return "MOV" if begin[8:10] == b"qt" else "CR3" if begin[8:11] == b"crx" else "MP4"
    if _DRAWING.search(begin):
        return "SVG"
    if _WEB_PAGE.search(begin):
        return "HTML"
    if begin[128:132] == b"DICM":
        return "DICOM"
    if _PORTABLE.match(begin):
        return "PPM"
    return next((kind for mark, kind in _BEGIN.items() if begin.startswith(mark)), "")
