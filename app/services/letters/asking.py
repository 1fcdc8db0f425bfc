"""What a letter has to be told, field by field, with what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.services.asks import Ask
from app.services.letters.face import ANSWER_DAYS, Letter
from app.services.letters.fields import LABELS

_NAMED = "比如：青溪县市场监督管理局"


#: The form calls the day of the answer by a name that says it lies ahead.
DUE = "due"


def asks(kind: str, begun: Mapping[str, str]) -> tuple[Ask, ...]:
    """The fields of a letter of ``kind``; ``begun`` is what stands in them, by field."""
    days = ANSWER_DAYS[kind]
    due_hint = f"不写就是发出后 {days} 天；不要求答复写“不要求”" if days else "不要求答复就空着"
    to_trader = kind != "query"
    every = {
        "to_whom": Ask(
            "to_whom", LABELS["to_whom"], "text", required=True, hint="一般就是这家经营者" if to_trader else _NAMED
        ),
        "trader": Ask("trader", LABELS["trader"], "text", hint="关于哪一家经营者"),
        "subject": Ask("subject", LABELS["subject"], "text", hint="一句话说什么事"),
        "body": Ask("body", LABELS["body"], "story", hint="要说的话。正式的文由程序排好，这里只写内容"),
        "sent_on": Ask("sent_on", LABELS["sent_on"], "date", required=True),
        DUE: Ask(DUE, LABELS["answer_due"], "date", hint=due_hint),
        "case": Ask("case", "投诉编号", "text", hint="为哪一件投诉；不为哪一件就空着"),
        "number": Ask("number", LABELS["number"], "text", hint="出正式的文时自动给，手写过的在这里记"),
    }
    order = ("trader", "to_whom") if to_trader else ("to_whom", "trader")
    names = (*order, "subject", "body", "sent_on", DUE, "case", "number")
    return tuple(replace(every[name], default=begun.get("answer_due" if name == DUE else name, "")) for name in names)


def answer_asks(letter: Letter, today: date) -> tuple[Ask, ...]:
    """The fields of the answer to ``letter``."""
    on = letter.answered_on or today
    return (
        Ask("answered_on", LABELS["answered_on"], "date", required=True, default=on.isoformat()),
        Ask("answer", LABELS["answer"], "story", default=letter.answer, hint="对方怎么说的，查到了什么，改了没有"),
    )


def texts_of(letter: Letter) -> dict[str, str]:
    """A letter as it would be typed, by field."""
    return {
        "kind": letter.kind,
        "to_whom": letter.to_whom,
        "trader": letter.trader,
        "subject": letter.subject,
        "body": letter.body,
        "sent_on": letter.sent_on.isoformat(),
        "answer_due": letter.answer_due.isoformat() if letter.answer_due else "",
        "case": letter.case_number,
        "number": letter.number,
    }


def raw_of(texts: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the form, by the names of a letter's fields."""
    return {"answer_due" if name == DUE else name: text for name, text in texts.items()}
