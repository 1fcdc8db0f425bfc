"""Draw the Word templates of the summaries: ``python packaging/draw_summaries.py [FOLDER]``.

The drawn files are kept in ``resources/summaries``; this script is for changing them. The same words give the same
bytes. Offices change their own copies.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from summary_pen import SummaryPen

SUMMARIES = Path(__file__).resolve().parent.parent / "resources" / "summaries"
_HEADLINE = (
    ("指标", "{{ 行.名称 }}", 44.0),
    ("单位", "{{ 行.单位 }}", 14.0),
    ("本期", "{{ 行.本期 }}", 21.0),
    ("{{ 对比期 }}", "{{ 行.对比期 }}", 21.0),
    ("增减", "{{ 行.增减 }}", 34.0),
    ("增减率（%）", "{{ 行.增减率 }}", 22.0),
)
_SHARES = (
    ("本期（件）", "{{ 行.件数 }}", 17.0),
    ("占受理总数（%）", "{{ 行.占比 }}", 19.0),
    ("{{ 对比期 }}（件）", "{{ 行.对比期 }}", 20.0),
    ("占受理总数（%）", "{{ 行.对比占比 }}", 19.0),
    ("增减率（%）", "{{ 行.增减率 }}", 20.0),
    ("比重变化（百分点）", "{{ 行.比重变化 }}", 19.0),
)


def _handling(pen: SummaryPen) -> None:
    """What became of the complaints."""
    pen.section("投诉受理和调解情况")
    pen.body(
        "{{ 报告期 }}共受理消费者投诉{{ 受理件数 }}，{{ 受理件数.变化 }}；办结{{ 办结件数 }}，其中调解成功"
        "{{ 调解成功件数 }}，调解成功率{{ 调解率 }}，{{ 调解率.变化 }}。"
        "为消费者挽回经济损失{{ 挽回损失 }}，{{ 挽回损失.变化 }}。接待来访和咨询{{ 咨询人次 }}，{{ 咨询人次.变化 }}。"
    )
    pen.when("不予受理件数", "经审查不符合受理条件、不予受理的{{ 不予受理件数 }}。")
    pen.when("和解件数", "促成消费纠纷和解{{ 和解件数 }}，挽回经济损失{{ 和解挽回损失 }}，{{ 和解件数.变化 }}。")
    pen.when("仲裁件数", "处理消费争议仲裁{{ 仲裁件数 }}，{{ 仲裁件数.变化 }}。")
    pen.when("支持起诉件数", "支持消费者起诉{{ 支持起诉件数 }}。")
    pen.when("加倍赔偿件数", "经营者给予加倍赔偿的{{ 加倍赔偿件数 }}，金额{{ 加倍赔偿金额 }}。")
    pen.when("群体投诉件数", "群体投诉{{ 群体投诉件数 }}，涉及{{ 群体投诉人数 }}。")
    pen.when("举报件数", "登记举报{{ 举报件数 }}，{{ 举报件数.变化 }}。")


def _spread(pen: SummaryPen) -> None:
    """What the complaints were about."""
    pen.section("投诉的分布")
    pen.body(
        "按投诉性质分，居前三位的是{{ 性质排名.前三名称 }}：{{ 性质排名.前三 }}。",
        "按商品和服务分，商品类{{ 商品类件数 }}，{{ 商品类件数.占比 }}；服务类{{ 服务类件数 }}，"
        "{{ 服务类件数.占比 }}。件数居前的类别是：{{ 类别排名.前五 }}。",
    )
    pen.when("细目排名", "具体到商品和服务，投诉较多的是：{{ 细目排名.前五 }}。")
    pen.when("增长排名", "比{{ 对比期 }}增加较多的是：{{ 增长排名.前三 }}。")
    pen.when("经营者排名", "被投诉较多的经营者是：{{ 经营者排名.前五 }}。")


def _work(pen: SummaryPen) -> None:
    """What else the office did."""
    pen.section("消费教育和宣传")
    pen.body(
        "发放各类宣传资料{{ 宣传资料 }}，发布消费警示（提示）{{ 消费警示 }}，组织进社区、进学校等消费教育活动"
        "{{ 消费教育活动场次 }}，举办讲座{{ 讲座次数 }}。"
    )
    pen.when("媒体刊发", "在各类媒体刊发稿件{{ 媒体刊发 }}，{{ 媒体刊发.变化 }}。")
    pen.when("典型案例公布", "公布典型案例和投诉热点{{ 典型案例公布 }}。")
    pen.section("社会监督")
    pen.body("开展商品和服务监督检查{{ 监督检查次数 }}，市场专项检查{{ 市场检查次数 }}，消费调查{{ 消费调查次数 }}。")
    pen.when("比较试验样品", "开展比较试验，检测样品{{ 比较试验样品 }}，其中不合格{{ 比较试验不合格 }}。")
    pen.section("维权网络和队伍")
    pen.body(
        "现有消协分会{{ 消协分会 }}，投诉站、联络站{{ 两站 }}，维权志愿者{{ 志愿者 }}。举办培训班{{ 培训班期数 }}，"
        "培训{{ 培训人数 }}。"
    )
    pen.when("满意单位", "消费者满意单位{{ 满意单位 }}。")


def _typical(pen: SummaryPen) -> None:
    pen.mark("if 典型案例")
    pen.chapter("典型案例")
    pen.mark("for 案 in 典型案例")
    pen.section("{{ 案.标题 }}")
    pen.body("{{ 案.经过 }}")
    pen.mark("endfor")
    pen.mark("endif")


def _tables(pen: SummaryPen) -> None:
    pen.table("附表1　主要指标", "主要指标表", _HEADLINE, new_page=True)
    pen.table("附表2　投诉性质", "性质表", (("性质", "{{ 行.名称 }}", 42.0), *_SHARES))
    pen.table("附表3　商品和服务类别", "类别表", (("类别", "{{ 行.名称 }}", 42.0), *_SHARES))


def work_summary(next_words: str) -> SummaryPen:
    """The work summary of half a year or a year."""
    pen = SummaryPen()
    pen.title("{{ 单位 }}", "{{ 标题 }}")
    pen.body(
        "{{ 报告期 }}，{{ 单位 }}认真履行消费者权益保护职责，做好投诉受理和调解、消费教育、社会监督和维权网络建设，"
        "现将工作情况总结如下。"
    )
    pen.chapter("主要工作情况")
    _handling(pen)
    pen.chart("月度图")
    _spread(pen)
    pen.chart("性质图")
    _work(pen)
    pen.mark("if 主要做法")
    pen.chapter("主要做法和亮点")
    pen.body("{{ 主要做法 }}")
    pen.mark("endif")
    _typical(pen)
    pen.chapter("存在的不足")
    pen.body("{{ 存在的不足 }}")
    pen.chapter(next_words)
    pen.body("{{ 下一步打算 }}")
    pen.signed()
    _tables(pen)
    pen.mark("if 工作表")
    pen.table("附表4　工作情况", "工作表", _HEADLINE)
    pen.mark("endif")
    pen.note("{{ 数据说明 }}")
    return pen


def analysis() -> SummaryPen:
    """The analysis of complaints of any period."""
    pen = SummaryPen()
    pen.title("{{ 单位 }}", "{{ 标题 }}")
    pen.chapter("总体情况")
    pen.body(
        "{{ 报告期 }}，{{ 单位简称 }}共受理消费者投诉{{ 受理件数 }}，{{ 受理件数.变化 }}；办结{{ 办结件数 }}，"
        "其中调解成功{{ 调解成功件数 }}，调解成功率{{ 调解率 }}，{{ 调解率.变化 }}。"
        "为消费者挽回经济损失{{ 挽回损失 }}，{{ 挽回损失.变化 }}。接待来访和咨询{{ 咨询人次 }}，{{ 咨询人次.变化 }}。"
    )
    pen.when("仲裁件数", "处理消费争议仲裁{{ 仲裁件数 }}，{{ 仲裁件数.变化 }}。")
    pen.when("加倍赔偿件数", "经营者给予加倍赔偿的{{ 加倍赔偿件数 }}，金额{{ 加倍赔偿金额 }}。")
    pen.table("表1　主要指标", "主要指标表", _HEADLINE)
    pen.chapter("投诉性质分析")
    pen.body("按投诉性质分，居前三位的是{{ 性质排名.前三名称 }}：{{ 性质排名.前三 }}。")
    pen.body("其中质量问题{{ 性质.质量 }}，{{ 性质.质量.占比 }}，{{ 性质.质量.变化 }}，{{ 性质.质量.比重变化 }}。")
    pen.chart("性质图")
    pen.table("表2　投诉性质", "性质表", (("性质", "{{ 行.名称 }}", 42.0), *_SHARES))
    pen.chapter("商品和服务类别分析")
    pen.body(
        "商品类投诉{{ 商品类件数 }}，{{ 商品类件数.占比 }}，{{ 商品类件数.变化 }}；"
        "服务类投诉{{ 服务类件数 }}，{{ 服务类件数.占比 }}，{{ 服务类件数.变化 }}。",
        "件数居前的类别是：{{ 类别排名.前五 }}。",
    )
    pen.when("商品排名", "商品类中，居前三位的是：{{ 商品排名.前三 }}。")
    pen.when("服务排名", "服务类中，居前三位的是：{{ 服务排名.前三 }}。")
    pen.when("细目排名", "具体到商品和服务，投诉较多的是：{{ 细目排名.前五 }}。")
    pen.when("增长排名", "比{{ 对比期 }}增加较多的是：{{ 增长排名.前三 }}。")
    pen.when("经营者排名", "被投诉较多的经营者是：{{ 经营者排名.前五 }}。")
    pen.chart("类别图")
    pen.table("表3　商品和服务类别", "类别表", (("类别", "{{ 行.名称 }}", 42.0), *_SHARES))
    pen.chapter("投诉特点和原因")
    for name in ("老年消费者投诉", "网络消费投诉", "预付式消费投诉"):
        pen.when(name, f"{name}{{{{ {name} }}}}，{{{{ {name}.变化 }}}}。")
    pen.body("{{ 投诉特点 }}")
    _typical(pen)
    pen.chapter("消费提示和建议")
    pen.body("{{ 消费提示 }}")
    pen.signed()
    pen.note("{{ 数据说明 }}")
    return pen


DRAWN: Mapping[str, tuple[str, Callable[[], SummaryPen]]] = {
    "half_year": ("半年工作总结", lambda: work_summary("下一步打算")),
    "year": ("年度工作总结", lambda: work_summary("下一年工作打算")),
    "analysis": ("投诉分析", analysis),
}


def main(arguments: list[str]) -> int:
    """Write every template to the given folder, by default where the program looks for them."""
    folder = Path(arguments[0]) if arguments else SUMMARIES
    folder.mkdir(parents=True, exist_ok=True)
    for key, (title, draw) in DRAWN.items():
        draw().save(folder / f"{key}.docx", title)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
