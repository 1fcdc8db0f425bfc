"""The small Chinese language of check rules (勾稽关系): from what a person writes to a tree. No workbook in here.

``B5 = B6 + B7``, ``受理件数 >= 办结件数``, ``表一!合计 = 表二!合计``, ``受理 = 质量:其他 之和；允许差 0.01；提醒``,
``必填：受理、办结``, ``成对：培训场次、培训人次``, ``互斥：甲、乙``. Documented in ``resources/templates/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from app.errors import AppError
from app.services.excel.definition import RuleKind, Severity
from app.services.excel.refs import plain


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the rule; a per cent is already divided."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule calls by ``words``: an address, or labels and indicators that meet in the cells meant."""

    words: tuple[str, ...]
    sheet: str = ""

    @property
    def written(self) -> str:
        """As a person writes it."""
        return (f"{self.sheet}!" if self.sheet else "") + "·".join(self.words)


@dataclass(frozen=True, slots=True)
class Span:
    """Everything from ``first`` to ``last``."""

    first: Named
    last: Named


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of ``parts``."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """``-operand``."""

    operand: Term


@dataclass(frozen=True, slots=True)
class Pair:
    """``left sign right`` with one of ``+ - * /``."""

    sign: str
    left: Term
    right: Term


Term = Number | Named | Span | Total | Minus | Pair


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as written, understood as far as words alone go. ``sign``, ``left`` and ``right`` of a comparison,
    ``cells`` of the other kinds; ``says`` is the sentence to show when it is broken."""

    text: str
    kind: RuleKind
    sign: str = ""
    left: Term | None = None
    right: Term | None = None
    cells: tuple[Named | Span, ...] = ()
    tolerance: Decimal = Decimal()
    severity: Severity = "error"
    says: str = ""


#: Full-width signs, digits and letters as their narrow selves, one for one, so that places stay.
_WIDE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDE |= {ord(wide): narrow for wide, narrow in zip("×÷。", "*/;", strict=True)}
_SPELLINGS = {
    "=": "= == 等于",
    ">=": ">= => ≥ ≧ 大于等于 大于或等于 不小于 不少于 不低于",
    "<=": "<= =< ≤ ≦ 小于等于 小于或等于 不大于 不多于 不超过 不高于",
    ">": "> 大于 多于 高于",
    "<": "< 小于 少于 低于",
    "<>": "<> ≠ 不等于",
}
_COMPARISONS = {word: sign for sign, words in _SPELLINGS.items() for word in words.split()}
_LONG_FIRST = sorted(_COMPARISONS, key=len, reverse=True)
_COMPARISON = re.compile("|".join(map(re.escape, _LONG_FIRST)))
_CHINESE_COMPARISON = re.compile("|".join(word for word in _LONG_FIRST if not word.isascii() and len(word) > 1))
_SUMS = ("SUM", "合计", "求和", "之和")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([万亿]?)(%?)(?![\w\u4e00-\u9fff·!:])")
_END = r"\s@#&|~?^\\=<>≥≤≧≦≠+\-*/():,;!、·%\"「」“”'"
_RUN = re.compile(f"[^{_END}]+(?:\\([^=<>+*/:,;、()]*\\)|/(?=[^\\s\\d])[^{_END}]+)*")
_QUOTES = {"「": "」", "“": "”", '"': '"', "'": "'", "『": "』"}
_ALLOWED = re.compile(r"(?:允许差|允许误差|容差|误差|相差不超过)(?:额)?(?:为|是|不超过)?\s*:?\s*(\d+(?:\.\d+)?)")
_SEVERITY: dict[str, Severity] = {
    "提醒": "warning", "只提醒": "warning", "警告": "warning", "错误": "error", "必须": "error", "提示": "note",
}  # fmt: skip
_KINDS: tuple[tuple[RuleKind, str, str], ...] = (
    ("required", r"必填|必须填|不能空", r"必填|必须填|必须填写|要填|不能空|不能为空"),
    ("together", r"成对|要成对", r"要?成对|要么都有要么都没有|要有都有"),
    ("exclusive", r"互斥|不能同时有|不能同时有数", r"互斥|不能同时有数?|只能有一个"),
)


