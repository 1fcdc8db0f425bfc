"""What stands in the pictures: small stories played in the practice city, one scene per part of the help."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import picture_scenes_case as of_a_case
import picture_scenes_figures as of_figures
import picture_scenes_month as of_the_month
import picture_scenes_office as of_the_office
import picture_scenes_templates as of_templates
from picture_camera import CLERK, Camera
from picture_places import CITY, COUNTY, top
from PySide6.QtCore import QRect, Qt

from app.services import setups

K = Qt.Key


def start(camera: Camera, city: Path) -> None:
    """The first start, with and without a set-up file, and the practice office."""
    desk = camera.copies / "王桂芬" / "桌面"
    desk.mkdir(parents=True)
    kept = {name: os.environ.get(name) for name in ("HOME", "USERPROFILE")}
    os.environ.update(dict.fromkeys(kept, desk.parent.name))  # the window stands in ``copies``
    camera.open(None)
    page: Any = camera.window.stack.currentWidget()
    page.place.setFocus()
    camera.type("莲都")
    camera.take("first-start", box=top(510))
    camera.close()
    camera.open(city / COUNTY)
    maker = camera.go("setup-file")
    maker.name.set_text("城关监督站")
    maker.code.set_text("331102009")
    camera.take("set-up-file", box=top(430))
    office = {"code": "331102009", "name": "城关监督站", "level": "station"}
    setups.write(desk / "城关监督站.xbset", setups.propose(camera.services.database, **office, scale=1.25))
    camera.close()
    camera.open(None)
    camera.take("first-start-file")
    camera.close()
    for name, value in kept.items():
        if value is None:
            os.environ.pop(name)
        else:
            os.environ[name] = value
    camera.open(city / COUNTY)
    camera.go("practice", first=True)
    camera.take("practice-offer")
    camera.key(K.Key_F10)
    camera.wait(lambda: camera.window.current == "entry")
    camera.rest(2)
    camera.take("practice", whole=True)
    camera.close()


def entry(camera: Camera, city: Path) -> None:
    """A complaint written down, and everything the page says meanwhile."""
    camera.open(city / COUNTY)
    page = camera.go("entry")
    camera.rest(2)
    camera.take("entry-empty")
    camera.line("李秀英")
    camera.line("13805712236")
    camera.type("hongfa")
    camera.rest(1)
    camera.take("entry-trader", box=top(680))
    page.form.fields["trader"].set_text("")
    page.form.focus_on("trader")
    camera.line("宏发手机店")
    camera.line("手机")
    page.form.focus_on("category")
    camera.rest(1)
    camera.take("entry-choices", box=top(540))
    page.form.fields["amount"].set_text("")
    page.form.focus_on("amount")
    camera.line("两千三百五十")
    page.form.focus_on("purchased_on")
    camera.type("2.25")
    camera.take("entry-understood", box=top(520))
    camera.key(K.Key_F4)
    camera.take("entry-calendar", box=top(676))
    camera.key(K.Key_Escape)
    page.form.focus_on("facts")
    camera.type("2月25日买的手机，用了两天就黑屏，店里不给修，要求全")
    camera.rest(1)
    camera.take("entry-suggestion")
    camera.type("额退款。")
    page.form.fill("category", "家用电子电器类")
    page.form.fill("nature", "质量")
    page.form.focus_on("channel")
    camera.take("entry-filled")
    page.form.fields["amount"].set_text("一大笔")
    page.form.fields["purchased_on"].set_text("2月30日")
    camera.key(K.Key_F10)
    camera.take("entry-invalid", box=top(470))
    page.form.fields["amount"].set_text("2350")
    page.form.fields["purchased_on"].set_text("2.25")
    camera.key(K.Key_F11)
    page.form.focus_on("complainant")
    camera.take("entry-full")
    camera.key(K.Key_F11)
    page.form.focus_on("demand")
    camera.key(K.Key_F10)
    camera.rest(1)
    camera.take("entry-saved", box=QRect(740, 90, 418, 450))
    known = camera.services.complaints.find("宏发手机店", today=camera.today).rows[0]
    page._saved_notice.ways["1"].click()
    camera.rest(0.5)
    page.form.focus_on("complainant")
    camera.line("李秀英")
    camera.line("13805712236")
    camera.line("宏发手机店")
    page.form.focus_on("amount")
    camera.line("2350")
    camera.rest(2)
    camera.take("entry-duplicate", box=QRect(740, 566, 418, 202))
    camera.key(K.Key_F6)
    camera.rest(1)
    camera.take("entry-comparison")
    camera.key(K.Key_Escape)
    camera.key(K.Key_F12)
    camera.rest(1)
    camera.take("home-draft", box=top(500))
    camera.go("entry")
    camera.rest(1)
    camera.take("entry-drafts", box=QRect(740, 0, 418, 280))
    camera.go("case", case=known.id)
    camera.take("case")
    camera.key(K.Key_F4)
    camera.rest(1)
    change: Any = camera.window.page("change")
    change.form.focus_on("amount")
    change.form.fields["amount"].set_text("2530")
    camera.key(K.Key_F10)
    camera.rest(2)
    camera.go("case", case=known.id, section="story")
    camera.rest(1)
    camera.take("case-history", box=QRect(0, 0, 740, 560))
    case: Any = camera.window.page("case")
    form = camera.copies / "form.pdf"
    camera.services.printing.write_forms(form, [known.id])
    camera.take_paper("form", form)
    camera.services.complaints.delete(case.view.record.id, by=CLERK)
    camera.go("bin")
    camera.take("bin")
    camera.close()


def register(camera: Camera, city: Path) -> None:
    """Finding, conditions, columns, paper."""
    camera.open(city / COUNTY)
    camera.take("home", whole=True)
    page = camera.go("register")
    camera.rest(3)
    camera.take("ledger", whole=True)
    camera.type("手机")
    camera.rest(1.5)
    camera.take("register-found")
    camera.key(K.Key_F3)
    camera.take("register-conditions")
    page.panel.period.choose(["last"])
    page.panel.period.changed.emit(("last",))
    page.panel.least.set_text("300")
    camera.key(K.Key_F10)
    camera.rest(1.5)
    camera.take("register-chips", box=top(520))
    camera.key(K.Key_F6)
    camera.take("register-columns")
    camera.key(K.Key_Escape)
    camera.rest(1)
    page.print_button.click()
    camera.take("listing")
    camera.close()


def bring_in(camera: Camera, city: Path) -> None:
    """A register brought in: columns, the plan, what is wrong, taking it back."""
    camera.open(city / COUNTY)
    camera.go("import")
    camera.take("import-choose")
    unclear, plain = camera.copies / "城关站登记簿.xlsx", camera.copies / "城关站三月登记簿.xlsx"
    _register(unclear, ["日期", "消费者", "联系方式", "店家", "东西", "性质", "钱数", "说明", "我站备注"])
    _register(plain, ["登记日期", "投诉人", "电话", "被投诉方", "商品名称", "投诉性质", "涉案金额(元)", "事实", "备注"])
    page = camera.go("import", file=str(unclear))
    camera.rest(2)
    page.correct()
    camera.rest(1)
    camera.take("import-columns")
    page = camera.go("import", file=str(plain))
    camera.rest(2)
    camera.take("import-plan")
    if page.scrolling is not None:
        bar = page.scrolling.verticalScrollBar()
        bar.setValue(bar.maximum())
        camera.take("import-issues")
    camera.key(K.Key_F10)
    camera.rest(2)
    camera.take("import-done", box=top(350))
    camera.go("imports")
    camera.rest(1)
    camera.take("imports")
    camera.close()


def _register(path: Path, head: list[str]) -> None:
    """A register of a station with two lines that are not understood."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年台账"
    sheet.append(head)
    people = ("陈爱珍", "吴国强", "周丽华", "徐小明", "何美娟", "朱建平", "郑秋香", "潘伟民")
    goods = ("牛奶", "电饭锅", "皮鞋", "床垫", "手机", "洗衣机", "茶叶", "电动车")
    told = ("过期两天", "用了一次就坏", "穿一周开胶", "和样品不一样", "自动关机", "漏水", "斤两不足", "充不进电")
    for at, (person, good, what) in enumerate(zip(people, goods, told, strict=True)):
        phone = f"1390571{2210 + at}"
        sheet.append([f"3月{at + 3}日", person, phone, "好又多超市", good, "质量", 35.5 + 40 * at, what, ""])
    sheet.append(["2月30日", "李四海", "", "宏发手机店", "手机", "质量", "三千", "开不了机", ""])
    sheet.append(["3月20日", "王阿土", "", "宏发手机店", "手机", "没这种", "三千", "屏幕裂了", ""])
    book.save(path)


