"""Remarks about the rows of a file, gathered so that ten thousand alike do not bury the one that matters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.errors import Issue, Severity

#: What a kind of remarks is called where they stand together; ``{field}`` is the column they are about.
_TITLES = {
    "rejected_cell": "「{field}」看不懂，这几行不导",
    "left_empty": "「{field}」看不懂，导进去先空着",
    "remark": "「{field}」请核对",
    "other_kind": "不是投诉、举报或建议，不导",
    "number_lost": "「{field}」的号码在 Excel 里丢了后几位，不导",
    "digits_lost": "「{field}」的号码在 Excel 里丢了后几位，先空着",
    "number_long": "编号太长，不导",
    "result_unclear": "写了办结，没说怎么办结的",
    "result_elsewhere": "结果要在办理时另行登记",
    "row_without_day": "没有登记日期，不导",
    "row_without_subject": "没写谁投诉、投诉谁、什么事，不导",
    "not_a_record": "看不出是记录，不导",
    "row_wrong": "前后对不上，不导",
    "row_remark": "请核对一下",
    "same_number": "编号重复、内容不同，不导",
    "other_case": "编号在台账里是另一件，不导",
    "in_bin": "那一件在回收站里",
    "looks_known": "可能已经记过",
    "ask_unit": "「{field}」不知道是元还是万元，不导",
    "ask_order": "「{field}」分不清几月几日，不导",
    "merged_money": "金额上下合并，只记在第一行",
    "hidden_rows": "有隐藏的行",
    "other_sheets": "还有别的表没有读",
    "in_sealed": "牵涉到已经封存的报表",
}
_NOTES = "说明"
_EXAMPLES = 5
#: Cells that a marked copy can show.
_MARKED = 20_000

_ORDER = {"error": 0, "warning": 1, "note": 2}
#: How many remarks of one kind are kept, by severity; the rest is counted.
_KEPT: dict[Severity, int] = {"error": 5000, "warning": 200, "note": 20}


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """Remarks of one kind: what they are called, how many there are, and the first of them."""

    severity: Severity
    code: str
    title: str
    count: int
    first: tuple[Issue, ...]


@dataclass(slots=True)
class Remarks:
    """The remarks about one sheet of one file, in the order of their weight."""

    file: str
    sheet: str
    #: Errors and warnings that belong to one cell, many more than are listed.
    marks: list[Issue] = field(default_factory=list)
    _kept: list[Issue] = field(default_factory=list)
    _groups: dict[tuple[Severity, str, str], list[Issue]] = field(default_factory=dict)
    _counts: Counter[tuple[Severity, str, str]] = field(default_factory=Counter)

    def add(
        self,
        severity: Severity,
        name: str,
        params: dict[str, Any] | None = None,
        *,
        cell: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        group: str = "",
    ) -> None:
        """Keep a remark; ``name`` is a message of the area ``register``, ``group`` tells kinds of it apart."""
        kind = (severity, name, group)
        self._counts[kind] += 1
        count = self._counts[kind]
        marked = severity != "note" and cell is not None and len(self.marks) < _MARKED
        if count > _KEPT[severity] and not marked:
            return
        shown = found[:60] if found is not None else None
        issue = Issue(severity, f"register.{name}", params or {}, self.file, self.sheet, cell, shown, expected)
        if marked:
            self.marks.append(issue)
        if count <= _KEPT[severity]:
            self._kept.append(issue)
        if count <= _EXAMPLES:
            self._groups.setdefault(kind, []).append(issue)

    def take(self, issues: list[Issue]) -> None:
        """Keep remarks made elsewhere."""
        self._kept.extend(issues)
        for issue in issues:
            kind = (issue.severity, issue.code.removeprefix("register."), "")
            self._counts[kind] += 1
            self._groups.setdefault(kind, []).append(issue)
            if issue.cell is not None and issue.severity != "note":
                self.marks.append(issue)

    def groups(self) -> tuple[IssueGroup, ...]:
        """The same by kind: errors first, then by how many there are; notes, which are told once each, together."""
        out: list[IssueGroup] = []
        notes: list[Issue] = []
        for kind, first in self._groups.items():
            severity, name, _ = kind
            if severity == "note":
                notes += first
                continue
            title = _TITLES.get(name, "请看一看").format(field=first[0].params.get("field", ""))
            out.append(IssueGroup(severity, first[0].code, title, self._counts[kind], tuple(first)))
        out.sort(key=lambda group: (_ORDER[group.severity], -group.count))
        if notes:
            out.append(IssueGroup("note", "", _NOTES, len(notes), tuple(notes)))
        return tuple(out)

    def all(self) -> tuple[Issue, ...]:
        """Everything: errors first, each kind ended by how many more there were."""
        out = list(self._kept)
        for (severity, name, group), count in self._counts.items():
            more = count - _KEPT[severity]
            if more > 0:
                params = {"count": more, "of": f"register.{name}", "group": group}
                out.append(Issue(severity, "register.more", params, self.file, self.sheet))
        return tuple(sorted(out, key=lambda issue: _ORDER[issue.severity]))
