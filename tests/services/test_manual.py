"""The user help: every topic is written as its format says, and its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.services import manual

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = sorted(path.stem for path in manual.folder().glob("*.md") if path.stem != "README")
#: All pictures together, and each, are no larger than this.
MOST, EACH = 3_200_000, 80_000


def test_a_topic_is_read_block_by_block() -> None:
    read = manual.parse(
        "x", "# 题\n\n一句话。\n\n## 节\n\n1. 先这样\n2. 再那样\n\n第一行，\n第二行。\n\n![图](pictures/a-1.png)\n"
    )
    assert (read.title, read.about) == ("题", "一句话。")
    assert [(b.kind, b.text, b.number) for b in read.blocks] == [
        ("paragraph", "一句话。", 0),
        ("heading", "节", 0),
        ("step", "先这样", 1),
        ("step", "再那样", 2),
        ("paragraph", "第一行，第二行。", 0),
        ("picture", "图", 0),
    ]
    assert read.pictures == (manual.folder() / "pictures" / "a-1.png",)


@pytest.mark.parametrize(
    "wrong",
    [
        "- 一样",
        "**粗**",
        "2. 从二开始",
        "### 小节",
        "`键`",
        "> 引",
        "| 表 |",
        "[链](x)",
        "![没有](图.png)",
        "# 又一个题",
    ],
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="x"):
        manual.parse("x", f"# 题\n\n一句话。\n\n{wrong}\n")


@pytest.mark.parametrize("missing", ["一句话。\n", "# 题\n", "# 题\n\n1. 步\n"])
def test_a_title_and_a_sentence_come_first(missing: str) -> None:
    with pytest.raises(ValueError, match="come first"):
        manual.parse("x", missing)


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_is_written_so_and_its_pictures_are_there(name: str) -> None:
    read = manual.topic(name)
    assert read.about.endswith("。")
    for path in read.pictures:
        width, height = manual.picture_size(path)
        assert 300 <= width <= 1400 and 200 <= height <= 1200, path.name
    for block in read.blocks:
        if block.kind in ("paragraph", "step"):
            assert block.text.endswith(("。", "：", "？", "；")), block.text
            for sentence in re.split("[。？：；]", block.text):
                assert len(sentence) <= 60, sentence
        assert not re.search(r"[,;!?](?!\d)", block.text), block.text


def test_every_picture_is_used_and_small() -> None:
    shown = {path.name for name in NAMES for path in manual.topic(name).pictures}
    for readme in ("README.md", "README.zh-CN.md"):
        shown |= {Path(found).name for found in re.findall(r"pictures/[\w-]+\.png", (ROOT / readme).read_text("utf-8"))}
    pictures = sorted((manual.folder() / "pictures").glob("*.png"))
    assert {path.name for path in pictures} == shown
    assert [path.name for path in pictures if path.stat().st_size > EACH] == []
    assert sum(path.stat().st_size for path in pictures) <= MOST


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"GIF89a" + b"0" * 40)
    with pytest.raises(ValueError, match=r"a\.png"):
        manual.picture_size(tmp_path / "a.png")
