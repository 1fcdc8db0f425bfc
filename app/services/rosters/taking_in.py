"""A list that is pasted or read from a file: which column is what, and what each row would become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import AppError, Issue
from app.models import Roster
from app.services.parsing.text import clean, normal_label
from app.services.rosters.face import Plan, PlanRow
from app.services.rosters.fields import Understood, in_words, labels, understand

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.progress import Progress
    from app.services.codelists import CodeLists

#: Headings offices use, by field; what the form calls it counts too.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "kind": ("种类", "类别", "类型", "站点类型", "称号", "荣誉称号", "称号名称", "性质"),
    "name": (
        "名称", "站点名称", "站名", "姓名", "志愿者", "志愿者姓名", "单位", "单位名称", "企业名称", "企业", "经营者",
    ),
    "person": ("负责人", "联系人", "站长", "工作人员", "信息员", "法定代表人", "工作单位", "所在单位"),
    "phone": ("电话", "联系电话", "手机", "手机号", "联系方式", "电话号码"),
    "address": ("地址", "所在地", "地点", "住址", "详细地址"),
    "opened_on": (
        "设立日期", "成立日期", "成立时间", "设立时间", "加入日期", "加入时间", "聘任时间", "授予日期", "授予时间",
        "命名时间", "日期", "时间", "年份",
    ),
    "closed_on": ("撤销日期", "撤销时间", "退出日期", "退出时间", "注销日期"),
    "closed_reason": ("撤销原因", "退出原因", "原因"),
    "note": ("备注", "说明"),
}  # fmt: skip
#: Of a list without headings: its columns are these, as many as there are.
_ORDER = ("kind", "name", "person", "phone", "address", "opened_on", "note")


def plan(
    session: Session,
    lists: CodeLists,
    office_pk: int,
    register: str,
    rows: Sequence[Sequence[str]],
    today: date,
    source: str = "",
) -> Plan:
    """What the rows would become; nothing is written."""
    filled = [(at, [clean(text) for text in row]) for at, row in enumerate(rows, start=1)]
    filled = [(at, row) for at, row in filled if any(row)]
    if not filled:
        raise AppError("roster.no_rows")
    fields, start = _columns(register, [row for _, row in filled])
    body = filled[start:]
    if not body:
        raise AppError("roster.no_rows")
    headings = filled[start - 1][1] if start else [labels(register).get(name, "") for name in fields]
    raws = [{name: row[at] for at, name in enumerate(fields) if name and at < len(row) and row[at]} for _, row in body]
    made = plan_raw(session, lists, office_pk, register, raws, today, [at for at, _ in body])
    columns = tuple((head, name) for head, name in zip(headings, fields, strict=False) if head)
    return Plan(register, made, columns, (), source)


def plan_raw(
    session: Session,
    lists: CodeLists,
    office_pk: int,
    register: str,
    raws: Sequence[Mapping[str, str]],
    today: date,
    numbers: Sequence[int] = (),
) -> tuple[PlanRow, ...]:
    """What rows of fields would become, against the entries there are (same kind and name, not deleted)."""
    known = {
        (row.kind, row.name): row
        for row in session.scalars(
            select(Roster)
            .where(Roster.office_pk == office_pk, Roster.register == register, Roster.deleted_at.is_(None))
            .order_by(Roster.closed_on.is_(None), Roster.pk)
        )
    }
    found: list[PlanRow] = []
    seen: dict[tuple[str, str], int] = {}
    for at, raw in enumerate(raws):
        number = numbers[at] if numbers else at + 1
        out = understood(register, raw, today, lists)
        errors = [issue for issue in out.issues if issue.severity == "error"]
        kind, name = str(out.values.get("kind", "")), str(out.values.get("name", ""))
        if not errors and (kind, name) in seen:
            out.issues.append(Issue("error", "roster.twice", {"name": name, "row": seen[kind, name]}, found=name))
            errors = out.issues[-1:]
        old = known.get((kind, name))
        state = "rejected" if errors else "new" if old is None else _difference(old, out)
        if not errors:
            seen[kind, name] = number
        found.append(
            PlanRow(
                number,
                state,  # type: ignore[arg-type]
                name or raw.get("name", ""),
                in_words(register, "kind", kind, lists) or raw.get("kind", ""),
                out.values.get("opened_on"),
                dict(raw),
                old.id if old is not None and not errors else "",
                tuple(_at_row(issue, number) for issue in out.issues),
            )
        )
    return tuple(found)


def understood(register: str, raw: Mapping[str, str], today: date, lists: CodeLists) -> Understood:
    """A row as an entry; what an entry cannot do without is refused."""
    out = understand(register, raw, today, lists)
    called = labels(register)
    told = {issue.params.get("name") for issue in out.issues}
    for name in ("kind", "name", "opened_on"):
        if not out.values.get(name) and name not in told:
            out.refuse(name, called[name], "", "没有写。")
    opened, closed = out.values.get("opened_on"), out.values.get("closed_on")
    if opened and closed and closed < opened:
        out.refuse("closed_on", called["closed_on"], closed.isoformat(), f"比{called['opened_on']}还早。")
    return out


def _difference(old: Roster, out: Understood) -> str:
    same = all(getattr(old, name) == value for name, value in out.values.items() if value not in (None, ""))
    return "unchanged" if same else "changed"


def _columns(register: str, rows: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The field of each column ("" none), and where the body begins. Headings stand in one of the first five rows."""
    called = {normal_label(word): name for name, words in _HEADINGS.items() for word in words}
    called |= {normal_label(label): name for name, label in labels(register).items()}
    for at, row in enumerate(rows[:5]):
        fields: list[str] = []
        for text in row:
            name = called.get(normal_label(text), "")
            fields.append(name if name not in fields else "")
        if "name" in fields and sum(map(bool, fields)) >= 2:
            return fields, at + 1
    width = max(len(row) for row in rows)
    numbered = all(row[0].isdigit() for row in rows)
    fields = ["", *_ORDER] if numbered and width > 2 else list(_ORDER)
    return fields[:width], 0


def _at_row(issue: Issue, row: int) -> Issue:
    from dataclasses import replace

    return replace(issue, cell=f"第 {row} 行")


def rows_of_file(path: Path, progress: Progress) -> list[list[str]]:
    """The rows of the first sheet that has any, or of a text file; read in a process of its own."""
    from app.services.register.opening import open_register
    from app.services.register.sheets import text_of

    source = open_register(path, progress)
    for grid in source.grids:
        rows = [[_words(value, text_of) for value in row] for row in grid.rows]
        if any(any(row) for row in rows):
            return rows
    raise AppError("roster.no_rows")


def _words(value: object, text_of: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(text_of(value))  # type: ignore[operator]
