"""What is stored: SQLAlchemy 2 typed mappings, one file per aggregate, with invariants as constraints.

Here belong columns, keys, checks and indexes; no queries, no use cases, no sentences for people. Importing
this package imports every aggregate, so that the metadata is whole (migrations compare against it).
"""

from app.models.base import Base
from app.models.casework import ArchiveFile, Attachment, Document, GroupMember, Letter, PaperTemplate
from app.models.change import Change, ImportBatch, ImportRow, Tombstone
from app.models.codelist import CalendarDay, Code, TimeLimit
from app.models.complaint import Complaint, ComplaintTag, NumberSeries, Trader
from app.models.enquiry import Enquiry
from app.models.event import Event
from app.models.indicator import OwnIndicator
from app.models.link import ComplaintLink, TraderSpelling
from app.models.office import Office, OfficeSuccessor, Person, Setting
from app.models.pile import Pile, PileForm, SecondKeying
from app.models.return_ import Return, ReturnEvidence, ReturnFile, ReturnRemark, ReturnSlip, ReturnValue
from app.models.submission import Merge, MergePart, MergeValue, Submission, SubmissionValue
from app.models.summary import Summary, SummaryTemplate
from app.models.template import Template, TemplateDraft
from app.models.work import Figure, Roster, RosterEvent, WorkEntry, WorkMeasure

__all__ = [
    "ArchiveFile",
    "Attachment",
    "Base",
    "CalendarDay",
    "Change",
    "Code",
    "Complaint",
    "ComplaintLink",
    "ComplaintTag",
    "Document",
    "Enquiry",
    "Event",
    "Figure",
    "GroupMember",
    "ImportBatch",
    "ImportRow",
    "Letter",
    "Merge",
    "MergePart",
    "MergeValue",
    "NumberSeries",
    "Office",
    "OfficeSuccessor",
    "OwnIndicator",
    "PaperTemplate",
    "Person",
    "Pile",
    "PileForm",
    "Return",
    "ReturnEvidence",
    "ReturnFile",
    "ReturnRemark",
    "ReturnSlip",
    "ReturnValue",
    "Roster",
    "RosterEvent",
    "SecondKeying",
    "Setting",
    "Submission",
    "SubmissionValue",
    "Summary",
    "SummaryTemplate",
    "Template",
    "TemplateDraft",
    "TimeLimit",
    "Tombstone",
    "Trader",
    "TraderSpelling",
    "WorkEntry",
    "WorkMeasure",
]
