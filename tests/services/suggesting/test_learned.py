"""What is learned can be unlearned; what was corrected is known better."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.suggesting.cleaning import Told
from app.services.suggesting.learned import Learned
from app.services.suggesting.lexicon import lexicon
from tests.services.suggesting.cases import AFTER, CONTRACT, FARM, FOOD, HOME, OTHER, QUALITY, taught, whole

CLAUSES = st.sampled_from(
    [
        "买了蚕丝被",
        "盖了掉毛",
        "经营者拒绝退货",
        "要求退还货款",
        "老板说没问题",
        "店里没人管",
        "甲",
        "花费300元",
        "王小明去问",
    ]
)
CASES = st.builds(
    Told,
    category=st.sampled_from([HOME, FOOD, None, "0106010000", "0100000000", "none"]),
    nature=st.sampled_from([QUALITY, AFTER, None, "N99"]),
    facts=st.lists(CLAUSES, max_size=5).map("，".join) | st.text(max_size=30),
    item=st.sampled_from(["蚕丝被", "手机", "", "榴莲酥饼", "榴莲", "12"]) | st.text(max_size=9),
    brand=st.sampled_from(["", "美的"]),
    trader=st.sampled_from(["", "甲家纺店", "乙家纺店", "丙超市"]),
    demand=st.sampled_from([(), ("return", "refund")]),
    buying=st.sampled_from(["", "prepaid"]),
    complainant=st.sampled_from(["", "王小明", "赵六"]),
)


@settings(max_examples=40)
@given(st.lists(CASES, max_size=4), st.lists(CASES, min_size=1, max_size=4))
def test_unlearning_takes_everything_back(known: list[Told], more: list[Told]) -> None:
    learned = taught(*known)
    before = whole(learned)
    for case in more:
        learned.learn(None, case)
    for case in reversed(more):
        learned.learn(case, None)
    assert whole(learned) == before


@settings(max_examples=40)
@given(st.lists(CASES, max_size=4), CASES, st.sampled_from([HOME, FARM]))
def test_a_correction_counts_as_if_it_had_always_been(known: list[Told], case: Told, right: str) -> None:
    wrong, corrected = case, replace(case, category=right)
    learned = taught(*known, wrong)
    learned.learn(wrong, corrected)
    assert whole(learned) == whole(taught(*known, corrected))


@settings(max_examples=25)
@given(st.lists(CASES, max_size=8))
def test_phrases_follow_as_if_made_anew(cases: list[Told]) -> None:
    learned = Learned(lexicon())
    learned.index()
    for case in cases:
        learned.learn(None, case)
    followed = learned.phrases.state()
    learned.index()
    assert learned.phrases.state() == followed


def test_corrections_turn_the_suggestion() -> None:
    """The office counts frames for seedlings as farm supplies, whatever the lexicon thinks of shoe racks."""
    texts = {"facts": "买来的育芽鞋架一头高一头低", "item": "育芽鞋架"}
    learned = taught()
    assert learned.judges["category"].guess(texts)[0].code != FARM
    wrong = Told(category=FOOD, nature=OTHER, facts="育芽鞋架不平", item="育芽鞋架")
    for _ in range(6):
        learned.learn(None, wrong)
    assert learned.judges["category"].guess(texts)[0].code == FOOD
    for _ in range(6):
        learned.learn(wrong, replace(wrong, category=FARM))
    assert learned.judges["category"].guess(texts)[0].code == FARM
    assert learned.judges["category"].guess(texts)[0].words == ("育芽鞋架",)


def test_a_thing_is_a_word_from_its_second_case_on() -> None:
    case = Told(category=FARM, item="茶树")
    learned = taught(case)
    assert "茶树" not in learned.judges["category"].words_in({"facts": "茶树死了"})
    learned.learn(None, case)
    assert "茶树" in learned.judges["category"].words_in({"facts": "茶树死了"})


def test_codes_below_a_class_count_as_the_class() -> None:
    learned = taught(Told(category="0101010000", nature=CONTRACT))
    assert learned.counts["category"].cases[learned.counts["category"].index[HOME]] == 1
    assert learned.cases == 1


def test_too_many_clauses_leave_out_the_rarest() -> None:
    learned = taught()
    room = len(learned.phrases)
    letters = [chr(0x7000 + at) for at in range(220)]
    for at, letter in enumerate(letters):
        for trader in ("甲店", "乙店") + (("丙店",) if at % 2 else ()):
            learned.learn(None, Told(facts=f"{letter}{letter}送来就少了{letter}配件", trader=trader))
    learned.index(room=room + 110 * 7)
    assert room < len(learned.phrases) <= room + 110 * 7
    assert learned.phrases.complete(f"{letters[1]}{letters[1]}送来") == f"就少了{letters[1]}配件"
    assert learned.phrases.complete(f"{letters[0]}{letters[0]}送来") == ""
