"""What a template sees of figures: a name that can be written out, asked about, and put under a condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.services.reports.paper_values import Filled
from app.services.summaries import words
from app.services.summaries.face import Piece
from app.services.summaries.naming import ABOUT, DIMENSIONS, SHARES
from app.services.values import Value

if TYPE_CHECKING:
    from app.services.keys import Key
    from app.services.summaries.ledger import Ledger
    from app.services.summaries.naming import Vocabulary

_SPAN_OF = {"上年同期": "last-year", "上期": "previous", "本年累计": "ytd", "同比": "last-year", "环比": "previous"}
_RATES = ("%", "百分点")


class Words:
    """Text with marked pieces; with none of it there, a condition does not hold."""

    def __init__(self, ledger: Ledger, pieces: Sequence[Piece]) -> None:
        self._ledger, self.pieces = ledger, tuple(pieces)

    def __bool__(self) -> bool:
        return any(piece.text and piece.kind != "missing" for piece in self.pieces)

    def __eq__(self, other: object) -> bool:
        return str(self) == other

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def __html__(self) -> str:
        return Filled(self._ledger.marked(self.pieces), "").__html__()


class Lines:
    """Paragraphs somebody wrote, or the reminder that nobody did."""

    def __init__(self, ledger: Ledger, name: str, text: str) -> None:
        self._ledger, self._name, self.text = ledger, name, text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> str:
        if not self.text:
            piece = Piece(f"【待写：{self._name}】", "todo", self._name)
            return Filled(self._ledger.marked([piece]), "").__html__()
        return Filled(self.text, "").__html__()


class Counter:
    """The number of the next heading, in Chinese: each time it is written it goes on; ``inner`` begins anew."""

    def __init__(self, inner: Counter | None = None) -> None:
        self._at = 0
        self._inner = inner

    def begin(self) -> None:
        """Start again."""
        self._at = 0

    def __html__(self) -> str:
        self._at += 1
        if self._inner is not None:
            self._inner.begin()
        return words.ordinal(self._at)


class Picture:
    """The place of a chart."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self._ledger, self._name = ledger, name

    def __html__(self) -> str:
        return self._ledger.picture(self._name)


