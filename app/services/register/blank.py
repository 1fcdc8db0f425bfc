"""«空白登记表»: an empty register to hand out, with drop-downs from the code lists, that the import understands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.durable import write_durably
from app.services import codelists
from app.services.complaints.fields import FIELDS

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.excel.form import FormColumn, FormKind

SHEET = "登记表"
FILE_NAME = "空白登记表.xlsx"
_TITLE = "消费者投诉登记表"
_NOTE = (
    "一件投诉写一行。写「示例」的那一行是样子，导入时会跳过。日期写成 2026-3-5 或 3月5日；金额只写数字，单位是元。\n"
    "带小箭头的格子，点箭头挑一个词；没有合适的，照原话写。不知道的空着，不要写 0。"
    "表头不要改；写完把这个文件交回来，直接导入。"
)
#: Field, heading where it is not the field's own, width, and an example.
_COLUMNS: tuple[tuple[str, str, float, str], ...] = (
    ("paper_number", "纸质\n编号", 8.0, "026"),
    ("received_on", "登记日期", 12.0, "2026-3-5"),
    ("complainant", "投诉人", 9.0, "李秀英"),
    ("sex", "性别", 5.5, "女"),
    ("phone", "联系电话", 15.0, "13800000000"),
    ("trader", "被投诉方", 17.0, "宏发手机店"),
    ("category", "商品或\n服务类别", 12.0, "家用电子电器类"),
    ("item", "商品或\n服务名称", 10.0, "手机"),
    ("nature", "投诉性质", 9.5, "质量"),
    ("amount", "涉案金额\n（元）", 10.0, "2350"),
    ("channel", "接收\n方式", 8.5, "来人"),
    ("facts", "投诉内容", 30.0, "买来三天屏幕就黑了，店里不肯换"),
    ("demand", "要求", 7.5, "更换"),
    ("result", "处理\n结果", 9.0, "达成协议"),
    ("closed_on", "办结日期", 12.0, "2026-3-9"),
    ("recovered", "挽回损失\n（元）", 10.0, "2350"),
)
_KINDS: dict[str, FormKind] = {"date": "date", "money": "money", "code": "choice", "codes": "choice"}


def write_blank(database: Database, path: Path, today: date) -> None:
    """Write the empty register to the .xlsx ``path``. Raises ``file.*``; what was there stays then."""
    write_durably(path, blank(codelists.of(database), today))


def blank(lists: CodeLists, today: date) -> bytes:
    """The bytes of the empty register with the words that are valid ``today``."""
    from app.services.excel.form import write_form

    columns = [_column(name, heading, width, example, lists, today) for name, heading, width, example in _COLUMNS]
    return write_form(SHEET, _TITLE, _NOTE, columns, serial="序号", example="示例")


def _column(name: str, heading: str, width: float, example: str, lists: CodeLists, today: date) -> FormColumn:
    from app.services.excel.form import FormColumn

    spec = FIELDS[name]
    kind = "story" if spec.told else _KINDS.get(spec.kind, "text")
    entries = lists.entries(spec.list, today) if spec.list else ()
    # «其他» as a result does not say whether a case is closed, so it is not offered.
    vague = frozenset({"root", "other"}) if name == "result" else frozenset({"root"})
    words = tuple(entry.label for entry in entries if entry.kind not in vague)
    return FormColumn(heading, width, kind, tuple(dict.fromkeys(words)), example)
