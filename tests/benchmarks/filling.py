"""Filling the monthly workbook, against openpyxl loading, filling and saving it."""

from __future__ import annotations

import io

import openpyxl

from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.values import Value
from tests.benchmarks.ground import Ground
from tests.benchmarks.measure import Result, compared


def run(ground: Ground) -> list[Result]:
    """All figures of the template, formulas recomputed (which openpyxl does not)."""
    definition, workbook = ground.template
    values = {cell.key: Value.of(at * 7 % 9973) for at, cell in enumerate(definition.plain_cells)}
    words = {"office": "青溪县消保委", "office_code": "331122", "period": "2025年12月"}
    manifest = Manifest("monthly", definition.template.version, "331122", "青溪县消保委", "2025-12")
    places = [(cell.sheet, cell.cell, float(values[cell.key].number or 0)) for cell in definition.plain_cells]

    def saved(fill_in: bool) -> None:
        book = openpyxl.load_workbook(io.BytesIO(workbook))
        if fill_in:
            for sheet, cell, value in places:
                target = book[sheet][cell]
                if target.data_type != "f":
                    target.value = value
        book.save(io.BytesIO())

    def ours() -> None:
        fill(workbook, definition, values, words, manifest)

    return [
        compared("fill: monthly workbook", ours, "openpyxl load + save", lambda: saved(False), times=9),
        compared("fill: monthly workbook", ours, "openpyxl load + fill + save", lambda: saved(True), times=9),
    ]
