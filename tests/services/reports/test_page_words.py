"""What a workbook writes in the margins of its pages."""

from __future__ import annotations

import pytest

from app.services.reports.page_words import page_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", []),
        ("第 &P 页，共 &N 页", [("centre", "第 2 页，共 3 页", 9.0)]),
        (
            '&L&"宋体,常规"&9消统月1表&C&"宋体,常规"&10第 &P 页',
            [("left", "消统月1表", 9.0), ("centre", "第 2 页", 10.0)],
        ),
        ("&R&A &D", [("right", "月报", 9.0)]),
        ("&C&B甲&&乙&K01+000", [("centre", "甲&乙", 9.0)]),
    ],
)
def test_codes(words: str, expected: list[tuple[str, str, float]]) -> None:
    assert page_words(words, "月报", 2, 3, 9.0) == expected
