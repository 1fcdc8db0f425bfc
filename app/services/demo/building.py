"""The whole city: the folders of all offices, last month's returns, what the city makes of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.durable import storage_error, write_durably
from app.errors import AppError, Issue
from app.paths import DataFolder
from app.progress import SILENT, Progress, Step
from app.services.demo import folder, handmade
from app.services.demo.vocabulary import Office, vocabulary
from app.services.excel.refs import split_cell
from app.services.periods import Period

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.excel.definition import BoundCell

TEMPLATE = "monthly"
#: Who sends nothing, who sends a second revision, whose clerk worked on the file by hand.
MISSING, REVISED, BY_HAND = "331109", "331110", "331104"
_REMARK = "（以下各数已与台账核对）"
_TYPED: dict[str, Callable[[str], str]] = {
    "accepted@current": handmade.full_width,
    "enquiries@current": handmade.with_unit("人次"),
    "leaflets@current": handmade.with_separators,
    "typical_cases@current": handmade.full_width,
    "outreach_events@current": handmade.with_unit("次"),
    "alliance_traders@current": lambda number: handmade.full_width(handmade.with_separators(number)),
}
_REVISION_REASON = "封存后核对台账，发现一处登记有误，已更正"
#: How many steps of the progress each part is worth.
_FOLDER, _RETURN, _CITY = 10, 4, 12
#: How many months before the last one the counties have already reported, too.
EARLIER = 2


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was made.

    ``folders``: data folder by office code; ``returns`` and ``results``: files; ``cases``: how many; ``collected``:
    file name and state of what the city took in; ``issues``: its remarks.
    """

    out: Path
    period: Period
    folders: dict[str, Path]
    returns: tuple[Path, ...]
    results: tuple[Path, ...]
    cases: int
    missing: tuple[str, ...]
    collected: tuple[tuple[str, str], ...] = ()
    issues: tuple[Issue, ...] = field(default=())


def build(
    out: Path, *, seed: int = 315, today: date, progress: Progress = SILENT, scale: float = 1.0, earlier: int = EARLIER
) -> DemoResult:
    """Make the practice city in the empty or new folder ``out``, as it stands on ``today``.

    The same ``seed``, ``today`` and ``scale`` give the same data (ids and times of writing apart). ``scale`` 1 is
    about 20,000 complaints; ``earlier`` says how many months before the last the city has already taken in. Raises
    ``demo.not_empty``; when cancelled or failed, what was made is removed.
    """
    existed = _claim(out)
    try:
        return _build(out, seed, today, progress, scale, earlier)
    except BaseException:
        _remove(out, existed)
        raise


