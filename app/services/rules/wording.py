"""Rules told in Chinese: what a rule over addresses says, by the labels of the rows and columns it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from app.services.excel.definition import BoundCell, Rule
from app.services.excel.refs import column_letters, split_cell

_SIGNS = {">=": "不小于", "<=": "不大于", "<>": "不等于", "=": "等于", ">": "大于", "<": "小于"}
_KINDS = {"required": "都要填", "together": "要么都有数，要么都没有", "exclusive": "只能有一个有数"}
#: What stands alone in a header row of units.
_UNITS = frozenset(
    ("件", "起", "元", "万元", "亿元", "%", "％", "百分点", "人", "人次", "次", "个", "份", "条", "家", "名", "期")
)  # fmt: skip
_REF = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<first>\$?(?:[A-Z]{1,3}|\{column\})\$?(?:\d+|\{row\}))"
    r"(?::(?P<last>\$?(?:[A-Z]{1,3}|\{column\})\$?(?:\d+|\{row\})))?"
)


def words_of(rule: Rule, cells: Sequence[BoundCell]) -> str:
    """A sentence for a rule: ``受理（件）不小于已处理（件），每一行都是（27 行）``."""
    labels = _labels(cells)

    def told(found: re.Match[str]) -> str:
        sheet = (found["sheet"] or "").strip("'").replace("''", "'")
        names = [_name(rule, sheet or rule.sheet, found[part], labels) for part in ("first", "last") if found[part]]
        return (f"{sheet}的" if sheet else "") + "到".join(f"「{name}」" for name in names)

    if rule.kind == "compare":
        text = _REF.sub(told, rule.expression)
        text = re.sub(r"SUM\(([^()]*)\)", lambda m: f"{m[1].replace(',', '、')}之和", text)
        for sign in (">=", "<=", "<>", "=", ">", "<"):
            text = re.sub(rf"\s*(?<![<>]){sign}(?![=>])\s*", _SIGNS[sign], text)
        text = text.replace(" + ", "＋").replace(" - ", "－").replace(" * ", "×").replace(" / ", "÷")
    else:
        text = "、".join(_REF.sub(told, cell) for cell in rule.cells) + _KINDS[rule.kind]
    if rule.rows:
        text += f"，每一行都是（{len(rule.rows)} 行）"
    if rule.columns:
        text += f"，每一列都是（{len(rule.columns)} 列）"
    if rule.tolerance not in ("", "0"):
        text += f"，允许差 {rule.tolerance}"
    return text


def _labels(cells: Sequence[BoundCell]) -> dict[tuple[str, int, int], tuple[str, str]]:
    """What the row and the column of each cell are called.

    A column goes by the lowest header row that is more than a unit (件, 万元, %) or a number (1, 2); when another
    column of the sheet is called the same there (受理·本月, 挽回损失·本月), by all of them.
    """
    heads: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        pieces = [word for piece in cell.column_label.split("/") if (word := "".join(piece.split()))]
        said = [piece for piece in pieces if piece not in _UNITS and piece != cell.unit and not piece.isdigit()]
        heads.setdefault((cell.sheet, cell.column_label), said or pieces)
    many = Counter((sheet, said[-1]) for (sheet, _), said in heads.items() if said)
    labels: dict[tuple[str, int, int], tuple[str, str]] = {}
    for cell in cells:
        said = heads[cell.sheet, cell.column_label]
        word = "·".join(said if said and many[cell.sheet, said[-1]] > 1 else said[-1:])
        labels[(cell.sheet, *split_cell(cell.cell))] = ("".join(cell.row_label.split()), word)
    return labels


def _name(rule: Rule, sheet: str, address: str, labels: dict[tuple[str, int, int], tuple[str, str]]) -> str:
    plain = address.replace("$", "")
    row = str(rule.rows[0]) if rule.rows else "1"
    column = rule.columns[0] if rule.columns else "A"
    shown = plain.replace("{row}", row).replace("{column}", column)
    known = labels.get((sheet, *split_cell(shown)))
    if "{row}" in plain:
        return known[1] if known and known[1] else f"{plain.replace('{row}', '')} 列"
    if "{column}" in plain:
        return known[0] if known and known[0] else f"第 {plain.replace('{column}', '')} 行"
    if known and any(known):
        return "·".join(part for part in known if part)
    at = split_cell(shown)
    return f"{column_letters(at[1])}{at[0]}"
