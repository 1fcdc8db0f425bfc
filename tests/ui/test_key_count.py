"""How many key presses a typical complaint needs here, beside the same record keyed into a row of a spreadsheet.

Letters of names, telephone and facts are the same everywhere and are not counted; everything else is: each key, each
letter of pinyin, each choice. The script for the page is run in the real window; the one for the spreadsheet is written
out key by key for a register with drop-down lists (Alt+Down opens a list, Down moves in it, Enter takes), with the
cursor already in the first cell of the right row and every column on the screen, which is the best case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.codelists import shipped
from tests.ui.desk import Desk
from tests.ui.keys import press, write

#: What the record is, in both scripts.
WANTED = {
    "complainant": "李秀英",
    "phone": "13805712236",
    "trader": "宏发手机店",
    "item": "手机",
    "category": "0101000000",
    "amount": 235000,
    "purchased_on": date(2026, 3, 12),
    "nature": "N02",
    "channel": "3",
    "facts": "用了两天就黑屏，拿去店里说是人为摔坏，不给修也不给退。",
}
DEMAND = ("退货", "退款")


class Counting:
    """Presses keys in whatever has the focus and counts them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.count = 0

    def free(self, text: str) -> None:
        """Text whose letters are not counted; a person looks up from it before going on."""
        write(_focus(), text)
        self._desk.qtbot.wait(250)
        self._desk.settle()

    def pinyin(self, letters: str, text: str) -> None:
        """Text typed with an input method: its letters and the key that takes the word count."""
        self.count += len(letters) + 1
        write(_focus(), text)
        self._desk.qtbot.wait(250)
        self._desk.settle()

    def keys(self, *keys: Qt.Key) -> None:
        """Keys that count."""
        for key in keys:
            self.count += 1
            press(_focus(), key)
            self._desk.qtbot.wait(1)

    def letters(self, text: str) -> None:
        """Keys of digits and signs that count."""
        self.keys(*(Qt.Key(ord(character)) for character in text))


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def spreadsheet() -> list[str]:
    """Every key for the same record in a row of a spreadsheet, in the order of the columns of a plain register."""
    lists, today = shipped(), date(2026, 4, 7)

    def listed(name: str, code: str) -> list[str]:
        codes = [entry.code for entry in lists.entries(name, today)]
        return ["Alt", "Down", *["Down"] * (codes.index(code) + 1), "Enter", "Tab"]

    keys: list[str] = []
    keys += [*"12", "Tab"]  # running number
    keys += ["Ctrl", ";", "Tab"]  # today
    keys += ["Tab"]  # complainant: letters are free
    keys += ["Tab"]  # telephone
    keys += ["Tab"]  # trader
    keys += [*"shouji", "Space", "Tab"]
    keys += listed("category", str(WANTED["category"]))
    keys += [*"2350", "Tab"]
    keys += [*"3-12", "Tab"]
    keys += ["Tab"]  # facts
    keys += listed("nature", str(WANTED["nature"]))
    keys += listed("channel", str(WANTED["channel"]))
    keys += [*"tuihuo", "Space", ",", *"tuikuan", "Space", "Enter"]  # a list takes one word, two are typed
    keys += ["Ctrl", "S"]
    return keys


def by_the_page(typing: Counting) -> None:
    """The same record on 登记投诉, from the first page on."""
    key = Qt.Key
    typing.keys(key.Key_1)
    typing.free(str(WANTED["complainant"]))
    typing.keys(key.Key_Return)
    typing.free(str(WANTED["phone"]))
    typing.keys(key.Key_Return)
    typing.free(str(WANTED["trader"]))
    typing.keys(key.Key_Return)
    typing.pinyin("shouji", "手机")
    typing.keys(key.Key_Return, key.Key_F2, key.Key_Return)
    typing.letters("2350")
    typing.keys(key.Key_Return)
    typing.letters("3.12")
    typing.keys(key.Key_Return)
    typing.free(str(WANTED["facts"]))
    typing.keys(key.Key_F8, key.Key_F2, key.Key_Return)
    typing.keys(key.Key_3, key.Key_Return)
    typing.keys(key.Key_4, key.Key_6, key.Key_F10)


def test_a_typical_complaint_needs_few_keys(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    typing = Counting(desk)
    by_the_page(typing)
    desk.settle()
    found = desk.services.complaints.find()
    assert found.total == 1
    record = desk.services.complaints.show(found.rows[0].id)
    assert {name: getattr(record, name) for name in WANTED} == WANTED
    lists = desk.services.lists
    assert tuple(lists.label("demand", code) for code in record.demand) == DEMAND
    beside = spreadsheet()
    with capsys.disabled():
        print(f"\n一件典型投诉，不算姓名、电话、事实的字：登记页 {typing.count} 键，电子表格一行 {len(beside)} 键")
    assert typing.count <= 45
    assert typing.count < len(beside)


def test_the_second_of_the_day_needs_fewer(desk: Desk) -> None:
    first = Counting(desk)
    by_the_page(first)
    desk.settle()
    again = Counting(desk)
    key = Qt.Key
    again.keys(key.Key_Return)
    parts: Sequence[tuple[str, Qt.Key]] = (("赵德顺", key.Key_Return), ("13905712200", key.Key_Return))
    for text, then in parts:
        again.free(text)
        again.keys(then)
    again.free("宏发手机店")
    again.keys(key.Key_Return)
    again.pinyin("shouji", "手机")
    again.keys(key.Key_Return, key.Key_F2, key.Key_Return)
    again.letters("1899")
    again.keys(key.Key_Return)
    again.letters("4.1")
    again.keys(key.Key_Return)
    again.free("充电口松动，换了两次还是充不进电。")
    again.keys(key.Key_F8, key.Key_F2, key.Key_F10)
    desk.settle()
    assert desk.services.complaints.find().total == 2
    newest = desk.services.complaints.show(desk.services.complaints.find().rows[0].id)
    assert (newest.complainant, newest.nature, newest.channel) == ("赵德顺", "N01", "3"), "how it came has stayed"
    assert again.count < first.count
