from random import Random

import pytest

from app.services.demo.grammar import say, slots_of, tidy


def _slots(name: str, argument: str) -> str:
    return f"<{name}{':' + argument if argument else ''}>"


def test_choices_nest_and_may_be_empty() -> None:
    found = {say("[a|b[1|2]|]x{slot}{n:2-5}", _slots, Random(seed)) for seed in range(60)}

    assert found == {"ax<slot><n:2-5>", "b1x<slot><n:2-5>", "b2x<slot><n:2-5>", "x<slot><n:2-5>"}


def test_the_slots_of_a_text_are_known_without_saying_it() -> None:
    assert slots_of("[{a}|[{b:1-2}|c]]{d}") == {"a", "b", "d"}


@pytest.mark.parametrize("text", ["[a|b", "[a|[b|c]", "{slot"])
def test_an_unbalanced_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"end|not found"):
        say(text, _slots, Random(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("买了一台，，用了，。店家说不管。。要求退", "买了一台，用了。店家说不管。要求退。"),
        ("接受停车服务服务，", "接受停车服务。"),
        ("", "。"),
    ],
)
def test_punctuation_is_tidied(text: str, expected: str) -> None:
    assert tidy(text) == expected
