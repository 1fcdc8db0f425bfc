"""Tables of a random layout: which labels, which spelling, which way round, how many header rows, with or without
lines; and the true key of every cell."""

from __future__ import annotations

import random
from dataclasses import dataclass

import xlsxwriter

from tests.services.binding.workbooks import GOODS, NATURES, SERVICES, Sheet, Truth, letters

_INDICATORS = {
    "accepted": ("受理", "受理投诉", "受理件数", "受理投诉件数", "受理数", "投诉受理"),
    "closed": ("已处理", "办结", "已办结", "办结件数", "处理完毕", "调处件数"),
    "settled": ("调解成功", "调解成功件数", "解决件数", "成功调解", "达成协议"),
    "refused": ("不予受理", "不予受理件数", "不受理"),
    "recovered": ("挽回经济损失", "挽回损失", "为消费者挽回经济损失", "挽回经济损失金额"),
    "amount_involved": ("涉案金额", "涉及金额", "争议金额"),
    "settle_rate": ("解决率", "投诉解决率"),
}
_TYPED = {
    "leaflets": (("发放各类宣传资料", "发放宣传资料", "各类宣传资料"), "份"),
    "warnings": (("消费警示（提示）", "发布消费警示", "发布消费提示"), "条"),
    "trainings": (("举办培训班", "培训班期数"), "期"),
    "training_people": (("参训人数", "参加培训人数"), "人"),
    "surveys": (("消费调查", "开展消费调查"), "次"),
    "advice_letters": (("劝喻、整改通知书", "整改劝喻书", "发出劝喻书"), "份"),
    "branches": (("消协分会", "分会", "消协分会数"), "个"),
    "volunteers": (("维权志愿者", "志愿者", "志愿者人数"), "名"),
    "quality_tests": (("商品质量检测", "质量检测"), "批次"),
}
_SPANS = {
    "current": ("本期", "本月", "当月", "本期数"),
    "ytd": ("本年累计", "累计", "今年累计", "年初至今", "1-本月累计"),
    "last-year": ("上年同期", "去年同期", "上年同期数"),
    "last-ytd": ("上年累计", "去年累计", "上年同期累计"),
    "previous": ("上期", "上月"),
}
_LOOSE = {
    "烟、酒和饮料类": ("烟、酒和饮料类", "烟酒饮料类", "烟酒和饮料类"),
    "生活、社会服务类": ("生活、社会服务类", "生活社会服务类", "生活及社会服务类"),
    "文化、娱乐、体育服务": ("文化、娱乐、体育服务", "文化娱乐体育服务", "文化、娱乐、体育服务类"),
    "人格权益": ("人格权益", "人格尊严"),
}
_UNITS = {"recovered": "万元", "amount_involved": "万元", "settle_rate": "%"}


#: Labels that no key belongs to, or that may mean two things: nothing may be said for sure of their lines.
_TRAPS = (
    "合计", "其他", "金额", "外星投诉", "市场监管所受理", "其中：进口食品", "农村", "处理", "本单位", "12315受理",
    "小计", "投诉站受理", "老字号", "涉外", "重大", "调解", "第三方平台", "企业自行和解率", "检查",
)  # fmt: skip


@dataclass
class _Line:
    words: str
    part: str  # of the key: an indicator, ``|dimension=code`` or ``@span``
    unit: str = ""
    group: str = ""


def draw_random(seed: int, book: xlsxwriter.Workbook, truth: Truth, *, traps: bool = False) -> None:
    """One to three random tables on a sheet; with ``traps`` some lines mean nothing, or two things."""
    dice = random.Random(seed)
    sheet = Sheet(book, dice.choice(["Sheet1", "投诉情况", "月报表", "附表1"]), truth, lined=dice.random() < 0.75)
    sheet.text("A1", dice.choice(["消费者投诉统计月报表", "消费投诉受理情况表", "消费者投诉情况统计表"]), plain=True)
    if dice.random() < 0.5:
        sheet.text("A2", dice.choice(["填报单位：", "填报单位（盖章）：", "报送单位："]), plain=True)
    top = 4 + dice.randrange(2)
    traps = traps and dice.random() < 0.7
    for _number in range(dice.choice([1, 1, 2, 3])):
        top = _table(dice, sheet, top, 1 + dice.randrange(3), traps=traps) + 2 + dice.randrange(2)


