"""The figures a summary names, taken down one by one as its text is filled.

A :class:`Ledger` asks the evaluator for a figure, notes what the text says of it, and gives the piece of text back,
marked, so that the finished text still knows which of its words are figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.indicators.arithmetic import rounded
from app.services.indicators.derive import Derivation, Figure, Style
from app.services.summaries.face import NamedFigure, Options, Piece
from app.services.values import Value

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue, Indicator, Resolved
    from app.services.keys import Key
    from app.services.periods import Period

#: Around a marked piece in the filled text: its number, its words. Taken out again before anybody sees them.
OPEN, BETWEEN, CLOSE = "\ue100", "\ue101", "\ue102"
SPAN_WORDS = {
    "current": "",
    "last-year": "上年同期",
    "previous": "上期",
    "ytd": "本年累计",
    "last-ytd": "上年累计",
}
_DIMENSION_LISTS = {"way": "mediation_way"}


class Asking(Derivation):
    """Gives every figure as 1 and remembers which were asked for: what the evaluator has to count."""

    def __init__(self, book: Catalogue) -> None:
        super().__init__(book)
        self.asked: dict[Key, None] = {}

    def figure(self, key: Key, style: Style = Style()) -> Figure:  # noqa: B008  (frozen)
        """One, whatever it is."""
        self.asked.setdefault(key)
        return Figure(Value.of(1), "counted")

    def base(self, key: Key, indicator: Indicator) -> Figure:
        """As :meth:`figure`."""
        return self.figure(key)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marked piece of the filled text is."""

    piece: Piece
    picture: str = ""


class Ledger:
    """Takes down what is named. ``left_out`` are missing figures a condition passed over, ``uncompared`` those without
    anything to be compared with."""

    def __init__(self, judge: Derivation, period: Period, lists: CodeLists, options: Options) -> None:
        self.judge, self.period, self.lists, self.options = judge, period, lists, options
        self.figures: dict[str, NamedFigure] = {}
        self.marks: list[Mark] = []
        self.left_out: dict[str, None] = {}
        self.uncompared: dict[tuple[str, str], None] = {}
        self.style = Style(decimals=options.decimals)
        self.group_style = Style(decimals=options.decimals, denominator="group")

    def value(self, key: Key, style: Style | None = None) -> Figure:
        """The figure for ``key``, unrounded; nothing is taken down."""
        return self.judge.figure(key, style or self.style)

    def resolved(self, key: Key) -> Resolved:
        """The indicator of ``key``."""
        return self.judge.catalogue.resolve(key.indicator)

    def label(self, key: Key) -> str:
        """The figure in words: «上年同期受理投诉（性质为质量）»."""
        words = "、".join(
            f"{self.lists.label(_DIMENSION_LISTS.get(dimension, dimension), code, self.period.end)}"
            if dimension != "trader"
            else code
            for dimension, code in key.where
        )
        named = SPAN_WORDS[key.span] if not self.resolved(key).ending else ""
        return f"{named}{self.resolved(key).name}{f'（{words}）' if words else ''}"

    def take(
        self,
        name: str,
        key: Key,
        text: str,
        figure: Figure,
        *,
        unit: str = "",
        missing: bool = False,
        period: Period | None = None,
    ) -> Piece:
        """Take a figure down under ``name`` and give its piece of text; ``missing`` says that it is not there."""
        unit = unit or self.resolved(key).unit
        found = period or self.period
        resolved = self.resolved(key)
        self.figures.setdefault(
            name,
            NamedFigure(
                name,
                str(key),
                text,
                _stated(figure.value, unit, self.options.decimals),
                unit,
                "blank" if missing else figure.value.state,
                found.text,
                found.span(key.span).label if not resolved.ending else found.label,
                self.label(key),
                resolved.rule,
                _origin(figure, missing),
                figure.source,
                figure.value.approx,
            ),
        )
        return Piece(text, "missing" if missing else "figure", name)

    def lack(self, name: str, key: Key, *, period: Period | None = None) -> Piece:
        """The piece for a figure that is not there: 【缺：消费教育活动场次】."""
        return self.take(name, key, f"【缺：{name}】", self.value(key), missing=True, period=period)

    def marked(self, pieces: Sequence[Piece]) -> str:
        """Pieces as text with their marks."""
        out = []
        for piece in pieces:
            if not piece.kind:
                out.append(piece.text)
                continue
            out.append(f"{OPEN}{self._number(Mark(piece))}{BETWEEN}{piece.text}{CLOSE}")
        return "".join(out)

    def picture(self, name: str) -> str:
        """The mark that a picture comes in place of."""
        return f"{OPEN}{self._number(Mark(Piece(name), name))}{BETWEEN}{name}{CLOSE}"

    def _number(self, mark: Mark) -> int:
        self.marks.append(mark)
        return len(self.marks) - 1


def _origin(figure: Figure, missing: bool) -> str:
    """Where it comes from: ``missing`` only what the text lacks; nothing to compare with is ``none``."""
    if missing:
        return "missing"
    return "none" if figure.origin == "missing" else figure.origin


def _stated(value: Value, unit: str, decimals: int) -> int | str | None:
    """The number as commands give it: counts as they are, money in fen, rates and changes as decimal text."""
    number = value.number
    if number is None:
        return None
    if unit in ("%", "百分点"):
        return format(rounded(number, decimals), "f")
    if unit == "元":
        return int(number * 100)
    return int(number) if number == number.to_integral_value() else format(number, "f")


def whole(value: Value) -> Decimal:
    """The number of a value, 0 when there is none; only for putting rows in order."""
    return value.number if value.number is not None else Decimal()
