"""The practice city: eleven counties, two stations and a city office that do not exist, with fourteen months of work.

Everything is made from a seed and the vocabulary of ``resources/demo``: ``vocabulary`` reads it, ``grammar`` says
its texts, ``people``, ``traders`` and ``days`` are the cast and the calendar, ``telling`` and ``endings`` a single
complaint, ``cases``, ``ledgers`` and ``history`` what an office holds, ``folder`` puts it into a data folder,
``building`` makes the whole city. Nothing here counts, fills or merges: that is done by the services any office uses.
"""

from __future__ import annotations

from typing import Any

from app.services.demo.building import DemoResult, build

_STATES = {"taken": "已收", "questioned": "有疑问", "refused": "没有收", "duplicate": "重复"}


def as_data(result: DemoResult) -> dict[str, Any]:
    """The result for scripts."""
    return {
        "out": str(result.out),
        "period": result.period.text,
        "folders": {code: str(path) for code, path in result.folders.items()},
        "returns": [str(path) for path in result.returns],
        "results": [str(path) for path in result.results],
        "cases": result.cases,
        "missing": list(result.missing),
        "collected": [{"file": name, "state": state} for name, state in result.collected],
    }


def as_lines(result: DemoResult) -> list[str]:
    """The result for a person."""
    lines = [
        f"练习城市做好了：{result.out}",
        f"　数据文件夹 {len(result.folders)} 个，投诉、举报、建议共 {result.cases:,} 件，都是编的。",
        f"　{result.period.label}各县月报：{result.out / 'returns'}（{len(result.returns)} 个文件）",
    ]
    lines += [f"　　{name}：{_STATES.get(state, state)}" for name, state in result.collected]
    lines += [f"　市级汇总：{path}" for path in result.results]
    return lines


__all__ = ["DemoResult", "as_data", "as_lines", "build"]
