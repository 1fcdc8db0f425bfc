"""The whole story of a case: what happened, letters, papers, files, its place in the archive, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from app.models import ArchiveFile, Attachment, Document, Event, Letter
from app.services.complaints.standing import EVENT_WORDS
from app.services.duplicates import links
from app.services.parsing.money import format_yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists

ToldKind = Literal["event", "paper", "letter", "file", "archive", "link"]
_LETTERS = {"query": "查询函", "rectification": "整改劝喻书", "warning": "警示约谈函"}
_LINKS = {"linked": "关联一件", "merged": "合并一件"}
#: The list that the reason of an event is from, and what its other party is called.
_REASONS = {"refused": "refusal", "terminated": "termination", "advised_elsewhere": "advised"}
_OTHERS = {"transferred": "转给{}", "transferred_in": "{}转来", "supervised": "{}督办", "answered": "答复{}"}
#: What somebody is to do by the day an event names.
_DUE = {
    "papers_asked": "请在 {} 前补齐",
    "transferred": "请在 {} 前答复",
    "transferred_in": "应在 {} 前答复",
    "paused": "大约 {} 出结果",
    "settled": "约定在 {} 前履行",
    "supervised": "要求 {} 前报结果",
}
_REVOKED = "已撤回"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story.

    ``key`` is the kind of event, paper or letter, ``words`` what it is called, ``who`` wrote it down, ``detail`` the
    rest in words, ``id`` what it is known by. ``taken_back`` is why it no longer holds ("": it does), ``by_rule`` that
    nobody wrote its day down.
    """

    at: date
    kind: ToldKind
    key: str
    words: str
    who: str = ""
    detail: str = ""
    id: str = ""
    taken_back: str = ""
    by_rule: bool = False


def tell(session: Session, pk: int, lists: CodeLists) -> tuple[Told, ...]:
    """The story of the case in row ``pk``."""
    lines = [*_events(session, pk, lists), *_papers(session, pk, lists), *_letters(session, pk), *_files(session, pk)]
    lines += [*_archive(session, pk), *_links(session, pk)]
    lines.sort(key=lambda line: (line[0].at, line[1]))
    return tuple(told for told, _ in lines)


_Line = tuple[Told, datetime]


def _events(session: Session, pk: int, lists: CodeLists) -> Iterator[_Line]:
    rows = session.scalars(select(Event).where(Event.complaint_pk == pk, Event.deleted_at.is_(None)).order_by(Event.pk))
    for row in rows:
        back = ""
        if row.revoked_on is not None:
            who = f"（{row.revoked_by}，{row.revoked_on.isoformat()}）" if row.revoked_by else f"（{row.revoked_on}）"
            back = f"{row.revoked_reason or _REVOKED}{who}"
        yield (
            Told(
                row.on_date,
                "event",
                row.kind,
                EVENT_WORDS[row.kind],
                row.created_by,
                _event_detail(row, lists),
                row.id,
                back,
                row.assumed,
            ),
            row.created_at,
        )


def _event_detail(row: Event, lists: CodeLists) -> str:
    reasons = _REASONS.get(row.kind, "")
    parts = [
        _OTHERS.get(row.kind, "{}").format(row.to_whom) if row.to_whom else "",
        lists.label(reasons, row.reason, row.on_date) if reasons and row.reason else "",
        lists.label("mediation_way", row.way, row.on_date) if row.way else "",
        f"挽回 {format_yuan(row.recovered)} 元" if row.recovered is not None else "",
        f"其中加倍赔偿 {format_yuan(row.punitive)} 元" if row.punitive else "",
        lists.label("satisfaction", row.satisfaction, row.on_date) if row.satisfaction else "",
        _DUE.get(row.kind, "期限 {}").format(row.due_on.isoformat()) if row.due_on else "",
        f"统计在 {row.counts_on.isoformat()}" if row.counts_on != row.on_date else "",
        row.note,
    ]
    return "；".join(filter(None, parts))


def _papers(session: Session, pk: int, lists: CodeLists) -> Iterator[_Line]:
    rows = session.scalars(
        select(Document).where(Document.complaint_pk == pk, Document.deleted_at.is_(None)).order_by(Document.pk)
    )
    for row in rows:
        parts = [row.number, f"给{row.recipient}" if row.recipient else ""]
        if row.served_on is not None:
            way = lists.label("served_way", row.served_way) if row.served_way else ""
            parts.append(f"{row.served_on.isoformat()} 送达{f'（{way}）' if way else ''}")
        back = f"{row.revoked_reason or '已作废'}（{row.revoked_on}）" if row.revoked_on else ""
        detail = "；".join(filter(None, parts))
        yield (
            Told(row.issued_on, "paper", row.kind, row.title, row.created_by, detail, row.id, back),
            row.created_at,
        )


def _letters(session: Session, pk: int) -> Iterator[_Line]:
    rows = session.scalars(
        select(Letter).where(Letter.complaint_pk == pk, Letter.deleted_at.is_(None)).order_by(Letter.pk)
    )
    for row in rows:
        title = _LETTERS[row.kind]
        due = f"请在 {row.answer_due.isoformat()} 前答复" if row.answer_due else ""
        detail = "；".join(filter(None, [f"给{row.to_whom}", row.number, row.subject, due]))
        yield Told(row.sent_on, "letter", row.kind, f"发出{title}", row.created_by, detail, row.id), row.created_at
        if row.answered_on is not None:
            told = Told(row.answered_on, "letter", row.kind, f"收到{title}的答复", row.created_by, row.answer, row.id)
            yield told, row.changed_at


def _files(session: Session, pk: int) -> Iterator[_Line]:
    for row in session.scalars(select(Attachment).where(Attachment.complaint_pk == pk).order_by(Attachment.pk)):
        day = row.created_at.astimezone().date()
        back = f"已移除（{row.deleted_by or ''}）".replace("（）", "") if row.deleted_at else ""
        detail = "；".join(filter(None, [row.name, row.note]))
        yield Told(day, "file", row.media, "存入附件", row.created_by, detail, row.id, back), row.created_at


def _archive(session: Session, pk: int) -> Iterator[_Line]:
    rows = session.scalars(select(ArchiveFile).where(ArchiveFile.complaint_pk == pk, ArchiveFile.deleted_at.is_(None)))
    for row in rows:
        detail = "；".join(filter(None, [row.number, f"第 {row.box} 盒" if row.box else ""]))
        yield Told(row.filed_on, "archive", "archive", "编入档案", row.created_by, detail, row.id), row.created_at
        if row.destroyed_on is not None:
            told = Told(row.destroyed_on, "archive", "destroyed", "档案销毁", "", row.destroyed_reason, row.id)
            yield told, row.changed_at


def _links(session: Session, pk: int) -> Iterator[_Line]:
    for link in links.of(session, pk):
        if link.kind in _LINKS:
            day = link.at.astimezone().date()
            yield Told(day, "link", link.kind, _LINKS[link.kind], link.by, link.number, link.id), link.at
