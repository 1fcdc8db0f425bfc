"""The lanes: order, threads, progress, cancelling, what arrives and what does not."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.progress import Progress, Step
from app.ui.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    lanes = Jobs()
    yield lanes
    lanes.close()


def test_changes_run_one_after_another_and_arrive_in_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    ran: list[int] = []
    arrived: list[tuple[int, threading.Thread]] = []
    told: list[object] = []
    jobs.changed.connect(told.append)
    for number in range(20):

        def work(progress: Progress, number: int = number) -> int:
            assert threading.current_thread() is not threading.main_thread()
            ran.append(number)
            return number

        jobs.write(work, lambda got: arrived.append((got, threading.current_thread())), changes={"complaint"})
    qtbot.waitUntil(lambda: len(arrived) == 20, timeout=5000)
    assert ran == [got for got, _ in arrived] == list(range(20))
    assert {thread for _, thread in arrived} == {threading.main_thread()}
    assert told == [frozenset({"complaint"})] * 20


def test_saving_does_not_wait_behind_long_reading(jobs: Jobs, qtbot: QtBot) -> None:
    release = threading.Event()
    saved: list[str] = []
    jobs.read(lambda progress: release.wait(5), long=True)
    jobs.write(lambda progress: "saved", saved.append)
    jobs.read(lambda progress: "read", saved.append)
    qtbot.waitUntil(lambda: len(saved) == 2, timeout=2000)
    release.set()


def test_progress_is_throttled_and_cancel_stops_at_the_next_step(jobs: Jobs, qtbot: QtBot) -> None:
    steps: list[Step] = []
    ended: list[str] = []

    def work(progress: Progress) -> None:
        for done in range(10_000_000):
            progress.step(done, 10_000_000, "正在看")

    job = jobs.read(work, long=True, progress=steps.append, cancelled=lambda: ended.append("cancelled"))
    qtbot.waitUntil(lambda: len(steps) >= 3, timeout=5000)
    assert len(steps) < 60
    job.cancel()
    qtbot.waitUntil(lambda: ended == ["cancelled"], timeout=5000)
    assert not jobs.busy


def test_only_the_newest_of_a_channel_arrives(jobs: Jobs, qtbot: QtBot) -> None:
    found: list[int] = []

    def work(number: int) -> int:
        time.sleep(0.02)
        return number

    for number in range(8):
        jobs.read(lambda progress, number=number: work(number), found.append, channel="search")  # type: ignore[misc]
    qtbot.waitUntil(lambda: not jobs.busy, timeout=5000)
    assert found == [7]


def test_expected_problems_reach_their_handler_and_bugs_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    expected: list[str] = []
    unhandled: list[str] = []
    bugs: list[BaseException] = []
    jobs.failed.connect(lambda error: unhandled.append(error.code))
    jobs.crashed.connect(bugs.append)

    def refuse(progress: Progress) -> None:
        raise AppError("ui.no_display")

    def fail(progress: Progress) -> None:
        raise ZeroDivisionError

    jobs.write(refuse, failed=lambda error: expected.append(error.code))
    jobs.write(refuse)
    jobs.write(fail)
    qtbot.waitUntil(lambda: bool(bugs), timeout=5000)
    assert expected == unhandled == ["ui.no_display"]
    assert isinstance(bugs[0], ZeroDivisionError)


def test_nothing_arrives_for_a_page_that_is_gone_but_the_change_is_told(jobs: Jobs, qtbot: QtBot) -> None:
    from shiboken6 import delete

    owner = QObject()
    arrived: list[int] = []
    release = threading.Event()
    jobs.write(lambda progress: release.wait(5), arrived.append, changes={"office"}, owner=owner)
    delete(owner)
    with qtbot.waitSignal(jobs.changed, timeout=5000) as told:
        release.set()
    assert told.args == [frozenset({"office"})]
    assert arrived == []


def test_work_is_let_go_in_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    freed_in: list[threading.Thread] = []

    class Holder:
        """Stands for a widget the work holds."""

    holder = Holder()
    weakref.finalize(holder, lambda: freed_in.append(threading.current_thread()))

    def make(held: Holder) -> None:
        jobs.read(lambda progress: id(held))

    make(holder)
    del holder
    qtbot.waitUntil(lambda: bool(freed_in), timeout=5000)
    assert freed_in == [threading.main_thread()]
