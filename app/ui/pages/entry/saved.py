"""What stands in the margin after a case was stored: its number, and what the next case has in common with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column

#: The digit that opens the case that was just stored.
SEE = "4"
#: What the next case takes from the one before, by the digit that asks for it.
SAME_PERSON = ("complainant", "sex", "age", "phone", "address", "id_kind", "id_number")
SAME_TRADER = ("trader", "trader_contact", "trader_phone", "trader_address", "trader_code")
_WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("1", "都是新的", ()),
    ("2", "还是{complainant}投诉", SAME_PERSON),
    ("3", "还是投诉{trader}", SAME_TRADER),
)


class SavedNotice(QWidget):
    """«记下了», and three big buttons for the next case; ``chosen(fields)`` is given what it takes over."""

    def __init__(
        self,
        title: str,
        text: str,
        texts: Mapping[str, str],
        chosen: Callable[[Mapping[str, str]], None],
        see: Callable[[], None],
    ) -> None:
        super().__init__()
        column = Column(self, spacing=10)
        column.put(Banner(title, text, tone="done", stacked=True))
        self.ways: dict[str, Button] = {}
        for digit, words, fields in _WAYS:
            kept = {name: texts[name] for name in fields if texts.get(name)}
            if fields and not kept.get(fields[0]):
                continue
            word = words.format(
                complainant=_short(texts.get("complainant", "")), trader=_short(texts.get("trader", ""))
            )
            first = digit == "1"
            word = f"再记一件，{word}" if first else word
            button = Button(word, "primary" if first else "plain", key=digit, main=True, bound=False)
            button.chosen.connect(lambda kept=kept: chosen(kept))
            self.ways[digit] = button
            column.put(button)
        self.ways[SEE] = Button("看这一件", "quiet", icon="eye", key=SEE, bound=False, on=see)
        column.put(self.ways[SEE])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit while one of the buttons has the focus chooses among them."""
        if not self.press(event.text()):
            super().keyPressEvent(event)

    def press(self, digit: str) -> bool:
        """Choose by digit; False when there is no such way."""
        button = self.ways.get(digit)
        if button is not None:
            button.click()
        return button is not None


def _short(name: str) -> str:
    return name if len(name) <= 8 else f"{name[:7]}…"