def parse(text: str, names: Collection[str] = ()) -> RuleText:
    """The rule written as ``text``. ``names`` are the names of the workbook (as :func:`refs.plain` writes them): with
    them a name may hold signs such as ``/`` or brackets without being quoted.

    Raises ``rule.empty``, ``rule.strange`` (with the ``part`` that was not understood), ``rule.no_comparison``,
    ``rule.two_comparisons``, ``rule.unfinished``, ``rule.bracket``, ``rule.too_few``.
    """
    body, tolerance, severity, says = _options(text)
    if not body:
        raise AppError("rule.empty")
    for kind, before, after in _KINDS:
        found = re.fullmatch(rf"\s*(?:{before})\s*:\s*(.+)|\s*(.+?)\s*(?:{after})\s*", body)
        if found:
            cells = _Reader(found[1] or found[2], names, text).listed()
            if kind != "required" and len(cells) < 2 and not isinstance(cells[0], Span):
                raise AppError("rule.too_few", text=text, part=cells[0].written)
            return RuleText(text, kind, cells=cells, tolerance=tolerance, severity=severity, says=says)
    sign, left, right = _Reader(body, names, text).comparison()
    return RuleText(text, "compare", sign, left, right, (), tolerance, severity, says)


def _options(text: str) -> tuple[str, Decimal, Severity, str]:
    """The rule itself and what is said behind it: tolerance, severity, the sentence."""
    wide = text.translate(_WIDE)
    says = ""
    found = re.search(r"[;,]\s*说明\s*:\s*(.+)$", wide)
    if found:
        says = text[found.start(1) : found.end(1)].strip().rstrip("。")
        wide = wide[: found.start()]
    tolerance, severity = Decimal(), "error"
    body: list[str] = []
    for piece in re.split(r"(?<=[;,])|(?=\((?:允许|容差|误差|提醒|警告))", wide):
        words = piece.strip(" \t\r\n;,()")
        allowed = _ALLOWED.fullmatch(words)
        if allowed:
            tolerance = Decimal(allowed[1])
        elif words in _SEVERITY:
            severity = _SEVERITY[words]
        else:
            body.append(piece)
    return "".join(body).strip(" \t\r\n;,"), tolerance, severity, says  # type: ignore[return-value]  # a Severity


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # name, number, compare, sign, end
    word: str
    value: Decimal = Decimal()


