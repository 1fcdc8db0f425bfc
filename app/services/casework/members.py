"""The people of a group complaint as typed: read row by row, and stored as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.errors import Issue
from app.services.complaints import group
from app.services.complaints.changing import apply_change, course_after
from app.services.complaints.group import Member
from app.services.parsing.money import parse_money
from app.services.parsing.phones import parse_phone
from app.services.parsing.text import clean, one_line, paragraphs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.offices import Home

__all__ = ["LABELS", "Member", "put", "understand"]

#: The columns of a group, and how many characters each takes.
LABELS = {"name": "姓名", "phone": "电话", "address": "地址", "amount": "金额", "recovered": "挽回", "note": "备注"}
_LONGEST = {"name": 80, "phone": 60, "address": 200, "note": 2000}
_MOST = 100000


def understand(rows: Sequence[Mapping[str, str]]) -> tuple[list[Member], list[Issue]]:
    """Read what was typed; wholly blank rows are left out. Errors name the row."""
    members: list[Member] = []
    issues: list[Issue] = []
    for number, row in enumerate(rows, 1):
        typed = {name: str(row.get(name) or "") for name in LABELS}
        if not any(clean(words) for words in typed.values()):
            continue
        issues += [
            Issue("error", "complaint.no_such_field", {"field": name}) for name in row if name not in (*LABELS, "id")
        ]
        values = {name: _read(name, words, number, issues) for name, words in typed.items()}
        if not values["name"]:
            issues.append(Issue("error", "casework.member_name", {"row": number}))
        members.append(Member(str(row.get("id") or ""), len(members) + 1, **values))
    return members, issues


def _read(name: str, typed: str, row: int, issues: list[Issue]) -> Any:
    words = paragraphs(typed) if name == "note" else one_line(typed)
    if name in ("amount", "recovered"):
        money = parse_money(words)
        issues += [_about(name, row, each, each.severity) for each in money.issues]
        return money.value.fen if money.ok and money.value else None
    if len(words) > _LONGEST[name]:
        why = f"不超过 {_LONGEST[name]} 个字"
        issues.append(Issue("error", "casework.member", {"row": row, "field": LABELS[name], "why": why}))
    if name == "phone" and words:
        phone = parse_phone(words)
        issues += [_about(name, row, each, "warning") for each in phone.issues]
        return phone.value.number if phone.value else words
    return words


def _about(name: str, row: int, issue: Issue, severity: Any) -> Issue:
    more = {"row": row, "field": LABELS[name], "why": issue.message}
    return Issue(severity, "casework.member", more, found=issue.found)


def put(
    session: Session,
    pk: int,
    record: Record,
    members: Sequence[Member],
    *,
    lists: CodeLists,
    home: Home,
    by: str,
) -> None:
    """Store the people of a group; the size of the group follows when they are more than it says."""
    before = group.read(session, pk)
    known = {member.id for member in before}
    kept = [member if member.id in known else _new(member) for member in members]
    if kept == list(before):
        return
    changes = {"group_size": len(kept)} if len(kept) > record.group_size else {}
    group.write(session, pk, kept)
    lines = [group.line(before, group.read(session, pk))]
    way = course_after(record, changes)
    apply_change(session, pk, record, changes, way, lists=lists, home=home, by=by, lines=lines)


def _new(member: Member) -> Member:
    return Member("", member.position, *[getattr(member, name) for name in LABELS])
