"""The kinds of summaries (``resources/summaries/kinds.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

from app.errors import AppError
from app.paths import resources
from app.services.summaries.face import Part, SummaryKind

if TYPE_CHECKING:
    from app.services.periods import Period

_PERIOD_WORDS = {"month": "一个月", "quarter": "一个季度", "half": "半年", "year": "一年"}


@cache
def kinds() -> dict[str, SummaryKind]:
    """All kinds by key, in the order they are offered."""
    found = tomllib.loads((resources() / "summaries" / "kinds.toml").read_text(encoding="utf-8"))
    return {
        row["key"]: SummaryKind(
            row["key"],
            row["title"],
            row["heading"],
            tuple(row["periods"]),
            tuple(Part(**part) for part in row.get("part", ())),
        )
        for row in found["kind"]
    }


def kind_of(word: str) -> SummaryKind:
    """The kind with this key or title; raises ``summary.no_such_kind``."""
    for kind in kinds().values():
        if word.strip() in (kind.key, kind.title):
            return kind
    known = "、".join(f"{kind.key}（{kind.title}）" for kind in kinds().values())
    raise AppError("summary.no_such_kind", kind=word.strip()[:40], known=known)


def check_period(kind: SummaryKind, period: Period) -> None:
    """Raise ``summary.bad_period`` unless the kind is made for such a period."""
    if period.kind not in kind.periods:
        wanted = "、".join(_PERIOD_WORDS[name] for name in kind.periods)
        raise AppError("summary.bad_period", title=kind.title, period=period.label, wanted=wanted)
