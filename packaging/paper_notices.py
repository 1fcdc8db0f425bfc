"""The notices to the parties of a case: material missing, accepted, refused, mediation, terminated, report answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from paper_pen import PaperPen

_CASE = "{{ 收到日期 }}反映的与{{ 被投诉方 }}之间的消费争议"
_CONTACT = ("案件编号：{{ 编号 }}", "经办人：{{ 经办人 }}　　联系电话：{{ 联系电话 }}")
_WAYS = (
    "如果仍要解决这一争议，可以依照《中华人民共和国消费者权益保护法》第三十九条，与经营者协商和解，"
    "向有关行政部门投诉，根据与经营者达成的仲裁协议提请仲裁，或者向人民法院提起诉讼。"
)


def _begun(title: str) -> PaperPen:
    pen = PaperPen()
    pen.title("{{ 本单位 }}", title)
    pen.number()
    pen.plain("{{ 受送达人 }}：")
    return pen


def papers_notice() -> PaperPen:
    pen = _begun("补正材料通知书")
    pen.body(
        f"你于{_CASE}，本单位已经收到。经审查，提交的材料不齐全。"
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}请补充下列材料："
    )
    pen.body("{{ 需补材料 }}")
    pen.body(
        "请于{{ 期限 }}前，把上述材料送到或者寄到本单位。到期没有补来的，本单位将根据现有的材料决定是否受理。",
    )
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


def acceptance_notice() -> PaperPen:
    pen = _begun("受理告知书")
    pen.body(
        f"你于{_CASE}，经审查，符合受理条件。"
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}本单位决定自{{ 受理日期 }}起予以受理。",
        "本单位将在双方自愿的基础上组织调解，时间和地点另行通知。商品或者服务需要检测、鉴定的，"
        "所用的时间不计入调解的期限。",
        "请妥善保管购物凭证、合同、付款记录、商品实物等证据，并保持电话畅通。",
    )
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


def refusal_notice() -> PaperPen:
    pen = _begun("不予受理告知书")
    pen.body(
        f"你于{_CASE}，经审查，属于“{{{{ 不予受理理由 }}}}”的情形，不符合受理条件。"
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}本单位决定不予受理。"
    )
    pen.when("具体说明", "{{ 具体说明 }}")
    pen.when("建议途径", "建议你通过下列途径解决：{{ 建议途径 }}。")
    pen.body(_WAYS)
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


def mediation_notice() -> PaperPen:
    pen = _begun("调解通知书")
    pen.body(
        "{{ 投诉人 }}{{ 群体 }}与{{ 被投诉方 }}之间的消费争议，本单位已经受理。"
        "{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}现定于下列时间、地点进行调解："
    )
    pen.body("时　间：{{ 时间 }}", "地　点：{{ 地点 }}", "调解员：{{ 调解员 }}")
    pen.body(
        "请准时参加，并带上身份证明和与争议有关的材料。单位参加的，请带营业执照复印件；"
        "委托他人参加的，请提交授权委托书，写明委托的事项和权限。",
        "不能参加的，请提前告知本单位。没有正当理由不参加，或者不愿意调解的，调解将会终止。",
    )
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


def termination_notice() -> PaperPen:
    pen = _begun("终止调解告知书")
    pen.body(
        "{{ 投诉人 }}{{ 群体 }}与{{ 被投诉方 }}之间的消费争议，本单位受理后组织了调解。"
        "因“{{ 终止调解理由 }}”，{% if 依据 %}根据{{ 依据 }}的规定，{% endif %}本单位决定终止调解。"
    )
    pen.when("具体说明", "{{ 具体说明 }}")
    pen.body(_WAYS)
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


def report_answer() -> PaperPen:
    pen = _begun("举报处理结果告知书")
    pen.body("你于{{ 收到日期 }}举报的{{ 被投诉方 }}的有关情况，已经处理完毕，现将结果告知如下：")
    pen.body("{{ 结果 }}")
    pen.body("感谢你对消费者权益保护工作的关心和支持。")
    pen.body(*_CONTACT, keep=True)
    pen.signed()
    return pen


NOTICES: Mapping[str, tuple[str, Callable[[], PaperPen]]] = {
    "papers_notice": ("补正材料通知书", papers_notice),
    "acceptance_notice": ("受理告知书", acceptance_notice),
    "refusal_notice": ("不予受理告知书", refusal_notice),
    "mediation_notice": ("调解通知书", mediation_notice),
    "termination_notice": ("终止调解告知书", termination_notice),
    "report_answer": ("举报处理结果告知书", report_answer),
}
