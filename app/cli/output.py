"""Printing: one JSON object for scripts, readable Chinese tables for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.errors import AppError, Issue

SEVERITY_WORDS = {"error": "错", "warning": "疑", "note": "注"}


@dataclass(slots=True)
class Answer:
    """What a command gives: ``data`` for scripts, ``lines`` for people, remarks for both."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    issues: tuple[Issue, ...] = ()


def plain(value: Any) -> Any:
    """A value as JSON may hold it: dates as ISO text, decimals as text, paths as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Issue):
        return value.as_dict()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """Print what a command gave: JSON alone on standard output, or lines for a person."""
    if as_json:
        sys.stdout.write(json.dumps(plain(answer.data), ensure_ascii=False) + "\n")
        return
    for line in answer.lines:
        sys.stdout.write(line + "\n")
    for line in issue_lines(answer.issues):
        sys.stderr.write(line + "\n")


def print_error(error: AppError, *, as_json: bool) -> None:
    """Print a problem: the sentence with its number, then every remark."""
    if as_json:
        shown = {
            "error": {"code": error.code, "message": error.message, "number": error.number},
            "issues": [issue.as_dict() for issue in error.issues],
        }
        sys.stdout.write(json.dumps(plain(shown), ensure_ascii=False) + "\n")
        return
    sys.stderr.write(f"{error.message}（编号 {error.number}）\n")
    for line in issue_lines(error.issues):
        sys.stderr.write(line + "\n")


def issue_lines(issues: Iterable[Issue], most: int = 40) -> list[str]:
    """Remarks as lines a person reads; past ``most`` only how many more there are."""
    found = list(issues)
    lines = [f"  [{SEVERITY_WORDS[i.severity]}] {_place(i)}{i.message}" for i in found[:most]]
    if len(found) > most:
        lines.append(f"  …… 还有 {len(found) - most} 条")
    return lines


def _place(issue: Issue) -> str:
    """Where it is, as far as the sentence itself does not say."""
    said = issue.message
    parts = [p for p in (issue.file, issue.sheet, issue.cell) if p and p not in said]
    return " · ".join(parts) + "：" if parts else ""


def width(text: str) -> int:
    """Columns of a terminal that ``text`` takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """A table with aligned columns; numbers to the right."""
    shown = [[cell(v) for v in row] for row in rows]
    widths = [max([width(h), *(width(r[i]) for r in shown)]) for i, h in enumerate(head)]
    right = [bool(shown) and all(_numeric(r[i]) for r in shown) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            (" " * (w - width(c)) + c) if r else (c + " " * (w - width(c)))
            for c, w, r in zip(cells, widths, right, strict=True)
        ).rstrip()

    return [line(list(head)), "─" * (sum(widths) + 2 * (len(widths) - 1)), *(line(r) for r in shown)]


def cell(value: Any) -> str:
    """A value as a cell of a table; what is not there is «—»."""
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return format(value, "f")
    return "是" if value is True else "否" if value is False else str(value)


def _numeric(text: str) -> bool:
    return text == "—" or text.replace(".", "").replace("-", "").replace(",", "").isdigit()
