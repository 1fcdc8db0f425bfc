"""Making a summary: the template filled twice (once to learn what it asks for), its marks taken out, the PDF drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services.indicators.derive import Derivation
from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key
from app.services.reports.paper_values import Filled
from app.services.reports.summary_word import Chart, Settled, Text, rendered, settled
from app.services.summaries import charts, naming, words
from app.services.summaries.face import NamedFigure, Options, Passage, Piece, SummaryKind, TypicalCase
from app.services.summaries.ledger import Asking, Ledger, Mark
from app.services.summaries.lists import (
    CASE_FIELDS,
    COUNT_FIELDS,
    FIGURE_FIELDS,
    FIRST,
    INDICATOR_TABLES,
    RANKS,
    TABLES,
    Lister,
)
from app.services.summaries.named import Counter, Lines, Named, Picture, Words, codes

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.periods import Period

#: At the head of every page of a practice office's summaries.
NOTICE = "练习用，不作正式材料"
#: Plain words of a template, and what they are.
PLAIN: Mapping[str, str] = {
    "标题": "这份总结的标题",
    "单位": "本单位的全称",
    "单位简称": "本单位的简称，例如 青溪县",
    "报告期": "写的是哪一段时间：2026年上半年",
    "年度": "年份：2026",
    "成文日期": "写成的日期：2026年7月8日",
    "对比期": "跟什么时候比：上年同期或者上期",
    "章": "一级标题的序号：一、二、三，每写一次加一",
    "节": "二级标题的序号，每一章从一开始",
    "经营者点名": "写不写经营者的名称，只用在“如果”里",
    "数据说明": "文中的数是怎么来的，放在最后",
}
_LEVELS = {0: "title", 1: "heading", 2: "subheading", 3: "subheading"}
_ORIGINS = {
    "counted": "投诉台账计数",
    "reported": "已封存的报表",
    "typed": "本单位填报的工作数",
    "ledger": "工作台账",
    "roster": "花名册",
    "adopted": "沿用的历史数",
}


@dataclass(frozen=True, slots=True)
class Stuff:
    """All a summary is made of. ``months`` gives the figures of one month, for the charts over the months."""

    kind: SummaryKind
    period: Period
    title: str
    office: str
    short_office: str
    practice: bool
    day: str
    options: Options
    texts: Mapping[str, str]
    cases: Sequence[TypicalCase]
    judge: Derivation
    lists: CodeLists
    months: Callable[[Period], Derivation]
    traders: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A summary made: the Word file, its text, the figures it names, remarks, the pictures in it."""

    docx: bytes
    passages: tuple[Passage, ...]
    figures: tuple[NamedFigure, ...]
    issues: tuple[Issue, ...]
    pictures: tuple[bytes, ...] = field(repr=False, default=())

    @property
    def missing(self) -> tuple[NamedFigure, ...]:
        """The figures that are not there."""
        return tuple(figure for figure in self.figures if figure.origin == "missing")


def compose(stuff: Stuff, template: bytes) -> Composed:
    """The summary from ``template``. Raises ``paper.not_a_template`` for one of an older program that broke."""
    asking = Asking(stuff.judge.catalogue)
    asked = Ledger(asking, stuff.period, stuff.lists, stuff.options)
    rendered(template, values(stuff, asked), stuff.title)
    if isinstance(stuff.judge, Evaluator):
        stuff.judge.prepare(asking.asked)
    ledger = Ledger(stuff.judge, stuff.period, stuff.lists, stuff.options)
    filled = rendered(template, values(stuff, ledger), stuff.title, NOTICE if stuff.practice else "")
    drawn = {
        number: charts.drawn(mark.picture, ledger, stuff.months)
        for number, mark in enumerate(ledger.marks)
        if mark.picture
    }
    docx, texts = settled(filled, drawn, lambda number: ledger.marks[number].piece.kind in ("missing", "todo"))
    passages = tuple(_passage(text, ledger.marks, drawn) for text in texts)
    return Composed(
        docx,
        passages,
        tuple(ledger.figures.values()),
        tuple(_issues(stuff, ledger)),
        tuple(chart.png for chart in drawn.values()),
    )


def pdf(composed: Composed, title: str) -> tuple[bytes, int, tuple[Issue, ...]]:
    """The same as a PDF: its pages, and what of the template it cannot show. Raises ``summary.too_many_pages``."""
    from app.services.reports import paper_pdf, paper_reading

    document = paper_reading.read(composed.docx, title, composed.pictures)
    try:
        data, pages = paper_pdf.render(document)
    except ValueError as error:
        raise AppError("summary.too_many_pages", most=paper_pdf.MOST_PAGES) from error
    unshown = (Issue("note", "summary.not_shown", {"what": "、".join(document.unshown)}),) if document.unshown else ()
    return data, pages, unshown


