"""The composition root: one data folder, its database, its services, wired by hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.paths import DataFolder
from app.services.database import Database, reindexing, schema

if TYPE_CHECKING:
    from app.services.archive import Archive
    from app.services.attachments import Attachments
    from app.services.bin import Bin
    from app.services.binding.service import Binding
    from app.services.calendars import Calendars
    from app.services.casefile import CaseFiles
    from app.services.casework import Casework
    from app.services.codelists import CodeLists
    from app.services.complaints import Complaints
    from app.services.deadlines import Deadlines
    from app.services.drafts import Drafts
    from app.services.duplicates import Duplicates
    from app.services.enquiries import Enquiries
    from app.services.figures import Figures
    from app.services.indicators.records import Indicators
    from app.services.letters import Letters
    from app.services.memory import Memory
    from app.services.merging import Merging
    from app.services.offices import Home
    from app.services.papers import Papers
    from app.services.piles import Piles
    from app.services.printing import Printing
    from app.services.reconciliations import Reconciliations
    from app.services.returns import Returns
    from app.services.returns.unfinished import Unfinished
    from app.services.rosters import Rosters
    from app.services.slips import Slips
    from app.services.submissions import Submissions
    from app.services.suggesting import Suggester
    from app.services.summaries import Summaries
    from app.services.templates.service import Templates
    from app.services.traders import Traders
    from app.services.worklog import Worklog


class Services:
    """Everything a window or a command may ask of one data folder. Each service is made when first used."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folder: DataFolder = database.folder

    @cached_property
    def home(self) -> Home:
        """The office of this folder."""
        from app.services import offices

        return offices.home(self.database)

    @cached_property
    def lists(self) -> CodeLists:
        """The code lists."""
        return self.complaints.lists

    @cached_property
    def complaints(self) -> Complaints:
        """The register of cases."""
        from app.services.complaints import Complaints

        return Complaints(self.database)

    @cached_property
    def casework(self) -> Casework:
        """The way of the cases."""
        from app.services.casework import Casework

        return Casework(self.database)

    @cached_property
    def attachments(self) -> Attachments:
        """Photos, scans and other files of cases."""
        from app.services.attachments import Attachments

        return Attachments(self.database)

    @cached_property
    def drafts(self) -> Drafts:
        """What was typed and is not finished."""
        from app.services.drafts import Drafts

        return Drafts(self.folder.drafts, lambda ids: self.complaints.known(ids))

    @cached_property
    def bin(self) -> Bin:
        """What was deleted and can still be had back."""
        from app.services.bin import Bin

        return Bin(self.database)

    @cached_property
    def enquiries(self) -> Enquiries:
        """The enquiry ledger."""
        from app.services.enquiries import Enquiries

        return Enquiries(self.database)

    @cached_property
    def reconciliations(self) -> Reconciliations:
        """What traders' service points settled."""
        from app.services.reconciliations import Reconciliations

        return Reconciliations(self.database, self.complaints)

    @cached_property
    def figures(self) -> Figures:
        """Typed-in and adopted figures."""
        from app.services.figures import Figures

        return Figures(self.database)

    @cached_property
    def indicators(self) -> Indicators:
        """The catalogue: shipped indicators and the office's own; tags of many cases."""
        from app.services.indicators.records import Indicators

        return Indicators(self.database)

    @cached_property
    def worklog(self) -> Worklog:
        """The work ledger."""
        from app.services.worklog import Worklog

        return Worklog(self.database)

    @cached_property
    def rosters(self) -> Rosters:
        """The network, volunteers, titles."""
        from app.services.rosters import Rosters

        return Rosters(self.database)

    @cached_property
    def piles(self) -> Piles:
        """Paper in piles."""
        from app.services.piles import Piles

        return Piles(self.database)

    @cached_property
    def memory(self) -> Memory:
        """Traders and complainants the register knows."""
        from app.services.memory import Memory

        return Memory(self.database)

    @cached_property
    def traders(self) -> Traders:
        """Traders with their complaints, and those complained about again and again."""
        from app.services.traders import Traders

        return Traders(self.database, self.memory)

    @cached_property
    def letters(self) -> Letters:
        """Letters to authorities and traders."""
        from app.services.letters import Letters

        return Letters(self.database)

    @cached_property
    def duplicates(self) -> Duplicates:
        """Cases that may be the same dispute."""
        from app.services.duplicates import Duplicates

        return Duplicates(self.database, self.memory)

    @cached_property
    def returns(self) -> Returns:
        """This office's own returns."""
        from app.services.returns import Returns

        return Returns(self.database)

    @cached_property
    def unfinished(self) -> Unfinished:
        """What is unfinished before a return is made."""
        from app.services.returns.unfinished import Unfinished

        return Unfinished(self.database, self.drafts, self.duplicates)

    @cached_property
    def binding(self) -> Binding:
        """Telling the program what the cells of a city's workbook are."""
        from app.services.binding.service import Binding

        return Binding(self.database)

    @cached_property
    def templates(self) -> Templates:
        """The city's workbooks: versions, handing out, taking over, comparing editions."""
        from app.services.templates.service import Templates

        return Templates(self.database)

    @cached_property
    def slips(self) -> Slips:
        """What the city sent back about returns."""
        from app.services.slips import Slips

        return Slips(self.database)

    @cached_property
    def printing(self) -> Printing:
        """Lists and forms of cases as files."""
        from app.services.printing import Printing

        return Printing(self.database)

    @cached_property
    def papers(self) -> Papers:
        """The papers of cases."""
        from app.services.papers import Papers

        return Papers(self.database)

    @cached_property
    def submissions(self) -> Submissions:
        """What other offices returned."""
        from app.services.submissions import Submissions

        return Submissions(self.database)

    @cached_property
    def merging(self) -> Merging:
        """The sums of what was returned."""
        from app.services.merging import Merging

        return Merging(self.database)

    @cached_property
    def suggesting(self) -> Suggester:
        """What a case is probably about, and how a sentence probably goes on."""
        from app.services.suggesting import Suggester

        return Suggester(self.database)

    @cached_property
    def summaries(self) -> Summaries:
        """Written summaries and analyses."""
        from app.services.summaries import Summaries

        return Summaries(self.database)

    @cached_property
    def deadlines(self) -> Deadlines:
        """What is due, and when."""
        from app.services.deadlines import Deadlines

        return Deadlines(self.database)

    @cached_property
    def calendars(self) -> Calendars:
        """Holidays and time limits."""
        from app.services.calendars import Calendars

        return Calendars(self.database)

    @cached_property
    def archive(self) -> Archive:
        """Closed cases as numbered files, their boxes and how long they are kept."""
        from app.services.archive import Archive

        return Archive(self.database)

    @cached_property
    def casefiles(self) -> CaseFiles:
        """Everything of a case as one PDF, whole or redacted."""
        from app.services.casefile import CaseFiles

        return CaseFiles(self.database)

    def close(self) -> None:
        """Close the drafts and the database."""
        if "drafts" in self.__dict__:
            self.drafts.close()
        self.database.close()


def open_services(folder: DataFolder) -> Services:
    """Open a data folder: migrate it if it is older (with a backup first), bring reference data up to date.

    Raises ``database.missing``, ``database.newer``, ``database.in_use`` and the like.
    """
    from app.errors import EXIT_STORAGE, AppError

    if not folder.database.exists():
        raise AppError("database.missing", exit_code=EXIT_STORAGE, path=folder.root)

    def save() -> object:
        from app.services import backup

        return backup.make(folder)  # the lock is ours already

    schema.bring_up_to_date(folder.database, folder.lock, save)
    database = Database(folder)
    try:
        _refresh_reference(database)
        reindexing.refresh_small(database)
        _bring_seals_back(database)
    except BaseException:
        database.close()
        raise
    return Services(database)


def _bring_seals_back(database: Database) -> None:
    """Sealed returns that an older database has lost come back from the files beside the journal."""
    if not database.folder.seals.is_dir():
        return
    from app.services import seals

    seals.heal(database)


def _refresh_reference(database: Database) -> None:
    """Bring shipped lists and templates into the database when this program's differ; one read otherwise."""
    from app.services import reference

    if reference.is_current(database):
        return
    with database.write() as session:
        reference.synchronise(session)