def _table(dice: random.Random, sheet: Sheet, top: int, left: int, *, traps: bool) -> int:
    down, across = dice.choice([_by_category, _by_nature, _by_span, _typed, _categories_by_natures])(dice)
    if traps:
        axis = dice.choice([down, across])
        group = axis[0].group
        place = 0 if group else dice.randrange(len(axis) + 1)
        axis.insert(place, _Line(dice.choice(_TRAPS), "", group=group))
    if dice.random() < 0.4 and not any(line.group for line in (*down, *across)) and len(down) <= 20:
        down, across = across, down
    units = dice.choice(["label", "row", "column"]) if any(line.unit for line in (*down, *across)) else "label"
    if units == "column" and not any(line.unit for line in down):
        units = "label"
    if units == "row" and not any(line.unit for line in across):
        units = "label"
    grouped = any(line.group for line in across)
    head = 1 + grouped + (units == "row")
    first = left + 1 + (units == "column")
    corner = dice.choice(["项目", "指标名称", "类别", "统计指标", ""])
    if sheet.lined and head > 1:
        sheet.merged(f"{letters(left)}{top}:{letters(left)}{top + head - 1}", corner or "项目")
    elif corner:
        sheet.text(f"{letters(left)}{top + head - 1}", corner)
    if units == "column":
        sheet.text(f"{letters(left + 1)}{top + head - 1}", dice.choice(["计量单位", "单位"]))
    _header(dice, sheet, across, top, first, units, grouped)
    for at, row in enumerate(down, start=top + head):
        words = row.words + (_written(dice, row.unit) if units in ("label", "row") and row.unit else "")
        sheet.text(f"{letters(left)}{at}", dice.choice(["", "", "　　"]) + words)
        if units == "column":
            sheet.text(f"{letters(left + 1)}{at}", row.unit or "件")
        for column, line in enumerate(across, start=first):
            sheet.figure(f"{letters(column)}{at}", _key(row.part, line.part))
    return top + head + len(down)


def _header(
    dice: random.Random, sheet: Sheet, across: list[_Line], top: int, first: int, units: str, grouped: bool
) -> None:
    low = top + grouped
    for column, line in enumerate(across, start=first):
        words = line.words + (_written(dice, line.unit) if units in ("label", "column") and line.unit else "")
        sheet.text(f"{letters(column)}{low}", words)
        if units == "row":
            sheet.text(f"{letters(column)}{low + 1}", line.unit or "件")
    if not grouped:
        return
    start = 0
    while start < len(across):
        end = start
        while end + 1 < len(across) and across[end + 1].group == across[start].group:
            end += 1
        area = f"{letters(first + start)}{top}:{letters(first + end)}{top}"
        if sheet.lined and end > start:
            sheet.merged(area, across[start].group)
        else:
            sheet.text(f"{letters(first + start)}{top}", across[start].group)
        start = end + 1


def _written(dice: random.Random, unit: str) -> str:
    return dice.choice([f"（{unit}）", f"({unit})", f"【{unit}】"])


def _key(one: str, other: str) -> str:
    """The key of two parts, codes in the order of keys; ``""`` when one of them has none."""
    if not one or not other:
        return ""
    indicator = next((part for part in (one, other) if part[0] not in "|@"), "accepted")
    codes = sorted(part for part in (one, other) if part[0] == "|")
    span = next((part for part in (one, other) if part[0] == "@"), "@current")
    return indicator + "".join(codes) + span


def _spelt(dice: random.Random, word: str) -> str:
    spelt = dice.choice(_LOOSE.get(word, (word,)))
    return spelt.replace("、", dice.choice(["、", "、", "，"]))


def _categories(dice: random.Random) -> list[_Line]:
    whole = {**GOODS, **SERVICES}
    chosen = dice.sample(sorted(whole), dice.randrange(3, 9))
    return [_Line(_spelt(dice, word), f"|category={whole[word]}") for word in chosen]


def _indicators(dice: random.Random, least: int = 2) -> list[_Line]:
    chosen = dice.sample(sorted(_INDICATORS), dice.randrange(least, 6))
    return [_Line(dice.choice(_INDICATORS[key]), key, _UNITS.get(key, "件")) for key in chosen]


def _by_category(dice: random.Random) -> tuple[list[_Line], list[_Line]]:
    lines = [line for line in _indicators(dice) if line.part != "refused"]
    return _categories(dice), lines


def _by_nature(dice: random.Random) -> tuple[list[_Line], list[_Line]]:
    chosen = dice.sample(sorted(set(NATURES) - {"其他"}), dice.randrange(3, 8))
    return [_Line(_spelt(dice, word), f"|nature={NATURES[word]}") for word in chosen], _indicators(dice)


def _by_span(dice: random.Random) -> tuple[list[_Line], list[_Line]]:
    spans = dice.sample(sorted(_SPANS), dice.randrange(2, 5))
    return _indicators(dice), [_Line(dice.choice(_SPANS[span]), f"@{span}") for span in spans]


def _typed(dice: random.Random) -> tuple[list[_Line], list[_Line]]:
    chosen = dice.sample(sorted(_TYPED), dice.randrange(3, 8))
    rows = [_Line(dice.choice(_TYPED[key][0]), key, _TYPED[key][1]) for key in chosen]
    spans = dice.sample(["current", "ytd", "last-year"], dice.randrange(1, 4))
    return rows, [_Line(dice.choice(_SPANS[span]), f"@{span}") for span in spans]


def _categories_by_natures(dice: random.Random) -> tuple[list[_Line], list[_Line]]:
    chosen = dice.sample(sorted(set(NATURES) - {"其他"}), dice.randrange(3, 7))
    group = dice.choice(["投诉性质（件）", "按性质分（件）", "其中：按投诉性质分"])
    return _categories(dice), [_Line(_spelt(dice, word), f"|nature={NATURES[word]}", group=group) for word in chosen]
