"""What is measured on: made once per run, in a temporary folder, the same for the same scale."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import DataFolder
from tests.cases import plausible, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.database import Database
    from app.services.excel.definition import Definition

FIRST, LAST = date(2020, 1, 1), date(2025, 12, 31)
TODAY = date(2026, 1, 8)
_HEADS = (
    "编号", "登记日期", "投诉人", "联系电话", "被投诉方", "商品类别", "商品或服务", "投诉性质", "接收方式",
    "涉案金额（元）", "投诉内容", "处理结果", "办结日期", "挽回经济损失（元）",
)  # fmt: skip


class Ground:
    """Registers, returned workbooks and templates; each is made when first asked for."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.folder, self.scale = folder, scale

    def many(self, count: int) -> int:
        """``count`` at the scale of this run."""
        return max(10, round(count * self.scale))

    def office(self, name: str, code: str = "331122") -> DataFolder:
        """A fresh county."""
        from app.services import offices

        folder = DataFolder(self.folder / name)
        offices.create(folder, level="county", name="青溪县消保委", code=code, parent="331100")
        return folder

    @cached_property
    def database(self) -> Database:
        """An office with a million cases of six years."""
        from app.services.database import Database

        database = Database(self.office("million"))
        with told(f"{self.many(1_000_000):,} cases"):
            for year in range(FIRST.year, LAST.year + 1):  # one transaction a year, as large imports go
                put(database, self.many(1_000_000) // 6, date(year, 1, 1), date(year, 12, 31), seed=year)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return database

    @cached_property
    def returned(self) -> list[Path]:
        """200 filled monthly returns, each of an office of its own with figures of its own."""
        from app.services.excel.manifest import Manifest
        from app.services.excel.patcher import fill
        from app.services.values import Value

        definition, workbook = self.template
        paths = []
        with told(f"{self.many(200)} returns"):
            for number in range(self.many(200)):
                code = f"{330000 + number}"
                values = {
                    cell.key: Value.of((number * 31 + at * 7) % 9973) for at, cell in enumerate(definition.plain_cells)
                }
                words = {"office": f"{code}消保委", "office_code": code, "period": "2025年12月"}
                manifest = Manifest("monthly", definition.template.version, code, words["office"], "2025-12")
                path = self.folder / f"return-{code}.xlsx"
                path.write_bytes(fill(workbook, definition, values, words, manifest).data)
                paths.append(path)
        return paths

    @cached_property
    def template(self) -> tuple[Definition, bytes]:
        """The monthly return: mapping and workbook."""
        from app.paths import resources
        from app.services.excel.definition import load_definition

        folder = resources() / "templates"
        definition = load_definition((folder / "monthly.toml").read_text(encoding="utf-8"))
        return definition, (folder / "monthly.xlsx").read_bytes()

    @cached_property
    def register(self) -> Path:
        """A register of 100,000 rows as an office would keep it in a spreadsheet."""
        from xlsxwriter import Workbook

        from app.services.codelists import shipped

        lists = shipped()
        path = self.folder / "台账.xlsx"
        with told(f"register of {self.many(100_000):,} rows"), Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("投诉台账")
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, _HEADS)
            for row, case in enumerate(plausible(self.many(100_000), FIRST, LAST, seed=2, lists=lists), 1):
                sheet.write_string(row, 0, f"QX{row:07d}")
                sheet.write_datetime(row, 1, case["received_on"], day)
                words = [
                    case["complainant"], case["phone"], case["trader"], lists.label("category", case["category"]),
                    case["item"], lists.label("nature", case["nature"]), lists.label("channel", case["channel"]),
                ]  # fmt: skip
                for column, word in enumerate(words, 2):
                    sheet.write_string(row, column, word)
                sheet.write_number(row, 9, case["amount"] / 100)
                sheet.write_string(row, 10, case["facts"])
                if "closed_on" in case:
                    sheet.write_string(row, 11, lists.label("result", case["result"]))
                    sheet.write_datetime(row, 12, case["closed_on"], day)
                    sheet.write_number(row, 13, case.get("recovered", 0) / 100)
        return path

    def close(self) -> None:
        """Let the database go."""
        if "database" in self.__dict__:
            self.database.close()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say on standard error what is being made and how long it took."""
    begin = time.perf_counter()
    print(f"making {what} …", end=" ", file=sys.stderr, flush=True)
    yield
    print(f"{time.perf_counter() - begin:.1f} s", file=sys.stderr, flush=True)
