"""``complaint find``, ``list``, ``print``, ``blank-form``: finding cases, and on paper."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from app.cli.main import Call
    from app.services.complaints.finding import Cursor, Filters, Sort

#: Sorted by these, the greatest comes first unless asked otherwise.
_DESCENDING = ("day", "amount", "recovered", "closed", "number")


def add_commands(group: Any, add: Any) -> None:
    """Put the commands of this module into the parser of ``complaint``."""
    made = add(group, "find", "查找", find)
    add_filters(made)
    made.add_argument("--limit", type=int, default=50)
    made.add_argument("--after", metavar="CURSOR", help="上一页给出的 after")
    made = add(group, "list", "把清单存成表格或 PDF", write_list)
    add_filters(made)
    made.add_argument("--out", required=True, help="文件，.xlsx 或 .pdf")
    made.add_argument("--columns", help="要哪些栏，用逗号隔开")
    made.add_argument("--unmasked", action="store_true", help="电话、证件号码全部写出")
    made = add(group, "print", "把登记表存成 PDF", print_form)
    made.add_argument("ids", nargs="+", metavar="ID")
    made.add_argument("--out", required=True)
    made = add(group, "blank-form", "空白登记表", blank_form)
    made.add_argument("--out", required=True)


def add_filters(made: ArgumentParser) -> None:
    """What a list of cases is narrowed to and sorted by, as options of ``made``."""
    from app.services.complaints.finding import SORTS

    made.add_argument("text", nargs="*")
    made.add_argument("--bin", action="store_true", help="查回收站")
    made.add_argument("--period", help="登记的期间，如 2026-03、2026Q1")
    made.add_argument("--from", dest="start", help="从哪天起登记的")
    made.add_argument("--to", dest="until", help="到哪天为止登记的")
    made.add_argument("--state", help="状态；open 没办结，closed 办结了")
    for name, words in (("category", "类别"), ("nature", "性质"), ("channel", "接收方式")):
        made.add_argument(f"--{name}", help=words)
    made.add_argument("--trader", help="商家，整个名称")
    made.add_argument("--station", help="站点")
    made.add_argument("--kind", choices=("complaint", "report", "suggestion", "reconciliation"), help="类型")
    made.add_argument("--least", help="金额从多少")
    made.add_argument("--most", help="金额到多少")
    made.add_argument("--overdue", action="store_true", help="过了期限的")
    made.add_argument("--due-soon", action="store_true", dest="due_soon", help="快到期限的")
    made.add_argument("--incomplete", action="store_true", help="待补全的")
    made.add_argument("--supervised", action="store_true", help="督办中的")
    made.add_argument("--happened", choices=("accepted", "settled"), help="受理过的；调解成功的")
    made.add_argument("--gained", action="store_true", help="挽回了损失的")
    made.add_argument("--sort", choices=tuple(SORTS), default="day", help="按什么排")
    order = made.add_mutually_exclusive_group()
    order.add_argument("--ascending", action="store_true", help="从小到大")
    order.add_argument("--descending", action="store_true", help="从大到小")


def asked_sort(call: Call) -> Sort:
    """The order asked for."""
    from app.services.complaints.finding import Sort

    return Sort(call.sort, call.descending or (call.sort in _DESCENDING and not call.ascending))


def asked_filters(call: Call) -> Filters:
    """The filters asked for; raises ``codelist.unknown_word`` and ``cli.usage`` for what is not understood."""
    from app.services import codelists
    from app.services.complaints.finding import Filters
    from app.services.complaints.listing import STATE_WORDS
    from app.services.periods import parse_period

    lists = call.services.lists
    codes = {
        name: codelists.required(lists, name, word) if (word := getattr(call, name)) else None
        for name in ("category", "nature", "channel")
    }
    state = call.state
    if state and state not in STATE_WORDS:
        state = next((code for code, word in STATE_WORDS.items() if word == state), None)
        if state is None:
            raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="--state", why=call.state)
    period = parse_period(call.period) if call.period else None
    return Filters(
        start=_day(call, "--from", call.start) or (period.start if period else None),
        until=_day(call, "--to", call.until) or (period.end if period else None),
        state=state,
        category=codes["category"],
        nature=codes["nature"],
        channel=codes["channel"],
        trader=call.trader,
        station=call.station,
        kind=call.kind,
        deleted=call.bin,
        least=_money("--least", call.least),
        most=_money("--most", call.most),
        due="late" if call.overdue else "soon" if call.due_soon else None,
        incomplete=call.incomplete,
        happened=call.happened,
        gained=call.gained,
        supervised=call.supervised,
    )


def _day(call: Call, option: str, words: str | None) -> Any:
    from app.services.parsing.dates import parse_date

    if not words:
        return None
    read = parse_date(words, call.today)
    if read.value is None:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage=option, why=words)
    return read.value


def _money(option: str, words: str | None) -> int | None:
    from app.services.parsing.money import parse_money

    if not words:
        return None
    read = parse_money(words)
    if not read.ok or read.value is None:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage=option, why=words)
    return read.value.fen


def find(call: Call) -> Answer:
    """Find cases."""
    from app.cli.cases import case_data
    from app.services.complaints.listing import state_words
    from app.services.database import reindexing

    complaints, lists = call.services.complaints, call.services.lists
    reindexing.bring_up_to_date(call.services.database, call.progress)
    page = complaints.find(
        " ".join(call.text),
        asked_filters(call),
        asked_sort(call),
        after=_cursor(call.after),
        limit=max(1, min(call.limit, 1000)),
        today=call.today,
    )
    due = {hit.id: hit.due for hit in page.rows}
    rows = []
    for record in complaints.show_many([hit.id for hit in page.rows]):
        waits = due[record.id]
        rows.append(
            {
                **case_data(record, call),
                "due_on": waits.on if waits else None,
                "overdue": waits is not None and waits.on < call.today,
            }
        )
    shown = [
        (
            h.number,
            h.received_on,
            h.complainant,
            h.trader,
            lists.label("category", h.category),
            state_words(h, call.today),
        )
        for h in page.rows
    ]
    lines = [f"找到 {page.total} 件"]
    if shown:
        lines += table(["编号", "登记日", "投诉人", "被投诉方", "类别", "状态"], shown)
    return Answer({"rows": rows, "total": page.total, "after": _spelled(page.after)}, lines)


def _spelled(cursor: Cursor | None) -> str | None:
    if cursor is None or len(cursor) == 2:
        return "/".join(map(str, cursor)) if cursor else None
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode()


def _cursor(spelled: str | None) -> Cursor | None:
    """What ``--after`` says; raises ``cli.usage`` when no page gave it."""
    if not spelled:
        return None
    day, slash, pk = spelled.partition("/")
    if slash and pk.isdigit():
        return (day, int(pk))
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(spelled)))
    except ValueError as error:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="--after", why=spelled) from error


def write_list(call: Call) -> Answer:
    """Write the list as a workbook or a PDF."""
    from app.services.complaints.listing import COLUMNS, USUAL
    from app.services.database import reindexing

    reindexing.bring_up_to_date(call.services.database, call.progress)
    columns = tuple(call.columns.replace("，", ",").split(",")) if call.columns else USUAL
    by_title = {column.title: key for key, column in COLUMNS.items()}
    columns = tuple(by_title.get(name.strip(), name.strip()) for name in columns)
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage=f"--columns {','.join(COLUMNS)}", why=unknown[0])
    many = call.services.printing.write_list(
        Path(call.out),
        " ".join(call.text),
        asked_filters(call),
        asked_sort(call),
        columns,
        masked=not call.unmasked,
        today=call.today,
        progress=call.progress,
    )
    return Answer({"out": call.out, "rows": many}, [f"存好了 {many} 件：{call.out}"])


def print_form(call: Call) -> Answer:
    """Write the form of one or more cases as a PDF."""
    complaints = call.services.complaints
    records = [complaints.show(wanted) for wanted in call.ids]
    pages = call.services.printing.write_forms(
        Path(call.out), [record.id for record in records], progress=call.progress
    )
    numbers = [record.number for record in records]
    return Answer({"out": call.out, "pages": pages, "numbers": numbers}, [f"存好了 {pages} 页：{call.out}"])


def blank_form(call: Call) -> Answer:
    """Write the empty form as a PDF."""
    pages = call.services.printing.write_forms(Path(call.out), [])
    return Answer({"out": call.out, "pages": pages}, [f"存好了：{call.out}"])
