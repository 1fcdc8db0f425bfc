"""Grey words: the rest of a clause that is often told, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.suggesting.cleaning import Told
from tests.services.suggesting.cases import taught

TRADERS = ("甲店", "乙店", "丙店", "丁店")


def told(facts: str, *traders: str) -> list[Told]:
    """The same story of several traders."""
    return [Told(facts=facts, trader=trader) for trader in traders or TRADERS]


def test_a_clause_goes_on() -> None:
    phrases = taught(*told("商家拖着押金不肯归还，要求全额退还押金。")).phrases
    assert phrases.complete("商家拖着押") == "金不肯归还"
    assert phrases.complete("我住了三天，后来商家拖着押") == "金不肯归还"
    assert phrases.complete("那家店的老板和商家拖着押") == "金不肯归还"


def test_the_next_clause_follows_a_comma() -> None:
    phrases = taught(*told("商家拖着押金不肯归还，要求全额退还押金。")).phrases
    assert phrases.complete("商家拖着押金不肯归还，") == "要求全额退还押金"
    assert phrases.complete("商家拖着押金不肯归还,要求") == "全额退还押金"
    assert phrases.complete("商家拖着押金不肯归还。") == ""


def test_nothing_when_it_could_go_on_in_many_ways() -> None:
    ways = ["租房中介突然消失", "租房中介不退定金", "租房中介多收费用", "租房中介态度蛮横"]
    phrases = taught(*(case for way in ways for case in told(way))).phrases
    assert phrases.complete("租房中介") == ""
    assert phrases.complete("租房中介多") == "收费用"


def test_one_traders_clauses_are_not_offered() -> None:
    phrases = taught(*told("阿强师傅说修不好", "甲店", "甲店", "甲店", "甲店")).phrases
    assert phrases.complete("阿强师傅说") == ""


def test_the_shipped_clauses_are_known_from_the_start() -> None:
    phrases = taught().phrases
    assert phrases.complete("多次协商") == "未果"
    assert phrases.complete("商家拒绝退款，") == "要求退还货款"


def test_the_office_outweighs_what_is_shipped() -> None:
    phrases = taught(*told("多次协商均无结果", *(f"{at}店" for at in range(60)))).phrases
    assert phrases.complete("多次协商") == "均无结果"


def test_unfinished_and_strange_texts_get_nothing() -> None:
    phrases = taught().phrases
    for text in ("", "，", "\n\n", "3", "多次协商3", "ab", "𠮷", "\ud800", "多" * 5000, "，" * 5000):
        assert phrases.complete(text) == ""


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_beginning_is_answered(text: str, cut: int) -> None:
    phrases = PHRASES
    rest = phrases.complete(text[:cut])
    assert rest == phrases.complete(text[:cut])
    assert rest == "" or (rest.isalpha() and 2 <= len(rest) <= 24)


PHRASES = taught(*told("商家拖着押金不肯归还，要求全额退还押金。")).phrases
