"""Remarks of the check and what a person says to them: the same on both sides of the stick.

The county answers a warning, or sets aside a rule that is itself wrong; the answer travels in the workbook. County and
city list what stands in a sealed workbook by :func:`told`, so that both are told the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services.excel.manifest import SentRemark
from app.services.returns.faces import NO_REASON, Answer

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.returns.faces import Remark

_LONGEST = 400


def is_rule(issue: Issue) -> bool:
    """Whether it comes of a check rule of the city's: only those can be set aside."""
    return issue.code.startswith("return.rule_")


def answered(
    issues: Sequence[Issue], answers: Sequence[Answer], *, at: datetime, by: str, insist: bool
) -> list[Remark]:
    """The answers put to the remarks they are for; raises ``return.not_sealed``, ``return.reasons_needed``.

    Errors stop, unless a rule of the city's is set aside, which somebody must sign (``return.unsigned``). A warning
    without an answer stops too when ``insist``; else it is sealed as one without a reason.
    """
    from app.services.returns.faces import Remark

    said = [replace(answer, reason=answer.reason.strip()) for answer in answers if answer.reason.strip()]
    errors: list[Issue] = []
    open_ones: list[Issue] = []
    remarks: list[Remark] = []
    for issue in issues:
        if issue.severity == "note":
            continue
        answer = next((a for a in said if _is_for(a, issue)), None)
        aside = answer is not None and answer.kind == "set_aside" and is_rule(issue)
        if issue.severity == "error" and not aside:
            errors.append(issue)
            continue
        if answer is None and insist:
            open_ones.append(issue)
            continue
        if aside and not by.strip():
            raise AppError("return.unsigned")
        remarks.append(
            Remark(
                "set_aside" if aside else "explained",
                issue.code,
                issue.sheet or "",
                issue.cell or "",
                (issue.found or "")[:80],
                (issue.expected or "")[:80],
                issue.message,
                (answer.reason if answer is not None else NO_REASON)[:_LONGEST],
                at,
                by,
            )
        )
    if errors:
        raise AppError("return.not_sealed", issues=tuple(errors), count=len(errors), first=errors[0].message)
    if open_ones:
        raise AppError("return.reasons_needed", issues=tuple(open_ones), count=len(open_ones))
    return remarks


def _is_for(answer: Answer, issue: Issue) -> bool:
    place = (issue.code, issue.sheet or "", issue.cell or "")
    return (answer.code, answer.sheet, answer.cell) == place and answer.message in ("", issue.message)


def told(issues: Iterable[Issue], remarks: Iterable[SentRemark], file: str | None = None) -> list[Issue]:
    """Remarks on a sealed workbook together with the answers that travel in it.

    A warning with a reason is a note; one without a reason, and a rule that was set aside, stay warnings. What the
    sender's check alone remarked is told as well.
    """
    answers = list(remarks)
    used: set[int] = set()
    found: list[Issue] = []
    for issue in issues:
        place = (issue.code, issue.sheet or "", issue.cell or "", issue.message)
        at = next((n for n, r in enumerate(answers) if (r.code, r.sheet, r.cell, r.message) == place), None)
        if at is None or issue.severity == "note":
            found.append(issue)
            continue
        used.add(at)
        kept = answers[at].kind == "explained" and answers[at].reason == NO_REASON
        found.append(issue if kept else _with(answers[at], issue.found, issue.expected, file))
    found += [_with(remark, None, None, file) for n, remark in enumerate(answers) if n not in used]
    return found


def _with(remark: SentRemark, found: str | None, expected: str | None, file: str | None) -> Issue:
    about = {"message": remark.message, "reason": remark.reason, "by": remark.by or "未签名"}
    code = "set_aside" if remark.kind == "set_aside" else "explained"
    if code == "explained" and remark.reason == NO_REASON:
        code = "unexplained"
    severity = "note" if code == "explained" else "warning"
    return Issue(
        severity,  # type: ignore[arg-type]
        f"return.{code}",
        about,
        file=file,
        sheet=remark.sheet or None,
        cell=remark.cell or None,
        found=found,
        expected=expected,
    )
