"""What the form of a line asks for: the line itself, then the figures that usually go with its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.asks import Ask
from app.services.worklog.face import Proposal, WorkLine
from app.services.worklog.fields import LABELS, MORE, MORE_LABEL

#: Characters of a label there is room for.
_WIDE = 8


def asks(proposals: Sequence[Proposal], texts: Mapping[str, str], *, new: bool = True) -> list[Ask]:
    """The fields of the form; ``texts`` are what stands in them. A ``new`` line begins with what is usual."""
    figures = [
        Ask(
            each.key,
            short_label(each.name),
            "count",
            default=texts.get(each.key, each.usual if new else ""),
            hint=f"多少{each.unit}。没有就空着，大约的写 3100余、近5000。",
            unit=each.unit,
        )
        for each in proposals
    ]
    return [
        Ask("on", LABELS["on"], "date", required=True, default=texts.get("on", "")),
        Ask("kind", LABELS["kind"], "code", "work_kind", required=True, default=texts.get("kind", "")),
        Ask(
            "what",
            LABELS["what"],
            required=True,
            default=texts.get("what", ""),
            hint="一句话。比如：在城东市场发资料，讲怎么看合格证。",
        ),
        Ask("place", LABELS["place"], default=texts.get("place", "")),
        *figures,
        Ask(
            MORE,
            MORE_LABEL,
            default=texts.get(MORE, ""),
            hint="上面没有的写在这里。比如：横幅 20条，简报 2期。",
        ),
        Ask("note", LABELS["note"], default=texts.get("note", "")),
        Ask(
            "counts_on",
            LABELS["counts_on"],
            "date",
            default=texts.get("counts_on", ""),
            hint="算在哪一天。平常不用填，补报已经封存的月份才填。",
        ),
    ]


def short_label(name: str) -> str:
    """A name as there is room for it: without what stands in brackets, cut at an enumeration."""
    words = name.split("(")[0].split("（")[0] or name
    if len(words) > _WIDE and "、" in words:
        words = words.split("、")[0]
    return words if len(words) <= _WIDE else words[:_WIDE]


def long_label(name: str) -> str:
    """A name where there is more room: without brackets, a very long one cut at its enumeration."""
    words = name.split("(")[0].split("（")[0] or name
    return words.split("、")[0] if len(words) > _WIDE + 3 else words


def texts_of(line: WorkLine) -> dict[str, str]:
    """A line as one would type it."""
    texts = {"on": line.on.isoformat(), "kind": line.kind, "what": line.what, "place": line.place, "note": line.note}
    if line.counts_on != line.on:
        texts["counts_on"] = line.counts_on.isoformat()
    return texts | {each.key: f"{each.value}" for each in line.measures}


def measured_by(line: WorkLine) -> tuple[Proposal, ...]:
    """The figures a line names already."""
    return tuple(Proposal(each.key, each.name, each.unit) for each in line.measures)
