"""Reading 200 returned workbooks, against bare calamine and against pandas with openpyxl."""

from __future__ import annotations

import importlib.util
from statistics import median

from python_calamine import CalamineWorkbook

from app.services.excel.returned import read_return
from app.services.excel.sandbox import ReaderProcess
from tests.benchmarks.ground import Ground
from tests.benchmarks.measure import Result, timed

_TIMES = 3


def run(ground: Ground) -> list[Result]:
    """Through the reader process, as strangers' files are read, its start included; and in this process."""
    paths, definition = ground.returned, ground.template[0]

    def apart() -> None:
        with ReaderProcess() as reader:
            for path in paths:
                reader.read_return(path, definition)

    def here() -> None:
        for path in paths:
            read_return(path, definition)

    def calamine() -> None:
        for path in paths:
            book = CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

    here()
    calamine()
    rounds = [(timed(apart), timed(here), timed(calamine)) for _ in range(_TIMES)]
    own, inside, bare = (median(times) for times in zip(*rounds, strict=True))
    many = len(paths)
    found = [
        Result(f"read: {many} returns, reader process", own, "bare calamine, values only", bare),
        Result(f"read: {many} returns, this process", inside, "bare calamine, values only", bare),
    ]
    if importlib.util.find_spec("pandas") is None:
        print("read: pandas is not installed; install packaging/requirements-bench.lock to compare with it")
        return found
    import pandas

    def with_pandas() -> None:
        for path in paths:
            pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")

    return [*found, Result(f"read: {many} returns, reader process", own, "pandas with openpyxl", timed(with_pandas))]
