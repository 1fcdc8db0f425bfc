"""The monthly return: 投诉处理情况表， 主要指标表， 工作情况表."""

from __future__ import annotations

from pathlib import Path

from template_pen import GREY, HEI, MIDDLE, WORDS, Book, Grid, Head, Sheet, cell, figure, span

VERSION = "2026.1"
INDENT = "\u3000"

GOODS = (
    "家用电子电器类",
    "服装鞋帽类",
    "食品类",
    "烟、酒和饮料类",
    "房屋及建材类",
    "日用商品类",
    "首饰及文体用品类",
    "医药及医疗用品类",
    "交通工具类",
    "农用生产资料类",
)
SERVICES = (
    "生活、社会服务类",
    "房屋装修及物业服务",
    "旅游服务",
    "文化、娱乐、体育服务",
    "邮政业服务",
    "电信服务",
    "互联网服务",
    "金融服务",
    "保险服务",
    "卫生保健服务",
    "教育培训服务",
    "公共设施服务",
    "销售服务",
)
NATURES = ("质量", "售后服务", "合同", "价格", "虚假宣传", "假冒", "安全", "计量", "人格权益", "其他")

#: Group, then name, unit and decimals of each row. A rate has no rate of change.
HEADLINE = (
    (
        "受理和处理",
        (
            ("受理投诉件数", "件", 0),
            ("已处理件数", "件", 0),
            ("调解成功件数", "件", 0),
            ("不予受理件数", "件", 0),
            ("终止调解件数", "件", 0),
            ("群体投诉件数", "件", 0),
            ("万元以上投诉件数", "件", 0),
            ("现场调解成功件数", "件", 0),
            ("电话受理件数", "件", 0),
        ),
    ),
    (
        "处理质量",
        (
            ("解决率", "%", 2),
            ("调处率", "%", 2),
            ("现场调处率", "%", 2),
            ("电话受理投诉占比", "%", 2),
        ),
    ),
    (
        "金额",
        (
            ("涉案金额", "万元", 2),
            ("挽回经济损失", "万元", 2),
            ("加倍赔偿件数", "件", 0),
            ("加倍赔偿金额", "万元", 2),
        ),
    ),
    (
        "诉讼仲裁",
        (
            ("支持起诉", "件", 0),
            ("处理消费争议仲裁", "件", 0),
        ),
    ),
    (
        "咨询举报",
        (
            ("接待来访和咨询", "人次", 0),
            ("举报件数", "件", 0),
            ("建议件数", "件", 0),
        ),
    ),
)

#: Group, then name, unit and decimals of each row of typed-in figures.
WORK = (
    (
        "消费教育宣传",
        (
            ("发放各类宣传资料", "份", 0),
            ("编印折页", "份", 0),
            ("发布消费警示（提示）", "条", 0),
            ("公布典型案例、投诉热点", "个", 0),
            ("编发简报", "期", 0),
            ("媒体投稿、刊发", "篇", 0),
            ("举办讲座（进学校进课堂）", "次", 0),
            ("开展五进、六进活动", "次", 0),
        ),
    ),
    (
        "社会监督",
        (
            ("商品和服务监督检查", "次", 0),
            ("开展消费调查", "次", 0),
            ("比较试验样品数", "个", 0),
            ("比较试验不合格样品数", "个", 0),
            ("评议单位数", "家", 0),
            ("发出劝喻、整改通知书", "份", 0),
        ),
    ),
    (
        "维权网络",
        (
            ("消协分会", "个", 0),
            ("两站（投诉站、联络站）", "个", 0),
            ("一会两站工作人员", "名", 0),
            ("学校维权站", "个", 0),
            ("维权志愿者", "名", 0),
            ("诚信承诺联盟企业", "户", 0),
        ),
    ),
    (
        "培训",
        (
            ("举办培训班", "期", 0),
            ("参加培训人数", "人", 0),
        ),
    ),
    (
        "3·15活动",
        (
            ("现场受理投诉", "件", 0),
            ("现场接受咨询、义务服务", "人次", 0),
            ("设立宣传咨询服务点", "个", 0),
            ("参加工作人员", "人次", 0),
            ("发放宣传资料", "份", 0),
        ),
    ),
)


