"""How each page is made: its module is imported when the page is first asked for, so that the window paints soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.context import Context
    from app.ui.pages.base import Page


def home(context: Context) -> Page:
    from app.ui.pages.home import HomePage

    return HomePage(context)


def entry(context: Context) -> Page:
    from app.ui.pages.entry.page import EntryPage

    return EntryPage(context)


def change(context: Context) -> Page:
    from app.ui.pages.entry.change import ChangePage

    return ChangePage(context)


def piles(context: Context) -> Page:
    from app.ui.pages.piles.list_page import PilesPage

    return PilesPage(context)


def pile(context: Context) -> Page:
    from app.ui.pages.piles.page import PilePage

    return PilePage(context)


def pile_begin(context: Context) -> Page:
    from app.ui.pages.piles.begin_page import PileBeginPage

    return PileBeginPage(context)


def pile_owing(context: Context) -> Page:
    from app.ui.pages.piles.owing_page import OwingPage

    return OwingPage(context)


def pile_second(context: Context) -> Page:
    from app.ui.pages.piles.second_page import SecondPage

    return SecondPage(context)


def pile_report(context: Context) -> Page:
    from app.ui.pages.piles.report_page import PileReportPage

    return PileReportPage(context)


def register(context: Context) -> Page:
    from app.ui.pages.register.page import RegisterPage

    return RegisterPage(context)


def case(context: Context) -> Page:
    from app.ui.pages.case.page import CasePage

    return CasePage(context)


def move(context: Context) -> Page:
    from app.ui.pages.case.move_page import MovePage

    return MovePage(context)


def case_step(context: Context) -> Page:
    from app.ui.pages.case.step_page import StepPage

    return StepPage(context)


def paper(context: Context) -> Page:
    from app.ui.pages.case.paper_page import PaperPage

    return PaperPage(context)


def members(context: Context) -> Page:
    from app.ui.pages.case.members_page import MembersPage

    return MembersPage(context)


def due(context: Context) -> Page:
    from app.ui.pages.due.page import DuePage

    return DuePage(context)


def calendar(context: Context) -> Page:
    from app.ui.pages.calendar.page import CalendarPage

    return CalendarPage(context)


def calendar_year(context: Context) -> Page:
    from app.ui.pages.calendar.year_page import YearPage

    return YearPage(context)


def time_limits(context: Context) -> Page:
    from app.ui.pages.calendar.limits_page import LimitsPage

    return LimitsPage(context)


def paper_templates(context: Context) -> Page:
    from app.ui.pages.papers.templates_page import TemplatesPage

    return TemplatesPage(context)


def time_limit(context: Context) -> Page:
    from app.ui.pages.calendar.limit_page import LimitPage

    return LimitPage(context)


def bin(context: Context) -> Page:
    from app.ui.pages.bin_page import RecycleBin

    return RecycleBin(context)


def importing(context: Context) -> Page:
    from app.ui.pages.register.importing.page import ImportPage

    return ImportPage(context)


def import_columns(context: Context) -> Page:
    from app.ui.pages.register.importing.columns_page import ColumnsPage

    return ColumnsPage(context)


def imports(context: Context) -> Page:
    from app.ui.pages.register.importing.batches_page import BatchesPage

    return BatchesPage(context)


def export(context: Context) -> Page:
    from app.ui.pages.register.export_page import ExportPage

    return ExportPage(context)


def preview(context: Context) -> Page:
    from app.ui.pages.preview_page import PreviewPage

    return PreviewPage(context)


def listing(context: Context) -> Page:
    from app.ui.pages.register.listing_page import ListingPage

    return ListingPage(context)


def enquiries(context: Context) -> Page:
    from app.ui.pages.enquiry import EnquiryPage

    return EnquiryPage(context)


def reconciliations(context: Context) -> Page:
    from app.ui.pages.reconciliations import ReconciliationPage

    return ReconciliationPage(context)


def more(key: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.more_page import MorePage

        return MorePage(context, key)

    return make


def monthly(context: Context) -> Page:
    from app.ui.pages.monthly.page import MonthlyPage

    return MonthlyPage(context)


def returns(context: Context) -> Page:
    from app.ui.pages.returns.history import HistoryPage

    return HistoryPage(context)


def sent_return(context: Context) -> Page:
    from app.ui.pages.returns.sent import SentPage

    return SentPage(context)


def slip(context: Context) -> Page:
    from app.ui.pages.returns.slip import SlipPage

    return SlipPage(context)


def adopt(context: Context) -> Page:
    from app.ui.pages.returns.adopt import AdoptPage

    return AdoptPage(context)


def merge(context: Context) -> Page:
    from app.ui.pages.city.page import CityPage

    return CityPage(context)


def practice(context: Context) -> Page:
    from app.ui.pages.practice.offer import PracticePage

    return PracticePage(context)


def who(context: Context) -> Page:
    from app.ui.pages.who_page import WhoPage

    return WhoPage(context)


def setup_file(context: Context) -> Page:
    from app.ui.pages.setup_file_page import SetupFilePage

    return SetupFilePage(context)


def traders(context: Context) -> Page:
    from app.ui.pages.traders.page import TradersPage

    return TradersPage(context)


def letters(context: Context) -> Page:
    from app.ui.pages.letters.page import LettersPage

    return LettersPage(context)


def letter(context: Context) -> Page:
    from app.ui.pages.letters.letter_page import LetterPage

    return LetterPage(context)


def trader(context: Context) -> Page:
    from app.ui.pages.traders.trader_page import TraderPage

    return TraderPage(context)


def worklog(context: Context) -> Page:
    from app.ui.pages.worklog.page import WorklogPage

    return WorklogPage(context)


def worklog_line(context: Context) -> Page:
    from app.ui.pages.worklog.line_page import WorkLinePage

    return WorkLinePage(context)


def roster(register: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.rosters.page import RosterPage

        return RosterPage(context, register)

    return make


def roster_entry(context: Context) -> Page:
    from app.ui.pages.rosters.entry_page import RosterEntryPage

    return RosterEntryPage(context)


def roster_import(context: Context) -> Page:
    from app.ui.pages.rosters.import_page import RosterImportPage

    return RosterImportPage(context)


def archive(context: Context) -> Page:
    from app.ui.pages.archive.page import ArchivePage

    return ArchivePage(context)


def archive_filing(context: Context) -> Page:
    from app.ui.pages.archive.filing_page import FilingPage

    return FilingPage(context)


def archive_file(context: Context) -> Page:
    from app.ui.pages.archive.file_page import FilePage

    return FilePage(context)


def indicators(context: Context) -> Page:
    from app.ui.pages.indicators.list_page import IndicatorsPage

    return IndicatorsPage(context)


def indicator(context: Context) -> Page:
    from app.ui.pages.indicators.make_page import IndicatorPage

    return IndicatorPage(context)


def tagging(context: Context) -> Page:
    from app.ui.pages.indicators.tagging_page import TaggingPage

    return TaggingPage(context)


def templates(context: Context) -> Page:
    from app.ui.pages.templates.list_page import TemplatesPage

    return TemplatesPage(context)


def template_view(context: Context) -> Page:
    from app.ui.pages.templates.view_page import ViewPage

    return ViewPage(context)


def template_rules(context: Context) -> Page:
    from app.ui.pages.templates.rules_page import RulesPage

    return RulesPage(context)


def template_drift(context: Context) -> Page:
    from app.ui.pages.templates.drift_page import DriftPage

    return DriftPage(context)


def bind(context: Context) -> Page:
    from app.ui.pages.templates.bind_page import BindPage

    return BindPage(context)


def bind_head(context: Context) -> Page:
    from app.ui.pages.templates.head_page import HeadPage

    return HeadPage(context)


def bind_trial(context: Context) -> Page:
    from app.ui.pages.templates.trial_page import TrialPage

    return TrialPage(context)


def summaries(context: Context) -> Page:
    from app.ui.pages.summaries.list_page import SummariesPage

    return SummariesPage(context)


def summary(context: Context) -> Page:
    from app.ui.pages.summaries.page import SummaryPage

    return SummaryPage(context)


def summary_new(context: Context) -> Page:
    from app.ui.pages.summaries.new_page import NewSummaryPage

    return NewSummaryPage(context)


def summary_templates(context: Context) -> Page:
    from app.ui.pages.summaries.templates_page import SummaryTemplatesPage

    return SummaryTemplatesPage(context)
