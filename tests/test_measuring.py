"""The benchmarks still run: a thousandth of their data, nothing said about speed."""

from __future__ import annotations

import pytest

from tests.benchmarks.__main__ import NAMES, main


@pytest.mark.slow
def test_every_measurement_gives_a_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*(name for name in NAMES if name != "start"), "--scale", "0.001"]) == 0
    said = capsys.readouterr().out
    # Hits of suggestions are a table of their own: there is nothing to compare them with.
    assert all(f"{name}: " in said for name in NAMES if name not in ("start", "suggest"))


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "there are fill read import" in capsys.readouterr().err