def draw(path: Path) -> None:
    """Write the workbook to ``path``."""
    book = Book(path, "消费者投诉综合统计月报表", "消统月1表、消统月2表、消统月3表", VERSION)
    _processing(book)
    _headline(book)
    _work(book)
    book.close()


def _processing(book: Book) -> None:
    sheet = Sheet(book, "投诉处理情况表", [24, 8, 8, 9, 11, *[8] * 10])
    sheet.head(Head("投诉处理情况表", "消统月1表", "件、万元"), (5, 10))
    first, total = 6, 5
    goods, other = first, first + len(GOODS) + len(SERVICES) + 2
    services = goods + len(GOODS) + 1
    grid = Grid(sheet, 3, 0, other, 14)
    grid.heading(3, 0, "类别", last_row=4)
    for column, text in enumerate(("受理", "已处理", "调解成功"), 1):
        grid.heading(3, column, f"{text}\n（件）", last_row=4)
    grid.heading(3, 4, "挽回经济损失\n（万元）", last_row=4)
    grid.heading(3, 5, "按投诉性质分（件）", last_column=14)
    for column, text in enumerate(NATURES, 5):
        grid.heading(4, column, text)
    strong = {**WORDS, "bold": True, "bg_color": GREY}
    grid.put(total, 0, "合计", **strong)
    grid.put(goods, 0, "商品类", **strong)
    grid.put(services, 0, "服务类", **strong)
    grid.put(other, 0, "其他商品和服务", **WORDS, bold=True)
    for start, names in ((goods, GOODS), (services, SERVICES)):
        for row, text in enumerate(names, start + 1):
            grid.put(row, 0, INDENT + text, **WORDS)
    for column in range(1, 15):
        look = figure(2 if column == 4 else 0)
        parts = "+".join(cell(row, column) for row in (goods, services, other))
        grid.sum(total, column, f"={parts}", bold=True, **look)
        for start, names in ((goods, GOODS), (services, SERVICES)):
            area = span(start + 1, column, start + len(names), column)
            grid.sum(start, column, f"=SUM({area})", bold=True, **look)
            for row in range(start + 1, start + len(names) + 1):
                grid.put(row, column, None, **look)
        grid.put(other, column, None, **look)
    for top, bottom in ((goods + 1, services - 1), (services + 1, other)):
        sheet.counts(top, 1, bottom, 3, "件数")
        sheet.amounts(top, 4, bottom, 4, "金额（万元）")
        sheet.counts(top, 5, bottom, 14, "件数")
    sheet.out.conditional_format(
        total,
        1,
        other,
        1,
        {
            "type": "formula",
            "criteria": f"=${cell(total, 1)}<>SUM(${cell(total, 5)}:${cell(total, 14)})",
            "format": book.out.add_format({"font_color": "#C00000", "bold": True}),
        },
    )
    sheet.height(16.5, 3, 4)
    sheet.height(14.25, total, other)
    sheet.foot(other + 1, (0, 3, 6, 9, 12))
    sheet.notes(
        other + 2,
        (
            "1．本表由县（市、区）消保委按月填报，于次月5日前报市消保委。一件群体投诉按1件计。",
            "2．“受理”按受理日期、“已处理”按办结日期、“调解成功”按达成调解的日期统计；挽回经济损失按办结日期统计，以万元为单位，保留两位小数。",
            "3．合计＝商品类＋服务类＋其他商品和服务；各投诉性质之和等于受理件数，不等时受理件数显示为红色。灰底单元格为公式，请勿改动。没有发生的填0。",
        ),
        4,
    )
    sheet.finish(other + 5, (3, 4), (total, 1), "消统月1表")
    for text, row in (("合计行", total), ("商品类行", goods), ("服务类行", services)):
        book.name(text, sheet.name, (row, 1, row, 14))


