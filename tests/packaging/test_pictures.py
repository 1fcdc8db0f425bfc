"""The pictures of the help: each is taken by exactly one scene, so that one command takes all of them anew."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def taken() -> Counter[str]:
    """The names of pictures in the scenes, by how often they are taken."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "packaging").glob("picture_scenes*.py")]
    return Counter(
        node.args[0].value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("take", "take_paper")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )


def test_every_picture_is_taken_once() -> None:
    pictures = {path.stem for path in (ROOT / "resources" / "help" / "pictures").glob("*.png")}
    assert taken() == Counter(pictures)
