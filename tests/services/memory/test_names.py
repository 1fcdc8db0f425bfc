"""Names found by parts, pinyin, initials and mixtures; when two names may be one trader."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import pinyin
from app.services.memory.names import Names
from app.services.memory.spellings import Cores, alike, core

SHOPS = ("宏发手机店", "青溪县宏发超市", "重庆火锅", "长城家电行", "OPPO专卖店", "大润发")
PLACES = frozenset({"青溪县", "青溪", "澄江市", "澄江"})


def found(typed: str, names: tuple[str, ...] = SHOPS) -> list[str]:
    return [name for _, name in Names(names).find(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("宏发手", "宏发手机店"), ("手机", "宏发手机店"), ("hongfashouji", "宏发手机店"), ("hfsjd", "宏发手机店"),
        ("hongfsj", "宏发手机店"), ("HFSJ", "宏发手机店"), ("hf sj", "宏发手机店"), ("cqhg", "重庆火锅"),
        ("chongqing", "重庆火锅"), ("zhongqing", "重庆火锅"), ("jiadianhang", "长城家电行"), ("jdx", "长城家电行"),
        ("oppo", "OPPO专卖店"), ("oppozm", "OPPO专卖店"), ("drf", "大润发"), ("宏发sj", "宏发手机店"),
        ("ｈｆｓｊ", "宏发手机店"),
    ],
)  # fmt: skip
def test_a_name_is_found(typed: str, first: str) -> None:
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", "\n", "ongfa", "hfsx", "宏发店", "fahong", "|", "()["])
def test_what_does_not_fit_is_not_found(typed: str) -> None:
    assert found(typed) == []


def test_the_beginning_comes_before_the_middle() -> None:
    names = ("北街宏发手机店", "宏发手机店")
    assert [level for level, _ in Names(names).find("宏发")] == [1, 2]
    assert found("hf", names)[0] == "宏发手机店"
    assert Names(names).find("宏发手机店")[0] == (0, "宏发手机店")


def test_no_more_than_asked_for_and_the_likeliest_kept() -> None:
    names = tuple(f"宏发{number:04d}店" for number in range(5000))
    hits = Names(names).find("hf", 10)
    assert len(hits) == 10 and {name for _, name in hits} == set(names[:10])


@given(st.lists(st.sampled_from("宏发手机店重庆行长大家电A1（ "), min_size=1, max_size=8).map("".join), st.data())
def test_every_way_of_typing_a_name_finds_it(name: str, data: st.DataObject) -> None:
    """Some reading of each character, as much of each syllable as one likes."""
    sounds = [pinyin.readings(c).full for c in name if any(pinyin.readings(c).full)]
    if not sounds:
        return
    begin = data.draw(st.integers(0, len(sounds) - 1))
    typed = ""
    for each in sounds[begin:]:
        sound = data.draw(st.sampled_from(each))
        typed += sound[: data.draw(st.integers(1, len(sound)))]
    assert name in found(typed, ("别的店", name))


def test_many_names_agree_with_looking_at_each_one() -> None:
    pick = random.Random(3)
    names = tuple(dict.fromkeys("".join(pick.choices("宏发顺达手机店行长重庆家电大药房", k=4)) for _ in range(400)))
    index = Names(names)
    for typed in ("hf", "dy", "shou", "cq", "zq", "xz", "jdhang", "dafang"):
        expected = {name for name in names if pinyin.rank(typed, name) is not None}
        assert {name for _, name in index.find(typed, 1000)} == expected, typed


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("宏发手机店", "青溪县宏发手机店", "same"), ("宏发手机店", "宏发手机店（北街）", "same"),
        ("青溪宏发手机店", "宏发手机店(北街店)", "same"), ("宏发手机", "宏发手机店", "same"),
        ("宏发手机店", "青溪县宏发手机有限公司", "same"), ("宏发手机店", "鸿发手机店", "near"),
        ("宏发手机店", "北街宏发手机店", "near"), ("宏发手机店", "宏发机手店", "near"),
        ("宏发手机店", "宏发手机店", "same"), ("宏发手机店（北街）", "宏发手机店（南街）", ""),
        ("宏发手机店", "永发手机店", ""), ("宏发超市", "宏发商行", ""), ("手机店", "宏发手机店", ""),
        ("中心市场", "中心商场", ""), ("", "宏发手机店", ""), ("（）", "()", ""),
    ],
)  # fmt: skip
def test_spellings(one: str, other: str, how: str) -> None:
    assert alike(one, other, PLACES) == how
    assert alike(other, one, PLACES) == how


def test_what_is_left_of_a_name() -> None:
    assert core("浙江省青溪县宏发手机有限公司", PLACES) == "宏发手机"
    assert core("中心市场", PLACES) == "中心市场"
    assert core("青溪县有限公司", PLACES)
    assert core("（）", PLACES) == ""


def test_every_likely_spelling_is_among_those_compared() -> None:
    cores = Cores(PLACES)
    others = [f"{a}{b}{c}" for a in "永恒天百金" for b in "发达顺和盛" for c in ("手机店", "超市", "药房")]
    spelled = ["青溪县宏发手机店", "宏发手机店（北街）", "鸿发手机店", "北街宏发手机店", "宏发手机"]
    cores.add([*others, *spelled])
    assert set(spelled) <= set(cores.near("宏发手机店"))
