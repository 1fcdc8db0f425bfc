"""The tables of traders and of a trader's cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from app.services.letters.face import KIND_WORDS
from app.services.parsing.money import format_yuan
from app.services.traders.printing import nature_word, natures_said
from app.ui.pages.common import list_day
from app.ui.pages.letters.looks import standing_cell
from app.ui.pages.register.columns import standing
from app.ui.tables.columns import Cell, Column

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.memory import KnownTrader
    from app.services.traders import RepeatedTrader

Today = Callable[[], date]


def trend_cell(row: RepeatedTrader) -> Cell:
    """More or fewer than in the same days of the year before, by arrow and word."""
    if not row.before:
        return Cell("去年没有", quiet=True)
    more = row.figures.complaints - row.before
    if not more:
        return Cell("一样多", "minus")
    return Cell(f"{'多' if more > 0 else '少'} {abs(more)}", "arrow-up" if more > 0 else "arrow-down")


def repeated_columns(lists: CodeLists) -> tuple[Column, ...]:
    """The list of repeated traders."""

    def nature(row: RepeatedTrader) -> str:
        return natures_said(row.natures, lists, 1)

    def gained(row: RepeatedTrader) -> str:
        return format_yuan(row.figures.recovered)

    return (
        Column("name", "经营者", lambda row: row.name, 184, 3, bold=True, line=1),
        Column("n", "投诉", lambda row: f"{row.figures.complaints:,} 件", 64, align="right", line=1),
        Column("before", "比去年", trend_cell, 100, priority=2, line=2),
        Column("nature", "主要性质", nature, 120, 1, priority=3, line=2),
        Column("rate", "解决率", lambda row: row.figures.rate_words, 88, priority=1, align="right", line=2),
        Column("got", "挽回（元）", gained, 116, priority=4, align="right", line=0),
    )


def found_columns(today: Today) -> tuple[Column, ...]:
    """Traders found by what was typed."""

    def last(row: KnownTrader) -> str:
        return list_day(row.last_on, today()) if row.last_on else ""

    return (
        Column("name", "经营者", lambda row: row.name, 150, 3, bold=True, line=1, marked=True, sounds=True),
        Column("phone", "电话", lambda row: row.phone, 130, 1, priority=2, line=2, marked=True),
        Column("year", "今年投诉", lambda row: f"{row.cases_this_year:,} 件", 88, align="right", line=1),
        Column("all", "一共", lambda row: f"{row.cases:,} 件", 72, priority=1, align="right", line=2),
        Column("last", "最近一件", last, 108, priority=3, line=2),
    )


def case_columns(lists: CodeLists, today: Today) -> tuple[Column, ...]:
    """A trader's cases."""
    return (
        Column("day", "登记日", lambda hit: list_day(hit.received_on, today()), 108, line=2),
        Column("who", "投诉人", lambda hit: hit.complainant or "没写姓名", 92, bold=True, line=1),
        Column("nature", "性质", lambda hit: nature_word(hit.nature or "", lists), 88, 1, priority=3, line=2),
        Column("item", "商品或服务", lambda hit: hit.item, 110, 2, priority=6, line=0),
        Column("amount", "涉案（元）", lambda hit: _yuan(hit.amount), 110, priority=2, align="right", line=0),
        Column("got", "挽回（元）", lambda hit: _yuan(hit.recovered), 110, priority=5, align="right", line=0),
        Column("state", "状态", lambda hit: standing(hit, today()), 138, line=1),
    )


def letter_columns(today: Today) -> tuple[Column, ...]:
    """Letters to a trader, or about it."""
    return (
        Column("sent", "发出", lambda row: list_day(row.sent_on, today()), 108, line=2),
        Column("kind", "种类", lambda row: KIND_WORDS[row.kind], 120, bold=True, line=1),
        Column("subject", "事由", lambda row: row.subject or row.to_whom, 200, 2, priority=1, line=2),
        Column("state", "状态", lambda row: standing_cell(row, today()), 122, line=1),
    )


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)
