"""The papers the parties sign or write on: the intake form, the record of a mediation, the agreement, receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from paper_pen import PaperPen

_SIGN = "＿＿＿＿＿＿"
_DAY = "＿＿＿年＿＿月＿＿日"


def register_form() -> PaperPen:
    pen = PaperPen(tight=True)
    pen.title("{{ 本单位 }}", "消费者投诉登记表")
    pen.plain("编号：{{ 编号 }}　　纸质编号：{{ 纸质编号 }}", size=12)
    pen.plain("登记时间：{{ 收到日期 }}　　接收方式：{{ 接收方式 }}", size=12)
    pen.table(
        (25, 39, 22, 77),
        (
            ("#投诉人", "{{ 投诉人 }}{{ 群体 }}", "#性别年龄", "{{ 性别 }}　{% if 年龄 %}{{ 年龄 }}岁{% endif %}"),
            ("#电话", "{{ 投诉人电话 }}", "#地址", "{{ 投诉人地址 }}"),
            ("#证件种类", "{{ 证件种类 }}", "#证件号码", "{{ 证件号码 }}"),
            ("#被投诉方", ("{{ 被投诉方 }}", 3)),
            ("#联系人", "{{ 被投诉方联系人 }}", "#电话", "{{ 被投诉方电话 }}"),
            ("#地址", ("{{ 被投诉方地址 }}", 3)),
            ("#信用代码", ("{{ 信用代码 }}", 3)),
            ("#商品服务", "{{ 商品或服务 }}", "#品牌型号", "{{ 品牌型号 }}"),
            ("#数量", "{{ 数量 }}", "#金额", "{{ 金额 }}{% if 金额大写 %}（{{ 金额大写 }}）{% endif %}"),
            ("#购买日期", "{{ 购买日期 }}", "#发生日期", "{{ 发生日期 }}"),
            ("#购买方式", "{{ 购买方式 }}", "#类别性质", "{{ 类别 }}　{{ 性质 }}"),
            ("#投诉事实", ("|{{ 投诉事实 }}", 3)),
            ("#投诉要求", ("{{ 投诉要求 }}", 3)),
            ("#处理情况", ("|{{ 处理情况 }}", 3)),
            ("#调解结果", "{{ 调解结果 }}", "#挽回损失", "{{ 挽回损失 }}"),
        ),
        size=11,
    )
    pen.plain(f"以上内容属实。投诉人（签名）：{_SIGN}　{_DAY}", size=12, before=6)
    pen.plain(f"登记人：{_SIGN}　　承办人：{_SIGN}　　负责人：{_SIGN}", size=12)
    return pen


def mediation_record() -> PaperPen:
    pen = PaperPen(foot=f"投诉人（签名）：{_SIGN}　　被投诉方（签名）：{_SIGN}")
    pen.title("{{ 本单位 }}", "调解笔录")
    pen.plain("案件编号：{{ 编号 }}", "right", before=6)
    pen.body(
        "调解日期：{{ 日期数字 }}",
        "时　　间：{{ 时间 }}",
        "地　　点：{{ 地点 }}",
        "调解员：{{ 调解员 }}　　记录人：{{ 记录人 }}",
        "投诉人：{{ 投诉人 }}{{ 群体 }}　　电话：{{ 投诉人电话 }}",
        "被投诉方：{{ 被投诉方 }}",
        "被投诉方参加人：＿＿＿＿＿＿　　职务：＿＿＿＿＿＿",
    )
    pen.when("其他参加人", "其他参加人：{{ 其他参加人 }}")
    pen.body(
        "调解员告知：调解以双方自愿为前提；双方可以要求调解员回避，可以接受或者不接受调解方案；"
        "请如实陈述，提供证据。双方是否听清楚：＿＿＿＿＿＿",
        "**一、投诉人陈述**",
        "{{ 投诉人陈述 }}",
        "**二、被投诉方陈述**",
        "{{ 经营者陈述 }}",
        "**三、调解经过**",
        "{{ 调解经过 }}",
        "**四、调解结果**",
        "{{ 结果 }}",
    )
    pen.plain("以上笔录已经看过（或者读给我听过），与所说的相符。", keep=True, before=12)
    pen.plain(f"投诉人（签名）：{_SIGN}　　{_DAY}", size=14, keep=True, before=6)
    pen.plain(f"被投诉方（签名或者盖章）：{_SIGN}　　{_DAY}", size=14, keep=True, before=6)
    pen.plain(f"调解员（签名）：{_SIGN}　　记录人（签名）：{_SIGN}", size=14, before=6)
    return pen


def agreement() -> PaperPen:
    pen = PaperPen()
    pen.title("{{ 本单位 }}", "消费争议调解书")
    pen.number()
    pen.body(
        "投诉人：{{ 投诉人 }}{{ 群体 }}",
        "地　址：{{ 投诉人地址 }}",
        "电　话：{{ 投诉人电话 }}",
        "被投诉方：{{ 被投诉方 }}",
        "地　址：{{ 被投诉方地址 }}",
        "电　话：{{ 被投诉方电话 }}",
        "统一社会信用代码：{{ 信用代码 }}",
        "**一、争议的事实**",
        "{{ 投诉事实 }}",
        "投诉人的要求：{{ 投诉要求 }}。",
        "**二、协议的内容**",
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}经本单位调解，双方自愿达成如下协议：",
        "{{ 协议内容 }}",
    )
    pen.when("履行期限", "双方约定，上述内容于{{ 履行期限 }}前履行完毕。")
    pen.body(
        "本调解书自双方签名或者盖章之日起生效，一式三份，双方和本单位各一份。一方不履行的，"
        "另一方可以向人民法院提起诉讼。双方也可以自本调解书生效之日起三十日内，共同向有管辖权的人民法院申请司法确认。",
        keep=True,
    )
    pen.plain(f"投诉人（签名）：{_SIGN}　　{_DAY}", size=14, keep=True, before=18)
    pen.plain(f"被投诉方（签名或者盖章）：{_SIGN}　　{_DAY}", size=14, keep=True, before=6)
    pen.plain("调解员（签名）：{{ 调解员 }}　" + _SIGN, size=14, keep=True, before=6)
    pen.signed(receipt=False)
    return pen


def service_receipt() -> PaperPen:
    pen = PaperPen()
    pen.title("{{ 本单位 }}", "送达回证")
    pen.gap()
    pen.table(
        (38, 118),
        (
            ("#案件编号", "{{ 编号 }}"),
            ("#送达的文书", "{{ 送达文书 }}"),
            ("#受送达人", "{{ 受送达人 }}"),
            ("#送达地点", "{{ 送达地点 }}"),
            ("#送达方式", "{{ 送达方式 }}"),
            ("#受送达人\n签名或盖章", f"\n\n　　　　　　　　　　{_DAY}"),
            ("#代收人\n签名和关系", f"\n\n　　　　　　　　　　{_DAY}"),
            ("#见证人\n签名或盖章", f"\n\n　　　　　　　　　　{_DAY}"),
            ("#送达人\n签名", f"{{{{ 送达人 }}}}\n\n　　　　　　　　　　{_DAY}"),
            ("#备　注", "|"),
        ),
        size=14,
    )
    pen.plain("填写日期：{{ 日期数字 }}　　　　　　　　　　（盖章处）", size=14, before=10)
    return pen


def follow_up_record() -> PaperPen:
    pen = PaperPen()
    pen.title("{{ 本单位 }}", "回访记录")
    pen.gap()
    pen.table(
        (34, 44, 34, 44),
        (
            ("#案件编号", ("{{ 编号 }}", 3)),
            ("#投诉人", "{{ 投诉人 }}{{ 群体 }}", "#电话", "{{ 投诉人电话 }}"),
            ("#被投诉方", ("{{ 被投诉方 }}", 3)),
            ("#办结日期", "{{ 办结日期 }}", "#办理结果", "{{ 调解结果 }}"),
            ("#处理情况", ("|{{ 处理情况 }}", 3)),
            ("#回访日期", "{{ 回访日期 }}", "#回访方式", "{{ 回访方式 }}"),
            ("#受访人", "{{ 受访人 }}", "#满意度", "{{ 满意度 }}"),
            ("#履行情况", ("{{ 履行情况 }}", 3)),
            ("#意见和建议", ("|{{ 意见建议 }}", 3)),
            ("#处理意见", ("|{{ 处理意见 }}", 3)),
        ),
        size=14,
    )
    pen.plain("回访人：{{ 回访人 }}　" + _SIGN, size=14, before=10)
    return pen


FORMS: Mapping[str, tuple[str, Callable[[], PaperPen]]] = {
    "register_form": ("消费者投诉登记表", register_form),
    "mediation_record": ("调解笔录", mediation_record),
    "agreement": ("消费争议调解书", agreement),
    "service_receipt": ("送达回证", service_receipt),
    "follow_up_record": ("回访记录", follow_up_record),
}