class Named:
    """A figure by its name in the template: ``{{ 受理件数 }}``, ``{{ 受理件数.同比 }}``, ``{% if 受理件数 %}``.

    A condition holds when there is a number and it is not 0.
    """

    def __init__(self, ledger: Ledger, names: Vocabulary, name: str, key: Key) -> None:
        self._ledger, self._names, self._name, self._key = ledger, names, name, key

    def __bool__(self) -> bool:
        value = self._value().number
        if value is None:
            self._ledger.left_out.setdefault(self._name)
        return bool(value)

    def __html__(self) -> str:
        return Words(self._ledger, self.said()).__html__()

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.said())

    def __getitem__(self, about: str) -> Words | _Codes:
        if about in DIMENSIONS:
            return _Codes(self._ledger, self._names, f"{self._name}.{about}", self._key, about)
        if about not in (*ABOUT, *(SHARES if self._key.where else ())):
            raise KeyError(about)
        return Words(self._ledger, self._about(about))

    @property
    def _unit(self) -> str:
        return self._ledger.resolved(self._key).unit

    @property
    def _rate(self) -> bool:
        return self._unit in _RATES

    def _value(self) -> Value:
        return self._ledger.value(self._key).value

    def said(self, span: str = "", name: str = "") -> list[Piece]:
        """The figure with its unit."""
        key, name = (self._key.at(span), name) if span else (self._key, self._name)
        figure = self._ledger.value(key)
        if figure.value.number is None:
            if figure.value.state == "na":
                return [self._ledger.take(name, key, "—", figure)]
            return [self._ledger.lack(name, key)]
        text = words.said(figure.value, self._unit, self._ledger.options.decimals)
        return [self._ledger.take(name, key, text, figure)]

    def _about(self, about: str) -> list[Piece]:
        name = f"{self._name}.{about}"
        compared = self._ledger.options.compare
        match about:
            case "数":
                return self._digits(name)
            case "单位":
                return [Piece(self._unit)]
            case "上年同期" | "上期" | "本年累计":
                return self.said(_SPAN_OF[about], name)
            case "对比期":
                return self.said(compared, name)
            case "同比" | "环比":
                return self._moved(name, _SPAN_OF[about])
            case "变化":
                return self._moved(name, compared)
            case "同比增减" | "环比增减":
                return self._apart(name, _SPAN_OF[about[:2]])
            case "增减":
                return self._apart(name, compared)
            case "比重变化":
                return self._share_moved(name, compared)
        return self._share(name, about)

    def _digits(self, name: str) -> list[Piece]:
        figure = self._ledger.value(self._key)
        if figure.value.number is None:
            return self.said()
        return [self._ledger.take(name, self._key, words.cell(figure.value, self._unit), figure)]

    def _lacking(self) -> list[Piece] | None:
        """The reminder, when the figure of this period itself is not there."""
        value = self._value()
        return None if value.number is not None or value.state == "na" else [self._ledger.lack(self._name, self._key)]

    def _moved(self, name: str, span: str) -> list[Piece]:
        if (lacking := self._lacking()) is not None:
            return lacking
        ending, unit = ("_change_pp", "百分点") if self._rate else ("_change_rate", "%")
        key = self._key.of(self._key.indicator + ending).at(span)
        now, before = self._value(), self._ledger.value(self._key.at(span)).value
        figure = self._ledger.value(key)
        text = words.change_sentence(now, before, figure.value.number, span, unit, self._ledger.options.decimals)
        if "无可比数" in text:
            self._ledger.uncompared.setdefault((self._name, words.COMPARED[span][1]))
        return [self._ledger.take(name, key, text, figure, unit=unit)]

    def _apart(self, name: str, span: str) -> list[Piece]:
        if self._rate:
            return self._moved(name, span)
        if (lacking := self._lacking()) is not None:
            return lacking
        key = self._key.of(f"{self._key.indicator}_change").at(span)
        now, before = self._value(), self._ledger.value(self._key.at(span)).value
        text = words.difference_sentence(now, before, span, self._unit)
        if "无可比数" in text:
            self._ledger.uncompared.setdefault((self._name, words.COMPARED[span][1]))
        return [self._ledger.take(name, key, text, self._ledger.value(key), unit=self._unit)]

    def _share(self, name: str, about: str) -> list[Piece]:
        """占受理投诉总数的76.3%; ``比重`` is the number alone."""
        if (lacking := self._lacking()) is not None:
            return lacking
        group = about == "占大类比重"
        own = group and self._key.indicator == "accepted"  # a figure of the catalogue, with parts of its own
        key = self._key.of("accepted_group_share" if own else f"{self._key.indicator}_share")
        figure = self._ledger.value(key, self._ledger.group_style if group else None)
        if figure.value.number is None:
            return [self._ledger.take(name, key, "比重无法计算", figure, unit="%")]
        text = words.said(figure.value, "%", self._ledger.options.decimals)
        if about == "比重":
            return [self._ledger.take(name, key, text, figure, unit="%")]
        return [Piece(f"占{self._whole(group)}的"), self._ledger.take(name, key, text, figure, unit="%")]

    def _whole(self, group: bool) -> str:
        """What a share is of, in words."""
        code = self._key.code("category")
        if group and code:
            root = "商品类" if code.startswith("01") else "服务类" if code.startswith("02") else "同类"
            return f"{root}{self._ledger.resolved(self._key).name}"
        return f"{self._ledger.resolved(self._key).name}总数"

    def _share_moved(self, name: str, span: str) -> list[Piece]:
        if (lacking := self._lacking()) is not None:
            return lacking
        key = self._key.of(f"{self._key.indicator}_share_change").at(span)
        figure = self._ledger.value(key)
        number = figure.value.number
        word, then = words.COMPARED[span]
        if number is None:
            text = f"比重{then}无可比数"
        elif number == 0:
            text = f"比重与{then}持平"
        else:
            text = f"比重{word}{words.moved(number, self._ledger.options.decimals, '个百分点')}"
        return [self._ledger.take(name, key, text, figure, unit="百分点")]


class _Codes:
    """The figures of a dimension by the names of its codes: ``{{ 性质.质量 }}``."""

    def __init__(self, ledger: Ledger, names: Vocabulary, name: str, key: Key, dimension: str) -> None:
        self._ledger, self._names, self._name, self._key, self._dimension = ledger, names, name, key, dimension

    def __getitem__(self, label: str) -> Named:
        code = self._names.code(self._dimension, label)
        if code is None:
            raise KeyError(label)
        where = tuple(sorted({**dict(self._key.where), DIMENSIONS[self._dimension][0]: code}.items()))
        key = type(self._key)(self._key.indicator, where, self._key.span)
        return Named(self._ledger, self._names, f"{self._name}.{label}", key)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a dimension is no list")


def codes(ledger: Ledger, names: Vocabulary, dimension: str, key: Key) -> _Codes:
    """The figures of ``key`` by the codes of ``dimension``, under the dimension's own name."""
    return _Codes(ledger, names, dimension, key, dimension)
