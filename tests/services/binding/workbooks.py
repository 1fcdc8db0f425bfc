"""City workbooks that look nothing like ours, each with the true key of every cell a figure belongs in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

GOODS = {
    "家用电子电器类": "0101000000", "服装鞋帽类": "0102000000", "食品类": "0103000000",
    "烟、酒和饮料类": "0104000000", "房屋及建材类": "0105000000", "日用商品类": "0106000000",
    "首饰及文体用品类": "0107000000", "医药及医疗用品类": "0108000000", "交通工具类": "0109000000",
    "农用生产资料类": "0110000000",
}  # fmt: skip
SERVICES = {
    "生活、社会服务类": "0201000000", "房屋装修及物业服务": "0202000000", "旅游服务": "0203000000",
    "文化、娱乐、体育服务": "0204000000", "邮政业服务": "0205000000", "电信服务": "0206000000",
    "互联网服务": "0207000000", "金融服务": "0208000000", "保险服务": "0209000000",
    "卫生保健服务": "0210000000", "教育培训服务": "0211000000", "公共设施服务": "0212000000",
    "销售服务": "0213000000",
}  # fmt: skip
NATURES = {
    "质量": "N01", "售后服务": "N02", "合同": "N03", "价格": "N04", "虚假宣传": "N05", "假冒": "N06",
    "安全": "N07", "计量": "N08", "人格权益": "N09", "其他": "N10",
}  # fmt: skip

Truth = dict[tuple[str, str], str]


@dataclass
class Sheet:
    """One sheet being drawn, with what its cells truly are."""

    book: xlsxwriter.Workbook
    name: str
    truth: Truth
    page: Any = None
    lined: bool = True
    _formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page = self.book.add_worksheet(self.name)

    def style(self, **words: object) -> Any:
        """A format with these words, made once."""
        if self.lined:
            words = {"border": 1, **words}
        key = tuple(sorted(words.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(words))
        return self._formats[key]

    def text(self, cell: str, text: str, *, plain: bool = False) -> None:
        """Words in a cell, with lines around unless ``plain``."""
        self.page.write_string(cell, text, None if plain else self.style())

    def merged(self, area: str, text: str, *, plain: bool = False) -> None:
        """Words in a merged area."""
        if ":" not in area:
            return self.text(area, text, plain=plain)
        self.page.merge_range(area, text, self.book.add_format() if plain else self.style(align="center"))
        return None

    def figure(self, cell: str, key: str, formula: str = "", shown: str = "General") -> None:
        """A cell for a figure; ``key`` is its true key, ``""`` when none belongs there."""
        style = self.style(num_format=shown)
        if formula:
            self.page.write_formula(cell, formula, style, 0)
        else:
            self.page.write_blank(cell, None, style)
        if key:
            self.truth[self.name, cell] = key if "@" in key else key + "@current"


def drawn(draw: Callable[[xlsxwriter.Workbook, Truth], None]) -> tuple[bytes, Truth]:
    """The bytes that ``draw`` makes and the truth it notes."""
    stream = io.BytesIO()
    truth: Truth = {}
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    draw(book, truth)
    book.close()
    return stream.getvalue(), truth


def letters(number: int) -> str:
    """1 → A."""
    return chr(64 + number) if number <= 26 else "A" + chr(64 + number - 26)


def transposed(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """Categories across under merged groups, indicators down, totals as formulas."""
    sheet = Sheet(book, "投诉分类", truth)
    sheet.merged("A1:P1", "××县消费者投诉分类统计月报表", plain=True)
    sheet.text("A2", "填报单位：", plain=True)
    sheet.text("H2", "报告期：", plain=True)
    sheet.merged("A3:A4", "项目")
    sheet.merged("B3:B4", "合计")
    sheet.merged("C3:M3", "商品类")
    sheet.text("C4", "小计")
    for number, word in enumerate(GOODS):
        sheet.text(f"{letters(4 + number)}4", word)
    sheet.merged("N3:N4", "服务类")
    sheet.merged("O3:O4", "其他商品和服务")
    rows = {"受理（件）": "accepted", "已办结（件）": "closed", "调解成功(件)": "settled",
            "挽回经济损失（万元）": "recovered"}  # fmt: skip
    for at, (word, key) in enumerate(rows.items(), start=5):
        shown = "0.00" if key == "recovered" else "0"
        sheet.text(f"A{at}", word)
        sheet.figure(f"B{at}", key, f"=C{at}+N{at}+O{at}", shown)
        sheet.figure(f"C{at}", f"{key}|category=0100000000", f"=SUM(D{at}:M{at})", shown)
        for number, code in enumerate(GOODS.values()):
            sheet.figure(f"{letters(4 + number)}{at}", f"{key}|category={code}", shown=shown)
        sheet.figure(f"N{at}", f"{key}|category=0200000000", shown=shown)
        sheet.figure(f"O{at}", f"{key}|category=9900000000", shown=shown)
    sheet.text("A10", "单位负责人：", plain=True)
    sheet.text("F10", "填表人：", plain=True)


def three_rows(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """A header of three rows, numbers of columns below it, rows indented with full-width blanks."""
    sheet = Sheet(book, "Sheet1", truth)
    sheet.merged("A1:P1", "消费者投诉处理情况统计表", plain=True)
    sheet.text("A2", "填报单位（盖章）：          报告期：", plain=True)
    sheet.merged("A3:A5", "类别")
    sheet.text("A6", "甲")
    sheet.merged("B3:F3", "投诉办理情况")
    sheet.merged("B4:B5", "受理件数")
    sheet.merged("C4:D4", "办理结果（件）")
    sheet.text("C5", "已处理")
    sheet.text("D5", "调解成功")
    sheet.merged("E4:F4", "金额（万元）")
    sheet.text("E5", "涉案金额")
    sheet.text("F5", "挽回经济损失")
    sheet.merged("G3:P3", "按投诉性质分（件）")
    for number, word in enumerate(NATURES):
        sheet.merged(f"{letters(7 + number)}4:{letters(7 + number)}5", word)
    for column in range(2, 17):
        sheet.page.write_number(f"{letters(column)}6", column - 1, sheet.style())
    keys = ["accepted", "closed", "settled", "amount_involved", "recovered"]
    lines = [("合计", ""), ("商品类", "0100000000"), *[("　　" + w, c) for w, c in GOODS.items()],
             ("服务类", "0200000000"), *[("　　" + w, c) for w, c in SERVICES.items()],
             ("其他商品和服务", "9900000000")]  # fmt: skip
    for at, (word, code) in enumerate(lines, start=7):
        sheet.text(f"A{at}", word)
        where = f"|category={code}" if code else ""
        for number, key in enumerate(keys, start=2):
            sheet.figure(f"{letters(number)}{at}", key + where)
        for number, nature in enumerate(NATURES.values(), start=7):
            sheet.figure(f"{letters(number)}{at}", f"accepted{where}|nature={nature}")
    sheet.merged(f"A{7 + len(lines)}:P{7 + len(lines)}", "注：本表按受理时间统计。", plain=True)


def several(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """Tables beside and below each other on one sheet."""
    sheet = Sheet(book, "综合情况", truth)
    sheet.merged("A1:L1", "消费者投诉综合情况季报", plain=True)
    words = ["投诉性质", "本季（件）", "比重（%）", "上年同期（件）", "比重(%)", "比重变化（↑↓）"]
    words = ["投诉性质", "本季（件）", "比重（%）", "上年同期（件）", "比重(%)", "比重变化（↑↓）"]
    for letter, word in zip("ABCDEF", words, strict=True):
        sheet.text(f"{letter}3", word)
    columns = {"B": "accepted{}@current", "C": "accepted_share{}@current", "D": "accepted{}@last-year",
               "E": "accepted_share{}@last-year", "F": "accepted_share_change{}@last-year"}  # fmt: skip
    for at, (word, code) in enumerate([*NATURES.items(), ("合计", "")], start=4):
        sheet.text(f"A{at}", word)
        for letter, key in columns.items():
            sheet.figure(f"{letter}{at}", key.format(f"|nature={code}" if code else ""))
    for letter, word in zip("HIJK", ["接收方式", "受理", "办结", "调解成功率（%）"], strict=True):
        sheet.text(f"{letter}3", word)
    ways = {"来电": "1", "来人来访": "3", "信函": "4", "互联网络": "6", "12345转办": "8"}
    for at, (word, code) in enumerate(ways.items(), start=4):
        sheet.text(f"H{at}", word)
        sheet.figure(f"I{at}", f"accepted|channel={code}")
        sheet.figure(f"J{at}", f"closed|channel={code}")
        sheet.figure(f"K{at}", f"mediation_rate|channel={code}")
    sheet.text("A18", "工作情况（二）", plain=True)
    for letter, word in zip("ABCD", ["指标名称", "计量单位", "本期", "本年累计"], strict=True):
        sheet.text(f"{letter}19", word)
    work = [("发放宣传资料", "份", "leaflets"), ("发布消费警示、提示", "条", "warnings"),
            ("举办讲座", "次", "lectures"),
            ("开展消费调查", "次", "surveys"), ("举办培训班", "期", "trainings"), ("参训人数", "人", "training_people"),
            ("消协分会", "个", "branches"), ("罚没款", "万元", "fines")]  # fmt: skip
    for at, (word, unit, key) in enumerate(work, start=20):
        sheet.text(f"A{at}", word)
        sheet.text(f"B{at}", unit)
        sheet.figure(f"C{at}", key)
        sheet.figure(f"D{at}", f"{key}@ytd")


def unit_rows(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """A row of units under the header; money without words for its unit elsewhere; crossed cells."""
    sheet = Sheet(book, "服务", truth)
    sheet.merged("A1:G1", "服务类投诉情况统计表", plain=True)
    sheet.text("G2", "计量单位：件、万元、%", plain=True)
    words = ["服务类别", "受理投诉", "调解成功", "挽回经济损失", "占全部投诉比重", "同比增减数", "同比增减率"]
    units = ["", "件", "件", "万元", "%", "件", "%"]
    for number, (word, unit) in enumerate(zip(words, units, strict=True), start=1):
        sheet.text(f"{letters(number)}3", word)
        sheet.text(f"{letters(number)}4", unit)
    for at, (word, code) in enumerate(SERVICES.items(), start=5):
        where = f"|category={code}"
        sheet.text(f"A{at}", word)
        sheet.figure(f"B{at}", "accepted" + where)
        sheet.figure(f"C{at}", "settled" + where)
        sheet.figure(f"D{at}", "recovered" + where, shown="0.00")
        sheet.figure(f"E{at}", "accepted_share" + where, shown="0.00")
        sheet.figure(f"F{at}", f"accepted_change{where}@last-year")
        sheet.figure(f"G{at}", f"accepted_change_rate{where}@last-year", shown="0.00")
    last = 5 + len(SERVICES)
    sheet.text(f"A{last}", "服务类合计")
    for letter, key in zip("BCD", ["accepted", "settled", "recovered"], strict=True):
        sheet.figure(f"{letter}{last}", f"{key}|category=0200000000", f"=SUM({letter}5:{letter}{last - 1})")
    for letter in "EFG":
        sheet.text(f"{letter}{last}", "—")


def main_figures(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """主要指标表 with changes as formulas and group labels merged down."""
    sheet = Sheet(book, "主要指标", truth)
    sheet.merged("A1:I1", "消费维权主要指标统计表（月报）", plain=True)
    sheet.merged("A3:A4", "类")
    sheet.merged("B3:B4", "指 标 名 称")
    sheet.merged("C3:C4", "计量单位")
    sheet.merged("D3:E3", "本年")
    sheet.merged("F3:G3", "去年")
    sheet.merged("H3:I3", "同比")
    for letter, word in zip("DEFGHI", ["当月", "累计", "同月", "累计", "增减数", "增减率（%）"], strict=True):
        sheet.text(f"{letter}4", word if word != "同月" else "去年同月")
    lines = [
        ("受理处理", "受理消费者投诉件数", "件", "accepted"), ("受理处理", "不予受理件数", "件", "refused"),
        ("受理处理", "调解成功件数", "件", "settled"), ("受理处理", "其中：现场调处", "件", "settled_onsite"),
        ("经济指标", "涉案金额", "万元", "amount_involved"), ("经济指标", "挽回经济损失", "万元", "recovered"),
        ("经济指标", "加倍赔偿件数", "件", "punitive_cases"), ("其他", "接待来访和咨询", "人次", "enquiries"),
        ("其他", "支持起诉", "件", "supported_lawsuit"),
    ]  # fmt: skip
    for at, (_group, word, unit, key) in enumerate(lines, start=5):
        sheet.text(f"B{at}", word)
        sheet.text(f"C{at}", unit)
        for letter, span in zip("DEFG", ["current", "ytd", "last-year", "last-ytd"], strict=True):
            sheet.figure(f"{letter}{at}", f"{key}@{span}")
        sheet.figure(f"H{at}", f"{key}_change@last-year", f"=D{at}-F{at}")
        sheet.figure(f"I{at}", f"{key}_change_rate@last-year", f'=IF(F{at}=0,"",(D{at}-F{at})/F{at}*100)')
    sheet.merged("A5:A8", "受理处理")
    sheet.merged("A9:A11", "经济指标")
    sheet.merged("A12:A13", "其他")


def typed(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """Typed-in figures in two halves side by side, each with its unit."""
    sheet = Sheet(book, "工作情况", truth)
    sheet.merged("A1:F1", "消保委工作情况统计表", plain=True)
    sheet.text("A2", "填报单位（盖章）", plain=True)
    for letter, word in zip("ABCDEF", ["指标", "单位", "数量"] * 2, strict=True):
        sheet.text(f"{letter}3", word)
    left = [("发放各类宣传资料", "份", "leaflets"), ("编印折页", "份", "folders_printed"),
            ("公布典型案例", "个", "typical_cases"), ("编发简报", "期", "briefings"),
            ("媒体刊发", "篇", "media_articles"),
            ("受教育学生", "人次", "pupils_taught"), ("举办座谈会", "次", "forums")]  # fmt: skip
    right = [("比较试验样品数", "个", "comparison_samples"), ("评议单位", "家", "reviewed_units"),
             ("发出整改劝喻书", "份", "advice_letters"), ("两站（投诉站、联络站）", "个", "stations"),
             ("一会两站工作人员", "名", "network_staff"), ("维权志愿者", "人", "volunteers"),
             ("出动执法人员", "人次", "officers_sent")]  # fmt: skip
    for at, (one, other) in enumerate(zip(left, right, strict=True), start=4):
        for letters_, (word, unit, key) in (("ABC", one), ("DEF", other)):
            sheet.text(f"{letters_[0]}{at}", word)
            sheet.text(f"{letters_[1]}{at}", unit)
            sheet.figure(f"{letters_[2]}{at}", key)


def ranked(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """Lists of ten side by side; the names are words."""
    sheet = Sheet(book, "排名", truth)
    sheet.merged("A1:I1", "投诉量前十位商品和服务", plain=True)
    sheet.merged("A3:D3", "商品类前十位")
    sheet.merged("F3:I3", "服务类前十位")
    for letter, word in zip("ABCD", ["位次", "商品名称", "投诉件数", "占比（%）"], strict=True):
        sheet.text(f"{letter}4", word)
    for letter, word in zip("FGHI", ["名次", "服务名称", "件数", "上年同期"], strict=True):
        sheet.text(f"{letter}4", word)
    for rank in range(1, 11):
        at = 4 + rank
        sheet.page.write_number(f"A{at}", rank, sheet.style())
        sheet.figure(f"B{at}", "")
        sheet.figure(f"C{at}", f"top_goods|rank={rank}")
        sheet.figure(f"D{at}", f"top_goods_share|rank={rank}")
        sheet.text(f"F{at}", f"第{rank}位")
        sheet.figure(f"G{at}", "")
        sheet.figure(f"H{at}", f"top_services|rank={rank}")
        sheet.figure(f"I{at}", f"top_services|rank={rank}@last-year")


def loose(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """No lines, groups of headers not merged, full-width and half-width mixed, remarks."""
    sheet = Sheet(book, "表二", truth, lined=False)
    sheet.text("A1", "投诉受理和办结情况", plain=True)
    for letter, word in zip("ABDF", ["类　别", "受理（件）", "办结（件）", "备　注"], strict=True):
        sheet.text(f"{letter}3", word)
    for letter, word in zip("BCDE", ["本 期", "上年同期", "本 期", "上年同期"], strict=True):
        sheet.text(f"{letter}4", word)
    lines = [("一、食品", "0103000000"), ("二、烟酒饮料类", "0104000000"), ("三、教育培训服务类", "0211000000"),
             ("四、互联网服务", "0207000000"), ("五、销售服务", "0213000000")]  # fmt: skip
    for at, (word, code) in enumerate(lines, start=5):
        sheet.text(f"A{at}", word)
        for letter, key in zip("BCDE", ["accepted", "accepted", "closed", "closed"], strict=True):
            span = "last-year" if letter in "CE" else "current"
            sheet.figure(f"{letter}{at}", f"{key}|category={code}@{span}")


def cross(book: xlsxwriter.Workbook, truth: Truth) -> None:
    """Categories by natures with totals of both directions as formulas."""
    sheet = Sheet(book, "类别与性质", truth)
    sheet.merged("B2:N2", "投诉商品服务类别与投诉性质交叉表（单位：件）", plain=True)
    sheet.text("B4", "类别＼性质")
    sheet.text("C4", "合计")
    for number, word in enumerate(NATURES, start=4):
        sheet.text(f"{letters(number)}4", word)
    lines = [("合计", ""), ("商品", "0100000000"), *[("  " + w, c) for w, c in GOODS.items()],
             ("服务", "0200000000"), *[("  " + w, c) for w, c in SERVICES.items()], ("其他", "9900000000")]  # fmt: skip
    for at, (word, code) in enumerate(lines, start=5):
        where = f"|category={code}" if code else ""
        sheet.text(f"B{at}", word)
        sheet.figure(f"C{at}", "accepted" + where, f"=SUM(D{at}:M{at})")
        for number, nature in enumerate(NATURES.values(), start=4):
            sheet.figure(f"{letters(number)}{at}", f"accepted{where}|nature={nature}")


BOOKS: dict[str, Callable[[xlsxwriter.Workbook, Truth], None]] = {
    "横竖倒置，合并表头": transposed,
    "三行表头，有栏号": three_rows,
    "一张表上三块": several,
    "单位行，划掉的格": unit_rows,
    "主要指标表，公式": main_figures,
    "左右两半，填报数": typed,
    "前十位": ranked,
    "没有框线，全角半角": loose,
    "交叉表": cross,
}


def with_macros(workbook: bytes) -> bytes:
    """The workbook as an .xlsm: the same parts, a macro part beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ).replace(
                    b"</Types>",
                    b'<Override PartName="/xl/vbaProject.bin" '
                    b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdMacros" Target="vbaProject.bin" '
                    b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>',
                )
            target.writestr(name, data)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(60))
    return out.getvalue()
