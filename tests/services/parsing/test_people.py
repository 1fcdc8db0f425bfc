"""Several names written one after the other."""

from __future__ import annotations

import pytest

from app.services.parsing.people import names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("李和平、王五 赵六", ("李和平", "王五", "赵六")),
        ("张三/李四，张三", ("张三", "李四")),
        ("李 明", ("李明",)),
        ("欧阳秀英", ("欧阳秀英",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names
