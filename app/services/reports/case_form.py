"""消费者投诉登记表: the intake form on A4, empty to be written on or filled from a case.

Its fields are those of the official forms of 2014 and 2026. One page; a story that does not fit in small letters
goes on on a second one, so that nothing a person said is cut.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.progress import SILENT, Progress
from app.services.parsing.money import format_yuan, in_capitals
from app.services.reports import fonts
from app.services.reports.form_pen import Boxes, FormPen, fitted

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record

TITLE = "消费者投诉登记表"
_WIDTH, _HEIGHT = 595.28, 841.89
_LEFT, _TOP, _BOTTOM = 42.0, 40.0, 40.0
_ROOM = _WIDTH - 2 * _LEFT
_SIDE = 24.0
_LABEL = 64.0
_ROW = 22.0
_BLANK_DAY = "　　　　年　　月　　日"

Cell = str | Boxes


def render(
    records: Sequence[Record | None],
    lists: CodeLists,
    office: str,
    *,
    practice: bool = False,
    progress: Progress = SILENT,
) -> tuple[bytes, int]:
    """The forms of ``records`` (None: an empty one) as one PDF, and how many pages it has.

    ``office`` is whose form it is; ``practice`` marks every page as one from a practice office.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, (_WIDTH, _HEIGHT), initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setTitle(TITLE)
    canvas.setCreator("消保台账")
    canvas.setProducer("消保台账")
    pages = 0
    for done, record in enumerate(records):
        progress.step(done, len(records), "排登记表")
        pages += _Form(canvas, record, lists, office, practice).draw()
    canvas.save()
    progress.step(len(records), len(records), "排登记表")
    return stream.getvalue(), pages


