"""The face of it all: asked while somebody types, taught by the register behind their back."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.progress import SILENT, Progress
from app.services import codelists
from app.services.suggesting.cleaning import Kind
from app.services.suggesting.guessing import Guess
from app.services.suggesting.phrases import Phrases

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.suggesting.following import Mark
    from app.services.suggesting.learned import Learned

_BETWEEN = re.compile(r"[、,，;；\s]+")
#: So many cases, or this part of what is known, may be learned on top of the file before the register is read anew.
_RECENT, _RECENT_PART = 300, 0.1
#: More than this at once is read anew instead.
_MOST_AT_ONCE = 1000


class Suggester:
    """Suggestions of one data folder. Making one costs nothing; :meth:`catch_up` is what loads and learns.

    ``phrases`` completes facts. Both answer with nothing until the first :meth:`catch_up` has got that far.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: Path = database.folder.learned
        self._lock = threading.Lock()
        self._learned: Learned | None = None
        self._mark: Mark | None = None
        self._since_file = 0
        self._lists: CodeLists | None = None
        self.phrases = Phrases()

    @property
    def ready(self) -> bool:
        """Whether guesses can be asked for."""
        return self._learned is not None

    def guess(self, kind: Kind, texts: Mapping[str, str]) -> tuple[Guess, ...]:
        """At most three classes for what was typed, the likeliest first; none when nothing speaks for one.

        ``texts`` by field name: facts, item, brand, trader, demand, buying (the last two as words or codes). Takes
        one or two milliseconds, asks no database, and never fails because of a text.
        """
        learned = self._learned
        if learned is None:
            return ()
        return learned.judges[kind].guess(self._coded(texts))

    def catch_up(self, progress: Progress = SILENT) -> int:
        """Learn what came or changed in the register, whoever did it; gives how many cases.

        For a lane of its own: the first time takes up to half a minute of little work on an old PC and can be
        cancelled (what was learned before then stays); afterwards some milliseconds.
        """
        with self._lock:
            return self._catch_up(progress)

    def _catch_up(self, progress: Progress) -> int:
        from app.services.suggesting import following
        from app.services.suggesting.learned import Learned
        from app.services.suggesting.lexicon import lexicon

        if self._mark is None:
            self._begin()
        learned, mark = self._learned, self._mark
        assert learned is not None
        if self._lists is None:
            self._lists = codelists.of(self._database)
        with self._database.read() as session:
            moved = None
            if mark is not None and following.same_register(session, mark):
                moved = following.since(session, mark, self._lists, _MOST_AT_ONCE)
            if moved is None or self._since_file + len(moved[0]) > max(_RECENT, _RECENT_PART * learned.cases):
                moved = None
                anew = Learned(lexicon())
                mark = following.read_all(session, anew, progress)
        if moved is None:
            assert mark is not None
            self._swap(anew, mark)
            return anew.cases
        pairs, self._mark = moved
        rest = following.pacing()
        for before, after in pairs:
            learned.learn(before, after)
            rest()
        self._since_file += len(pairs)
        return len(pairs)

    def _begin(self) -> None:
        """The lexicon and, if there is one, the file."""
        from app.services.suggesting import following, keeping
        from app.services.suggesting.learned import Learned
        from app.services.suggesting.lexicon import lexicon

        words = lexicon()
        kept = keeping.load(self._file, words)
        learned, mark = kept if kept is not None else (Learned(words), None)
        learned.index(following.pacing())
        self._show(learned)
        self._mark = mark

    def _swap(self, learned: Learned, mark: Mark) -> None:
        from app.errors import AppError
        from app.services.suggesting import following, keeping
        from app.services.suggesting.lexicon import lexicon

        learned.index(following.pacing())
        self._show(learned)
        self._mark, self._since_file = mark, 0
        try:
            keeping.save(self._file, learned, mark, lexicon())
        except AppError:  # a full disk: it is learned again next time
            self._file.unlink(missing_ok=True)

    def _show(self, learned: Learned) -> None:
        """Answer from ``learned`` from now on; whoever holds ``phrases`` keeps holding the right ones."""
        self.phrases.take(learned.phrases)
        learned.phrases = self.phrases
        self._learned = learned

    def _coded(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        """Demand and way of buying as the codes that the words or codes stand for."""
        lists = self._lists
        coded = {name: text for name, text in texts.items() if text}
        for name in ("demand", "buying"):
            if name in coded:
                words = _BETWEEN.split(coded[name])
                coded[name] = ",".join(filter(None, (lists.code(name, word) for word in words))) if lists else ""
        return coded
