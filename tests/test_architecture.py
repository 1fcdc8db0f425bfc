"""The directions the program keeps, read from its source."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.errors import messages

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
AREAS = {code.partition(".")[0] for code in messages()}
_CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
#: What else stands behind a dot: a table's key, the ending of a file.
_NO_PROBLEM = {"pk", "toml", "csv", "db", "py", "xlsx", "json", "jsonl"}
_PLACES = {"file", "sheet", "cell", "found", "expected"}


@cache
def sources() -> dict[Path, ast.Module]:
    """Every module of the program."""
    return {path: ast.parse(path.read_text("utf-8"), str(path)) for path in sorted(APP.rglob("*.py"))}


def walk() -> Iterator[tuple[str, ast.AST]]:
    """Every node with where it stands."""
    for path, tree in sources().items():
        for node in ast.walk(tree):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", node


def test_imports_go_one_way() -> None:
    """ui → bootstrap → services → models → the rest; Qt only in ui, no SQLAlchemy there."""
    # In a process of its own: the tool sets logging up for itself and silences every logger there is.
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of ``name(…)``."""
    for where, node in walk():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield where, node


def text_of(node: ast.AST | None) -> str | None:
    """The words of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def told() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every problem told with a literal code: where, code, the blanks it fills (None when that is not literal)."""
    for where, call in calls("AppError"):
        code = text_of(call.args[0]) if call.args else None
        if code is not None:
            names = {k.arg for k in call.keywords if k.arg is not None}
            yield where, code, names if all(k.arg for k in call.keywords) else None
    for where, call in calls("Issue"):
        given = dict(zip(("severity", "code", "params", *sorted(_PLACES)), call.args, strict=False))
        given |= {k.arg: k.value for k in call.keywords if k.arg}
        code = text_of(given.get("code"))
        if code is None:
            continue
        params = given.get("params")
        names = _PLACES & set(given)
        if not all(k.arg for k in call.keywords):
            yield where, code, None
        elif params is None:
            yield where, code, names
        elif isinstance(params, ast.Dict) and all(text_of(key) for key in params.keys):
            yield where, code, names | {str(text_of(key)) for key in params.keys}
        else:
            yield where, code, None


def test_every_problem_has_its_sentence() -> None:
    missing = [f"{where} {code}" for where, code, _ in told() if code not in messages()]
    assert missing == []


def test_every_blank_of_a_sentence_is_filled() -> None:
    """A blank nobody fills would read «(未知)»."""
    unfilled = []
    for where, code, names in told():
        row = messages().get(code)
        if row is None or names is None:
            continue
        blanks = {str(field).split(".")[0] for _, field, _, _ in string.Formatter().parse(row.what + row.do) if field}
        if blanks - names:
            unfilled.append(f"{where} {code} {sorted(blanks - names)}")
    assert unfilled == []


def test_codes_spelled_anywhere_exist() -> None:
    """Also those in tables, or handed to a function that makes the problem."""
    unknown = []
    for where, node in walk():
        word = text_of(node) or ""
        area, _, name = word.partition(".")
        looks_like_one = area in AREAS and _CODE.fullmatch(word) and name not in _NO_PROBLEM and not name.endswith("_")
        if looks_like_one and word not in messages():
            unknown.append(f"{where} {word}")
    assert unknown == []


def test_every_sentence_is_of_use() -> None:
    words = {word for _, node in walk() if (word := text_of(node))}
    begun = tuple(  # f"database.on_{where}", f"result_{meaning}"
        word
        for _, node in walk()
        if isinstance(node, ast.JoinedStr) and (word := text_of(node.values[0])) and re.fullmatch(r"[a-z_.]+_", word)
    )
    unused = [
        code
        for code in messages()
        if not {code, name := code.partition(".")[2]} & words
        and not code.startswith(begun)
        and not name.startswith(begun)
    ]
    assert unused == []


def test_numbers_to_read_out_are_unique() -> None:
    counted = Counter(row.number for row in messages().values())
    assert [number for number, times in counted.items() if times > 1] == []
    assert all(1000 <= number <= 9999 for number in counted)


def test_sentences_are_whole() -> None:
    for code, row in messages().items():
        assert row.what.strip() == row.what != "" and row.do.strip() == row.do, code
        for part in (row.what, row.do):
            list(string.Formatter().parse(part))
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", part), f"half-width punctuation in {code}"


def test_nothing_prints_but_the_command_line() -> None:
    printing = [where for where, _ in calls("print") if not where.startswith(("app/cli", "app\\cli"))]
    assert printing == []


def test_colours_come_from_the_theme() -> None:
    loose = [
        f"{where} {word}"
        for where, node in walk()
        if where.startswith("app/ui/")
        and not where.startswith("app/ui/theme/")
        and (word := text_of(node))
        and re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?!\w)", word)
    ]
    assert loose == []


@pytest.mark.parametrize("path", sorted(APP.rglob("__init__.py")), ids=lambda p: str(p.parent.relative_to(ROOT)))
def test_every_package_says_what_belongs_there(path: Path) -> None:
    assert ast.get_docstring(sources()[path])


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path, tree in sources().items() if not ast.get_docstring(tree)] == []


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    """Starting the command line, or painting the window, loads none of these."""
    heavy = {"sqlalchemy", "alembic", "openpyxl", "reportlab", "python_calamine", "xlsxwriter"}
    light = [APP / name for name in ("__main__.py", "errors.py", "paths.py", "config.py", "logs.py", "durable.py")]
    light += [path for path in sources() if path.is_relative_to(APP / "ui")]
    loaded = []
    for path in light:
        for node in sources()[path].body:
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            loaded += [f"{path.relative_to(ROOT)} {name}" for name in names if name.partition(".")[0] in heavy]
    assert loaded == []
