"""Pages a person sees, one module each; ``ENTRIES`` is the plain list of those in the side bar.

A page is a subclass of :class:`app.ui.pages.base.Page`. It asks services for frozen dataclasses through the lanes
and shows them with parts of ``widgets``, ``tables`` and ``sheets``; it computes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.pages import making

if TYPE_CHECKING:
    from app.ui.context import Context
    from app.ui.pages.base import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the side bar. ``levels`` are the kinds of office that have it; ``factory`` imports it late."""

    key: str
    title: str
    short: str
    icon: str
    levels: frozenset[str]
    factory: Callable[[Context], Page]


_ALL = frozenset({"station", "county", "city"})
_OFFICES = frozenset({"county", "city"})

ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "首页", "house", _ALL, making.home),
    PageEntry(
        "entry",
        "登记投诉",
        "登记",
        "note-pencil",
        frozenset({"station", "county"}),
        making.entry,
    ),
    PageEntry("piles", "集中录入", "集中", "files", frozenset({"station", "county"}), making.piles),
    PageEntry("register", "投诉台账", "台账", "books", _ALL, making.register),
    PageEntry("due", "待办", "待办", "list-checks", frozenset({"station", "county"}), making.due),
    PageEntry("traders", "经营者", "商家", "storefront", frozenset({"county"}), making.traders),
    PageEntry(
        "enquiries",
        "咨询",
        "咨询",
        "chat-teardrop-text",
        frozenset({"station", "county"}),
        making.enquiries,
    ),
    PageEntry("monthly", "月报", "月报", "table", frozenset({"county", "city"}), making.monthly),
    PageEntry("merge", "市级汇总", "汇总", "stack", frozenset({"city"}), making.merge),
    PageEntry("more", "更多", "更多", "list", _ALL, making.more("more")),
)

