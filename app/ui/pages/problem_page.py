"""What shows when a page cannot: a bug of ours, or an office that cannot be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from app.errors import AppError
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import ErrorPanel
from app.ui.widgets.frame import PageFrame
from app.ui.widgets.words import Words


class CrashPage(PageFrame):
    """«程序出了问题，您的数据没有改动», with the details to copy."""

    def __init__(self, details: str, on_home: Callable[[], None]) -> None:
        super().__init__("程序出了问题")
        copy = Button("抄下详细情况", icon="copy", main=True)
        copied = Words("", "small", colour="done", icon="")
        shown = QPlainTextEdit(details)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setAccessibleName("详细情况")

        def copy_details() -> None:
            QGuiApplication.clipboard().setText(details)
            copied.set_look(icon="check")
            copied.setText("抄好了，可以粘贴到别处。里面没有投诉人的资料。")

        copy.chosen.connect(copy_details)
        self.body.put(
            ErrorPanel(
                "程序出了问题，您的数据没有改动",
                "刚才那一步没有做成，已经存好的都还在。",
                ways=("回首页，再做一次。", "还是这样，就抄下详细情况，打电话告诉管程序的人。"),
                number=7000,
            ),
            copied,
            Words("详细情况", bold=True),
        )
        self.body.put(shown, stretch=1)
        # Below, not in the panel: the body follows the focus, and what it opens with is what matters most.
        self.home = Button("回首页", "primary", icon="house", main=True, on=on_home)
        self.bar.set_buttons([copy], [self.home])


class ClosedPage(PageFrame):
    """The office's data could not be opened."""

    def __init__(self, error: AppError, actions: Sequence[Button]) -> None:
        super().__init__("打不开")
        panel = ErrorPanel("没能打开这个单位的数据", error.message, actions=actions, number=error.number)
        self.body.put(panel, None)


class WaitingPage(PageFrame):
    """Shown from the first paint until the services are there."""

    def __init__(self) -> None:
        super().__init__("消保台账")
        self.body.put(Words("正在打开…", colour="ink2"), None)