#: What stands on the papers of the pile that are keyed.
_PAPERS = (
    {"paper_number": "17", "received_on": "2", "category": "1", "nature": "1", "amount": "2350"},
    {"received_on": "3", "category": "2", "nature": "2", "amount": "12.5"},
)


def piles(camera: Camera, city: Path) -> None:
    """A pile of papers keyed one after the other."""
    camera.open(city / COUNTY)
    page = camera.go("pile-begin")
    page.station.input.setFocus()
    camera.type("城关监督站")
    page.month.set_text("3月")
    page._check("month")
    page.forms.set_text("5")
    page.forms.input.setFocus()
    camera.take("pile-begin")
    camera.key(K.Key_F10)
    camera.rest(1)
    desk: Any = camera.window.page("pile")
    for written in _PAPERS:
        for name, text in written.items():
            desk.strip.focus_on(name)
            camera.type(text)
            camera.rest(0.2)
        camera.key(K.Key_F10)
        camera.rest(0.6)
    for name, text in (("received_on", "5"), ("category", "3")):
        desk.strip.focus_on(name)
        camera.type(text)
    camera.take("pile-keying")
    desk.strip.focus_on("received_on")
    camera.type("31")
    camera.key(K.Key_F10)
    camera.rest(1)
    camera.take("pile-wrong", box=top(480))
    desk.strip.focus_on("received_on")
    camera.type("5")
    camera.go("pile-report", pile=camera.services.piles.listed()[0].id)
    camera.take("pile-report")
    camera.go("pile-owing", pile="")
    camera.take("pile-owing", box=top(230))
    camera.go("piles")
    camera.take("piles", box=top(230))
    camera.close()