class _Form:
    """One form, on one page or more."""

    def __init__(self, canvas: Canvas, record: Record | None, lists: CodeLists, office: str, practice: bool) -> None:
        self._canvas, self._record, self._lists = canvas, record, lists
        self._office, self._practice = office, practice
        self._pen = FormPen(canvas, _HEIGHT)
        self._rest: list[tuple[str, str]] = []

    def draw(self) -> int:
        """All pages; gives how many."""
        y = self._head()
        top = y
        for word, rows in (
            ("投诉人", self._complainant()),
            ("被投诉方", self._trader()),
            ("商品或服务", self._goods()),
        ):
            y = self._part(word, rows, y)
        outcome = self._outcome()
        below = 2 * _ROW + 46 + len(outcome) * _ROW + _ROW + 8
        free = _HEIGHT - _BOTTOM - y - below
        facts, summary = self._text("facts"), self._text("summary")
        for_summary = self._share(facts, summary, free)
        y = self._story("投诉事实", facts, y, free - for_summary)
        y = self._rows([[("投诉要求", self._boxes("demand", self._codes("demand")))]], y, _ROW + 4)
        y = self._consent(y)
        first = y
        y = self._rows(outcome, y, _ROW, _LEFT + _SIDE)
        self._pen.upright(_LEFT, first, _SIDE, y - first + for_summary, "办理情况")
        y = self._story("处理情况", summary, y, for_summary, _LEFT + _SIDE)
        y = self._signatures(y)
        self._pen.frame(_LEFT, top, _ROOM, y - top, heavy=True)
        return self._finish()

    # -- head and foot --------------------------------------------------------------------------------
    def _head(self) -> float:
        pen, record = self._pen, self._record
        pen.text(_WIDTH / 2, _TOP + 14, self._office, 12, place=0.5)
        pen.text(_WIDTH / 2, _TOP + 40, TITLE, 20, bold=True, place=0.5)
        if self._practice:
            pen.text(_WIDTH - _LEFT, _TOP + 14, "练习用，不作凭证", 10, place=1)
        y = _TOP + 62
        number = f"编号：{_grouped(record.number) if record else ''}"
        paper = f"纸质编号：{record.paper_number if record else ''}"
        received = f"登记时间：{_day(record.received_on) if record else _BLANK_DAY}"
        pen.text(_LEFT, y, number, 10)
        pen.text(_LEFT + _ROOM * 0.62, y, paper, 10)
        pen.text(_LEFT, y + 17, received, 10)
        pen.text(_LEFT + _ROOM * 0.62, y + 17, f"接收方式：{self._text('channel')}", 10)
        return y + 26

    def _finish(self) -> int:
        total = 1
        foot = _HEIGHT - 24
        if not self._rest:
            self._canvas.showPage()
            return total
        stories = list(self._rest)
        self._pen.text(_WIDTH / 2, foot, "第 1 页，接下页", 9, place=0.5)
        self._canvas.showPage()
        while stories:
            total += 1
            stories = self._continued(stories, total)
        return total

    def _continued(self, stories: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
        """A page with what did not fit; gives what does not fit here either."""
        pen, record = self._pen, self._record
        pen.text(_WIDTH / 2, _TOP + 24, f"{TITLE}（续页）", 16, bold=True, place=0.5)
        if record:
            pen.text(_LEFT, _TOP + 48, f"编号：{_grouped(record.number)}", 10)
        y, end = _TOP + 58, _HEIGHT - _BOTTOM
        left: list[tuple[str, str]] = []
        for word, text in stories:
            room = end - y
            if left or room < 60:
                left.append((word, text))
                continue
            fit = fitted(text, _ROOM - _LABEL - 16, room - 8, 10.5, 10.5)
            height = min(room, max(40.0, len(fit.lines) * 10.5 * 1.35 + 12))
            pen.label(_LEFT, y, _LABEL, height, f"{word}（续）")
            pen.frame(_LEFT + _LABEL, y, _ROOM - _LABEL, height)
            rest = pen.story(_LEFT + _LABEL, y, _ROOM - _LABEL, height, text, more="（接下页）")
            if rest:
                left.append((word, rest))
            y += height
        pen.frame(_LEFT, _TOP + 58, _ROOM, y - _TOP - 58, heavy=True)
        pen.text(_WIDTH / 2, _HEIGHT - 24, f"第 {number} 页" + ("，接下页" if left else ""), 9, place=0.5)
        self._canvas.showPage()
        return left

    # -- parts ----------------------------------------------------------------------------------------
    def _complainant(self) -> list[list[tuple[str, Cell]]]:
        sexes = [("1", "男"), ("2", "女")]
        many = self._record.group_size if self._record else 1
        return [
            [
                ("姓名", self._text("complainant")),
                ("性别", Boxes(sexes, self._codes("sex"))),
                ("年龄", self._text("age")),
            ],
            [
                ("电话", self._text("phone")),
                ("人数", "" if self._record is None else f"{many} 人" if many > 1 else "1 人"),
            ],
            [("地址", self._text("address"))],
            [("证件种类", self._text("id_kind")), ("证件号码", self._text("id_number"))],
        ]

    def _trader(self) -> list[list[tuple[str, Cell]]]:
        return [
            [("名称", self._text("trader"))],
            [("联系人", self._text("trader_contact")), ("电话", self._text("trader_phone"))],
            [("地址", self._text("trader_address"))],
            [("信用代码", self._text("trader_code"))],
        ]

    def _goods(self) -> list[list[tuple[str, Cell]]]:
        return [
            [("名称", self._text("item")), ("品牌型号", self._text("brand"))],
            [("数量", self._text("quantity")), ("金额", self._money("amount", capitals=True))],
            [("购买日期", self._text("purchased_on")), ("发生日期", self._text("happened_on"))],
            [("购买方式", self._boxes("buying", self._codes("buying")))],
            [("类别", self._text("category")), ("投诉性质", self._text("nature"))],
        ]

    def _outcome(self) -> list[list[tuple[str, Cell]]]:
        record = self._record
        accepted = record is not None and (record.accepted_on is not None or record.acceptance_assumed)
        refused = record is not None and record.refused_on is not None
        day = _BLANK_DAY
        if record is not None and (found := record.refused_on or record.accepted_on):
            day = _day(found)
        taken = Boxes(
            [("yes", "受理"), ("no", "不予受理")], (*(("yes",) if accepted else ()), *(("no",) if refused else ())), day
        )
        why = self._text("refusal") or self._text("termination")
        return [
            [("是否受理", taken)],
            [("理由", why)],
            [("调解方式", self._boxes("mediation_way", self._codes("mediation_way")))],
            [("调解结果", self._boxes("result", self._codes("result")))],
            [("争议金额", self._money("disputed")), ("挽回损失", self._money("recovered"))],
            [
                ("加倍赔偿", self._money("punitive")),
                ("办结日期", self._text("closed_on") or (_BLANK_DAY if record is None else "")),
            ],
        ]

    def _part(self, word: str, rows: list[list[tuple[str, Cell]]], y: float) -> float:
        end = self._rows(rows, y, _ROW, _LEFT + _SIDE)
        self._pen.upright(_LEFT, y, _SIDE, end - y, word)
        return end

    def _rows(self, rows: list[list[tuple[str, Cell]]], y: float, height: float, x: float = _LEFT) -> float:
        """Rows of labelled cells; a row of two is cut in the middle, of three so that the last ones are short."""
        room = _LEFT + _ROOM - x
        for row in rows:
            widths = [room - 250.0, 140.0, 110.0] if len(row) == 3 else [room / len(row)] * len(row)
            left = x
            for (word, cell), width in zip(row, widths, strict=True):
                label = _LABEL if len(row) < 3 or word == row[0][0] else 44.0
                self._pen.label(left, y, label, height, word)
                self._cell(word, cell, left + label, y, width - label, height)
                left += width
            y += height
        return y

    def _cell(self, word: str, cell: Cell, x: float, y: float, width: float, height: float) -> None:
        if isinstance(cell, Boxes):
            self._pen.frame(x, y, width, height)
            self._pen.boxes(x, y, width, height, cell)
            return
        if self._pen.words(x, y, width, height, cell, least=6.5):
            self._rest.append((word, cell))

    def _story(self, word: str, text: str, y: float, height: float, x: float = _LEFT) -> float:
        self._pen.label(x, y, _LABEL, height, word)
        self._pen.frame(x + _LABEL, y, _LEFT + _ROOM - x - _LABEL, height)
        rest = self._pen.story(x + _LABEL, y, _LEFT + _ROOM - x - _LABEL, height, text, more="（接下页）")
        if rest:
            self._rest.append((word, rest))
        return y + height

    @staticmethod
    def _share(facts: str, summary: str, free: float) -> float:
        """How much of the free height the outcome's story gets: more than a third only when the facts leave it."""
        wanted = [
            len(fitted(text, _ROOM - _LABEL - _SIDE - 16, 10_000, 10.5, 10.5).lines) * 10.5 * 1.35 + 16
            for text in (facts, summary)
        ]
        if sum(wanted) <= free:
            return max(min(free * 0.36, free - wanted[0]), wanted[1], 40.0)
        return (
            min(max(40.0, free - wanted[0]), max(wanted[1], 40.0))
            if wanted[0] < free
            else max(40.0, min(free * 0.36, wanted[1]))
        )

    def _consent(self, y: float) -> float:
        height = 46.0
        pen, record = self._pen, self._record
        pen.label(_LEFT, y, _LABEL, height, "投诉人确认")
        x, width = _LEFT + _LABEL, _ROOM - _LABEL
        pen.frame(x, y, width, height)
        for at, (word, name) in enumerate((("公开投诉信息", "consent_publish"), ("委托调解", "consent_mediation"))):
            value = getattr(record, name) if record else None
            ticked = () if value is None else ("yes",) if value else ("no",)
            left = x + 4 + at * width / 2
            pen.text(left + 4, y + 15, word, 10)
            pen.boxes(
                left + 8 + 10 * len(word),
                y + 1,
                width / 2 - 10 * len(word),
                20,
                Boxes([("yes", "同意"), ("no", "不同意")], ticked),
            )
        pen.text(x + 8, y + 36, "以上内容属实。", 10)
        pen.text(x + width * 0.36, y + 36, "投诉人（签名）：", 10)
        pen.line(x + width * 0.36 + 80, y + 39, 90)
        pen.text(x + width - 8, y + 36, "　　　年　　月　　日", 10, place=1)
        return y + height

    def _signatures(self, y: float) -> float:
        height = _ROW + 8
        self._pen.frame(_LEFT, y, _ROOM, height)
        for at, word in enumerate(("登记人：", "承办人：", "负责人：")):
            x = _LEFT + 8 + at * _ROOM / 3
            self._pen.text(x, y + 19, word, 10)
            self._pen.line(x + 42, y + 22, 96)
        return y + height

    # -- values ---------------------------------------------------------------------------------------
    def _text(self, name: str) -> str:
        from app.services.complaints.fields import FIELDS

        record = self._record
        if record is None:
            return _BLANK_DAY if FIELDS[name].kind == "date" and name != "closed_on" else ""
        value = getattr(record, name)
        if value is None or value == "":
            return ""
        if isinstance(value, date):
            return _day(value)
        spec = FIELDS[name]
        if spec.kind == "code":
            return self._lists.label(spec.list, value, record.received_on)
        return f"{value} 岁" if name == "age" else str(value)

    def _codes(self, name: str) -> tuple[str, ...]:
        value = getattr(self._record, name) if self._record else None
        return value if isinstance(value, tuple) else (value,) if value else ()

    def _boxes(self, name: str, ticked: tuple[str, ...]) -> Boxes:
        """The options of a list; a code that is no longer offered is shown when it is ticked."""
        day = self._record.received_on if self._record else None
        options: dict[str, str] = {}
        for entry in self._lists.entries(name, day or date.today()):
            options[entry.code] = entry.label
        for code in ticked:
            options.setdefault(code, self._lists.label(name, code, day))
        return Boxes(list(options.items()), ticked)

    def _money(self, name: str, *, capitals: bool = False) -> str:
        value = getattr(self._record, name) if self._record else None
        if value is None:
            return "　　　　　　　元" if self._record is None else ""
        approx = self._record.amount_approx if self._record and name == "amount" else ""
        words = f"{format_yuan(value)} 元"
        if approx:
            words = f"近 {words}" if approx == "近" else f"{format_yuan(value)}{approx}元"
        return f"{words}（{in_capitals(value)}）" if capitals and not approx else words


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _grouped(number: str) -> str:
    if len(number) != 23 or not number.isdigit():
        return number
    return f"{number[:6]} {number[6:9]} {number[9:17]} {number[17:19]} {number[19:]}"