def _headline(book: Book) -> None:
    sheet = Sheet(book, "主要指标表", [14, 28, 11, 14, 14, 14, 14, 14, 14])
    sheet.head(Head("主要指标表", "消统月2表", "见表内"), (3, 6))
    top = 5
    last = top + sum(len(rows) for _, rows in HEADLINE) - 1
    grid = Grid(sheet, 3, 0, last, 8)
    grid.heading(3, 0, "指标", last_row=4, last_column=1)
    grid.heading(3, 2, "计量单位", last_row=4)
    for column, text, parts in (
        (3, "本年", ("本期", "本年累计")),
        (5, "上年", ("上年同期", "上年累计")),
        (7, "本期比上年同期", ("增减数", "增减率（%）")),
    ):
        grid.heading(3, column, text, last_column=column + 1)
        for offset, part in enumerate(parts):
            grid.heading(4, column + offset, part)
    row = top
    for group, rows in HEADLINE:
        grid.merge(row, 0, row + len(rows) - 1, 0, group, **MIDDLE, text_wrap=True, font_name=HEI)
        for text, unit, decimals in rows:
            rate = unit == "%"
            grid.put(row, 1, text, **WORDS)
            grid.put(row, 2, unit, **MIDDLE)
            for column in range(3, 8):
                grid.put(row, column, None, **figure(decimals))
            grid.put(row, 8, "—" if rate else None, **(MIDDLE if rate else figure(2)))
            if not rate:
                check = sheet.amounts if decimals else sheet.counts
                check(row, 3, row, 6, f"{text}（{unit}）")
            row += 1
    sheet.height(18.75, 3, 4)
    sheet.height(18.75, top, last)
    sheet.foot(last + 1, (0, 2, 4, 5, 7))
    sheet.notes(
        last + 2,
        (
            "1．本年累计、上年累计自当年1月1日起计算。上年数按上年已报出的报表填列；上年没有数据的留空，不填0。",
            "2．增减数＝本期－上年同期；增减率＝增减数÷上年同期×100%，上年同期为0或没有数据的不计算。比率的增减数以百分点表示，不计算增减率。",
            "3．解决率＝调解成功件数÷受理件数；调处率＝已处理件数÷受理件数；现场调处率＝现场调解成功件数÷受理件数；电话受理投诉占比＝电话受理件数÷受理件数。",
            "4．接待来访和咨询按人次统计，不计入投诉件数；举报、建议与投诉分开统计。",
        ),
        5,
    )
    sheet.finish(last + 6, (3, 4), (top, 2), "消统月2表")
    for text, line in (("受理指标", 0), ("已处理指标", 1), ("调解成功指标", 2), ("挽回经济损失指标", 14)):
        book.name(text, sheet.name, (top + line, 3, top + line, 8))


def _work(book: Book) -> None:
    sheet = Sheet(book, "工作情况表", [16, 34, 12, 18, 18, 34])
    sheet.head(Head("工作情况表", "消统月3表", "见表内"), (2, 4))
    top = 4
    last = top + sum(len(rows) for _, rows in WORK) - 1
    grid = Grid(sheet, 3, 0, last, 5)
    grid.heading(3, 0, "项目", last_column=1)
    for column, text in enumerate(("计量单位", "本期", "本年累计", "备注"), 2):
        grid.heading(3, column, text)
    row = top
    for group, rows in WORK:
        grid.merge(row, 0, row + len(rows) - 1, 0, group, **MIDDLE, text_wrap=True, font_name=HEI)
        for text, unit, decimals in rows:
            grid.put(row, 1, text, **WORDS)
            grid.put(row, 2, unit, **MIDDLE)
            for column in (3, 4):
                grid.put(row, column, None, **figure(decimals))
            grid.put(row, 5, None, **WORDS, shrink=True)
            check = sheet.amounts if decimals else sheet.counts
            check(row, 3, row, 4, f"{text}（{unit}）", strict=False)
            row += 1
    sheet.height(20.25, 3)
    sheet.height(13.5, top, last)
    sheet.foot(last + 1, (0, 1, 2, 3, 5))
    sheet.notes(
        last + 2,
        (
            "1．本表由各单位按实际开展的工作填报，投诉件数不在本表反映。没有开展的填0，不清楚的留空。",
            "2．“维权网络”各项填期末实有数，本期与本年累计相同；其余各项填发生数，本年累计自1月1日起计算。",
            "3．3·15活动在3月份报表填报，其他月份的本期填0。只有约数的可写“3100余”“近5000”，并在备注栏说明。",
        ),
        4,
    )
    sheet.finish(last + 5, (3, 3), (top, 2), "消统月3表")
    book.name("工作情况", sheet.name, (top, 3, last, 4))
