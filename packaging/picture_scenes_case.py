"""Scenes of one case on its way, what is due, the days and rules it is reckoned by, and the papers' templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from picture_camera import CLERK, Camera
from picture_places import COUNTY
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import Qt

from app.paths import resources

K = Qt.Key
#: The complaint of the scene, as one would type it.
_TOLD = {
    "received_on": "3月2日",
    "complainant": "周丽华",
    "phone": "13905712214",
    "address": "城关镇解放街 18 号",
    "trader": "好邻居家电商场",
    "category": "家用电子电器类",
    "nature": "质量",
    "amount": "1899",
    "facts": "2月14日买的洗衣机，用了一个星期就漏水，店里修了两次还漏，不肯换。",
    "item": "洗衣机",
    "demand": "退货、更换",
}
#: A notice as the State Council writes it; its days are made up.
_NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假，不调休。
六、中秋节：9月15日（周三）放假，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


def case(camera: Camera, city: Path) -> None:
    """A complaint from its receipt on: a step with its paper, the story, the papers, the files."""
    camera.open(city / COUNTY)
    services, today = camera.services, camera.today
    id = services.complaints.register(_TOLD, today=today, by=CLERK).record.id
    services.attachments.add(id, [_receipt(camera.copies), _warranty(camera.copies)], by=CLERK)
    for face, note in zip(services.attachments.of(id), ("购机小票", "三包凭证"), strict=True):
        services.attachments.put_note(face.id, note, by=CLERK)
    camera.go("case", case=id)
    camera.take("case-now")
    camera.key(K.Key_1)
    camera.rest(1)
    move: Any = camera.window.page("move")
    move.form.focus_on("on")
    camera.type("3月4日")
    camera.take("case-move")
    camera.key(K.Key_F10)
    camera.rest(1)
    camera.key(K.Key_F10)
    camera.rest(2)
    camera.take("case-paper")
    camera.key(K.Key_F10)
    camera.rest(2)
    services.casework.move(id, "mediating", {"on": "3月5日"}, today=today, by=CLERK)
    page = camera.go("case", case=id, section="story")
    camera.rest(1)
    camera.take("case-story")
    page = camera.go("case", case=id, section="papers")
    camera.rest(1)
    camera.take("case-papers")
    page.show_section("files")
    camera.rest(2)
    camera.take("case-files")
    camera.close()


def _receipt(folder: Path) -> Path:
    """A photo of a receipt."""
    font = ImageFont.truetype(str(resources() / "fonts" / "NotoSansSC-Regular.ttf"), 30)
    paper = Image.new("RGB", (640, 860), (178, 170, 158))
    draw = ImageDraw.Draw(paper)
    draw.rectangle((70, 50, 570, 810), fill=(250, 248, 240))
    lines = (
        "好邻居家电商场",
        "销 售 小 票",
        "",
        "2026-02-14 15:20",
        "洗衣机 XQB-80",
        "1 台 × 1899.00",
        "合计 1899.00 元",
    )
    for at, line in enumerate((*lines, "", "凭此票三包")):
        draw.text((320, 120 + 72 * at), line, font=font, fill=(40, 40, 40), anchor="mm")
    path = folder / "小票照片.jpg"
    paper.rotate(2, fillcolor=(178, 170, 158)).save(path, quality=88)
    return path


def _warranty(folder: Path) -> Path:
    """A scanned page."""
    font = ImageFont.truetype(str(resources() / "fonts" / "NotoSansSC-Regular.ttf"), 44)
    paper = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(paper)
    draw.text((620, 260), "家用电器三包凭证", font=font, fill="black", anchor="mm")
    for at, line in enumerate(("产品：洗衣机", "型号：XQB-80", "购买日期：2026 年 2 月 14 日", "整机三包：一年")):
        draw.text((240, 480 + 130 * at), line, font=font, fill="black")
    path = folder / "三包凭证.pdf"
    paper.save(path, "PDF", resolution=150)
    return path


def due(camera: Camera, city: Path) -> None:
    """What is due: the groups, and why a day is the last one."""
    camera.open(city / COUNTY)
    camera.go("due")
    camera.rest(1)
    camera.take("due", whole=True)
    camera.key(K.Key_F9)
    camera.rest(2)
    camera.key(K.Key_0)
    camera.take("due-paper")
    camera.close()


def calendar(camera: Camera, city: Path) -> None:
    """The holidays of a year, the next year pasted, the time limits."""
    camera.open(city / COUNTY)
    camera.go("calendar", year=camera.today.year)
    camera.rest(1)
    camera.take("calendar")
    page = camera.go("calendar-year", year=camera.today.year + 1)
    page.text.set_text(_NOTICE)
    page._read_text()
    camera.rest(1)
    page.table.choose(1)
    camera.rest(0.5)
    camera.take("calendar-notice")
    camera.go("time-limits")
    camera.rest(1)
    camera.take("time-limits")
    camera.close()


def papers(camera: Camera, city: Path) -> None:
    """The templates of papers."""
    camera.open(city / COUNTY)
    page = camera.go("paper-templates")
    camera.rest(1)
    page.table.choose(2)
    camera.take("paper-templates")
    camera.close()
