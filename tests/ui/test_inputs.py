"""What pads, microphones and input methods bring, and keys that are held."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field
from app.ui.widgets.ghost_area import GhostArea
from app.ui.widgets.inputs import TextInput, one_line
from app.ui.widgets.layouts import Column
from tests.ui.keys import press, write


def compose(widget: QWidget, preedit: str) -> None:
    """An input method shows what it is composing."""
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def hold(widget: QWidget, key: Qt.Key) -> None:
    """What the system sends while a key is held down."""
    for _ in range(3):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(widget, event)


@pytest.fixture
def holder(windows: list[QWidget]) -> QWidget:
    """A window to put inputs into."""
    window = QWidget()
    windows.append(window)
    window.column = Column(window)  # type: ignore[attr-defined]  # kept with the window
    window.show()
    return window


def put(holder: QWidget, widget: QWidget) -> None:
    """Lay ``widget`` out in the window."""
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("brought", "kept"),
    [
        ("李秀英\n", "李秀英"),
        ("李秀英。", "李秀英"),
        ("北街\n18号。\r\n", "北街18号"),
        ("John\nSmith", "John Smith"),
        ("。", "。"),
        ("两千三百五十", "两千三百五十"),
    ],
)
def test_a_line_takes_what_a_pad_brings(brought: str, kept: str, holder: QWidget) -> None:
    assert one_line(brought) == kept
    field = TextInput(holder)
    heard: list[str] = []
    field.edited.connect(heard.append)
    write(field, brought)
    assert field.text() == kept
    assert heard == [kept]


def test_pasting_turns_line_breaks_away(holder: QWidget) -> None:
    field = TextInput(holder)
    QApplication.clipboard().setText("宏发\n手机店\n")
    press(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "宏发手机店"


def test_nothing_is_said_while_an_input_method_composes(holder: QWidget) -> None:
    field = TextInput(holder)
    heard: list[str] = []
    field.edited.connect(heard.append)
    compose(field, "hong fa")
    assert (field.composing, heard, field.text()) == (True, [], "")
    write(field, "宏发")
    assert (field.composing, heard) == (False, ["宏发"])


def choosing(holder: QWidget) -> tuple[TextInput, ChoicePanel]:
    """An input with a list beside it."""
    field, panel = TextInput(holder), ChoicePanel("性质", holder)
    panel.set_groups([Group("性质", (Choice("N01", "质量"), Choice("N02", "售后服务"), Choice("N03", "手机")))])
    panel.serve(field)
    field.edited.connect(panel.narrow_to)
    return field, panel


def test_letters_reach_the_list_although_an_input_method_is_on(holder: QWidget) -> None:
    field, panel = choosing(holder)
    compose(field, "s")
    compose(field, "j")
    assert (field.text(), field.composing) == ("sj", False)
    assert panel.list.current_key == "N03"
    write(field, "量")  # what is committed is taken as it is
    assert field.text() == "sj量"


def test_a_digit_chooses_however_it_comes(holder: QWidget) -> None:
    field, _ = choosing(holder)
    digits: list[int] = []
    field.digit.connect(digits.append)
    press(field, Qt.Key.Key_2)
    write(field, "２")
    write(field, "3")
    assert digits == [2, 2, 3]
    assert field.text() == ""


def test_a_choice_is_one_thing(holder: QWidget) -> None:
    field, _ = choosing(holder)
    field.show_choice("1 质量", "质量")
    assert (field.choice, field.is_choice) == ("质量", True)
    press(field, Qt.Key.Key_Backspace)
    assert field.text() == ""
    press(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), field.choice) == ("1 质量", "质量")
    press(field, Qt.Key.Key_S)
    assert field.text().lower() == "s"


def test_held_keys_act_once(holder: QWidget) -> None:
    field, _ = choosing(holder)
    entered: list[bool] = []
    field.entered.connect(lambda: entered.append(True))
    press(field, Qt.Key.Key_Return)
    hold(field, Qt.Key.Key_Return)
    assert len(entered) == 1
    area = GhostArea(2, holder)
    write(area, "一")
    hold(area, Qt.Key.Key_Return)
    assert area.toPlainText() == "一"


def test_a_hint_wider_than_its_field_begins_further_left_and_is_not_cut(holder: QWidget) -> None:
    field = Field("购买日期", label_width=84)
    put(holder, field)
    holder.resize(290, 200)
    QApplication.processEvents()
    field.say("2025年12月31日 周三 · 97 天前", shorter="2025年12月31日 周三")
    assert field.hint_line is not None
    assert field.hint_line.shown == "2025年12月31日 周三 · 97 天前"
    holder.resize(200, 200)
    QApplication.processEvents()
    assert field.hint_line.shown == "2025年12月31日 周三"
