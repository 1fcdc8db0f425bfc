"""Cases with a random but legal history, made through the services as a person would: moves, steps back, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.errors import AppError
from app.services.asks import Ask
from app.services.casework import Casework, Move
from app.services.codelists import CodeLists
from app.services.complaints import Complaints, Record, standing
from app.services.database import Database

#: What stands beside the way is chosen less often, and so is what ends a case early.
_RARE = ("advised_elsewhere", "transferred", "refused", "withdrawn", "filed")
#: A change of a field may be refused since later steps stand; nothing else may go wrong.
_REFUSED = ("complaint.not_taken",)
_CHANGES = (
    {"recovered": "88.80"},
    {"amount": "1200", "group_size": "3"},
    {"result": "未达成", "termination": "其他"},
    {"result": ""},
    {"accepted_on": ""},
    {"closed_on": ""},
    {"mediation_way": "现场", "summary": "退了一半"},
    {"kind": "举报"},
    {"nature": "价格", "complainant": "改过名"},
)


@dataclass
class Walker:
    """Walks cases of one data folder on; nothing is later than ``last``."""

    database: Database
    lists: CodeLists
    rng: Random
    last: date

    def __post_init__(self) -> None:
        self.complaints, self.casework = Complaints(self.database), Casework(self.database)

    def case(self, received: date, steps: int) -> str:
        """A new case, walked on for so many steps; its id."""
        pick = self.rng.choice
        categories = [e for e in self.lists.entries("category") if e.kind != "root"]
        raw = {
            "received_on": received.isoformat(),
            "complainant": pick(("王建国", "李秀英", "买买提", "赵敏")),
            "trader": pick(("宏发手机店", "大众饭店", "东街超市")),
            "facts": "东西坏了，商家不管。",
            "category": pick(categories).label,
            "nature": pick(self.lists.entries("nature")).label,
            "channel": pick(self.lists.entries("channel")).label,
            "amount": str(self.rng.randint(0, 5000)),
            "kind": self.rng.choices(("投诉", "举报", "建议"), (12, 2, 1))[0],
        }
        if self.rng.random() < 0.1:
            del raw["category"]
        id = self.complaints.register(raw, today=self.last, by="陈秘书").record.id
        for _ in range(steps):
            self.step(id)
        return id

    def step(self, id: str) -> None:
        """One step: mostly a move that is offered, now and then one back, a change of a field, or one undone."""
        chance = self.rng.random()
        if chance < 0.08:
            self._back(id)
        elif chance < 0.12:
            self._change(id)
        elif chance < 0.14:
            self._undo(id)
        else:
            self._move(id)

    def _move(self, id: str) -> None:
        offered = self.casework.moves(id, today=self.last)
        if not offered:
            return
        weights = [0.3 if move.beside else 1.0 if move.key in _RARE else 4.0 for move in offered]
        move = self.rng.choices(offered, weights)[0]
        record = self.complaints.show(id)
        raw = {ask.name: self._answer(ask, record, move) for ask in move.asks}
        if raw.get("counts_on"):
            raw["counts_on"] = min(
                self.last, date.fromisoformat(raw["on"]) + timedelta(days=self.rng.randint(0, 50))
            ).isoformat()
        if raw.get("due"):
            raw["due"] = (date.fromisoformat(raw["on"]) + timedelta(days=self.rng.randint(0, 30))).isoformat()
        moved = self.casework.move(id, move.key, raw, today=self.last, by="陈秘书", version=record.version)
        assert not [issue for issue in moved.issues if issue.severity == "error"]
        assert moved.event in {event.id for event in moved.record.events}

    def _answer(self, ask: Ask, record: Record, move: Move) -> str:
        if not ask.required and self.rng.random() < 0.5:
            return ""
        if ask.name == "on":
            days = [event.on for event in record.events] if not move.beside else []
            first = max([record.received_on, *days])
            if move.key in ("answered", "supervision_ended"):
                first = max(event.on for event in record.events)
            return min(self.last, first + timedelta(days=self.rng.randint(0, 25))).isoformat()
        if ask.kind == "date":
            return "x"
        if ask.kind == "money":
            return str(self.rng.randint(0, 3000))
        if ask.kind == "code":
            entries = self.lists.entries(ask.list)
            if ask.name == "satisfaction" and self.rng.random() < 0.5:
                return "不满意"
            return self.rng.choice(entries).label
        return "市场监管所" if ask.name == "to" else "说明"

    def _back(self, id: str) -> None:
        record = self.complaints.show(id)
        beside = [e.id for e in record.events if standing.leads_to(record.kind, e.kind) is None]
        wanted = self.rng.choice([None, *beside])
        try:
            moved = self.casework.take_back(id, wanted, reason="写错了", today=self.last, by="赵主任")
        except AppError as error:
            if error.code == "casework.nothing_to_take_back":
                assert len(standing.in_order(record.kind, record.events)) == 1
            else:
                assert error.code in ("casework.later_step", "complaint.changed_since"), error
            assert self.complaints.show(id) == record
            return
        assert moved.event not in {event.id for event in moved.record.events}

    def _change(self, id: str) -> None:
        record = self.complaints.show(id)
        try:
            self.complaints.change(id, self.rng.choice(_CHANGES), today=self.last, by="陈秘书")
        except AppError as error:
            assert error.code in _REFUSED, error
            assert self.complaints.show(id) == record

    def _undo(self, id: str) -> None:
        try:
            self.complaints.take_back(id, by="赵主任")
        except AppError as error:
            assert error.code in ("complaint.nothing_to_take_back", "complaint.changed_since", *_REFUSED), error
