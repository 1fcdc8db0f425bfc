"""Full-text search that finds one and two Chinese characters, parts of numbers, and rare characters.

SQLite's trigram tokenizer finds nothing below three characters, and its character tables are too old for
rare ones. So we cut the text ourselves: every Chinese (or other non-ASCII) character is a token of its own,
spelled by its code point; every run of ASCII letters and digits gives a token of up to three characters at
each position. A word searched for is a phrase of such tokens; punctuation counts on neither side.

Names are indexed by how they sound as well (:mod:`app.services.database.name_sounds`), so that a word of letters finds
them too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.services.database import name_sounds

#: What is in the index; a database whose setting :data:`STATE` says another is indexed anew.
VERSION = "2"
STATE = "search.index"

COLUMNS = ("numbers", "people", "phones", "trader", "facts")
CREATE = (
    f"CREATE VIRTUAL TABLE complaint_text USING fts5({', '.join(COLUMNS)}, "
    'tokenize = "unicode61 remove_diacritics 0", columnsize = 0)'
)
DROP = "DROP TABLE complaint_text"

#: A letter no complaint is searched by; spelled-out characters begin with it, and it alone parts two values.
_MARK = "ж"
_FIELDS: dict[str, tuple[str, ...]] = {
    "numbers": ("number", "paper_number", "register_number"),
    "people": ("complainant",),
    "phones": ("phone", "trader_phone"),
    "trader": ("trader",),
    "facts": ("facts", "item", "brand", "address", "trader_address", "summary"),
}
FIELDS = tuple(field for fields in _FIELDS.values() for field in fields)


def normal(words: str) -> str:
    """Full-width to half-width, letters to lower case."""
    return unicodedata.normalize("NFKC", words).lower()


def _cut(words: str) -> list[str]:
    """Runs of ASCII letters and digits, and single other characters; punctuation and spaces are dropped."""
    pieces: list[str] = []
    run = ""
    for character in normal(words):
        if character.isascii() and character.isalnum():
            run += character
            continue
        if run and (character.isspace() or character.isalnum()):
            pieces.append(run)
            run = ""
        if character.isalnum():
            pieces.append(character)
    if run:
        pieces.append(run)
    return pieces


class _Letters(dict[int, str]):
    """Character → how it stands in the index, worked out once for each: the same cutting as :func:`_cut`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter.isspace():
            out = " "
        elif letter.isascii():
            out = letter if letter.isalnum() else ""
        else:
            out = f" {_MARK}{code:05x} " if letter.isalnum() else ""
        self[code] = out
        return out


_LETTERS = _Letters()


def tokens(words: str) -> str:
    """``words`` as stored in the index."""
    if words.isascii() and (run := words.replace("-", "")).isalnum():
        return _triples(run.lower())  # numbers and telephones, most of what is indexed
    pieces = normal(words).translate(_LETTERS).split()
    return " ".join([piece if piece[0] == _MARK or len(piece) == 1 else _triples(piece) for piece in pieces])


def _triples(run: str) -> str:
    return " ".join([run[at : at + 3] for at in range(len(run))])


def phrase(word: str) -> str | None:
    """The FTS5 phrase that finds ``word`` anywhere; None when nothing of it can be searched for."""
    pieces = _cut(word)
    if not pieces:
        return None
    out: list[str] = []
    prefix = ""
    for position, piece in enumerate(pieces):
        if not piece.isascii():
            out.append(f"{_MARK}{ord(piece):05x}")
        elif position < len(pieces) - 1:
            out.extend(piece[i : i + 3] for i in range(len(piece)))
        elif len(piece) >= 3:
            out.extend(piece[i : i + 3] for i in range(len(piece) - 2))
        else:
            out.append(piece)
            prefix = " *"
    return '"' + " ".join(out) + '"' + prefix


def query(words: str) -> str | None:
    """The FTS5 query for what a person typed: all words, each anywhere. None when nothing is searchable."""
    conditions = []
    for word in words.split():
        literal = phrase(word)
        if literal is not None:
            ways = [literal, *name_sounds.asked(normal(word))]
            conditions.append(literal if len(ways) == 1 else f"({' OR '.join(f'({way})' for way in ways)})")
    return " AND ".join(conditions) or None


def _name(words: str) -> str:
    """A name as stored in the index: as it is written and as it sounds."""
    return f"{tokens(words)} {_MARK} {name_sounds.tokens(normal(words))}".rstrip()


#: Names and things come again and again; cutting them once is enough.
_again = lru_cache(16384)(tokens)
_name_again = lru_cache(32768)(_name)
_CUTTERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("brand", "address", "trader_address"), _again),
    **dict.fromkeys(("complainant", "trader", "item"), _name_again),
}
_PLAN = tuple(tuple((name, _CUTTERS.get(name, tokens)) for name in _FIELDS[column]) for column in COLUMNS)
_BETWEEN = f" {_MARK} "


def _row(pk: int, fields: Mapping[str, object]) -> tuple[object, ...]:
    get = fields.get
    return (
        pk,
        *[_BETWEEN.join([cut(str(value)) for name, cut in names if (value := get(name))]) or None for names in _PLAN],
    )


_INSERT = f"INSERT INTO complaint_text(rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
_HASH = "INSERT INTO complaint_text(complaint_text, rank) VALUES ('hashsize', ?)"
_DELETE = text("DELETE FROM complaint_text WHERE rowid = :pk")


#: Memory for what is not written to the index yet, in bytes: FTS5's own, and while very many records come.
_USUAL, _MANY = 1 << 20, 24 << 20


@contextmanager
def many(session: Session | Connection) -> Iterator[None]:
    """Within it the index is written in few large pieces, which saves merging them: for thousands of records."""
    connection = _connection(session)
    connection.exec_driver_sql(_HASH, (_MANY,))
    yield
    connection.exec_driver_sql(_HASH, (_USUAL,))


def add(session: Session | Connection, records: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Index new records: (row number, fields by name)."""
    rows = [_row(pk, fields) for pk, fields in records]
    if rows:
        _connection(session).exec_driver_sql(_INSERT, rows)


def replace(session: Session, pk: int, fields: Mapping[str, object]) -> None:
    """Index a changed record anew."""
    connection = _connection(session)
    connection.execute(_DELETE, {"pk": pk})
    connection.exec_driver_sql(_INSERT, _row(pk, fields))


def remove(session: Session, pks: Sequence[int]) -> None:
    """Forget records that are gone for good."""
    if pks:
        _connection(session).execute(_DELETE, [{"pk": pk} for pk in pks])


def _connection(session: Session | Connection) -> Connection:
    return session.connection() if isinstance(session, Session) else session
