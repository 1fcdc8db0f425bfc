"""The guided first complaint: a small story, and beside each field what to write there. In the practice office only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.pages.entry.margin import Section
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.entry.form import EntryForm
    from app.ui.pages.entry.page import EntryPage

STORY = "邻居李秀英上门来说：3月12日在宏发手机店花 2350 元买的手机，用了两天就黑屏，店里不给修，她要退货。"
#: Field → what to do there.
STEPS = {
    "complainant": "写上谁来投诉：李秀英。写完按回车。",
    "phone": "写上电话：13805712236。写完按回车。",
    "trader": "写上投诉哪一家：宏发手机店。写完按回车。",
    "item": "写上买了什么：手机。写完按回车。",
    "category": "手机是家用电子电器：按数字 1 选，或者按 F2 用它猜的。选好按回车。",
    "amount": "写上花了多少钱：2350，写「两千三百五十」也行。写完按回车。",
    "purchased_on": "写上哪天买的：3.12，写「3月12日」也行。写完按回车。",
    "facts": "写上出了什么事：用了两天就黑屏，店里不给修。写完按 F8。",
    "nature": "这是什么性质的事：不给修是售后服务，按数字 2 选。选好按回车。",
    "channel": "她是怎么来说的：亲自上门来的，按数字 3 选「来人」。选好按回车。",
    "demand": "她想怎么解决：按数字 4 选「退货」，可以选几样。最后按 F10 保存。",
}
_ELSEWHERE = "这一格故事里没有，空着，按回车往下走。"
_DONE = "记好了，您会了！想再练就按回车再记一件；练完了，点左边的「练完了，回去」。"


class Guide(Section):
    """Stands above everything else in the margin while a practice complaint is written."""

    def __init__(self, page: EntryPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self.page: EntryPage = page
        self._panel = Card(fill="surface", parent=page.margin)
        self._panel.hide()
        self._done = False
        self.story = Words(STORY, "small", colour="ink2")
        self.step = Words("", bold=True)
        column = Column(self._panel, margins=(16, 12, 16, 12), spacing=8)
        column.put(self.story, self.step)
        form.came.connect(self._came)
        form.edited.connect(self._edited)

    def _came(self, name: str) -> None:
        if self._done and self.page.untouched:
            return  # what was said when it was saved stays until the next one is begun
        self._done = False
        self.step.setText(STEPS.get(name, _ELSEWHERE))

    def _edited(self, name: str) -> None:
        if self._done:
            self._came(name)
            self.changed.emit()

    def saved(self) -> None:
        """The complaint is in the practice register; the story is told."""
        self._done = True
        self.step.setText(_DONE)
        self.widget(self.form.now)

    def widget(self, name: str) -> QWidget | None:
        # The story once at the beginning, and wherever there is room; the choices need theirs.
        room = self.page.breadth.width == "wide" or (self.page.breadth.width == "medium" and name == "complainant")
        self.story.setVisible(room and not self._done)
        return self._panel

    def forget(self) -> None:
        self._came(self.form.now)
