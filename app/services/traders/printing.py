"""A trader, and the list of repeated traders, as what ``reports`` draws: in words, days as days, money as fen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.services.complaints import listing
from app.services.letters.face import KIND_WORDS
from app.services.parsing.money import format_yuan
from app.services.reports import case_list_pdf, trader_pdf, trader_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.progress import Progress
    from app.services.codelists import CodeLists
    from app.services.letters.face import Letter
    from app.services.traders.face import Portrait, Repeated

REPEATED = "重复被投诉的经营者"
_SUMMED = "金额按登记的数加起来；解决率是调解成功的件数除以受理的件数。"
_CASES = (
    ("登记日", 2.6),
    ("编号", 6.2),
    ("投诉人", 2.3),
    ("性质", 2.6),
    ("状态", 2.4),
    ("涉案（元）", 2.6),
    ("挽回（元）", 2.6),
)
_LETTERS = (("种类", 2.6), ("发出", 2.8), ("发给谁", 4), ("事由", 6), ("答复", 4))


def natures_said(natures: Sequence[tuple[str, int]], lists: CodeLists, most: int = 0) -> str:
    """«质量 25、售后服务 19»; at most ``most`` of them, when that is said."""
    shown = natures[:most] if most else natures
    return "、".join(f"{nature_word(code, lists)} {many}" for code, many in shown)


def nature_word(code: str, lists: CodeLists) -> str:
    """What a nature is called; cases without one say so."""
    return lists.label("nature", code) if code else "没写性质"


def portrait_pdf(
    found: Portrait, letters: Sequence[Letter], lists: CodeLists, office: str, today: date, progress: Progress
) -> bytes:
    """One trader on paper."""
    trader, figures = found.trader, found.figures
    return trader_pdf.render(
        trader_pdf.TraderSheet(
            office=office,
            title=trader.name,
            subtitle=f"{_period(found)}　{_day(today)}做成",
            facts=(
                ("写法", "、".join(trader.spellings)),
                ("电话", trader.phone),
                ("地址", trader.address),
                ("信用代码", trader.code),
            ),
            figures=(
                ("投诉", f"{figures.complaints:,} 件"),
                ("没办结", f"{figures.open:,} 件"),
                ("受理", f"{figures.accepted:,} 件"),
                ("调解成功", f"{figures.settled:,} 件"),
                ("解决率", figures.rate_words),
                ("其他登记", _kinds(found)),
                ("涉案金额", f"{format_yuan(figures.amount)} 元"),
                ("挽回损失", f"{format_yuan(figures.recovered)} 元"),
                ("统计范围", _period(found)),
            ),
            natures=natures_said(found.natures, lists),
            months=tuple((f"{month.start.month}月", month.complaints) for month in found.months),
            case_titles=_CASES,
            cases=tuple(
                (
                    hit.received_on.isoformat(),
                    hit.number,
                    hit.complainant,
                    nature_word(hit.nature or "", lists),
                    listing.state_words(hit, today),
                    "" if hit.amount is None else format_yuan(hit.amount),
                    "" if hit.recovered is None else format_yuan(hit.recovered),
                )
                for hit in found.cases
            ),
            cases_said=_cases_said(found),
            letter_titles=_LETTERS,
            letters=tuple(
                (KIND_WORDS[each.kind], each.sent_on.isoformat(), each.to_whom, each.subject, _answered(each, today))
                for each in letters
            ),
        ),
        progress,
    )


def portrait_workbook(
    found: Portrait, letters: Sequence[Letter], lists: CodeLists, office: str, today: date, progress: Progress
) -> bytes:
    """One trader as a workbook: 概况, 每月, 投诉, 函件."""
    trader, figures = found.trader, found.figures
    said = f"{office}　{trader.name}　{_period(found)}　{_day(today)}"
    facts: list[tuple[trader_workbook.Cell, ...]] = [
        ("写法", "、".join(trader.spellings)),
        ("电话", trader.phone),
        ("地址", trader.address),
        ("统一社会信用代码", trader.code),
        ("投诉（件）", figures.complaints),
        ("没办结（件）", figures.open),
        ("受理（件）", figures.accepted),
        ("调解成功（件）", figures.settled),
        ("解决率", figures.rate_words),
        ("涉案金额（元）", format_yuan(figures.amount)),
        ("挽回损失（元）", format_yuan(figures.recovered)),
        *((f"性质：{nature_word(code, lists)}（件）", many) for code, many in found.natures),
        ("说明", _SUMMED),
    ]
    sheets = (
        trader_workbook.Sheet("概况", said, (("项目", 12), ("内容", 30)), facts),
        trader_workbook.Sheet(
            "每月",
            said,
            (("月份", 8), ("投诉（件）", 6), ("去年同月（件）", 8)),
            [(f"{m.start:%Y-%m}", m.complaints, m.before) for m in found.months],
        ),
        trader_workbook.Sheet(
            "投诉",
            f"{said}　{_cases_said(found)}",
            (
                ("登记日", 6),
                ("编号", 13),
                ("投诉人", 5),
                ("商家写法", 10),
                ("性质", 6),
                ("状态", 6),
                ("涉案", 6),
                ("挽回", 6),
            ),
            [
                (
                    hit.received_on,
                    hit.number,
                    hit.complainant,
                    hit.trader,
                    nature_word(hit.nature or "", lists),
                    listing.state_words(hit, today),
                    hit.amount,
                    hit.recovered,
                )
                for hit in found.cases
            ],
            frozenset({6, 7}),
        ),
        trader_workbook.Sheet(
            "函件",
            said,
            (("种类", 6), ("发出", 6), ("发给谁", 10), ("事由", 16), ("答复", 16)),
            [(KIND_WORDS[e.kind], e.sent_on, e.to_whom, e.subject, _answered(e, today)) for e in letters],
        ),
    )
    return trader_workbook.write(sheets, progress)


def repeated_pdf(found: Repeated, lists: CodeLists, office: str, today: date, progress: Progress) -> bytes:
    """The list of repeated traders on paper."""
    column = case_list_pdf.PrintColumn
    rows = [
        (
            str(at),
            row.name,
            str(row.figures.complaints),
            str(row.before),
            natures_said(row.natures, lists),
            row.figures.rate_words,
            format_yuan(row.figures.amount),
            format_yuan(row.figures.recovered),
        )
        for at, row in enumerate(found.rows, start=1)
    ]
    return case_list_pdf.render(
        case_list_pdf.ListHead(office, REPEATED, (_repeated_said(found), f"{_SUMMED}　{_day(today)}")),
        (
            column("序号", 2, right=True),
            column("经营者", 10),
            column("投诉", 2.5, right=True),
            column("去年同期", 4, right=True),
            column("性质", 15),
            column("解决率", 4, right=True),
            column("涉案（元）", 5, right=True),
            column("挽回（元）", 5, right=True),
        ),
        rows,
        len(rows),
        progress,
    )


def repeated_workbook(found: Repeated, lists: CodeLists, office: str, today: date, progress: Progress) -> bytes:
    """The list of repeated traders as a workbook."""
    titles = (
        ("经营者", 14), ("写法", 16), ("投诉（件）", 5), ("去年同期（件）", 7), ("没办结（件）", 6), ("受理（件）", 5),
        ("调解成功（件）", 7), ("解决率", 6), ("涉案", 7), ("挽回", 7), ("性质", 18), ("最近一件", 6),
    )  # fmt: skip
    rows = [
        (
            row.name,
            "、".join(row.spellings),
            row.figures.complaints,
            row.before,
            row.figures.open,
            row.figures.accepted,
            row.figures.settled,
            row.figures.rate_words,
            row.figures.amount,
            row.figures.recovered,
            natures_said(row.natures, lists),
            row.last_on,
        )
        for row in found.rows
    ]
    said = f"{office}　{_repeated_said(found)}　{_day(today)}"
    return trader_workbook.write([trader_workbook.Sheet(REPEATED, said, titles, rows, frozenset({8, 9}))], progress)


def _repeated_said(found: Repeated) -> str:
    rest = f"，这里是前 {len(found.rows)} 家" if found.total > len(found.rows) else ""
    return f"{found.period.label}登记的投诉，{found.least} 件以上的 {found.total} 家，共 {found.complaints:,} 件{rest}"


def _period(found: Portrait) -> str:
    return f"{found.period.label}登记的" if found.period else "全部年份"


def _cases_said(found: Portrait) -> str:
    rest = f"，这里是前 {len(found.cases)} 件" if found.total > len(found.cases) else ""
    return f"共 {found.total:,} 件，没办结的在前{rest}"


def _kinds(found: Portrait) -> str:
    return "、".join(f"{listing.KIND_WORDS.get(kind, kind)} {many} 件" for kind, many in found.kinds) or "没有"


def _answered(letter: Letter, today: date) -> str:
    if letter.answered_on is None:
        return letter.standing(today)
    return f"{letter.answered_on.isoformat()} {letter.answer}".strip()


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
