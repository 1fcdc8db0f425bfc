"""What is suggested for what was typed: sensible, explained, and never a failure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.suggesting.cleaning import KINDS, Kind, Told, squeezed
from app.services.suggesting.learned import Learned
from tests.services.suggesting.cases import AFTER, FOOD, HOME, QUALITY, taught


@pytest.fixture(scope="module")
def learned() -> Learned:
    """The shipped words and a few cases; only asked in these tests."""
    return taught(
        Told(category=HOME, nature=QUALITY, facts="手机黑屏", item="手机", trader="宏达手机店"),
        Told(category=FOOD, nature=AFTER, facts="月饼发霉不给退", item="月饼", trader="好邻居超市"),
    )


@pytest.mark.parametrize(
    ("texts", "code", "word", "item"),
    [
        ({"facts": "三天后黑屏，商家不给修", "item": "手机"}, HOME, "手机", "0101010000"),
        ({"facts": "在菜场买了两斤螃蟹，回去一称少了三两"}, FOOD, "螃蟹", ""),
        ({"facts": "健身房办了年卡，现在关门跑路"}, "0204000000", "健身房", "0204010000"),
        ({"facts": "买到假烟", "item": "中华烟"}, "0104000000", "中华烟", ""),
        ({"facts": "驾校一直不安排练车"}, "0211000000", "驾校", "0211010000"),
        ({"facts": "洗过一次就掉色缩水", "item": "羊毛衫"}, "0102000000", "羊毛衫", "0102010000"),
        ({"facts": "种子不发芽，今年绝收"}, "0110000000", "种子", "0110010000"),
        ({"facts": "宽带老是断网，话费照扣"}, "0206000000", "话费", "0206010000"),
        ({"facts": "楼上漏水物业公司不管"}, "0202000000", "物业公司", ""),
    ],
)
def test_a_category_and_why(learned: Learned, texts: dict[str, str], code: str, word: str, item: str) -> None:
    found = {guess.code: guess for guess in learned.judges["category"].guess(texts)}
    assert word in found[code].words
    assert found[code].item == item


@pytest.mark.parametrize(
    ("facts", "code", "word"),
    [
        ("用了三天就黑屏", "N01", "黑屏"),
        ("冰箱坏了商家拒绝维修", "N02", "拒绝维修"),
        ("办了会员卡，店关门跑路了", "N03", "跑路"),
        ("结账时多收了钱，没有明码标价", "N04", "没有明码"),
        ("讲座上说包治百病，忽悠老人", "N05", "包治百病"),
        ("买到的是假酒，厂家鉴定为假", "N06", "假酒"),
        ("吃了以后上吐下泻，进了医院", "N07", "上吐下泻"),
        ("买的桃子缺斤少两", "N08", "缺斤少两"),
        ("店员当众辱骂，还要搜身", "N09", "搜身"),
    ],
)
def test_a_nature_and_why(learned: Learned, facts: str, code: str, word: str) -> None:
    guesses = learned.judges["nature"].guess({"facts": facts})
    found = {guess.code: guess for guess in guesses}
    assert code in found
    assert word in found[code].words


def test_both_causes_are_offered_when_both_are_told(learned: Learned) -> None:
    codes = [guess.code for guess in learned.judges["nature"].guess({"facts": "手机黑屏，商家不给修"})]
    assert set(codes[:2]) == {"N01", "N02"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_said_nothing_suggested(kind: Kind) -> None:
    judge = taught().judges[kind]
    for facts in ("", "你好", "12345", "。。。", "甲乙丙丁"):
        assert judge.guess({"facts": facts}) == ()
    assert judge.guess({}) == ()


FIELDS = st.dictionaries(
    st.sampled_from(["facts", "item", "brand", "trader", "demand", "buying", "unheard of"]),
    st.text()
    | st.sampled_from(["手机黑屏", "退货、赔偿", "prepaid", "假烟\n缺斤少两", "ＡＰＰ　扣费", "\ud800", "𠮷"]),
)


@given(FIELDS, st.sampled_from(KINDS))
def test_any_text_gives_an_orderly_answer(learned: Learned, texts: dict[str, str], kind: Kind) -> None:
    guesses = learned.judges[kind].guess(texts)
    assert guesses == learned.judges[kind].guess(dict(reversed(texts.items())))
    assert len(guesses) <= 3
    assert [guess.share for guess in guesses] == sorted((guess.share for guess in guesses), reverse=True)
    assert sum(guess.share for guess in guesses) <= 1.001
    assert len({guess.code for guess in guesses}) == len(guesses)
    typed = " ".join(squeezed(text) for text in texts.values())
    for guess in guesses:
        assert guess.code in learned.counts[kind].labels
        assert len(guess.words) <= 3
        assert all(squeezed(word) in typed for word in guess.words)


def test_without_a_known_word_the_offices_own_cases_are_the_reason() -> None:
    """Nothing of it is in the lexicon; the trader and a piece of the story were seen before."""
    case = Told(category=FOOD, nature=AFTER, facts="咕噜噜咚得很", trader="吱吱铺")
    judge = taught(*[case] * 6).judges["category"]
    guesses = judge.guess({"facts": "这次又咕噜噜咚了一回", "trader": "吱吱铺 "})
    assert (guesses[0].code, guesses[0].words) == (FOOD, ("吱吱铺", "咕噜噜咚"))
    assert judge.guess({"trader": "另一家铺"}) == ()
