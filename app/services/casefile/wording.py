"""The words of a whole file: facts of the cover, tables, letters, notices, as blocks of pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.services.complaints.standing import STATE_WORDS
from app.services.parsing.money import format_yuan
from app.services.reports.file_pages import Block, Cover, Grid, Heading, Pairs, Signing, Story

if TYPE_CHECKING:
    from app.services.casefile.gathering import Gathered, KeptFile

_KINDS = {"complaint": "投诉", "report": "举报", "suggestion": "建议", "reconciliation": "和解"}
LETTERS = {"query": "查询函", "rectification": "整改劝喻书", "warning": "警示约谈函"}
REDACTED = "遮蔽版：姓名、电话、证件号、住址等已替换，同一个人用同一个代称；不含附件。"

_CONTENTS = (("序号", 0.08), ("文号", 0.2), ("责任者", 0.17), ("题名", 0.29), ("日期", 0.14), ("页号", 0.12))


def cover_of(found: Gathered, *, redacted: bool, pages: int) -> Cover:
    """The cover: facts of the case, and what kind of file this is."""
    record = found.record
    label = found.lists.label
    goods = "　".join(filter(None, (record.item, label("category", record.category) if record.category else "")))
    facts = [
        ("投诉编号", record.number),
        ("投诉人", record.complainant),
        ("被投诉方", record.trader),
        ("商品或服务", goods),
        ("投诉性质", label("nature", record.nature, record.received_on) if record.nature else ""),
        ("登记日期", day(record.received_on)),
        ("办结日期", day(record.closed_on)),
        ("办理结果", STATE_WORDS.get(record.state, record.state) if not record.closed_on else _result(found)),
        ("保管期限", found.kept_for),
        ("盒号", found.box),
        ("页数", f"{pages} 页"),
    ]
    title = f"消费者{_KINDS.get(record.kind, '投诉')}案卷" + ("（遮蔽版）" if redacted else "")
    foot = REDACTED if redacted else "练习用，不作凭证" if found.practice else ""
    number = f"案卷号：{found.archive_number}" if found.archive_number else ""
    return Cover(found.office, title, number, [(word, text) for word, text in facts if text], foot)


def contents(rows: Sequence[Sequence[str]]) -> list[Block]:
    """The table of contents (卷内目录)."""
    return [Heading("卷内目录"), Grid(_CONTENTS, rows)]


def members(found: Gathered) -> list[Block]:
    """The people of a group complaint."""
    columns = (
        ("序号", 0.08),
        ("姓名", 0.16),
        ("电话", 0.2),
        ("住址", 0.26),
        ("金额（元）", 0.15),
        ("挽回（元）", 0.15),
    )
    rows = [
        [str(at), m.name, m.phone, m.address, _yuan(m.amount), _yuan(m.recovered)]
        for at, m in enumerate(found.members, 1)
    ]
    notes = [f"{m.name}：{m.note}" for m in found.members if m.note]
    return [Heading("投诉人名单"), Grid(columns, rows), *(Story(note) for note in notes)]


def letters(found: Gathered) -> list[Block]:
    """Letters with their answers, one below the other."""
    blocks: list[Block] = [Heading("往来函件")]
    for letter in found.letters:
        blocks.append(Heading(f"{LETTERS.get(letter.kind, '函')}　{letter.subject}".strip(), large=False))
        rows = [
            ("文号", letter.number),
            ("发给", letter.to_whom),
            ("发出日期", day(letter.sent_on)),
            ("内容", letter.body),
            ("答复日期", day(letter.answered_on) or "还没有答复"),
            ("答复", letter.answer),
        ]
        blocks.append(Pairs([(word, text) for word, text in rows if text]))
    return blocks


def story(found: Gathered) -> list[Block]:
    """What happened, oldest first, with what was taken back."""
    rows = []
    for told in found.story:
        words = told.words + ("（按规则推定）" if told.by_rule else "")
        detail = told.detail + (f"{'；' if told.detail else ''}已撤回：{told.taken_back}" if told.taken_back else "")
        rows.append([day(told.at), words, detail, told.who])
    return [
        Heading("办理经过"),
        Grid((("日期", 0.19), ("事项", 0.21), ("说明", 0.45), ("经手人", 0.15)), rows),
    ]


def other_files(files: Sequence[KeptFile], kinds: Sequence[str], sizes: Sequence[str]) -> list[Block]:
    """Attachments that cannot be printed: recordings, tables."""
    rows = [
        [str(at), file.name, kind, size, file.note]
        for at, (file, kind, size) in enumerate(zip(files, kinds, sizes, strict=True), 1)
    ]
    columns = (("序号", 0.08), ("文件名", 0.38), ("种类", 0.16), ("大小", 0.13), ("说明", 0.25))
    return [
        Heading("没有装入本卷的附件"),
        Story("下面的文件不能印在纸上，存在电脑的这一件里。"),
        Grid(columns, rows),
    ]


def unreadable(name: str, why: str) -> list[Block]:
    """The page that stands for something that could not be put in."""
    return [Heading(f"这里本来是：{name}"), Story(f"没有装进案卷：{why}")]


def closing(found: Gathered, pages: int, notes: Sequence[str], made: date) -> list[Block]:
    """The last page (卷内备考表): how many pages, what is missing, who answers for it."""
    said = [f"本卷共 {pages} 页。", *notes] if notes else [f"本卷共 {pages} 页，材料齐全。"]
    return [
        Heading("卷内备考表"),
        *(Story(line) for line in said),
        Story(f"{made.year}年{made.month}月{made.day}日由消保台账按登记和存档的材料编成。"),
        Signing(("立卷人", "检查人", "立卷时间")),
    ]


def day(on: date | None) -> str:
    """«2026年3月5日»."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


def _result(found: Gathered) -> str:
    record = found.record
    words = found.lists.label("result", record.result) if record.result else STATE_WORDS.get(record.state, "")
    return words + (f"，挽回 {format_yuan(record.recovered)} 元" if record.recovered else "")
