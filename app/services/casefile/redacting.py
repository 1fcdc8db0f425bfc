"""A gathered case in which nobody can be recognised: the same shape, other words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.casefile.redaction import Redactor, cast_of, shapes

if TYPE_CHECKING:
    from app.services.casefile.gathering import Gathered
    from app.services.complaints.record import Record

#: What a paper was filled in with that are names: who else was there, who was called, who signed for it.
_PRESENT = ("others", "visited", "receiver")
#: Fields of a case that may name somebody in passing.
_TOLD = ("facts", "summary", "item", "brand", "quantity", "station", "trader", "trader_address", "paper_number")


def redactor_of(found: Gathered, *, keep_trader: bool) -> Redactor:
    """What must not be read about this case, and the pseudonyms of its people."""
    record = found.record
    people = cast_of(
        [record.complainant, *(member.name for member in found.members)],
        [record.trader_contact],
        _texts(found),
        _present(found),
        [] if keep_trader else _trader_names(record.trader),
    )
    numbers = {
        record.phone: shapes.PHONE,
        record.trader_phone: shapes.PHONE,
        record.id_number: shapes.IDENTITY,
        **{member.phone: shapes.PHONE for member in found.members},
    }
    addresses = [record.address, *(member.address for member in found.members)]
    kept = [record.number, found.archive_number, *(paper.number for paper in found.papers)]
    kept += [letter.number for letter in found.letters]
    kept += [str(paper.fields.get("phone") or "") for paper in found.papers]  # the office's own
    if keep_trader:
        kept += [record.trader_code, record.trader_address]
    else:
        numbers[record.trader_code] = shapes.NUMBER
        addresses.append(record.trader_address)
    return Redactor(people, _split(numbers), [address for address in addresses if address], kept)


def redacted(found: Gathered, redactor: Redactor, *, keep_trader: bool) -> Gathered:
    """The case with pseudonyms; attachments are left out."""
    text = redactor.text
    return replace(
        found,
        record=_record(found.record, redactor, keep_trader),
        members=tuple(replace(m, name=text(m.name), phone="", address="", note=text(m.note)) for m in found.members),
        papers=tuple(
            replace(p, recipient=text(p.recipient), fields=redactor.deep(p.fields), revoked=text(p.revoked))
            for p in found.papers
        ),
        letters=tuple(
            replace(
                letter,
                to_whom=text(letter.to_whom),
                subject=text(letter.subject),
                body=text(letter.body),
                answer=text(letter.answer),
            )
            for letter in found.letters
        ),
        files=(),
        story=tuple(
            replace(told, detail=text(told.detail), taken_back=text(told.taken_back))
            for told in found.story
            if told.kind not in ("file", "link")
        ),
        archive_title=text(found.archive_title),
    )


def _record(record: Record, redactor: Redactor, keep_trader: bool) -> Record:
    changed: dict[str, Any] = {name: redactor.text(getattr(record, name)) for name in _TOLD}
    changed |= {
        "complainant": _name(record.complainant, redactor, "投诉人甲"),
        "trader_contact": _name(record.trader_contact, redactor, "联系人甲"),
        "phone": shapes.PHONE if record.phone else "",
        "address": shapes.ADDRESS if record.address else "",
        "id_number": shapes.IDENTITY if record.id_number else "",
        "age": None,
        "register_number": None,
        "tags": tuple(redactor.text(tag) for tag in record.tags),
        "trader_phone": shapes.PHONE if record.trader_phone else "",
    }
    if not keep_trader:
        changed |= {
            "trader_address": shapes.ADDRESS if record.trader_address else "",
            "trader_code": shapes.NUMBER if record.trader_code else "",
        }
    return replace(record, **changed)


def _name(name: str, redactor: Redactor, instead: str) -> str:
    """A name's pseudonym; names too short to be searched for have the first of their kind."""
    if not name:
        return ""
    found = redactor.text(name)
    return instead if found == name else found


def _trader_names(name: str) -> list[str]:
    """A trader's name, and the short form people use for it."""
    short = name
    for tail in ("有限责任公司", "股份有限公司", "有限公司"):
        short = short.removesuffix(tail)
    return [name, short] if len(short) >= 3 and short != name else [name]


def _split(numbers: dict[str, str]) -> dict[str, str]:
    """Each of several numbers written into one field, and the whole."""
    found: dict[str, str] = {}
    for text, instead in numbers.items():
        found[text] = instead
        for part in text.replace("，", " ").replace("、", " ").replace("/", " ").replace(";", " ").split():
            found[part] = instead
    found.pop("", None)
    return found


def _present(found: Gathered) -> list[str]:
    """People that papers name who are neither complainants nor the trader's."""
    return [str(paper.fields.get(name) or "") for paper in found.papers for name in _PRESENT]


def _texts(found: Gathered) -> Iterator[str]:
    """Everything somebody wrote freely."""
    record = found.record
    yield from (record.complainant, record.trader_contact, record.facts, record.summary)
    for member in found.members:
        yield member.note
    for paper in found.papers:
        yield from _strings(paper.fields)
    for letter in found.letters:
        yield from (letter.body, letter.answer)
    for told in found.story:
        yield told.detail


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
