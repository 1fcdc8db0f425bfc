"""The letters: to the office a case is passed on to, to an authority, to a trader."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from paper_pen import PaperPen

_CONTACT = "联系人：{{ 经办人 }}　　联系电话：{{ 联系电话 }}"


def _begun(*title: str) -> PaperPen:
    pen = PaperPen()
    pen.title(*title)
    pen.number()
    pen.plain("{{ 受送达人 }}：")
    return pen


def transfer_notice() -> PaperPen:
    pen = _begun("{{ 本单位 }}", "转办通知书")
    pen.body(
        '{% if 类型 == "投诉" %}{{ 投诉人 }}{{ 群体 }}于{{ 收到日期 }}反映与{{ 被投诉方 }}之间的消费争议，'
        '{% endif %}{% if not 类型 == "投诉" %}本单位于{{ 收到日期 }}收到{{ 类型 }}，{% endif %}现转你单位办理。',
        "**一、反映的事实**",
        "{{ 投诉事实 }}",
        "**二、提出的要求**",
        "{{ 投诉要求 }}",
    )
    pen.when("转办理由", "**转办理由：**{{ 转办理由 }}")
    pen.when("办理要求", "{{ 办理要求 }}")
    pen.when("期限", "请于{{ 期限 }}前书面答复本单位。")
    pen.body("反映人联系电话：{{ 投诉人电话 }}　　对方联系电话：{{ 被投诉方电话 }}")
    pen.when("附件", "附件：{{ 附件 }}")
    pen.when("编号", "案件编号：{{ 编号 }}")
    pen.body(_CONTACT, keep=True)
    pen.signed(receipt=False)
    return pen


def query_letter() -> PaperPen:
    pen = _begun("{{ 本单位 }}", "{% if 事由 %}关于{{ 事由 }}的{% endif %}查询函")
    pen.body(
        "本单位在办理{% if 投诉人 and 被投诉方 %}{{ 投诉人 }}{{ 群体 }}与{{ 被投诉方 }}之间的{% endif %}消费争议"
        "时，"
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}需要向你单位查询下列事项："
    )
    pen.body("{{ 内容 }}")
    pen.when("期限", "请于{{ 期限 }}前书面答复，并附有关材料的复印件。感谢支持。")
    pen.when("编号", "案件编号：{{ 编号 }}")
    pen.body(_CONTACT, keep=True)
    pen.signed(receipt=False)
    return pen


def rectification_letter() -> PaperPen:
    pen = _begun("{{ 本单位 }}", "整改劝喻书")
    pen.body("本单位在办理消费者投诉中发现，你单位{% if 事由 %}在{{ 事由 }}方面{% endif %}存在下列问题：")
    pen.body("{{ 内容 }}")
    pen.body("{% if 依据 %}为保护消费者的合法权益，根据{{ 依据 }}的规定，{% endif %}现对你单位提出如下劝喻：")
    pen.body("{{ 劝喻内容 }}")
    pen.when("期限", "请于{{ 期限 }}前，把整改情况书面告知本单位。")
    pen.when("编号", "案件编号：{{ 编号 }}")
    pen.body(_CONTACT, keep=True)
    pen.signed()
    return pen


def warning_letter() -> PaperPen:
    pen = _begun("{{ 本单位 }}", "消费警示约谈函")
    pen.body("本单位在工作中发现，你单位{% if 事由 %}在{{ 事由 }}方面{% endif %}存在下列可能损害消费者合法权益的情况：")
    pen.body("{{ 内容 }}")
    pen.body(
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}本单位对你单位提出警示，请立即自查，改正不当的做法，"
        "妥善解决消费者的合理要求。"
    )
    pen.when(
        "时间",
        "请你单位负责人于{{ 时间 }}到{{ 地点 }}接受约谈，并带上有关的说明和材料。不能按时到的，请提前告知本单位。",
    )
    pen.when("期限", "请于{{ 期限 }}前，把自查和改正的情况书面告知本单位。")
    pen.when("编号", "案件编号：{{ 编号 }}")
    pen.body(_CONTACT, keep=True)
    pen.signed()
    return pen


LETTERS: Mapping[str, tuple[str, Callable[[], PaperPen]]] = {
    "transfer_notice": ("转办通知书", transfer_notice),
    "query_letter": ("查询函", query_letter),
    "rectification_letter": ("整改劝喻书", rectification_letter),
    "warning_letter": ("消费警示约谈函", warning_letter),
}
