"""One letter: writing a new one, changing it, or writing down the answer that came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.services.letters import KIND_WORDS
from app.services.letters.asking import DUE, answer_asks, asks, raw_of, texts_of
from app.services.letters.face import KIND_EXPLAINS
from app.ui.context import Context
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.common import clerk_of, short_day, today_of
from app.ui.widgets.groups import GroupFace, GroupRow

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.letters import Kept, Letter


class LetterPage(AskPage):
    """``arrive(kind=, case=, trader=)`` writes a new one, ``arrive(letter=id)`` changes one, with ``answer=True`` its
    answer is written down."""

    draft_kind = "letter"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "letter", "一份函件")
        self._letter: Letter | None = None
        self._answering = False
        self._case = self._trader = ""
        self.kinds = GroupRow("写哪一种")
        self.kinds.set_groups([GroupFace(key, word) for key, word in KIND_WORDS.items()])
        self.kinds.choose("query")
        self.kinds.changed.connect(self._kind_chosen)
        self.body.insertWidget(self.body.indexOf(self.card), self.kinds)

    def arrive(self, **how: Any) -> None:
        if not how:
            if not self.form.asks:
                self._begin("query", "", "")
            return
        wanted = str(how.get("letter", ""))
        self._answering = bool(how.get("answer"))
        if wanted:
            letters = self.context.services.letters
            self.context.jobs.read(
                lambda progress: letters.show(wanted), self._show_letter, channel="letter", owner=self
            )
            return
        kind = str(how.get("kind", "query"))
        self._begin(kind if kind in KIND_WORDS else "query", str(how.get("case", "")), str(how.get("trader", "")))

    # -- what is asked --------------------------------------------------------------------------------
    def _begin(self, kind: str, case: str, trader: str, typed: Mapping[str, str] | None = None) -> None:
        """A new letter of ``kind``; ``typed`` stays in its fields."""
        self._letter, self._case, self._trader = None, case, trader
        letters, today = self.context.services.letters, today_of(self.context)

        def work(progress: Progress) -> dict[str, str]:
            return letters.suggested(kind, case=case, trader=trader, today=today)

        self.context.jobs.read(
            work, lambda begun: self._show_new(kind, begun, typed or {}), channel="letter", owner=self
        )

    def _show_new(self, kind: str, begun: Mapping[str, str], typed: Mapping[str, str]) -> None:
        self.kinds.show()
        self.kinds.choose(kind)
        word = KIND_WORDS[kind]
        self.ask(
            asks(kind, begun),
            title=f"写{word}",
            fact=begun.get("subject", "") or begun.get("trader", ""),
            told=KIND_EXPLAINS[kind],
            draft=f"letter-new-{kind}-{self._case or self._trader or 'free'}"[:64],
            about={"kind": kind, "case": self._case, "trader": self._trader},
            words=f"{word} {begun.get('to_whom', '')}".strip(),
        )
        self.form.set_texts({name: text for name, text in typed.items() if text})

    def _kind_chosen(self, kind: str) -> None:
        """Another kind: what was typed stays, what depends on the kind begins anew."""
        mine = {ask.name: ask.default for ask in self.form.asks.values()}
        typed = {name: text for name, text in self.form.texts().items() if name != DUE and text != mine.get(name, "")}
        self._begin(kind, self._case, self._trader, typed)

    def _show_letter(self, letter: Letter) -> None:
        self._letter = letter
        self.kinds.hide()
        word, today = KIND_WORDS[letter.kind], today_of(self.context)
        fact = "，".join(filter(None, (f"{short_day(letter.sent_on, today)}发给{letter.to_whom}", letter.subject)))
        if self._answering:
            self.ask(
                answer_asks(letter, today), title="记下答复", fact=f"{word}，{fact}", draft=f"letter-answer-{letter.id}"
            )
            return
        self.ask(asks(letter.kind, texts_of(letter)), title=f"改{word}", fact=fact, draft=f"letter-{letter.id}")

    # -- storing --------------------------------------------------------------------------------------
    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        letters, letter = self.context.services.letters, self._letter
        today, by, raw = self.form.today, clerk_of(self.context), raw_of(texts)
        if letter is None:
            raw["kind"] = self.kinds.chosen
            if not raw.get("answer_due"):
                del raw["answer_due"]

        def work(progress: Progress) -> Kept:
            if letter is None:
                return letters.write(raw, today=today, by=by)
            return letters.change(letter.id, raw, today=today, by=by, version=letter.version)

        self.context.jobs.write(work, self._stored, changes={"letter", "complaint"}, failed=self.not_stored, owner=self)

    def _stored(self, kept: Kept) -> None:
        new, answering = self._letter is None, self._answering
        self.stored()
        word = KIND_WORDS[kept.letter.kind]
        told = f"{word}存好了。" if new else "答复记下了。" if answering else "改好了。"
        told += "".join(issue.message for issue in kept.issues)
        self.context.tell(told)
        self.context.go("letters", instead=True, letter=kept.letter.id, told=told, fresh=new)
