"""The keys of the form: what the page binds, and the card of F1 that tells them."""

from __future__ import annotations

#: Key and words, as the card shows them; the first ones also stand in the margin while nothing else does.
KEYS = (
    ("回车", "往下走一格"),
    ("Esc", "往回走一格；在第一格就是放下"),
    ("F8", "写完事实，往下走（回车在那里是换行）"),
    ("F10", "保存"),
    ("F9", "保存，再记一件"),
    ("F12", "放下，以后再写，写的字都留着"),
    ("1", "选右边的第一项，其余数字一样；选好了按回车"),
    ("↑↓", "在右边的单子里上下走，回车就用这一项"),
    ("←→", "换一组，或换一页"),
    ("F2", "用右边给的第一个，F3 第二个，F5 第三个；看一眼，按回车"),
    ("F4", "翻日历（在写日期的格子里）"),
    ("F6", "可能记过的一件，对照着看"),
    ("F7", "写事实时，采用后面灰色的字"),
    ("F11", "短表和全表之间换"),
    ("Ctrl+1", "到第一部分，2 到 6 也一样"),
    ("Ctrl+Z", "退回这一格里刚才写的"),
)

#: How many of them stand in the margin, too.
IN_MARGIN = 6
