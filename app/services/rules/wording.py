"""Rules told in Chinese: what a rule over addresses says, by the labels of the rows and columns it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.services.excel.definition import BoundCell, Rule
from app.services.excel.refs import column_letters, split_cell

_SIGNS = {">=": "不小于", "<=": "不大于", "<>": "不等于", "=": "等于", ">": "大于", "<": "小于"}
_KINDS = {"required": "都要填", "together": "要么都有数，要么都没有", "exclusive": "只能有一个有数"}
_REF = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<first>\$?(?:[A-Z]{1,3}|\{column\})\$?(?:\d+|\{row\}))"
    r"(?::(?P<last>\$?(?:[A-Z]{1,3}|\{column\})\$?(?:\d+|\{row\})))?"
)


def words_of(rule: Rule, cells: Sequence[BoundCell]) -> str:
    """A sentence for a rule: ``受理（件）不小于已处理（件），每一行都是（27 行）``."""
    labels: dict[tuple[str, int, int], tuple[str, str]] = {}
    for cell in cells:
        row = "".join(cell.row_label.split())
        labels[(cell.sheet, *split_cell(cell.cell))] = (row, cell.column_label.rsplit("/", 1)[-1].strip())

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
