"""Pages a person sees, one module each; ``ENTRIES`` is the plain list of those in the side bar.

A page is a subclass of :class:`app.ui.pages.base.Page`. It asks services for frozen dataclasses through the lanes
and shows them with parts of ``widgets``, ``tables`` and ``sheets``; it computes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def _coming(key: str, title: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.coming import ComingPage

        return ComingPage(context, key, title)

    return make


def _home(context: Context) -> Page:
    from app.ui.pages.home import HomePage

    return HomePage(context)


def _entry(context: Context) -> Page:
    from app.ui.pages.entry.page import EntryPage

    return EntryPage(context)


def _change(context: Context) -> Page:
    from app.ui.pages.entry.change import ChangePage

    return ChangePage(context)


def _piles(context: Context) -> Page:
    from app.ui.pages.piles.list_page import PilesPage

    return PilesPage(context)


def _pile(context: Context) -> Page:
    from app.ui.pages.piles.page import PilePage

    return PilePage(context)


def _pile_begin(context: Context) -> Page:
    from app.ui.pages.piles.begin_page import PileBeginPage

    return PileBeginPage(context)


def _pile_owing(context: Context) -> Page:
    from app.ui.pages.piles.owing_page import OwingPage

    return OwingPage(context)


def _pile_second(context: Context) -> Page:
    from app.ui.pages.piles.second_page import SecondPage

    return SecondPage(context)


def _pile_report(context: Context) -> Page:
    from app.ui.pages.piles.report_page import PileReportPage

    return PileReportPage(context)


def _register(context: Context) -> Page:
    from app.ui.pages.register.page import RegisterPage

    return RegisterPage(context)


def _case(context: Context) -> Page:
    from app.ui.pages.case.page import CasePage

    return CasePage(context)


def _move(context: Context) -> Page:
    from app.ui.pages.case.move_page import MovePage

    return MovePage(context)


def _case_step(context: Context) -> Page:
    from app.ui.pages.case.step_page import StepPage

    return StepPage(context)


def _paper(context: Context) -> Page:
    from app.ui.pages.case.paper_page import PaperPage

    return PaperPage(context)


def _members(context: Context) -> Page:
    from app.ui.pages.case.members_page import MembersPage

    return MembersPage(context)


def _due(context: Context) -> Page:
    from app.ui.pages.due.page import DuePage

    return DuePage(context)


def _calendar(context: Context) -> Page:
    from app.ui.pages.calendar.page import CalendarPage

    return CalendarPage(context)


def _calendar_year(context: Context) -> Page:
    from app.ui.pages.calendar.year_page import YearPage

    return YearPage(context)


def _time_limits(context: Context) -> Page:
    from app.ui.pages.calendar.limits_page import LimitsPage

    return LimitsPage(context)


def _paper_templates(context: Context) -> Page:
    from app.ui.pages.papers.templates_page import TemplatesPage

    return TemplatesPage(context)


def _time_limit(context: Context) -> Page:
    from app.ui.pages.calendar.limit_page import LimitPage

    return LimitPage(context)


def _bin(context: Context) -> Page:
    from app.ui.pages.bin_page import RecycleBin

    return RecycleBin(context)


def _import(context: Context) -> Page:
    from app.ui.pages.register.importing.page import ImportPage

    return ImportPage(context)


def _import_columns(context: Context) -> Page:
    from app.ui.pages.register.importing.columns_page import ColumnsPage

    return ColumnsPage(context)


def _imports(context: Context) -> Page:
    from app.ui.pages.register.importing.batches_page import BatchesPage

    return BatchesPage(context)


def _export(context: Context) -> Page:
    from app.ui.pages.register.export_page import ExportPage

    return ExportPage(context)


def _preview(context: Context) -> Page:
    from app.ui.pages.preview_page import PreviewPage

    return PreviewPage(context)


def _listing(context: Context) -> Page:
    from app.ui.pages.register.listing_page import ListingPage

    return ListingPage(context)


def _enquiries(context: Context) -> Page:
    from app.ui.pages.enquiry import EnquiryPage

    return EnquiryPage(context)


def _reconciliations(context: Context) -> Page:
    from app.ui.pages.reconciliations import ReconciliationPage

    return ReconciliationPage(context)


def _more(key: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.more_page import MorePage

        return MorePage(context, key)

    return make


def _monthly(context: Context) -> Page:
    from app.ui.pages.monthly.page import MonthlyPage

    return MonthlyPage(context)


def _returns(context: Context) -> Page:
    from app.ui.pages.returns.history import HistoryPage

    return HistoryPage(context)


def _return(context: Context) -> Page:
    from app.ui.pages.returns.sent import SentPage

    return SentPage(context)


def _slip(context: Context) -> Page:
    from app.ui.pages.returns.slip import SlipPage

    return SlipPage(context)


def _adopt(context: Context) -> Page:
    from app.ui.pages.returns.adopt import AdoptPage

    return AdoptPage(context)


def _merge(context: Context) -> Page:
    from app.ui.pages.city.page import CityPage

    return CityPage(context)


def _practice(context: Context) -> Page:
    from app.ui.pages.practice.offer import PracticePage

    return PracticePage(context)


def _who(context: Context) -> Page:
    from app.ui.pages.who_page import WhoPage

    return WhoPage(context)


def _setup_file(context: Context) -> Page:
    from app.ui.pages.setup_file_page import SetupFilePage

    return SetupFilePage(context)


def _traders(context: Context) -> Page:
    from app.ui.pages.traders.page import TradersPage

    return TradersPage(context)


def _letters(context: Context) -> Page:
    from app.ui.pages.letters.page import LettersPage

    return LettersPage(context)


def _letter(context: Context) -> Page:
    from app.ui.pages.letters.letter_page import LetterPage

    return LetterPage(context)


def _trader(context: Context) -> Page:
    from app.ui.pages.traders.trader_page import TraderPage

    return TraderPage(context)


def _worklog(context: Context) -> Page:
    from app.ui.pages.worklog.page import WorklogPage

    return WorklogPage(context)


def _worklog_line(context: Context) -> Page:
    from app.ui.pages.worklog.line_page import WorkLinePage

    return WorkLinePage(context)


def _roster(register: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.rosters.page import RosterPage

        return RosterPage(context, register)

    return make


def _roster_entry(context: Context) -> Page:
    from app.ui.pages.rosters.entry_page import RosterEntryPage

    return RosterEntryPage(context)


def _roster_import(context: Context) -> Page:
    from app.ui.pages.rosters.import_page import RosterImportPage

    return RosterImportPage(context)


def _archive(context: Context) -> Page:
    from app.ui.pages.archive.page import ArchivePage

    return ArchivePage(context)


def _archive_filing(context: Context) -> Page:
    from app.ui.pages.archive.filing_page import FilingPage

    return FilingPage(context)


def _archive_file(context: Context) -> Page:
    from app.ui.pages.archive.file_page import FilePage

    return FilePage(context)


def _indicators(context: Context) -> Page:
    from app.ui.pages.indicators.list_page import IndicatorsPage

    return IndicatorsPage(context)


def _indicator(context: Context) -> Page:
    from app.ui.pages.indicators.make_page import IndicatorPage

    return IndicatorPage(context)


def _tagging(context: Context) -> Page:
    from app.ui.pages.indicators.tagging_page import TaggingPage

    return TaggingPage(context)


def _templates(context: Context) -> Page:
    from app.ui.pages.templates.list_page import TemplatesPage

    return TemplatesPage(context)


def _template_view(context: Context) -> Page:
    from app.ui.pages.templates.view_page import ViewPage

    return ViewPage(context)


def _template_rules(context: Context) -> Page:
    from app.ui.pages.templates.rules_page import RulesPage

    return RulesPage(context)


def _template_drift(context: Context) -> Page:
    from app.ui.pages.templates.drift_page import DriftPage

    return DriftPage(context)


def _bind(context: Context) -> Page:
    from app.ui.pages.templates.bind_page import BindPage

    return BindPage(context)


def _bind_head(context: Context) -> Page:
    from app.ui.pages.templates.head_page import HeadPage

    return HeadPage(context)


def _bind_trial(context: Context) -> Page:
    from app.ui.pages.templates.trial_page import TrialPage

    return TrialPage(context)


def _summaries(context: Context) -> Page:
    from app.ui.pages.summaries.list_page import SummariesPage

    return SummariesPage(context)


def _summary(context: Context) -> Page:
    from app.ui.pages.summaries.page import SummaryPage

    return SummaryPage(context)


def _summary_new(context: Context) -> Page:
    from app.ui.pages.summaries.new_page import NewSummaryPage

    return NewSummaryPage(context)


def _summary_templates(context: Context) -> Page:
    from app.ui.pages.summaries.templates_page import SummaryTemplatesPage

    return SummaryTemplatesPage(context)


_ALL = frozenset({"station", "county", "city"})
_OFFICES = frozenset({"county", "city"})

ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "首页", "house", _ALL, _home),
    PageEntry(
        "entry",
        "登记投诉",
        "登记",
        "note-pencil",
        frozenset({"station", "county"}),
        _entry,
    ),
    PageEntry("piles", "集中录入", "集中", "files", frozenset({"station", "county"}), _piles),
    PageEntry("register", "投诉台账", "台账", "books", _ALL, _register),
    PageEntry("due", "待办", "待办", "list-checks", frozenset({"station", "county"}), _due),
    PageEntry("traders", "经营者", "商家", "storefront", frozenset({"county"}), _traders),
    PageEntry(
        "enquiries",
        "咨询",
        "咨询",
        "chat-teardrop-text",
        frozenset({"station", "county"}),
        _enquiries,
    ),
    PageEntry("monthly", "月报", "月报", "table", frozenset({"county", "city"}), _monthly),
    PageEntry("merge", "市级汇总", "汇总", "stack", frozenset({"city"}), _merge),
    PageEntry("more", "更多", "更多", "list", _ALL, _more("more")),
)

#: Pages reached from another page, not from the side bar.
UNLISTED: tuple[PageEntry, ...] = (
    PageEntry("more-figures", "报表和指标", "报表", "table", frozenset({"county", "city"}), _more("more-figures")),
    PageEntry("more-rosters", "名册", "名册", "users", frozenset({"county", "city"}), _more("more-rosters")),
    PageEntry("more-settings", "设置", "设置", "gear", _ALL, _more("more-settings")),
    PageEntry("change", "改登记", "改", "pencil-simple", _ALL, _change),
    PageEntry("case", "一件投诉", "投诉", "file-text", _ALL, _case),
    PageEntry("move", "办一步", "办", "check", _ALL, _move),
    PageEntry("case-step", "写一步", "写", "pencil-simple", _ALL, _case_step),
    PageEntry("paper", "一份文书", "文书", "file-text", _ALL, _paper),
    PageEntry("members", "投诉的人", "名单", "users", _ALL, _members),
    PageEntry("calendar", "放假安排", "放假", "calendar-blank", _ALL, _calendar),
    PageEntry("calendar-year", "写一年的放假安排", "一年", "calendar-blank", _ALL, _calendar_year),
    PageEntry("time-limits", "办理期限", "期限", "hourglass-medium", _ALL, _time_limits),
    PageEntry("paper-templates", "文书模板", "模板", "file-text", frozenset({"station", "county"}), _paper_templates),
    PageEntry("time-limit", "写一条办理期限", "期限", "hourglass-medium", _ALL, _time_limit),
    PageEntry("letters", "函件", "函件", "paper-plane-tilt", frozenset({"station", "county"}), _letters),
    PageEntry("letter", "一份函件", "函件", "paper-plane-tilt", frozenset({"station", "county"}), _letter),
    PageEntry("worklog", "工作台账", "工作", "note-pencil", _OFFICES, _worklog),
    PageEntry("worklog-line", "记一笔工作", "记一笔", "pencil-simple", _OFFICES, _worklog_line),
    PageEntry("network", "维权网络", "网络", "buildings", _OFFICES, _roster("network")),
    PageEntry("volunteers", "志愿者", "志愿者", "users", _OFFICES, _roster("volunteer")),
    PageEntry("titles", "荣誉称号", "称号", "seal-check", _OFFICES, _roster("title")),
    PageEntry("roster-entry", "登记名册", "登记", "pencil-simple", _OFFICES, _roster_entry),
    PageEntry("roster-import", "收一份名单", "名单", "tray-arrow-down", _OFFICES, _roster_import),
    PageEntry("trader", "一家经营者", "经营者", "storefront", frozenset({"station", "county"}), _trader),
    PageEntry("archive", "归档", "归档", "stack", frozenset({"station", "county"}), _archive),
    PageEntry("archive-filing", "归档前看一看", "归档", "stack", frozenset({"station", "county"}), _archive_filing),
    PageEntry("archive-file", "一卷档案", "一卷", "stack", frozenset({"station", "county"}), _archive_file),
    PageEntry("returns", "报过的报表", "报过", "clock-counter-clockwise", frozenset({"county", "city"}), _returns),
    PageEntry("return", "报出去的报表", "报表", "table", frozenset({"county", "city"}), _return),
    PageEntry("slip", "市里退回来的", "退回", "tray", frozenset({"county", "city"}), _slip),
    PageEntry("adopt", "填去年的数", "去年", "clock-counter-clockwise", frozenset({"county", "city"}), _adopt),
    PageEntry("bin", "回收站", "回收站", "trash", _ALL, _bin),
    PageEntry("pile", "录一摞", "录", "files", _ALL, _pile),
    PageEntry("pile-begin", "新开一摞", "新开", "plus", _ALL, _pile_begin),
    PageEntry("pile-owing", "待补全", "补全", "circle-half", _ALL, _pile_owing),
    PageEntry("pile-second", "录第二遍", "再录", "files", _ALL, _pile_second),
    PageEntry("pile-report", "收尾", "收尾", "list-checks", _ALL, _pile_report),
    PageEntry("import", "导入登记簿", "导入", "download-simple", _ALL, _import),
    PageEntry("import_columns", "每一列当作什么", "各列", "table", _ALL, _import_columns),
    PageEntry("imports", "以前导入的", "导入过", "clock-counter-clockwise", _ALL, _imports),
    PageEntry("preview", "打印前看一看", "样子", "printer", _ALL, _preview),
    PageEntry("listing", "打印和导出", "打印", "printer", _ALL, _listing),
    PageEntry("export", "导出台账", "导出", "export", _ALL, _export),
    PageEntry("reconciliations", "和解登记", "和解", "scales", _ALL, _reconciliations),
    PageEntry("indicators", "指标目录", "指标", "chart-bar", _OFFICES, _indicators),
    PageEntry("indicator", "设一个指标", "设指标", "pencil-simple", _OFFICES, _indicator),
    PageEntry("tagging", "贴标签", "标签", "tag", _ALL, _tagging),
    PageEntry("templates", "表样", "表样", "table", frozenset({"county", "city"}), _templates),
    PageEntry("template-view", "看表样", "看表样", "table", frozenset({"county", "city"}), _template_view),
    PageEntry("template-rules", "勾稽关系", "勾稽", "scales", frozenset({"county", "city"}), _template_rules),
    PageEntry(
        "template-drift", "市里换了新表", "换新表", "arrows-clockwise", frozenset({"county", "city"}), _template_drift
    ),
    PageEntry("bind", "对格子", "对格子", "table", frozenset({"county", "city"}), _bind),
    PageEntry("bind-head", "写表头", "表头", "pencil-simple", frozenset({"county", "city"}), _bind_head),
    PageEntry("bind-trial", "试填", "试填", "eye", frozenset({"county", "city"}), _bind_trial),
    PageEntry("summaries", "总结和分析", "总结", "file-text", _OFFICES, _summaries),
    PageEntry("summary", "一份总结", "总结", "file-text", _OFFICES, _summary),
    PageEntry("summary-new", "新写一份总结", "新写", "plus", _OFFICES, _summary_new),
    PageEntry("summary-templates", "总结的模板", "模板", "file-text", _OFFICES, _summary_templates),
    PageEntry("practice", "练一练", "练习", "graduation-cap", _ALL, _practice),
    PageEntry("who", "换个人用", "换人", "user", _ALL, _who),
    PageEntry("setup-file", "做开户文件", "开户", "identification-card", _ALL, _setup_file),
)


def entries_for(level: str) -> tuple[PageEntry, ...]:
    """The pages an office of ``level`` has, in the order of the side bar."""
    return tuple(entry for entry in ENTRIES if level in entry.levels)
