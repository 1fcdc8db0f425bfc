"""Text inside XML. (The standard library's own two functions load half of urllib, which the reader process would
wait for.)"""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """``text`` between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """``text`` as an attribute, quotes included."""
    text = escape(text).replace('"', "&quot;")
    return '"' + text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'


def prefix_of(content: bytes, root: str) -> str:
    """The prefix of a part's root element with its colon; empty when it has none."""
    found = re.search(rf"<(\w+:)?{root}[\s>/]".encode(), content)
    return found[1].decode() if found and found[1] else ""


def before_end(content: bytes, root: str, xml: bytes) -> bytes:
    """``content`` with ``xml`` in front of the end of its root element, which may be ``<root/>``."""
    prefix = prefix_of(content, root)
    at = content.rfind(f"</{prefix}{root}".encode())
    if at >= 0:
        return content[:at] + xml + content[at:]
    at = content.rindex(b"/>")
    return content[:at] + b">" + xml + f"</{prefix}{root}>".encode() + content[at + 2 :]