class _Reader:
    """One pass over the words of a rule."""

    def __init__(self, body: str, names: Collection[str], text: str) -> None:
        self._text = text
        self._names = frozenset(names)
        self._longest = max(map(len, self._names), default=0)
        self._tokens = self._split(body)
        self._at = 0

    # tokens

    def _split(self, body: str) -> list[_Token]:
        tokens: list[_Token] = []
        at = 0
        while at < len(body):
            if body[at].isspace():
                at += 1
                continue
            token, at = self._token(body, at)
            tokens.append(token)
        return [*tokens, _Token("end", "")]

    def _token(self, body: str, at: int) -> tuple[_Token, int]:
        if body[at] in _QUOTES:
            end = body.find(_QUOTES[body[at]], at + 1)
            if end <= at + 1:
                raise AppError("rule.strange", text=self._text, part=body[at:])
            return _Token("name", body[at + 1 : end].strip()), end + 1
        known = self._known(body, at)
        if known:
            return _Token("name", body[at:known].strip()), known
        number = _NUMBER.match(body, at)
        if number:
            value = Decimal(number[1]) * {"": 1, "万": 10_000, "亿": 100_000_000}[number[2]]
            return _Token("number", number[0], value / 100 if number[3] else value), number.end()
        comparison = _COMPARISON.match(body, at)
        if comparison:
            return _Token("compare", _COMPARISONS[comparison[0]]), comparison.end()
        if body[at] in "+-*/():,!、·":
            return _Token("sign", body[at]), at + 1
        run = _RUN.match(body, at)
        if not run:
            raise AppError("rule.strange", text=self._text, part=body[at : at + 20])
        return self._run(body, at, run.end())

    def _run(self, body: str, at: int, end: int) -> tuple[_Token, int]:
        """A name nobody knows: up to the next word that compares, adds up or joins."""
        word = body[at:end]
        called = re.match(rf"(?i)({'|'.join(_SUMS[:3])})\(", word)
        if called:
            end = at + len(called[1])
        inside = _CHINESE_COMPARISON.search(body, at, end)
        if inside and inside.start() > at:
            end = inside.start()
        for ending in ("之和", "的和"):
            if body[at:end].endswith(ending) and end - at > 2:
                end -= 2
        word = body[at:end]
        if word in ("之和", "的和"):
            return _Token("sign", "Σ"), end
        if word in ("至", "到"):
            return _Token("sign", ":"), end
        if word in ("和", "与", "及"):
            return _Token("sign", "、"), end
        if word in ("加", "减", "乘", "乘以", "除以"):
            return _Token("sign", {"加": "+", "减": "-", "除以": "/"}.get(word, "*")), end
        return _Token("name", word), end

    def _known(self, body: str, at: int) -> int:
        """Where the longest name of the workbook that begins at ``at`` ends; 0 when there is none."""
        for end in range(min(len(body), at + 3 * self._longest + 4), at, -1):
            if plain(body[at:end]) in self._names and not body[end - 1].isspace() and self._ends(body, end):
                return end
        return 0

    def _ends(self, body: str, at: int) -> bool:
        rest = body[at:].lstrip()
        return (
            not rest
            or rest[0] in "=<>≥≤≧≦≠+-*/():,;!、·%"
            or bool(_CHINESE_COMPARISON.match(rest))
            or rest.startswith(("之和", "的和", "至", "到", "和", "与", "及"))
            or body[at].isspace()
        )

    # sentences

    def comparison(self) -> tuple[str, Term, Term]:
        """``left sign right``."""
        if not any(token.kind == "compare" for token in self._tokens):
            raise AppError("rule.no_comparison", text=self._text)
        left = self._sum()
        sign = self._next()
        if sign.kind != "compare":
            raise self._strange(sign)
        right = self._sum()
        rest = self._next()
        if rest.kind == "compare":
            raise AppError("rule.two_comparisons", text=self._text)
        if rest.kind != "end":
            raise self._strange(rest)
        return sign.word, left, right

    def listed(self) -> tuple[Named | Span, ...]:
        """``A、B、C``."""
        found: list[Named | Span] = []
        while True:
            found.append(self._named_or_span())
            rest = self._next()
            if rest.kind == "end":
                return tuple(found)
            if rest.word not in ("、", ","):
                raise self._strange(rest)

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _take(self, *words: str) -> str:
        token = self._peek()
        if token.kind == "sign" and token.word in words:
            self._next()
            return token.word
        return ""

    def _strange(self, token: _Token) -> AppError:
        if token.kind == "end":
            return AppError("rule.unfinished", text=self._text)
        return AppError("rule.strange", text=self._text, part=token.word)

    def _sum(self) -> Term:
        term = self._product()
        while sign := self._take("+", "-"):
            term = Pair(sign, term, self._product())
        return term

    def _product(self) -> Term:
        term = self._factor()
        while sign := self._take("*", "/"):
            term = Pair(sign, term, self._factor())
        return term

    def _factor(self) -> Term:
        if self._take("-"):
            return Minus(self._factor())
        if self._take("("):
            inner = self._sum()
            if not self._take(")"):
                raise AppError("rule.bracket", text=self._text)
            return inner
        token = self._peek()
        if token.kind == "number":
            self._next()
            return Number(token.value)
        if token.kind == "name" and token.word.upper() in _SUMS and self._tokens[self._at + 1].word == "(":
            self._next()
            self._next()
            return self._call()
        first = self._named_or_span()
        parts: list[Named | Span] = [first]
        before = self._at
        while self._take("、"):
            parts.append(self._named_or_span())
        if self._take("Σ"):
            return Total(tuple(parts))
        if len(parts) > 1:
            self._at = before
            raise AppError("rule.strange", text=self._text, part="、")
        return Total((first,)) if isinstance(first, Span) else first

    def _call(self) -> Total:
        parts: list[Term] = []
        while True:
            before = self._at
            token = self._peek()
            if token.kind == "name":
                parts.append(self._named_or_span())
                if self._peek().word not in (",", "、", ")"):
                    self._at = before
                    parts[-1] = self._sum()
            else:
                parts.append(self._sum())
            if self._take(")"):
                return Total(tuple(parts))
            if not self._take(",", "、"):
                raise AppError("rule.bracket", text=self._text)

    def _named_or_span(self) -> Named | Span:
        first = self._named()
        if self._take(":"):
            last = self._named()
            return Span(first, last if last.sheet else Named(last.words, first.sheet))
        return first

    def _named(self) -> Named:
        token = self._next()
        if token.kind != "name":
            raise self._strange(token)
        sheet = ""
        if self._take("!"):
            sheet = token.word
            token = self._next()
            if token.kind != "name":
                raise self._strange(token)
        words = [token.word]
        while self._take("·"):
            token = self._next()
            if token.kind != "name":
                raise self._strange(token)
            words.append(token.word)
        return Named(tuple(words), sheet)
