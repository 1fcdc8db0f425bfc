"""The kinds of paper and what each asks for, read from ``resources/papers/kinds.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.errors import AppError
from app.paths import resources
from app.services.asks import Ask


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper. ``series`` is the word in its number («受»), empty when the paper carries none.

    ``side`` is whom it goes to: ``complainant``, ``trader``, ``both``, ``other`` (an authority, another office) or
    ``""`` (it stays with the office).
    """

    key: str
    title: str
    series: str
    explains: str
    asks: tuple[Ask, ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """A kind with what only the program has to know.

    ``tags`` are the names in the template of what is asked, ``defaults`` the sources of what the case already says
    (both by name), ``basis`` the law a paper cites by who handles cases. ``letter``: it may go out without a case.
    ``unusual`` are states of a case with which it does not go.
    """

    face: PaperKind
    tags: Mapping[str, str]
    defaults: Mapping[str, str]
    basis: Mapping[str, str] = field(default_factory=dict)
    letter: bool = False
    unusual: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.face.key


@cache
def _data() -> dict[str, Any]:
    with (resources() / "papers" / "kinds.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def specs() -> Mapping[str, Spec]:
    """All kinds by key, in the order of a case's life."""
    data = _data()
    return {row["key"]: _spec(row, data["asks"]) for row in data["kinds"]}


def spec_of(key: str) -> Spec:
    """The kind ``key``; also its title is understood. Raises ``paper.no_such_kind``."""
    known = specs()
    if key in known:
        return known[key]
    for spec in known.values():
        if spec.face.title == key.strip():
            return spec
    raise AppError("paper.no_such_kind", kind=key, known="、".join(spec.face.title for spec in known.values()))


def _spec(row: dict[str, Any], asks: dict[str, Any]) -> Spec:
    names = row["asks"]
    faces = tuple(
        Ask(
            name,
            row.get("labels", {}).get(name, asks[name]["label"]),
            asks[name]["kind"],
            asks[name].get("list", ""),
            name in row.get("needs", ()),
            "",
            asks[name].get("hint", ""),
        )
        for name in names
    )
    face = PaperKind(row["key"], row["title"], row.get("series", ""), row["explains"], faces, row.get("side", ""))
    sources = {name: asks[name].get("default", "") for name in names} | row.get("defaults", {})
    return Spec(
        face,
        {name: asks[name]["tag"] for name in names},
        sources,
        row.get("basis", {}),
        row.get("letter", False),
        tuple(row.get("unusual", ())),
    )


def asked_tags() -> Mapping[str, str]:
    """Every tag that comes from what is asked, and its label."""
    return {row["tag"]: row["label"] for row in _data()["asks"].values()}


def offered_keys(intake: str, state: str) -> tuple[str, ...]:
    """The kinds that fit a case of the kind ``intake`` in ``state``, likeliest first."""
    offers = _data()["offers"].get(intake, {})
    return tuple(offers.get(state, offers.get("any", ())))
