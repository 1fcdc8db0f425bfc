"""帮助: the card of keys, the topics, reading one by keyboard, and back to where one was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImageReader
from PySide6.QtWidgets import QApplication, QWidget

from app.services import manual
from app.ui.pages import ENTRIES, UNLISTED
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.help_page import HelpPage
from app.ui.pages.help_topics import TOPICS, topic_of, topics_for
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.reader import Picture, Reader
from app.ui.widgets.words import Words
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

Key = Qt.Key


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def help_from(desk: Desk, key: str = "entry") -> HelpPage:
    """F1 on a page."""
    desk.window.go(key)
    desk.settle()
    press(focus(), Key.Key_F1)
    desk.settle()
    page = desk.window.page("help")
    assert isinstance(page, HelpPage) and desk.window.current == "help"
    return page


def read_on(page: HelpPage) -> list[str]:
    """The texts of the topic shown."""
    return [words.text() for words in page.reader.findChildren(Words) if words.isVisible()]


def scrolled(page: HelpPage) -> int:
    assert page.scrolling is not None
    return page.scrolling.verticalScrollBar().value()


def test_every_page_has_a_topic_and_every_topic_a_file() -> None:
    assert {name: topic_of(name) for name in (e.key for e in (*ENTRIES, *UNLISTED)) if not topic_of(name)} == {}
    assert set(TOPICS) == {path.stem for path in manual.folder().glob("*.md")} - {"README"}
    known = {e.key for e in (*ENTRIES, *UNLISTED)} | {"look", "menu"}
    assert {page for pages in TOPICS.values() for page in pages} <= known


def test_an_office_is_shown_the_topics_of_the_pages_it_has() -> None:
    assert "city" not in topics_for("county") and "monthly" in topics_for("county")
    assert "monthly" not in topics_for("station") and "entry" in topics_for("station")
    assert {"city", "monthly", "register"} <= set(topics_for("city"))
    assert {"entry", "piles", "enquiries", "import", "pen"}.isdisjoint(topics_for("city"))
    new = {"returns", "worklog", "rosters", "templates", "summaries"}
    assert new.isdisjoint(topics_for("station"))
    assert new <= set(topics_for("county")) & set(topics_for("city"))
    assert {"trouble", "look"} <= set(topics_for("station")), "of no page, or of the shell"


def test_return_on_the_card_reads_how_this_page_works(desk: Desk) -> None:
    page = help_from(desk)
    assert focus() is page.this_button
    press(focus(), Key.Key_Return)
    desk.settle()
    assert page.head.title.text() == "登记一件投诉"
    assert manual.topic("entry").about in read_on(page)
    press(focus(), Key.Key_Escape)
    assert focus() is page.buttons["entry"] and page.head.title.text() == "帮助"
    press(focus(), Key.Key_Escape)
    assert desk.window.current == "entry"


def test_f1_goes_back_from_a_topic_to_the_field_one_was_in(desk: Desk) -> None:
    entry = desk.go("entry", EntryPage)
    entry.form.focus_on("amount")
    write(focus(), "两千")
    press(focus(), Key.Key_F1)
    desk.settle()
    press(focus(), Key.Key_Return)
    desk.settle()
    press(focus(), Key.Key_F1)
    assert desk.window.current == "entry" and focus() is entry.form.fields["amount"].input


def test_a_digit_chooses_a_topic_and_the_keys_scroll_it(desk: Desk) -> None:
    page = help_from(desk)
    names = list(page.buttons)
    assert names == list(topics_for("county"))
    keys = [button.key for button in page.buttons.values()]
    assert keys[:11] == list("1234567890-") and not any(keys[11:])
    press(focus(), Key.Key_2)
    desk.settle()
    assert page.head.title.text() == manual.topic(names[1]).title
    desk.qtbot.wait(30)
    assert scrolled(page) == 0
    press(focus(), Key.Key_Down)
    little = scrolled(page)
    press(focus(), Key.Key_PageDown)
    assert 0 < little < scrolled(page)
    press(focus(), Key.Key_Up)
    press(focus(), Key.Key_End)
    assert page.scrolling is not None
    assert scrolled(page) == page.scrolling.verticalScrollBar().maximum() > 1000
    page._home.setFocus()
    press(focus(), Key.Key_PageUp)
    assert scrolled(page) < page.scrolling.verticalScrollBar().maximum(), "also from the buttons below"
    press(focus(), Key.Key_Home)
    assert scrolled(page) == 0


def test_the_side_bar_brings_the_card_of_the_page_too(desk: Desk) -> None:
    entry = desk.go("entry", EntryPage)
    desk.window.side_bar.chosen.emit("help")
    desk.settle()
    page = desk.window.page("help")
    assert isinstance(page, HelpPage)
    said = [words.text() for words in page.findChildren(Words)]
    assert all(words in said for _, words in entry.key_card)


def test_pictures_fill_the_width_and_say_what_they_show(desk: Desk) -> None:
    page = help_from(desk)
    press(focus(), Key.Key_Return)
    desk.settle()
    pictures = page.reader.findChildren(Picture)
    shown = [block for block in manual.topic("entry").blocks if block.kind == "picture"]
    assert [picture.accessibleName() for picture in pictures] == [block.text for block in shown]
    natural = {
        id(picture): QImageReader(str(block.picture)).size().width()
        for picture, block in zip(pictures, shown, strict=True)
    }

    def fits(picture: Picture) -> bool:
        """As wide as the page, a small one as wide as it is at this letter size."""
        return picture.pixmap().width() == min(picture.width(), look().px(natural[id(picture)]))

    for picture in pictures:
        face = QAccessible.queryAccessibleInterface(picture)
        assert face.text(QAccessible.Text.Name) and face.role() == QAccessible.Role.Graphic
        assert picture.width() > 900 and fits(picture)
    desk.window.resize(911, 512)
    look().set_scale(1.5)
    desk.settle()
    desk.qtbot.waitUntil(lambda: all(fits(picture) for picture in pictures), timeout=5000)
    assert all(picture.width() < 911 for picture in pictures)


def test_steps_and_headings_are_text_for_a_screen_reader(desk: Desk) -> None:
    page = help_from(desk)
    press(focus(), Key.Key_Return)
    desk.settle()
    assert focus() is page.reader.start
    assert focus().accessibleName() == f"登记一件投诉。{manual.topic('entry').about}"
    names = [words.accessibleName() for words in page.reader.findChildren(Words)]
    steps = [block for block in manual.topic("entry").blocks if block.kind == "step"]
    assert all(f"第 {step.number} 步，{step.text}" in names for step in steps)


def test_a_topic_can_be_opened_straight_away_and_escape_leaves_it(desk: Desk) -> None:
    desk.window.go("register")
    desk.settle()
    page = desk.go("help", HelpPage, topic="register")
    assert page.head.title.text() == "找投诉、打印、导出"
    press(focus(), Key.Key_Escape)
    assert desk.window.current == "register"


def test_every_topic_can_be_read_at_every_size(desk: Desk) -> None:
    page = help_from(desk)
    for width, height, scale in ((1366, 768, 1.0), (1366, 768, 1.5), (911, 512, 1.5)):
        look().set_scale(scale)
        desk.window.resize(width, height)
        for name in page.buttons:
            page._read(name)
            desk.settle()
            assert audit.everything(desk.window) == [], (name, width, scale)
    look().set_theme("contrast")
    page._read("entry")
    desk.settle()
    assert audit.too_faint(desk.window) == []


def test_the_button_for_the_next_screenful_works_by_hand(desk: Desk) -> None:
    page = help_from(desk)
    click(page.this_button)
    desk.settle()
    on = next(b for b in page.bar.findChildren(Button) if b.text() == "往下看")
    click(on)
    assert scrolled(page) > 300
    assert isinstance(page.reader, Reader)
