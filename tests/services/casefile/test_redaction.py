"""Pseudonyms: the same person the same everywhere, and nothing of the originals left, however it was written."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.casefile.redaction import Redactor, cast_of, shapes

NUMBER = "33110200020250901010004"
PEOPLE = cast_of(
    ["李秀英、王芳等三人", "欧阳建国", "买买提·艾力", "John Smith", "李𬱖秀"],
    ["陈大明"],
    ["店主：张伟强，说好了", "代理人赵六说不行"],
    ["孙二", "本人"],
)
REDACTOR = Redactor(
    PEOPLE,
    {"13812345678": shapes.PHONE, "332522196001010011": shapes.IDENTITY, "0578-2261234": shapes.PHONE},
    ["浙江省青溪县城南街道望江小区12幢3单元401室"],
    [NUMBER, "青溪县人民路88号"],
)


def bare(text: str) -> str:
    return "".join(text.split())


def test_who_is_who() -> None:
    assert {person.name: person.pseudonym for person in PEOPLE} == {
        "李秀英": "投诉人甲",
        "王芳": "投诉人乙",
        "欧阳建国": "投诉人丙",
        "买买提·艾力": "投诉人丁",
        "John Smith": "投诉人戊",
        "李𬱖秀": "投诉人己",
        "陈大明": "联系人甲",
        "孙二": "相关人甲",
        "张伟强": "相关人乙",
        "赵六": "相关人丙",
    }


@pytest.mark.parametrize(
    ("words", "name"),
    [("我叫赵铁柱，电话打不通", "赵铁柱"), ("他的表姐刘翠花说不行", "刘翠花"), ("朋友：马晓梅。", "马晓梅")],
)
def test_people_named_in_passing(words: str, name: str) -> None:
    assert [person.name for person in cast_of([], [], [words])] == [name]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("李秀英到店", "投诉人甲到店"),
        ("投诉人李秀英到店", "投诉人甲到店"),
        ("李 秀\n英和秀英", "投诉人甲和投诉人甲"),
        ("李\u200b秀英", "投诉人甲"),
        ("李女士、老王、王某某", "某女士、老某、某某某"),
        ("欧阳先生", "某先生"),
        ("买买提 艾力，JOHN  SMITH", "投诉人丁，投诉人戊"),
        ("李𬱖秀", "投诉人己"),
        ("赵六不在", "相关人丙不在"),
        ("电话１３８　１２３４-５６７８。", "电话（电话略）。"),
        ("另一个 139 0000 1111。", "另一个 （电话略）。"),
        ("0578 226 1234，226-1234", "（电话略），226-1234"),
        ("一三八零零零零一二三四", "（电话略）"),
        ("身份证 330102 19551230 002X", "身份证 （证件号略）"),
        ("卡号6222 0212 3456 7890 123", "卡号（卡号略）"),
        ("浙K·A1234，浙Ｋ Ａ１２３４Ｄ", "（车牌略），（车牌略）"),
        ("新iPhone12，三星S24", "新iPhone12，三星S24"),
        (
            "QQ：12345678，微信号：abc_d12，微信是 wang-1990",
            "QQ：（QQ号略），微信号：（微信号略），微信是 （微信号略）",
        ),
        ("邮箱 a.b@qq.com", "邮箱 （邮箱略）"),
        ("住望江小区 12 幢 3 单元 401 室", "住（住址略）"),
        ("他家在东门路十二号", "他家在（住址略）"),
        ("店在青溪县人民路88号", "店在青溪县人民路88号"),
        (f"编号 {NUMBER}", f"编号 {NUMBER}"),
        ("花了1234567元，退2350.00元", "花了1234567元，退2350.00元"),
        ("2026-03-18，2026年3月5日上午9点", "2026-03-18，2026年3月5日上午9点"),
        ("国庆节买的", "国庆节买的"),
        ("", ""),
    ],
)
def test_what_becomes_of_words(words: str, said: str) -> None:
    assert REDACTOR.text(words) == said


def test_a_kept_number_does_not_shelter_a_person() -> None:
    sheltered = Redactor((), {"13812345678": shapes.PHONE}, (), ["编号13812345678号"])
    assert sheltered.text("编号13812345678号") == "编号（电话略）号"


def test_nested_values_are_changed_all_the_way_down() -> None:
    assert REDACTOR.deep({"a": ["李秀英", {"b": "王芳"}], "n": 3, "none": None}) == {
        "a": ["投诉人甲", {"b": "投诉人乙"}],
        "n": 3,
        "none": None,
    }


NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(["李", "王", "欧阳", "诸葛", "𣲘", "蓝"]),
    st.text("秀英芳建国𬱖䶮娜伟霞强梅", min_size=1, max_size=2),
)
PHONES = st.builds(
    lambda second, rest: f"1{second}{rest}", st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9)
)
IDENTITIES = st.builds(
    lambda place, born, rest: f"{place}{born}{rest}",
    st.sampled_from(["330102", "332522"]),
    st.sampled_from(["19550101", "20010203"]),
    st.from_regex(r"[0-9]{3}[0-9X]", fullmatch=True),
)
GAPS = st.sampled_from(["", "", "", " ", "\u3000", "\n", "\u200b"])
CHATTER = st.text("的在店里说不退手机坏了，。；：（）", max_size=6)


def spread(pick: st.DataObject, text: str) -> str:
    """``text`` as it may have been typed: gaps, line ends, full width."""
    wide = {ord(c): ord(c) + 0xFEE0 for c in string.digits + "X"}
    shown = text.translate(wide) if pick.draw(st.booleans()) else text
    return "".join(character + pick.draw(GAPS) for character in shown)


@settings(max_examples=150)
@given(st.data(), st.lists(NAMES, min_size=1, max_size=4, unique=True), PHONES, PHONES, IDENTITIES)
def test_nothing_of_the_originals_survives(
    pick: st.DataObject, names: list[str], phone: str, unknown: str, identity: str
) -> None:
    """``unknown`` is nobody's as far as the case knows; its shape gives it away."""
    redactor = Redactor(cast_of(names, []), {phone: shapes.PHONE, identity: shapes.IDENTITY})
    secrets = [*names, phone, unknown, identity]
    told = "".join(
        pick.draw(CHATTER) + "，" + spread(pick, secret) + "，" for secret in pick.draw(st.permutations(secrets))
    )
    said = bare(redactor.text(told))
    for secret in secrets:
        assert secret not in said and spread_wide(secret) not in said, (told, said)


def spread_wide(text: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in string.digits})


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_a_name_goes_whatever_stands_around_it(text: str) -> None:
    assert "李秀英" not in bare(REDACTOR.text(f"{text}李秀英{text}"))


@pytest.mark.parametrize(
    ("trader", "words", "said"),
    [
        ("大方健身", "在大方健身办了健身卡", "在经营者甲办了健身卡"),
        ("万家顺超市", "万家顺超市的超市卡", "经营者甲的超市卡"),
        ("李德明", "店主德明说不退", "店主经营者甲说不退"),
    ],
)
def test_the_end_of_a_shops_name_is_a_word_of_its_own(trader: str, words: str, said: str) -> None:
    people = cast_of(["王芳"], [], [words], traders=[trader])
    assert Redactor(people, {}, []).text(words) == said
