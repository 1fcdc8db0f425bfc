"""``indicator``, ``tag``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cli.finding import add_filters, asked_filters, asked_sort
from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.indicators.faces import IndicatorCard, IndicatorFace
    from app.services.indicators.tagging import Tagged

_KINDS = {"counted": "A", "typed": "B", "computed": "D"}
_GIVEN = (
    "name", "unit", "group", "synonyms", "event", "measure", "intake", "match", "where", "formula", "over_time",
    "decimals",
)  # fmt: skip


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "indicator", "指标目录").add_subparsers(dest="action", required=True)
    made = add(group, "list", "列出", listed)
    made.add_argument("text", nargs="*")
    made.add_argument("--group", default="", help="哪一组")
    made.add_argument("--retired", action="store_true", help="连停用的一起列")
    made = add(group, "find", "按名称、别名、拼音找", listed)
    made.add_argument("text", nargs="+")
    made.set_defaults(group="", retired=False)
    made = add(group, "show", "看一个", show)
    made.add_argument("key")
    made.add_argument("--period", help="连这一期的数一起看")
    made = add(group, "add", "新设一个", put)
    _add_fields(made)
    made = add(group, "change", "改一个", put)
    made.add_argument("key")
    _add_fields(made)
    made = add(group, "try", "试算：还没有保存的，或者已有的", try_out)
    made.add_argument("key", nargs="?", default="")
    made.add_argument("--period", required=True)
    _add_fields(made)
    for name, words, command in (("retire", "停用", retire), ("restore", "恢复使用", restore)):
        add(group, name, words, command).add_argument("key")
    group = add(commands, "tag", "活动标签").add_subparsers(dest="action", required=True)
    add(group, "list", "列出在用的标签", tags)
    for name, words, action in (("add", "给登记贴标签", "tag"), ("remove", "去掉标签", "untag")):
        made = add(group, name, words, tag)
        made.add_argument("tag")
        made.add_argument("--id", action="append", default=[], dest="ids", metavar="编号", help="哪一件，可以写几个")
        made.add_argument("--found", action="store_true", help="下面条件找到的全部")
        add_filters(made)
        made.set_defaults(way=action)
        made.mixed = True
    add(group, "undo", "撤销一次贴标签", undo).add_argument("id")


def _add_fields(made: Any) -> None:
    made.add_argument("--name", help="名称")
    made.add_argument("--kind", choices=tuple(_KINDS), help="台账里数（counted）、填写（typed）、公式（computed）")
    made.add_argument("--unit", help="单位")
    made.add_argument("--group", help="放在哪一组")
    made.add_argument("--synonyms", help="别名，用顿号隔开")
    made.add_argument("--event", help="数哪个环节，如 受理、办结")
    made.add_argument("--measure", help="count 件数、people 人数、amount 涉案金额、recovered 挽回、punitive 加倍赔偿")
    made.add_argument("--intake", help="哪类信息件，如 complaint、enquiry")
    made.add_argument(
        "--where", action="append", metavar="条件", help="如 年龄>=60、购买方式=直播带货、标签=3·15；可以写几条"
    )
    made.add_argument("--match", choices=("all", "any"), help="全部符合，或符合一条")
    made.add_argument("--formula", help="如 调解成功 除以 受理投诉 乘以 100")
    made.add_argument("--over-time", choices=("sum", "last"), dest="over_time", help="各期相加，或取最后一期")
    made.add_argument("--decimals", type=int, help="小数位数")


def listed(call: Call) -> Answer:
    """The catalogue, or what was found in it."""
    found = call.services.indicators.listed(" ".join(call.text), call.group, retired=call.retired)
    rows = [_face(face) for face in found]
    shown = [(f.key, f.name, f.unit, f.group_name, f.kind_words + ("（停用）" if f.retired else "")) for f in found]
    return Answer({"indicators": rows, "total": len(rows)}, table(["代号", "名称", "单位", "组", "怎么来"], shown))


def show(call: Call) -> Answer:
    """One indicator."""
    from app.services.periods import parse_period

    period = parse_period(call.period) if call.period else None
    return _answer(call.services.indicators.show(call.key, period))


def put(call: Call) -> Answer:
    """Add or change an own indicator."""
    services = call.services
    raw = dict(services.indicators.show(call.key).raw) if call.action == "change" else {}
    card = services.indicators.put(raw | _given(call), by=call.by, today=call.today)
    return _answer(card)


def try_out(call: Call) -> Answer:
    """What an indicator gives for a period."""
    from app.services.periods import parse_period

    services = call.services
    raw: dict[str, Any] = dict(services.indicators.show(call.key).raw) if call.key else {}
    tried = services.indicators.try_out(raw | _given(call), parse_period(call.period), today=call.today)
    data = {
        "name": tried.name,
        "unit": tried.unit,
        "rule": tried.rule,
        "value": _number(tried.value),
        "last_year": _number(tried.before),
        "n": tried.count,
        "records": list(tried.records),
        "kind": tried.of,
        "issues": list(tried.issues),
    }
    lines = [f"{tried.period}：{tried.value} {tried.unit}（上年同期 {str(tried.before) or '没有数'}）", tried.rule]
    if tried.of == "complaint" and tried.records:
        hits = services.complaints.hits(tried.records[:50], call.today)
        lines += table(
            ["编号", "登记日", "投诉人", "被投诉方"], [(h.number, h.received_on, h.complainant, h.trader) for h in hits]
        )
    return Answer(data, lines, tried.issues)


def retire(call: Call) -> Answer:
    """Offer an indicator no longer."""
    return _answer(call.services.indicators.retire(call.key, today=call.today, by=call.by))


def restore(call: Call) -> Answer:
    """Offer it again."""
    return _answer(call.services.indicators.restore(call.key, by=call.by))


def tags(call: Call) -> Answer:
    """The tags in use."""
    found = call.services.indicators.tags()
    rows = [{"tag": face.tag, "n": face.count} for face in found]
    return Answer(
        {"tags": rows}, table(["标签", "件数"], [(f.tag, f.count) for f in found]) if found else ["还没有标签"]
    )


def tag(call: Call) -> Answer:
    """Tag cases by number, or all that a search finds; or take the tag off."""
    services = call.services
    ids = [services.complaints.show(wanted).id for wanted in call.ids]
    if call.found:
        found = services.complaints.ids(" ".join(call.text), asked_filters(call), asked_sort(call), today=call.today)
        ids += [id for id in found if id not in set(ids)]
    elif not ids:
        raise AppError(
            "cli.usage", exit_code=EXIT_USAGE, usage=f"tag {call.action} 标签 --id 编号 | --found 条件", why=""
        )
    change = services.indicators.tag if call.way == "tag" else services.indicators.untag
    return _tagged(change(ids, call.tag, by=call.by), "贴上" if call.way == "tag" else "去掉")


def undo(call: Call) -> Answer:
    """Take a tagging back."""
    return _tagged(call.services.indicators.undo_tagging(call.id, by=call.by), "撤销")


def _tagged(done: Tagged, word: str) -> Answer:
    data = {
        "id": done.id,
        "tag": done.tag,
        "changed": len(done.changed),
        "already": done.already,
        "in_bin": done.in_bin,
        "records": list(done.changed),
        "issues": list(done.issues),
    }
    lines = [f"{word}了 {len(done.changed)} 件；要撤销：tag undo {done.id}"]
    return Answer(data, lines, done.issues)


def _given(call: Call) -> dict[str, Any]:
    raw = {name: value for name in _GIVEN if (value := getattr(call, name, None)) is not None}
    if call.kind:
        raw["kind"] = _KINDS[call.kind]
    elif "kind" not in raw and (raw.get("where") or raw.get("event")):
        raw["kind"] = "A"
    elif raw.get("formula"):
        raw["kind"] = "D"
    return raw


def _face(face: IndicatorFace) -> dict[str, Any]:
    return {
        "key": face.key,
        "name": face.name,
        "unit": face.unit,
        "group": face.group,
        "kind": face.kind,
        "rule": face.rule,
        "synonyms": list(face.synonyms),
        "own": face.own,
        "retired": face.retired,
    }


def _answer(card: IndicatorCard) -> Answer:
    data = _face(card.face) | {
        "over_time": card.raw["over_time"],
        "over_offices": card.raw["over_offices"],
        "formula": card.formula,
        "conditions": list(card.conditions),
        "templates": list(card.templates),
        "used_by": list(card.used_by),
        "period": card.period,
        "value": _number(card.current),
        "last_year": _number(card.before),
        "issues": list(card.issues),
    }
    face = card.face
    lines = [
        f"{face.name}（{face.unit}）　{face.key}{'　已停用' if face.retired else ''}",
        face.rule,
        f"{face.kind_words}；{card.over_time}；{card.over_offices}。",
    ]
    if face.synonyms:
        lines.append(f"又叫：{'、'.join(face.synonyms)}")
    if card.templates:
        lines.append(f"用在：{'、'.join(card.templates)}")
    if card.current is not None and card.before is not None:
        lines.append(f"{card.period}：{str(card.current) or '没有数'}；上年同期：{str(card.before) or '没有数'}")
    return Answer(data, lines, card.issues)


def _number(value: Any) -> str | None:
    return None if value is None or value.number is None else str(value)
