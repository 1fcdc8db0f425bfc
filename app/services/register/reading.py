"""Reading the rows of one table into cases, and saying what is wrong with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.progress import Progress
from app.services.complaints import outcome
from app.services.complaints.fields import FIELDS
from app.services.excel.refs import cell_name
from app.services.register import doubts, matching, sheets, values
from app.services.register.headings import LABELS, NUMBER, WHO_OR_WHAT, Column
from app.services.register.mapping import ORDERS
from app.services.register.matching import Matched, Row
from app.services.register.remarks import Remarks

if TYPE_CHECKING:
    from datetime import date

    from app.services.codelists import CodeLists
    from app.services.register.likely import LikelyRow
    from app.services.register.values import RowRead

_STEP = 1000
_CLOSING_ASSUMED = "complaint.closing_assumed"
_EXPECTED = {
    "date": "日期，例如 2026-03-05",
    "money": "金额，例如 2350 或 1.2万",
    "code": "列表里的词",
    "codes": "列表里的词",
    "int": "整数",
    "bool": "是 或 否",
    "intake": "投诉、举报或建议",
}
_SKIPPED = {
    "total": "{} 行合计",
    "note": "{} 行备注说明",
    "example": "{} 行示例",
    "header": "{} 行重复的表头",
    "counters": "{} 行栏次",
    "unfilled": "{} 行只有序号的空行",
}


class TableReading:
    """Reads the rows of one table and says what is wrong with them."""

    def __init__(self, table: sheets.Table, lists: CodeLists, today: date) -> None:
        self._table = table
        cells = (row for _, row in table.records)
        self.columns, self.doubts, self._shown = doubts.settle(table.columns, cells, table.unit, today)
        self._reader = values.RowReader(self.columns, lists, today, table.unit, table.year)
        self._number = next((c for c in table.columns if c.field == NUMBER), None)
        self._day = next((c for c in table.columns if c.field in ("received_on", "accepted_on")), None)
        self._fields = frozenset(c.field for c in table.columns)
        self.remarks = Remarks(table.file, table.sheet)
        self.rejected = 0
        self.repeated = 0
        self._repeated_at = ""

    def rows(self, progress: Progress) -> list[Row]:
        """The records, checked; what is left out is counted and told."""
        table = self._table
        uncalculated: dict[int, set[int]] = {}
        for at, column in table.grid.uncalculated:
            uncalculated.setdefault(at, set()).add(column - 1)
        total = len(table.grid.rows)
        out: list[Row] = []
        numbers: dict[str, Row] = {}
        prints: Counter[str] = Counter()
        seen = False
        for at, cells in table.records:
            seen = True
            if at % _STEP == 0:
                progress.step(at, total, "读取登记台账")
            read = self._reader.read(cells, uncalculated.get(at, ()))
            row = self._check(at, cells, read)
            if row is None:
                continue
            if row.number:
                first = numbers.setdefault(row.number, row)
                if first is not row:
                    self._twice(first, row)
                    continue
            else:
                prints[row.fingerprint] += 1
                row.occurrence = prints[row.fingerprint]
            out.append(row)
        if not seen:
            raise AppError("register.no_rows", file=table.file, sheet=table.sheet)
        self._tell_file()
        return out

    def _check(self, at: int, cells: Any, read: RowRead) -> Row | None:
        """The row as a record, or None: it is rejected, or there is nothing in it."""
        if not (read.said or read.follows or read.state or read.remarks):
            self._tell_nothing(at, cells, read)
            return None
        for column, text, cell in read.remarks:
            self._tell_cell(at, column, text, cell)
        row = Row(
            at, read.number, matching.fingerprint(read.prints), 1, read.said, read.follows, read.state, read.pending
        )
        case = row.case()
        if not read.rejected:
            read.rejected = not self._complete(at, case)
        if "received_on" not in case or read.rejected:
            self.rejected += 1
            return None
        way = outcome.course(case, assume_acceptance=not read.pending)
        for issue in way.issues:
            if issue.severity == "error":
                read.rejected = True
                self.remarks.add(
                    "error", "row_wrong", {"row": at, "why": issue.message}, cell=f"A{at}", found=issue.found
                )
            elif issue.code != _CLOSING_ASSUMED and not read.outcome_told:
                why = {"row": at, "why": issue.message}
                self.remarks.add(issue.severity, "row_remark", why, cell=f"A{at}", found=issue.found, group=issue.code)
        if read.rejected:
            self.rejected += 1
            return None
        row.course = way
        return row

    def _complete(self, at: int, case: dict[str, Any]) -> bool:
        """Whether the row has a day, and someone or something it is about."""
        if "received_on" not in case:
            self.remarks.add("error", "row_without_day", {"row": at}, cell=self._day_cell(at), expected="登记日期")
            return False
        if not any(case.get(name) for name in WHO_OR_WHAT):
            expected = "投诉人、被投诉方、商品名称或事实"
            self.remarks.add("error", "row_without_subject", {"row": at}, cell=f"A{at}", expected=expected)
            return False
        return True

    def _day_cell(self, at: int) -> str:
        return cell_name(at, self._day.at + 1) if self._day else f"A{at}"

    def _number_cell(self, at: int) -> str:
        return cell_name(at, self._number.at + 1) if self._number else self._day_cell(at)

    def _tell_nothing(self, at: int, cells: Any, read: RowRead) -> None:
        """A row without a word in any column we know: numbered beforehand, or something we do not understand."""
        texts = [sheets.text_of(value) for value in cells if value is not None]
        if read.number or all(text.strip("()（）. ").isdecimal() for text in texts):
            self._table.skipped["unfilled"] += 1
            return
        self.rejected += 1
        place = next(n for n, value in enumerate(cells) if value is not None)
        self.remarks.add("error", "not_a_record", {"row": at}, cell=cell_name(at, place + 1), found=texts[0])

    def _tell_cell(self, at: int, column: Column, text: str, cell: values.Cell) -> None:
        spec = FIELDS.get(column.field)
        label = spec.label if spec else LABELS.get(column.field, column.heading)
        place = cell_name(at, column.at + 1)
        if cell.problem:
            severity: Any = "error" if cell.problem in values.REJECTING else "warning"
            params = {"field": label, "why": cell.why, "row": at}
            expected = cell.expected or _EXPECTED.get(spec.kind if spec else "text", "")
            self.remarks.add(
                severity, cell.problem, params, cell=place, found=text, expected=expected or None, group=column.field
            )
        for issue in cell.remarks:
            why = issue.params.get("why") or issue.message
            params = {"field": label, "why": why, "row": at}
            self.remarks.add(issue.severity, "remark", params, cell=place, found=text, group=column.field)

    def _tell_wrong(self, at: int, issue: Issue) -> None:
        why = {"row": at, "why": issue.message}
        self.remarks.add("error", "row_wrong", why, cell=f"A{at}", found=issue.found, expected=issue.expected)

    def _twice(self, first: Row, row: Row) -> None:
        """Two rows with one number: the same content is one case, another content is a mistake in the file."""
        place = self._number_cell(row.at)
        if first.fingerprint == row.fingerprint:
            self.repeated += 1
            self._repeated_at = self._repeated_at or place
            return
        self.rejected += 1
        self.remarks.add("error", "same_number", {"first": first.at, "row": row.at}, cell=place, found=row.number)

    def _tell_file(self) -> None:
        """What holds for the whole file is told once."""
        table, remarks = self._table, self.remarks
        remarks.take(table.issues)
        if table.remembered:
            remarks.add("note", "columns_remembered")
        for column, text in self._shown:
            spec = FIELDS[column.field]
            params = {"heading": column.heading or spec.label, "order": ORDERS[column.order]}
            remarks.add("note", "order_found", params, found=text, group=column.field)
        parts = [_SKIPPED[kind].format(count) for kind, count in table.skipped.items()]
        if parts:
            remarks.add("note", "skipped", {"what": "、".join(parts)})
        if table.unit and any(
            not column.unit and column.field in FIELDS and FIELDS[column.field].kind == "money"
            for column in table.columns
        ):
            remarks.add("note", "unit", {"unit": table.unit})
        if "received_on" not in self._fields:
            remarks.add("note", "received_from_accepted")
        if self.repeated:
            remarks.add("note", "repeated", {"count": self.repeated}, cell=self._repeated_at)

    def tell_matched(self, matched: Matched, likely: tuple[LikelyRow, ...], sealed: tuple[int, str]) -> None:
        """What the comparison with the database showed, and what is assumed of the new cases."""
        ways = [(row.at, row.course) for row in matched.new if row.course is not None]
        assumed = sum(any(event.kind == "accepted" and event.assumed for event in way.happenings) for _, way in ways)
        if assumed:
            self.remarks.add("note", "acceptance_assumed", {"count": assumed})
        closed = [at for at, way in ways if any(issue.code == _CLOSING_ASSUMED for issue in way.issues)]
        if closed:
            self.remarks.add("note", "closing_assumed", {"count": len(closed), "row": closed[0]})
        for row in matched.binned:
            self.remarks.add(
                "warning", "in_bin", {"row": row.at}, cell=self._number_cell(row.at), found=row.number or None
            )
        for row, issue in matched.refused:
            self._tell_wrong(row.at, issue)
        for row, record in matched.others:
            who = record.complainant or record.trader or record.number
            params = {"row": row.at, "day": record.received_on.isoformat(), "who": who}
            self.remarks.add("error", "other_case", params, cell=self._number_cell(row.at), found=row.number)
        for found in likely:
            params = {"row": found.row, "number": found.number, "why": "、".join(found.reasons)}
            self.remarks.add("warning", "looks_known", params, cell=self._day_cell(found.row), found=found.who or None)
        if sealed[0]:
            self.remarks.add("warning", "in_sealed", {"count": sealed[0], "periods": sealed[1]})
