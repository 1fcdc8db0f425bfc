"""Text inside XML. (The standard library's own two functions load half of urllib, which the reader process would
wait for.)"""

from __future__ import annotations


def escape(text: str) -> str:
    """``text`` between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """``text`` as an attribute, quotes included."""
    text = escape(text).replace('"', "&quot;")
    return '"' + text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
