"""The moves of a case: what each is called, what it asks for, which papers go with it, and which fit now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.asks import Ask
from app.services.complaints import standing

if TYPE_CHECKING:
    from app.services.complaints.record import Record


@dataclass(frozen=True, slots=True)
class Move:
    """A step a case can take. ``key`` is the kind of event it writes, ``papers`` the kinds of paper that go with it.

    ``primary``: what is most probably wanted now. ``beside``: neither advances nor ends the case.
    """

    key: str
    verb: str
    explains: str
    asks: tuple[Ask, ...] = ()
    primary: bool = False
    beside: bool = False
    papers: tuple[str, ...] = ()


_ON = Ask("on", "日期", "date", required=True)
_COUNTS = Ask(
    "counts_on", "统计日期", "date", hint="不填就按上面的日期统计。那个月已经封存、要算补报的，写报出那个月的日期"
)
_NOTE = Ask("note", "备注", "story", hint="可以不写")


def _why(hint: str) -> Ask:
    return Ask("note", "理由", "story", required=True, hint=hint)


def _due(label: str, hint: str = "") -> Ask:
    return Ask("due", label, "date", hint=hint)


def _to(label: str, *, required: bool = True, hint: str = "") -> Ask:
    return Ask("to", label, required=required, hint=hint)


def _reason(label: str, codes: str) -> Ask:
    return Ask("reason", label, "code", codes, required=True)


_RECOVERED = Ask("recovered", "挽回经济损失", "money", hint="没有挽回写 0")
_PUNITIVE = Ask("punitive", "加倍赔偿金额", "money", hint="其中经营者多赔的部分；没有就不写")

MOVES: dict[str, Move] = {
    move.key: move
    for move in (
        Move(
            "papers_asked",
            "通知补正",
            "材料不全，先请投诉人补来，再决定是否受理。",
            (
                _ON,
                Ask("note", "要补什么", "story", required=True, hint="例如 购物小票、身份证复印件"),
                _due("请在哪天前补齐"),
            ),
            papers=("papers_notice",),
        ),
        Move("papers_received", "收到补正材料", "要的材料补来了。", (_ON, _NOTE)),
        Move("accepted", "受理", "符合受理条件，开始办理。", (_ON, _COUNTS, _NOTE), papers=("acceptance_notice",)),
        Move(
            "refused",
            "不予受理",
            "不符合受理条件，说明理由，告知投诉人。",
            (_ON, _reason("不予受理理由", "refusal"), _COUNTS, _NOTE),
            papers=("refusal_notice",),
        ),
        Move(
            "transferred",
            "转办",
            "转给有权处理的单位，记下对方应答复的日期。",
            (_ON, _to("转给谁"), _due("请在哪天前答复"), _COUNTS, _NOTE),
            papers=("transfer_notice",),
        ),
        Move(
            "mediating",
            "开始调解",
            "双方同意调解，约好时间地点。",
            (_ON, _NOTE),
            papers=("mediation_notice", "mediation_record"),
        ),
        Move(
            "paused",
            "中止调解",
            "送去检测、鉴定等，所用的时间不算在调解期限里。",
            (_ON, Ask("note", "送去哪里", "story", hint="例如 送省质检院检测"), _due("大约哪天出结果")),
        ),
        Move("resumed", "恢复调解", "检测、鉴定有了结果，接着调解。", (_ON, _NOTE)),
        Move(
            "settled",
            "调解成功",
            "双方达成协议。",
            (
                _ON,
                _RECOVERED,
                _PUNITIVE,
                Ask("way", "调解方式", "code", "mediation_way"),
                _due("约定哪天前履行"),
                _COUNTS,
                _NOTE,
            ),
            papers=("agreement", "mediation_record"),
        ),
        Move(
            "terminated",
            "终止调解",
            "没有达成协议，说明理由，调解到此为止。",
            (_ON, _reason("终止调解理由", "termination"), _COUNTS, _NOTE),
            papers=("termination_notice", "mediation_record"),
        ),
        Move("withdrawn", "撤回投诉", "投诉人自己撤回。", (_ON, _COUNTS, _NOTE), papers=("termination_notice",)),
        Move(
            "advised_elsewhere",
            "建议其他途径",
            "建议投诉人去仲裁、起诉或找别的部门。",
            (_ON, Ask("reason", "建议途径", "code", "advised"), _COUNTS, _NOTE),
        ),
        Move("performed", "协议履行", "协议里说好的都做到了。", (_ON, _NOTE)),
        Move(
            "followed_up",
            "回访",
            "问投诉人对办理满意不满意。",
            (_ON, Ask("satisfaction", "满意度", "code", "satisfaction", hint="没有表态就不选"), _COUNTS, _NOTE),
            papers=("follow_up_record",),
        ),
        Move(
            "reopened", "重新调解", "投诉人不满意，原来的办结不算，重新调解。", (_ON, _why("例如 商家没有按协议退款"))
        ),
        Move(
            "upheld",
            "维持原处理",
            "投诉人不满意，但原来的处理没有错，说明理由。",
            (_ON, _why("例如 投诉人又提出了新的要求")),
        ),
        Move("filed", "归档", "材料齐了，放进档案。", (_ON, _NOTE)),
        Move(
            "answered",
            "答复",
            "把处理结果告诉来人或转来的单位，或记下别处给的答复。",
            (_ON, Ask("note", "答复了什么", "story", required=True), _to("答复谁", required=False)),
            papers=("report_answer",),
        ),
        Move(
            "reconciled",
            "自行和解",
            "商家的服务点和投诉人自己谈好了，另外统计。",
            (_ON, _RECOVERED, _COUNTS, _NOTE),
        ),
        Move("arbitration", "仲裁", "投诉人申请了仲裁。", (_ON, _to("仲裁机构", required=False), _COUNTS, _NOTE)),
        Move(
            "supported_lawsuit",
            "支持起诉",
            "支持投诉人到法院起诉。",
            (_ON, _to("哪个法院", required=False), _COUNTS, _NOTE),
        ),
        Move("supervised", "督办", "重大投诉，上级督办。", (_ON, _to("谁督办"), _due("要求哪天前办结"), _NOTE)),
        Move("supervision_ended", "督办结束", "督办的单位说可以结束了。", (_ON, _NOTE)),
        Move(
            "transferred_in",
            "别处转来",
            "别的单位转来的，要向它答复。",
            (_ON, _to("谁转来"), _due("应在哪天前答复"), _NOTE),
        ),
    )
}


#: Calendar days one has to bring papers or to answer a transfer, unless a person says otherwise.
ANSWER_DAYS = {"papers_asked": 15, "transferred": 15}
#: States in which a lawsuit or an arbitration may begin, and in which the parties may come to terms by themselves.
_DISPUTED = ("accepted", "mediating", "paused", "settled", "terminated", "refused", "advised_elsewhere", "followed_up")
_OPEN = ("accepted", "mediating", "paused")
#: Papers that speak of a dispute and its mediation: none for reports and suggestions.
_DISPUTE_PAPERS = frozenset({"acceptance_notice", "refusal_notice", "papers_notice"})


def offered(record: Record, today: date) -> tuple[Move, ...]:
    """The moves that are sensible for a case now: the steps of its way, likeliest first, then what stands beside."""
    if record.deleted:
        return ()
    way = standing.may_follow(
        record.kind,
        record.events,
        closed=any(event.closes for event in record.events),
        satisfaction=record.satisfaction if record.followed_up_on else None,
    )
    found = [replace(MOVES[key], primary=at == 0) for at, key in enumerate(way)]
    found += [replace(MOVES[key], beside=True, papers=()) for key in _beside(record) if key not in way]
    if record.kind != "complaint":
        found = [replace(move, papers=tuple(p for p in move.papers if p not in _DISPUTE_PAPERS)) for move in found]
    return tuple(with_today(move, today) for move in found)


def _beside(record: Record) -> list[str]:
    kinds = [event.kind for event in record.events]
    if record.kind == "reconciliation":
        return []
    keys = []
    if unanswered(record) and standing.leads_to(record.kind, "answered") is None:
        keys.append("answered")
    if record.supervised:
        keys.append("supervision_ended")
    if record.state == "filed":
        return keys
    if record.kind == "complaint":
        if not record.supervised:
            keys.append("supervised")
        if record.state in _DISPUTED:
            keys += [key for key in ("supported_lawsuit", "arbitration") if key not in kinds]
        if record.state in _OPEN and "reconciled" not in kinds:
            keys.append("reconciled")
    if "transferred_in" not in kinds:
        keys.append("transferred_in")
    return keys


def unanswered(record: Record) -> bool:
    """Whether an answer is owed or awaited: the case came from elsewhere or was passed on, and nobody answered yet."""
    kinds = [event.kind for event in record.events]
    return kinds.count("answered") < kinds.count("transferred") + kinds.count("transferred_in")


def with_today(move: Move, today: date) -> Move:
    """The move with its days filled in: that of the step, and the one by which somebody is asked to answer."""
    days = {"on": today, "due": answer_day(move.key, today)}
    asks = tuple(
        replace(ask, default=day.isoformat()) if (day := days.get(ask.name)) is not None else ask for ask in move.asks
    )
    return replace(move, asks=asks)


def answer_day(key: str, on: date) -> date | None:
    """The last day to bring papers or to answer a transfer that was asked for on ``on``; None for other moves."""
    days = ANSWER_DAYS.get(key)
    return on + timedelta(days=days) if days is not None else None


def verb_of(key: str) -> str:
    """What a move is called, else the event's own word."""
    move = MOVES.get(key)
    return move.verb if move else standing.EVENT_WORDS.get(key, key)