#: Pages reached from another page, not from the side bar.
UNLISTED: tuple[PageEntry, ...] = (
    PageEntry(
        "more-figures", "报表和指标", "报表", "table", frozenset({"county", "city"}), making.more("more-figures")
    ),
    PageEntry("more-rosters", "名册", "名册", "users", frozenset({"county", "city"}), making.more("more-rosters")),
    PageEntry("more-settings", "设置", "设置", "gear", _ALL, making.more("more-settings")),
    PageEntry("change", "改登记", "改", "pencil-simple", _ALL, making.change),
    PageEntry("case", "一件投诉", "投诉", "file-text", _ALL, making.case),
    PageEntry("move", "办一步", "办", "check", _ALL, making.move),
    PageEntry("case-step", "写一步", "写", "pencil-simple", _ALL, making.case_step),
    PageEntry("paper", "一份文书", "文书", "file-text", _ALL, making.paper),
    PageEntry("members", "投诉的人", "名单", "users", _ALL, making.members),
    PageEntry("calendar", "放假安排", "放假", "calendar-blank", _ALL, making.calendar),
    PageEntry("calendar-year", "写一年的放假安排", "一年", "calendar-blank", _ALL, making.calendar_year),
    PageEntry("time-limits", "办理期限", "期限", "hourglass-medium", _ALL, making.time_limits),
    PageEntry(
        "paper-templates", "文书模板", "模板", "file-text", frozenset({"station", "county"}), making.paper_templates
    ),
    PageEntry("time-limit", "写一条办理期限", "期限", "hourglass-medium", _ALL, making.time_limit),
    PageEntry("letters", "函件", "函件", "paper-plane-tilt", frozenset({"station", "county"}), making.letters),
    PageEntry("letter", "一份函件", "函件", "paper-plane-tilt", frozenset({"station", "county"}), making.letter),
    PageEntry("worklog", "工作台账", "工作", "note-pencil", _OFFICES, making.worklog),
    PageEntry("worklog-line", "记一笔工作", "记一笔", "pencil-simple", _OFFICES, making.worklog_line),
    PageEntry("network", "维权网络", "网络", "buildings", _OFFICES, making.roster("network")),
    PageEntry("volunteers", "志愿者", "志愿者", "users", _OFFICES, making.roster("volunteer")),
    PageEntry("titles", "荣誉称号", "称号", "seal-check", _OFFICES, making.roster("title")),
    PageEntry("roster-entry", "登记名册", "登记", "pencil-simple", _OFFICES, making.roster_entry),
    PageEntry("roster-import", "收一份名单", "名单", "tray-arrow-down", _OFFICES, making.roster_import),
    PageEntry("trader", "一家经营者", "经营者", "storefront", frozenset({"station", "county"}), making.trader),
    PageEntry("archive", "归档", "归档", "stack", frozenset({"station", "county"}), making.archive),
    PageEntry(
        "archive-filing", "归档前看一看", "归档", "stack", frozenset({"station", "county"}), making.archive_filing
    ),
    PageEntry("archive-file", "一卷档案", "一卷", "stack", frozenset({"station", "county"}), making.archive_file),
    PageEntry(
        "returns", "报过的报表", "报过", "clock-counter-clockwise", frozenset({"county", "city"}), making.returns
    ),
    PageEntry("return", "报出去的报表", "报表", "table", frozenset({"county", "city"}), making.sent_return),
    PageEntry("slip", "市里退回来的", "退回", "tray", frozenset({"county", "city"}), making.slip),
    PageEntry("adopt", "填去年的数", "去年", "clock-counter-clockwise", frozenset({"county", "city"}), making.adopt),
    PageEntry("bin", "回收站", "回收站", "trash", _ALL, making.bin),
    PageEntry("pile", "录一摞", "录", "files", _ALL, making.pile),
    PageEntry("pile-begin", "新开一摞", "新开", "plus", _ALL, making.pile_begin),
    PageEntry("pile-owing", "待补全", "补全", "circle-half", _ALL, making.pile_owing),
    PageEntry("pile-second", "录第二遍", "再录", "files", _ALL, making.pile_second),
    PageEntry("pile-report", "收尾", "收尾", "list-checks", _ALL, making.pile_report),
    PageEntry("import", "导入登记簿", "导入", "download-simple", _ALL, making.importing),
    PageEntry("import_columns", "每一列当作什么", "各列", "table", _ALL, making.import_columns),
    PageEntry("imports", "以前导入的", "导入过", "clock-counter-clockwise", _ALL, making.imports),
    PageEntry("preview", "打印前看一看", "样子", "printer", _ALL, making.preview),
    PageEntry("listing", "打印和导出", "打印", "printer", _ALL, making.listing),
    PageEntry("export", "导出台账", "导出", "export", _ALL, making.export),
    PageEntry("reconciliations", "和解登记", "和解", "scales", _ALL, making.reconciliations),
    PageEntry("indicators", "指标目录", "指标", "chart-bar", _OFFICES, making.indicators),
    PageEntry("indicator", "设一个指标", "设指标", "pencil-simple", _OFFICES, making.indicator),
    PageEntry("tagging", "贴标签", "标签", "tag", _ALL, making.tagging),
    PageEntry("templates", "表样", "表样", "table", frozenset({"county", "city"}), making.templates),
    PageEntry("template-view", "看表样", "看表样", "table", frozenset({"county", "city"}), making.template_view),
    PageEntry("template-rules", "勾稽关系", "勾稽", "scales", frozenset({"county", "city"}), making.template_rules),
    PageEntry(
        "template-drift",
        "市里换了新表",
        "换新表",
        "arrows-clockwise",
        frozenset({"county", "city"}),
        making.template_drift,
    ),
    PageEntry("bind", "对格子", "对格子", "table", frozenset({"county", "city"}), making.bind),
    PageEntry("bind-head", "写表头", "表头", "pencil-simple", frozenset({"county", "city"}), making.bind_head),
    PageEntry("bind-trial", "试填", "试填", "eye", frozenset({"county", "city"}), making.bind_trial),
    PageEntry("summaries", "总结和分析", "总结", "file-text", _OFFICES, making.summaries),
    PageEntry("summary", "一份总结", "总结", "file-text", _OFFICES, making.summary),
    PageEntry("summary-new", "新写一份总结", "新写", "plus", _OFFICES, making.summary_new),
    PageEntry("summary-templates", "总结的模板", "模板", "file-text", _OFFICES, making.summary_templates),
    PageEntry("practice", "练一练", "练习", "graduation-cap", _ALL, making.practice),
    PageEntry("who", "换个人用", "换人", "user", _ALL, making.who),
    PageEntry("setup-file", "做开户文件", "开户", "identification-card", _ALL, making.setup_file),
)


def entries_for(level: str) -> tuple[PageEntry, ...]:
    """The pages an office of ``level`` has, in the order of the side bar."""
    return tuple(entry for entry in ENTRIES if level in entry.levels)