def _build(out: Path, seed: int, today: date, progress: Progress, scale: float, earlier: int) -> DemoResult:
    words = vocabulary()
    plan = folder.plan_for(words, seed=seed, today=today, scale=scale, idle=(MISSING,))
    city, counties = words.city.office[0], [o for o in words.city.office if o.level == "county"]
    sending = [county for county in counties if county.code != MISSING]
    before = plan.months[len(plan.months) - 1 - earlier : -1]
    steps = _Steps(progress, len(words.city.office) * _FOLDER + (len(before) + 1) * (len(counties) * _RETURN + _CITY))
    period = plan.months[-1]
    folders = {office.code: out / office.code for office in words.city.office}
    cases = 0
    for office in words.city.office:
        cases += folder.make(folders[office.code], office, plan, steps.part(_FOLDER))
    work = _CityWork(folders[city.code], city)
    for month in before:
        with tempfile.TemporaryDirectory(dir=out, prefix="returns-") as sent:
            _all_send(Path(sent), folders, counties, words.city.mark, month, _reported(month), steps, period)
            work.take_in(Path(sent), month, _reported(month), steps.part(_CITY))
    work.forget()
    came = min(today, _reported(period))
    files = _all_send(out / "returns", folders, sending, words.city.mark, period, came, steps, period)
    work.take_in(out / "returns", period, came, steps.part(_CITY // 2))
    steps.tell(f"{city.name}：汇总{period.label}")
    work.merge(out / "results", words.city.mark, period, today, steps.part(_CITY - _CITY // 2))
    steps.done("练习城市做好了")
    return DemoResult(
        out,
        period,
        folders,
        tuple(files),
        tuple(work.files),
        cases,
        tuple(work.missing),
        tuple(work.collected),
        tuple(work.issues),
    )


def _reported(month: Period) -> date:
    """The day on which the returns of a month came in: in time."""
    return month.end + timedelta(days=4)


def _all_send(
    returns: Path,
    folders: dict[str, Path],
    counties: list[Office],
    mark: str,
    period: Period,
    today: date,
    steps: _Steps,
    last: Period,
) -> list[Path]:
    files: list[Path] = []
    for county in counties:
        steps.tell(f"{county.name}：填写并封存{period.label}月报")
        files += _send(returns, folders[county.code], county, mark, period, today, last=period.end == last.end)
        steps.move(_RETURN)
    return files


def file_name(office: Office, period: Period, mark: str, revision: int) -> str:
    """How a county names the file it sends: 331102-青溪县-2026-03-月报（练习）.xlsx."""
    again = f"第{revision}版" if revision > 1 else ""
    return f"{office.code}-{office.name}-{period.text}-月报{mark}{again}.xlsx"


def _send(
    returns: Path, root: Path, office: Office, mark: str, period: Period, today: date, *, last: bool
) -> list[Path]:
    """Seal the return of one county and write its file; in the last month the reviser sends a second one."""
    from app.services import templates
    from app.services.database import Database
    from app.services.returns import Returns
    from app.services.returns.compute import bound_cells

    database = Database(DataFolder(root))
    try:
        service = Returns(database)
        files = [returns / file_name(office, period, mark, 1)]
        # filled first: the file then carries the day of this history, not the day on which it is made
        service.fill(TEMPLATE, period, files[0], today=today, by=office.secretary)
        service.seal(TEMPLATE, period, today=today, by=office.secretary, insist=False)
        if last and office.code == BY_HAND:
            cells = bound_cells(templates.read(database, TEMPLATE, None, period))
            write_durably(files[0], by_hand(files[0].read_bytes(), cells))
        if last and office.code == REVISED:
            _correct(database, period, today, office)
            service.reopen(TEMPLATE, period, reason=_REVISION_REASON, by=office.secretary)
            files.append(returns / file_name(office, period, mark, 2))
            service.fill(TEMPLATE, period, files[1], today=today, by=office.secretary)
            service.seal(TEMPLATE, period, today=today, by=office.secretary, insist=False)
        return files
    finally:
        database.close()


def by_hand(data: bytes, cells: Sequence[BoundCell]) -> bytes:
    """A filled workbook after a clerk worked on it: a row above the body of the first table, numbers typed as text.

    Only numbers that no formula of the workbook adds up are made text: a sum would pass over them.
    """
    first = cells[0].sheet
    work = handmade.Handiwork(data)
    work.insert_row(first, min(split_cell(cell.cell)[0] for cell in cells if cell.sheet == first), _REMARK)
    for cell in cells:
        write = _TYPED.get(cell.key)
        if cell.sheet != first and write is not None:
            work.type_as_text(cell.sheet, {cell.cell: write})
    return work.saved()


def _correct(database: Database, period: Period, today: date, office: Office) -> None:
    """Change what was found wrong after sealing: what a settled case brought back; without one, a typed figure."""
    from app.services.complaints import Complaints
    from app.services.complaints.finding import Filters
    from app.services.figures import Figures

    service = Complaints(database)
    for hit in service.find(filters=Filters(start=period.start, until=period.end), limit=400).rows:
        if hit.closed_on is None or hit.closed_on > period.end:
            continue
        record = service.show(hit.id)
        if (record.recovered or 0) >= 20_000:
            raw = {"recovered": str((record.recovered or 0) // 200), "summary": f"{record.summary}（金额已核对更正）"}
            service.change(record.id, raw, today=today, by=office.secretary)
            return
    Figures(database).set(period, {"leaflets": "650"}, by=office.secretary)


class _CityWork:
    """What the city office does with the returns."""

    def __init__(self, root: Path, city: Office) -> None:
        self._root, self._city = root, city
        self.files: list[Path] = []
        self.missing: list[str] = []
        self.collected: list[tuple[str, str]] = []
        self.issues: list[Issue] = []

    def forget(self) -> None:
        """What came in so far is history."""
        self.collected.clear()
        self.issues.clear()

    def take_in(self, returns: Path, period: Period, today: date, progress: Progress) -> None:
        """Collect all files of a folder and, after a look at the remarks, accept what was questioned."""
        from app.services.database import Database
        from app.services.submissions import Submissions

        database = Database(DataFolder(self._root))
        try:
            service = Submissions(database)
            by = self._city.secretary
            for one in service.collect([returns], today=today, by=by, period=period, progress=progress):
                self.collected.append((Path(one.file).name, one.state))
                self.issues += one.issues
            for standing in service.status(period, TEMPLATE):
                if standing.state == "questioned":
                    service.accept(standing.code, TEMPLATE, period, by=by)
        finally:
            database.close()

    def merge(self, results: Path, mark: str, period: Period, today: date, progress: Progress) -> None:
        """Merge the returns of ``period`` into the city's workbook in ``results``."""
        from app.services.database import Database
        from app.services.merging import Merging

        out = results / f"{self._city.code}-{self._city.name}-{period.text}-月报汇总{mark}.xlsx"
        database = Database(DataFolder(self._root))
        try:
            merged = Merging(database).merge(
                TEMPLATE, period, out, today=today, by=self._city.secretary, progress=progress
            )
        finally:
            database.close()
        self.files += [merged.out, merged.companion]
        self.missing += merged.missing
        self.issues += merged.issues


class _Steps:
    """One progress for all parts: each part's own steps become a share of the whole."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._at, self._told = progress, total, 0, ""

    def part(self, size: int) -> Progress:
        """A progress for a part worth ``size``; the part counts as done when the next begins."""
        begun, self._at = self._at, self._at + size

        def report(step: Step) -> None:
            share = step.done * size // step.total if step.total else 0
            self._progress.step(begun + min(share, size), self._total, step.what)

        return Progress(report)

    def tell(self, what: str) -> None:
        """Say what comes next."""
        self._progress.step(self._at, self._total, what)

    def move(self, size: int) -> None:
        """A part without steps of its own is done."""
        self._at += size

    def done(self, what: str) -> None:
        """All is done."""
        self._progress.step(self._total, self._total, what)


def _claim(out: Path) -> bool:
    """Make sure ``out`` is an empty folder; returns whether it was there before."""
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise AppError("demo.not_empty", path=out)
        existed = out.exists()
        for name in ("returns", "results"):
            (out / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, out) from error
    return existed


def _remove(out: Path, existed: bool) -> None:
    """Take away what was made in ``out``, which was empty or not there."""
    shutil.rmtree(out, ignore_errors=True)
    if existed:
        out.mkdir(parents=True, exist_ok=True)
