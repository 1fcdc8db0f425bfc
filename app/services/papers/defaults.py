"""What a case already says to the questions of a paper: sources by name, as ``kinds.toml`` calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.papers.values import demand, yuan
from app.services.parsing.money import in_capitals

if TYPE_CHECKING:
    from app.services.papers.facts import Facts
    from app.services.papers.kinds import Spec

Source = Callable[["Facts", "Spec", date, str], str]

_ADVICE = (
    "一、立即停止并改正上述做法，妥善处理消费者的投诉。\n"
    "二、对照有关消费者权益保护的法律、法规进行自查，防止同类问题再次发生。\n"
    "三、把整改情况书面告知本单位。"
)
_WISH = "请按照职责办理，并将办理结果告知{who}和本单位。"
#: Who brought it, by the kind of intake.
_WHO = {"report": "举报人", "suggestion": "建议人"}
#: Days to answer or to bring what is missing, unless the case or the letter says otherwise.
_DAYS = 15


def defaults(facts: Facts, spec: Spec, today: date, by: str = "") -> dict[str, str]:
    """By name, as one would type it; "" where the case says nothing."""
    return {name: SOURCES[source](facts, spec, today, by) if source else "" for name, source in spec.defaults.items()}


def _addressee(facts: Facts, spec: Spec, today: date, by: str) -> str:
    record = facts.record
    if record is None:
        return facts.letter.to_whom if facts.letter else ""
    if spec.face.side == "trader":
        return record.trader
    if spec.face.side == "both":
        return "、".join(name for name in (record.complainant, record.trader) if name)
    return record.complainant if spec.face.side == "complainant" else ""


def _letter_to(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return facts.letter.to_whom if facts.letter else _addressee(facts, spec, today, by)


def _address(facts: Facts, spec: Spec, today: date, by: str) -> str:
    record = facts.record
    if record is None:
        return ""
    to_trader = bool(record.trader) and _latest(facts, "recipient") == record.trader
    return record.trader_address if to_trader else record.address


def _latest(facts: Facts, name: str) -> str:
    """Something about the latest paper that is served on somebody."""
    for paper in reversed(facts.before):
        if paper.kind not in ("service_receipt", "follow_up_record", "register_form"):
            return str(getattr(paper, name))
    return ""


def _latest_paper(facts: Facts, spec: Spec, today: date, by: str) -> str:
    title, number = _latest(facts, "title"), _latest(facts, "number")
    return f"《{title}》（{number}）" if number else f"《{title}》" if title else ""


def _latest_recipient(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return _latest(facts, "recipient") or _addressee(facts, spec, today, by)


def _accepted(facts: Facts, spec: Spec, today: date, by: str) -> str:
    step = facts.last("accepted")
    return (step.on if step else today).isoformat()


def _due(facts: Facts, spec: Spec, today: date, by: str) -> str:
    if facts.letter is not None:
        return facts.letter.answer_due.isoformat() if facts.letter.answer_due else ""
    step = facts.last({"papers_notice": "papers_asked", "transfer_notice": "transferred"}.get(spec.key, ""))
    if step is not None:  # as the step says, also when it names no day
        return step.due_on.isoformat() if step.due_on is not None else ""
    return "" if spec.key == "warning_letter" else (today + timedelta(days=_DAYS)).isoformat()


def _reason(kind: str, code_list: str) -> Source:
    def source(facts: Facts, spec: Spec, today: date, by: str) -> str:
        step = facts.last(kind)
        return facts.lists.label(code_list, step.reason) if step else ""

    return source


def _note(*kinds: str) -> Source:
    def source(facts: Facts, spec: Spec, today: date, by: str) -> str:
        step = facts.last(*kinds)
        return step.note if step else ""

    return source


def _reason_note(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return _note("refused" if spec.key == "refusal_notice" else "terminated")(facts, spec, today, by)


def _transferred_to(facts: Facts, spec: Spec, today: date, by: str) -> str:
    step = facts.last("transferred")
    return step.to_whom if step else ""


def _facts_and_demand(facts: Facts, spec: Spec, today: date, by: str) -> str:
    record = facts.record
    if record is None:
        return ""
    wish = demand(facts)
    return "\n".join(part for part in (record.facts, f"要求：{wish}。" if wish else "") if part)


def _perform(facts: Facts, spec: Spec, today: date, by: str) -> str:
    step = facts.last("settled")
    return step.due_on.isoformat() if step is not None and step.due_on is not None else ""


def _outcome(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return facts.record.summary if facts.record else ""


def _terms(facts: Facts, spec: Spec, today: date, by: str) -> str:
    record = facts.record
    if record is None:
        return ""
    terms = []
    if record.recovered:
        terms.append(
            f"{record.trader or '被投诉方'}向{record.complainant or '投诉人'}支付人民币{yuan(record.recovered)}"
            f"（大写：{in_capitals(record.recovered)}）。"
        )
    elif record.summary:
        terms.append(record.summary)
    if not terms:
        return ""
    terms.append("双方就本次消费争议不再有其他要求。")
    return "\n".join(f"{'一二'[at]}、{term}" for at, term in enumerate(terms))


def _wish(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return _WISH.format(who=_WHO.get(facts.record.kind if facts.record else "", "投诉人"))


def _enclosures(facts: Facts, spec: Spec, today: date, by: str) -> str:
    if facts.record is None:
        return ""
    return "消费者投诉登记表及有关材料" if facts.record.kind == "complaint" else "登记表及有关材料"


def _subject(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return facts.letter.subject if facts.letter else ""


def _body(facts: Facts, spec: Spec, today: date, by: str) -> str:
    if facts.letter is not None:
        return facts.letter.body
    return facts.record.facts if facts.record and spec.face.side == "trader" else ""


def _performed(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return "已经履行" if facts.last("performed") else ""


def _satisfaction(facts: Facts, spec: Spec, today: date, by: str) -> str:
    return facts.lists.label("satisfaction", facts.record.satisfaction) if facts.record else ""


def _followed_up(facts: Facts, spec: Spec, today: date, by: str) -> str:
    step = facts.last("followed_up")
    return (step.on if step else today).isoformat()


#: Where a default comes from. Every name in ``kinds.toml`` is one of these.
SOURCES: Mapping[str, Source] = {
    "today": lambda facts, spec, today, by: (facts.letter.sent_on if facts.letter else today).isoformat(),
    "addressee": _addressee,
    "letter_to": _letter_to,
    "addressee_address": _address,
    "latest_paper": _latest_paper,
    "latest_recipient": _latest_recipient,
    "accepted": _accepted,
    "due": _due,
    "contact": lambda facts, spec, today, by: facts.home.office.contact or by,
    "clerk": lambda facts, spec, today, by: by,
    "phone": lambda facts, spec, today, by: facts.home.office.phone,
    "office": lambda facts, spec, today, by: facts.office,
    "refusal": _reason("refused", "refusal"),
    "termination": _reason("terminated", "termination"),
    "reason_note": _reason_note,
    "advised": _reason("advised_elsewhere", "advised"),
    "facts_and_demand": _facts_and_demand,
    "outcome": _outcome,
    "terms": _terms,
    "perform": _perform,
    "missing": _note("papers_asked"),
    "transfer_note": _note("transferred"),
    "transferred_to": _transferred_to,
    "wish": _wish,
    "advice": lambda facts, spec, today, by: _ADVICE,
    "enclosures": _enclosures,
    "subject": _subject,
    "body": _body,
    "direct": lambda facts, spec, today, by: facts.lists.label("served_way", "direct"),
    "followed_up": _followed_up,
    "telephone": lambda facts, spec, today, by: "电话",
    "complainant": lambda facts, spec, today, by: facts.record.complainant if facts.record else "",
    "performed": _performed,
    "satisfaction": _satisfaction,
    "follow_up_note": _note("followed_up"),
}
