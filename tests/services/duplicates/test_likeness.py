"""Two values of one field."""

from __future__ import annotations

import pytest

from app.services.duplicates import likeness


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13857812236", "13857812236", "same"), ("13857812236", "13857812263", "near"),
        ("13857812236", "13857812237", "near"), ("13857812236", "1385781223", "near"),
        ("13857812236", "13957899876", "different"), ("13857812236", "", "unknown"),
        ("0578-6123456", "6123456", "same"), ("0578-6123456", "13857812236", "unknown"),
        ("0578-6123456", "0578-6999999", "different"), ("13857812236、6123456", "0578-6123456", "same"),
        ("12315", "12345", "unknown"),
    ],
)  # fmt: skip
def test_telephones(one: str, other: str, same: str) -> None:
    assert likeness.phone(one, other) == likeness.phone(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王秀英", "王秀英", "same"), ("王 秀 英", "王秀英", "same"), ("张丽萍", "张莉萍", "near"),
        ("章惠娟", "章慧娟", "near"), ("王秀英", "王秀兰", "near"), ("王秀英", "李秀英", "different"),
        ("周先生", "周海明", "surname"), ("周先生", "周女士", "surname"), ("周先生", "李海明", "different"),
        ("韩某", "韩某", "surname"), ("先生", "周海明", "unknown"), ("", "周海明", "unknown"),
        ("王芳", "王方", "near"), ("王芳", "王伟", "different"),
    ],
)  # fmt: skip
def test_names(one: str, other: str, same: str) -> None:
    assert likeness.name(one, other) == likeness.name(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (235000, 235000, "same"), (235000, 230000, "near"), (198000, 200000, "near"), (1580000, 1600000, "near"),
        (8990, 9000, "near"), (500, 1000, "different"), (120000, 240000, "different"), (0, 0, "same"),
        (0, 100, "different"), (None, 100, "unknown"), (100, None, "unknown"),
    ],
)  # fmt: skip
def test_amounts(one: int | None, other: int | None, same: str) -> None:
    assert likeness.amount(one, other) == likeness.amount(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("手机", "手机", "same"), ("电动车", "电动自行车", "near"), ("酸奶", "面包", "different"),
        ("项链", "金项链", "near"), ("", "手机", "unknown"),
    ],
)  # fmt: skip
def test_goods(one: str, other: str, same: str) -> None:
    assert likeness.goods(one, other) == likeness.goods(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("宏发手机店", "宏发手机店", "same"), ("宏发手机店", "青溪县宏发手机店", "alike"),
        ("顺达汽修厂", "顺达汽车修理厂", "akin"), ("鑫源电动车行", "金源电动车行", "akin"),
        ("宏发手机店", "百姓大药房", "different"), ("", "百姓大药房", "unknown"),
    ],
)  # fmt: skip
def test_traders(one: str, other: str, same: str) -> None:
    places = frozenset({"青溪县", "青溪"})
    assert likeness.trader(one, other, places) == likeness.trader(other, one, places) == same


def test_facts() -> None:
    story = "手机买来三天黑屏，店家说是摔的，不给换"
    retold = "买的手机没几天就黑屏，老板说摔坏的不肯换"
    other = "健身房突然关门，年卡的钱退不出来"
    assert likeness.facts(story, story) == 1.0
    near, far = likeness.facts(story, retold), likeness.facts(story, other)
    assert near is not None and far is not None and near > 0.12 > 0.05 > far
    assert likeness.facts(story, "要求退款") is None
    assert likeness.facts("", "") is None
    # words of every story make no two of them alike
    assert likeness.facts(
        "消费者投诉商家拒绝退款要求调解：水管漏水", "消费者投诉商家拒绝退款要求调解：眼镜不准"
    ) is None or (
        likeness.facts("消费者投诉商家拒绝退款要求调解：水管漏水", "消费者投诉商家拒绝退款要求调解：眼镜不准") == 0
    )
