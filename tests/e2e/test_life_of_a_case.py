"""The whole life of a case by keyboard: from what somebody tells at the desk to the file on the shelf."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from app.services import codelists, offices
from app.services.complaints import Record
from app.services.indicators import counting
from app.services.indicators.catalogue import catalogue
from app.services.keys import Key
from app.services.papers import IssuedPaper
from app.services.periods import parse_period
from tests.e2e.desk import Desk, at_work
from tests.e2e.display import ROOT, until

#: The day the window takes for today: every step lies before it.
TODAY = date(2026, 3, 31)
#: What happened, on which day of March, in which round: what was taken back is not among it.
LIFE = [
    ("registered", 2, 1),
    ("papers_asked", 3, 1),
    ("papers_received", 5, 1),
    ("accepted", 6, 1),
    ("mediating", 9, 1),
    ("paused", 11, 1),
    ("resumed", 13, 1),
    ("performed", 19, 1),
    ("followed_up", 20, 1),
    ("reopened", 23, 2),
    ("settled", 25, 2),
    ("followed_up", 27, 2),
    ("filed", 30, 2),
]
#: The figures of the month: the case is in each of them once, with what was recovered in the end (yuan).
FIGURES = {"registered": 1, "accepted": 1, "settled": 1, "closed": 1, "recovered": 800}


class CaseDesk(Desk):
    """A clerk who leads one case through its life."""

    def record(self) -> Record | None:
        """The newest case, once there is one."""
        rows = self.services.complaints.find().rows
        return self.services.complaints.show(rows[0].id) if rows else None

    def case(self) -> Record:
        """The one case there is."""
        found = self.record()
        assert found is not None
        return found

    def story(self, words: str, *texts: str) -> None:
        """Write into a field of several lines, leave it by its key, and fill what follows."""
        self.write(words)
        self.desktop.keys("F8")
        self.fill(*texts)

    def step(
        self, digit: str, *texts: str, leads_to: str, event: str, story: str = "", more: Sequence[str] = ()
    ) -> Record:
        """From the page of the case: a move by its digit, its fields, and saving."""
        before = self.case().version
        self.press(digit)
        self.fill(*texts)
        if story:
            self.story(story, *more)
        self.desktop.keys("F10")

        def moved() -> Record | None:
            found = self.case()
            return found if found.state == leads_to and found.version > before else None

        return self.seen(moved, event)

    def take_back(self, why: str, *, leads_to: str) -> None:
        """The step that was just made, by the key that stands beside what is said about it."""
        self.press("ctrl+z")
        self.write(why)
        self.desktop.keys("F10")
        self.seen(lambda: self.case().state == leads_to, "taken-back")

    def issue(self, kind: str, day: str) -> IssuedPaper:
        """From the form of a paper, which knows all but the day: look at it, issue it, and back to the case."""
        self.fill(day)
        self.press("F10")
        time.sleep(self.PAGE)  # its pages are drawn
        self.desktop.keys("F10")

        def issued() -> IssuedPaper | None:
            papers = [paper for paper in self.services.papers.issued(self.case().id) if paper.kind == kind]
            return papers[-1] if papers else None

        paper = self.seen(issued, kind)
        self.press("Escape")
        return paper

    def is_kept(self, paper: IssuedPaper) -> bool:
        """Whether the register names the very paper, and its file lies in the folder."""
        files = [path for path in self.folder.attachments.rglob("*") if path.is_file()]
        pdf = self.services.papers.pdf(paper.id)
        rows = self.services.papers.issued(self.case().id)
        return paper in rows and any(path.read_bytes() == pdf for path in files)

    def words_of(self, paper: IssuedPaper) -> str:
        """What stands on an issued paper as it is kept."""
        pages = PdfReader(io.BytesIO(self.services.papers.pdf(paper.id))).pages
        return "".join(page.extract_text() for page in pages)

    def due(self) -> list[dict[str, object]]:
        """What ``xiaobao due`` tells as of today."""
        command = [sys.executable, "-m", "app", "--data", str(self.folder.root), "--json"]
        told = subprocess.run(
            [*command, "--today", TODAY.isoformat(), "due"], cwd=ROOT, capture_output=True, timeout=60, check=True
        )
        found: list[dict[str, object]] = json.loads(told.stdout)["cases"]
        return found

    def counted(self, name: str) -> int:
        """A figure of the month."""
        database, indicator = self.services.database, catalogue().get(name)
        with database.read() as session:
            scope = counting.Scope(offices.below(session, offices.read_home(session).office), codelists.load(session))
            counts = counting.count(session, scope, parse_period("2026-03"), [(indicator, frozenset())], "flow")
        return int(counts.get(Key(name)))


def register(desk: CaseDesk, kind: str = "") -> Record:
    """Write a case down on the entry page and open it from the message that it was saved."""
    desk.press("1")
    time.sleep(2)
    desk.press("F11")  # the full form, for the day it came
    desk.fill("zhangsan", "13805712236", "", "", "", "", "", "3-2", kind)
    desk.press("F11")
    desk.fill("", "", "chaoshi", "", "sj", "1280", "3-1")
    desk.story("screen broken", "zl", "")
    desk.press("F10")
    record = until(desk.record, "the case")
    desk.press("4")  # 看这一件
    return record


def test_a_case_lives_from_the_desk_to_the_shelf(county_template: Path, tmp_path: Path) -> None:
    with at_work(CaseDesk, county_template, tmp_path, TODAY) as desk:
        record = register(desk)
        assert (record.state, record.category, record.nature) == ("registered", "0101000000", "N01")
        assert (record.received_on, record.amount) == (date(2026, 3, 2), 128000)

        desk.step("3", "3-3", story="receipt", more=("3-6",), leads_to="papers_asked", event="papers_asked")
        notice = desk.issue("papers_notice", "3-3")
        assert "receipt" in desk.words_of(notice)
        desk.step("1", "3-5", leads_to="registered", event="papers_received")
        desk.step("1", "3-6", leads_to="accepted", event="accepted")
        paper = desk.issue("acceptance_notice", "3-6")
        assert paper.number and paper.number in desk.words_of(paper) and "zhangsan" in desk.words_of(paper)
        assert desk.is_kept(paper) and desk.is_kept(notice)

        desk.step("1", "3-9", leads_to="mediating", event="mediating")
        desk.press("Escape")  # no notice to the parties this time
        desk.step("3", "3-10", story="test", leads_to="paused", event="paused")
        desk.take_back("wrong day", leads_to="mediating")
        desk.step("3", "3-11", story="test", leads_to="paused", event="paused")
        desk.step("1", "3-13", leads_to="mediating", event="resumed")
        first = desk.step("1", "3-16", "500", "", "", "3-20", leads_to="settled", event="settled")
        assert (first.recovered, first.events[-1].due_on) == (50000, date(2026, 3, 20))
        desk.press("Escape")
        desk.step("1", "3-19", leads_to="performed", event="performed")  # goes with no paper by itself
        desk.step("1", "3-20", "4", leads_to="followed_up", event="followed_up")
        desk.press("Escape")
        assert desk.case().satisfaction == "dissatisfied"

        desk.step("1", "3-23", story="not paid", leads_to="mediating", event="reopened")
        assert desk.case().closed_on is None
        desk.step("1", "3-25", "800", leads_to="settled", event="settled")
        desk.press("Escape")
        desk.step("2", "3-27", "2", leads_to="followed_up", event="followed_up")
        desk.press("Escape")
        filed = desk.step("1", "3-30", leads_to="filed", event="filed")

        assert [(event.kind, event.on.day, event.round) for event in filed.events] == LIFE
        assert (filed.recovered, filed.satisfaction, filed.closed_on) == (80000, "satisfied", date(2026, 3, 25))
        back = [each for each in desk.services.casework.story(filed.id) if each.taken_back.startswith("wrong day")]
        assert [(each.key, each.at.day) for each in back] == [("paused", 10)]
        shelf = desk.services.archive.of(filed.id)
        assert shelf is not None
        assert (shelf.case_number, shelf.filed_on) == (filed.number, date(2026, 3, 30))
        assert desk.due() == []
        assert {name: desk.counted(name) for name in FIGURES} == FIGURES


def test_a_report_is_passed_on_and_answered(county_template: Path, tmp_path: Path) -> None:
    with at_work(CaseDesk, county_template, tmp_path, TODAY) as desk:
        record = register(desk, "jb")
        assert (record.kind, record.state) == ("report", "registered")
        desk.step("2", "3-3", "scjg", "3-20", leads_to="transferred", event="transferred")
        paper = desk.issue("transfer_notice", "3-3")
        assert "scjg" in desk.words_of(paper) and desk.is_kept(paper)
        answered = desk.step("1", "3-18", story="fined", leads_to="answered", event="answered")
        desk.press("Escape")
        assert [(event.kind, event.on.day) for event in answered.events] == [
            ("registered", 2),
            ("transferred", 3),
            ("answered", 18),
        ]
        assert desk.due() == []
        assert desk.counted("accepted") == 0, "reports are counted apart"
