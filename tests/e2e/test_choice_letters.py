"""Letters reach the lists of the entry page although a Chinese input method is on, with nothing to switch off."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.display import until
from tests.e2e.test_input_methods import stored, writing


@pytest.mark.parametrize("method", ["fcitx5", "ibus"])
def test_initials_choose_while_pinyin_is_on(method: str, county_template: Path, tmp_path: Path) -> None:
    with writing(method, county_template, tmp_path) as (desktop, folder):
        desktop.type("zhangsan")
        desktop.keys("space", "Return", "Return")
        desktop.type("chaoshi")
        desktop.keys("space", "Return", "Return")
        desktop.type("sj")
        time.sleep(0.3)
        desktop.picture(tmp_path / "letters.png")
        desktop.keys("Return")
        desktop.keys("ctrl+4", "F8")  # to the nature
        time.sleep(0.3)
        desktop.type("zl")
        desktop.keys("Return")
        desktop.picture(tmp_path / "chosen.png")
        desktop.keys("F10")
        record = until(lambda: stored(folder), "the case")
    assert record is not None
    assert not record.complainant.isascii(), "the input method was on"
    assert (record.category, record.nature) == ("0101000000", "N01")
