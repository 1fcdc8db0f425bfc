"""The work ledger (工作台账): what the office did, one line each, with the figures it adds to the typed-in indicators.

``face`` is what a line looks like from outside, ``fields`` reads what was typed, ``proposing`` says which figures go
with a kind of work, ``listing`` finds and sums lines, ``exporting`` makes a workbook of them, ``records`` are the use
cases.
How the sums become figures of a return is ``indicators.ledgers``; cases and enquiries are registers of their own.
"""

from app.services.worklog.face import Kept, Measure, Month, Proposal, Sum, WorkLine, WorkList
from app.services.worklog.records import Worklog

__all__ = ["Kept", "Measure", "Month", "Proposal", "Sum", "WorkLine", "WorkList", "Worklog"]