def enquiries(camera: Camera, city: Path) -> None:
    """An enquiry noted with two keys."""
    camera.open(city / COUNTY)
    camera.go("enquiries")
    camera.type("1")
    camera.take("enquiry-people", box=top(480))
    camera.type("2")
    camera.rest(1)
    camera.take("enquiry", box=top(560))
    camera.close()


def city_board(camera: Camera, city: Path) -> None:
    """The board of the city, one county's return, the sum."""
    camera.open(city / CITY)
    page = camera.go("merge")
    camera.rest(3)
    camera.take("city-board")
    page._open_cell(page.board.lines[0], len(page.board.months) - 1)
    camera.rest(3)
    camera.take("city-review")
    camera.close()


def looks(camera: Camera, city: Path) -> None:
    """Letter size, high contrast, who works here, the help itself, and when something fails."""
    camera.open(city / COUNTY)
    camera.go("look")
    camera.take("look", box=top(430))
    camera.go("who")
    camera.take("who", box=top(430))
    from app.ui.theme import look

    look().set_theme("contrast")
    camera.go("entry")
    camera.take("contrast")
    look().set_theme("light")
    look().set_scale(1.5)
    camera.rest(1)
    camera.take("large", whole=True)
    look().set_scale(1.0)
    camera.rest(1)
    camera.go("help", of=camera.window.page("entry"))
    camera.take("help")
    camera.window.show_crash("ValueError\n  app/ui/pages/register/page.py:120")
    camera.take("crash", box=top(560))
    camera.close()


#: Name of a scene → the scene.
SCENES: dict[str, Callable[[Camera, Path], None]] = {
    "start": start,
    "entry": entry,
    "register": register,
    "import": bring_in,
    "piles": piles,
    "enquiries": enquiries,
    "case": of_a_case.case,
    "due": of_a_case.due,
    "calendar": of_a_case.calendar,
    "papers": of_a_case.papers,
    "traders": of_the_office.traders,
    "archive": of_the_office.archive,
    "reconciliations": of_the_office.reconciliations,
    "monthly": of_the_month.monthly,
    "returns": of_the_month.returns,
    "templates": of_templates.templates,
    "worklog": of_figures.worklog,
    "rosters": of_figures.rosters,
    "indicators": of_figures.indicators,
    "summaries": of_figures.summaries,
    "city": city_board,
    "looks": looks,
}