# -- what a template sees -----------------------------------------------------------------------------
def values(stuff: Stuff, ledger: Ledger) -> dict[str, Any]:
    """Everything a template can name."""
    book = naming.vocabulary(stuff.judge.catalogue, stuff.lists, stuff.period.end)
    found: dict[str, Any] = {name: Named(ledger, book, name, key) for name, key in book.figures.items()}
    found |= {dimension: codes(ledger, book, dimension, Key("accepted")) for dimension in naming.DIMENSIONS}
    found |= {name: Picture(ledger, name) for name in charts.CHARTS}
    found |= Lister(ledger, stuff.traders).all()
    for part in stuff.kind.parts:
        found[part.tag] = Lines(ledger, part.tag, stuff.texts.get(part.key, "").strip())
    found["典型案例"] = [
        {"序号": Filled(str(at)), "标题": Filled(case.title, ""), "经过": Filled(case.text, "")}
        for at, case in enumerate(stuff.cases, 1)
    ]
    sections = Counter()
    found |= {
        "标题": Filled(stuff.title, ""),
        "单位": Filled(stuff.office, ""),
        "单位简称": Filled(stuff.short_office, ""),
        "报告期": Filled(stuff.period.label, ""),
        "年度": Filled(str(stuff.period.end.year), ""),
        "成文日期": Filled(stuff.day, ""),
        "对比期": Filled(words.COMPARED[stuff.options.compare][1], ""),
        "章": Counter(sections),
        "节": sections,
        "经营者点名": Words(ledger, [Piece("是")] if stuff.options.name_traders and stuff.traders else []),
        "数据说明": _Sources(ledger),
    }
    return found


class _Sources:
    """Where the figures written so far come from, in a sentence."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __html__(self) -> str:
        origins = {figure.origin for figure in self._ledger.figures.values()}
        named = [text for origin, text in _ORIGINS.items() if origin in origins]
        said = f"文中数据来自{'、'.join(named)}。" if named else ""
        shares = any("share" in figure.key or "比重" in figure.label for figure in self._ledger.figures.values())
        if shares:
            said += "比重除另有说明外，以受理投诉总数为分母。"
        return Filled(said, "").__html__()


def known(kind: SummaryKind, book: naming.Vocabulary) -> Callable[[Sequence[str]], tuple[str, Sequence[str]]]:
    """What each chain of names in a template is (see :mod:`app.services.reports.summary_word`)."""
    plain = {*PLAIN, *charts.CHARTS, *(part.tag for part in kind.parts)}
    lists = {*RANKS, *TABLES, *INDICATOR_TABLES, "典型案例"}

    def of_figure(rest: Sequence[str], head: str, *, of_code: bool = False) -> tuple[str, Sequence[str]]:
        asked = (*naming.ABOUT, *naming.SHARES) if of_code else naming.ABOUT
        if not rest or (len(rest) == 1 and rest[0] in asked):
            return "value", ()
        if rest[0] in naming.DIMENSIONS:
            return of_codes(rest[0], rest[1:], f"{head}.{rest[0]}")
        return "", [f"{head}.{about}" for about in asked]

    def of_codes(dimension: str, rest: Sequence[str], head: str) -> tuple[str, Sequence[str]]:
        if rest and book.code(dimension, rest[0]) is not None:
            return of_figure(rest[1:], f"{head}.{rest[0]}", of_code=True)
        return "", [f"{head}.{label}" for label in book.labels[dimension]]

    def of_list(name: str, rest: Sequence[str]) -> tuple[str, Sequence[str]]:
        fields = CASE_FIELDS if name == "典型案例" else FIGURE_FIELDS if name in INDICATOR_TABLES else COUNT_FIELDS
        if not rest:
            return "list", ()
        if rest[0] == "*":
            return ("value", ()) if len(rest) == 2 and rest[1] in fields else ("", fields)
        if name in RANKS and len(rest) == 1:
            if rest[0] in FIRST:
                return "list", ()
            if rest[0].removesuffix("名称") in FIRST:
                return "value", ()
        return "", [f"{name}.{which}" for which in FIRST]

    def of(path: Sequence[str]) -> tuple[str, Sequence[str]]:
        name, rest = path[0], path[1:]
        if name in lists:
            return of_list(name, rest)
        if name in plain and not rest:
            return "value", ()
        if name in naming.DIMENSIONS:
            return of_codes(name, rest, name)
        if name in book.figures:
            return of_figure(rest, name, of_code=bool(book.figures[name].where))
        return "", [*plain, *lists, *naming.DIMENSIONS, *book.figures]

    return of


# -- the finished text --------------------------------------------------------------------------------
def _passage(text: Text, marks: Sequence[Mark], drawn: Mapping[int, Chart]) -> Passage:
    if text.cells:
        return Passage("row", cells=tuple(_pieces(cell, marks) for cell in text.cells), head=text.head)
    if text.picture:
        return Passage("picture", alt=text.picture)
    kind: Any = _LEVELS.get(text.level, "body")
    return Passage(kind, _pieces(text.pieces, marks))


def _pieces(found: Sequence[Settled], marks: Sequence[Mark]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for one in found:
        if one.mark >= 0:
            pieces.append(marks[one.mark].piece)
        elif pieces and not pieces[-1].kind:
            pieces[-1] = Piece(pieces[-1].text + one.text)
        else:
            pieces.append(Piece(one.text))
    return tuple(pieces)


# -- remarks ------------------------------------------------------------------------------------------
def _issues(stuff: Stuff, ledger: Ledger) -> list[Issue]:
    from app.services.summaries.remarks import remarks

    return remarks(stuff, ledger)
