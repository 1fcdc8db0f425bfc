"""Every sentence the package says exists, once, and every sentence that exists is said."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_codes_and_sentences_agree() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "app" / "services" / "excel").rglob("*.py"))
    )
    said = set(re.findall(r'"excel\.([a-z_0-9]+)"', source))
    said |= set(re.findall(r'_(?:say|ask|compare)\((?:issues, )?(?:"[a-z]+", )?"([a-z_0-9]+)"', source))
    messages = tomllib.loads((ROOT / "resources" / "messages" / "excel.toml").read_text(encoding="utf-8"))
    assert said == set(messages)
    numbers = [message["number"] for message in messages.values()]
    assert len(numbers) == len(set(numbers))
    assert all(1100 < number < 1200 for number in numbers)
    assert not any(re.search(r"[,:;()?!]", message["what"] + message["do"]) for message in messages.values())
