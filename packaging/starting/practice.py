"""The main job: make the practice city, say where everything is, open the window on it."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from starting import environment, libraries
from starting.machine import ROOT, SYSTEM, has_display, start_command
from starting.words import Stop, detail, say

#: How long, in seconds, a window that fails is given to fail.
PATIENCE = 6.0
#: Windows' DETACHED_PROCESS and CREATE_NEW_PROCESS_GROUP, which Python names on Windows alone.
DETACHED = 0x00000008 | 0x00000200


def check(arguments: Sequence[str]) -> tuple[argparse.Namespace, Path]:
    """The options and the folder they mean. Raises Stop when it is not empty; exits for a wrong call or ``--help``."""
    asked = _parser().parse_args(list(arguments))
    out = Path(asked.out).expanduser().resolve() if asked.out else _fresh()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Stop(
            f"{out} 里已经有东西了。请用 --out 换一个空的文件夹。",
            f"{out} is not empty. Please name another folder with --out.",
            code=2,
        )
    return asked, out


def run(arguments: Sequence[str]) -> int:
    """Make a practice city in a fresh folder and show it; gives the exit code."""
    asked, out = check(arguments)
    say(
        "做一个练习城市，并完成最近一个月的报送、收集和汇总……",
        "Making a practice city and doing its last month's work …",
    )
    begun = time.monotonic()
    call = ["demo", "--out", str(out)]
    if asked.seed is not None:
        call += ["--seed", str(asked.seed)]
    code = program(call)
    if code != 0:
        raise Stop(
            "练习城市没有做成，原因在上面。",
            "The practice city was not finished; the reason is above.",
            code=code,
        )
    _tell(out, time.monotonic() - begun)
    if asked.no_window:
        return 0
    _show(out)
    return 0


def program(arguments: Sequence[str]) -> int:
    """Run ``python -m app`` with these arguments in the private environment; gives its exit code."""
    return subprocess.run(command(arguments), env=surroundings(), check=False).returncode


def command(arguments: Sequence[str]) -> list[str]:
    """The call of the program."""
    return [str(environment.python()), "-m", "app", *arguments]


def surroundings() -> dict[str, str]:
    """The environment variables the program runs with: its own sources are found wherever it is called."""
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *([known] if known else [])])}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=start_command(),
        description="做一个练习城市并打开窗口。Make a practice city and open the window.",
        epilog=(
            "其他 / others:  test [-- PYTEST…] 检查和测试 checks and tests · run [ARGS…] 运行程序 the program itself · "
            "bench [ARGS…] 性能对比 benchmarks"
        ),
    )
    parser.add_argument("--out", metavar="DIR", help="放在哪个新文件夹 / the fresh folder to make it in")
    parser.add_argument("--seed", type=int, help="换一个城市的数据 / other data for the same city")
    parser.add_argument("--no-window", action="store_true", help="做完不打开窗口 / do not open the window")
    return parser


def _fresh() -> Path:
    """A folder of its own for this run, below ``practice`` in the repository."""
    return ROOT / "practice" / datetime.now().strftime("%Y-%m-%d_%H%M%S")


def city_code() -> str:
    """The code of the practice city's own office."""
    with (ROOT / "resources" / "demo" / "city.toml").open("rb") as file:
        offices = tomllib.load(file)["office"]
    return next(str(office["code"]) for office in offices if office["level"] == "city")


def _tell(out: Path, seconds: float) -> None:
    city = city_code()
    offices = sorted(folder.name for folder in out.iterdir() if folder.is_dir() and folder.name.isdigit())
    say(
        f"练习城市做好了（{seconds:.0f} 秒）。都在：",
        f"The practice city is ready ({seconds:.0f} s). Everything is in:",
    )
    detail(str(out))
    results = out / "results"
    say("市里的汇总结果：", "The city's merged results:")
    for file in sorted(results.rglob("*")) if results.is_dir() else []:
        if file.is_file():
            detail(str(file))
    say("各县报来的表：", "The workbooks the counties returned:")
    detail(str(out / "returns"))
    say(
        f"每个单位一个数据文件夹，共 {len(offices)} 个；市里的是 {city}。",
        f"One data folder for each of the {len(offices)} offices; the city's is {city}.",
    )
    say(
        "以后再打开窗口（把最后的编号换成县的，就看那个县）：",
        "To open a window again (change the last code for a county):",
    )
    detail(f'{start_command()} run --data "{out / city}"')


def _show(out: Path) -> None:
    """Open the window on the city, in a process of its own that outlives the terminal."""
    if not has_display():
        say(
            "这里没有屏幕，窗口没有打开。在有屏幕的桌面上运行上面那一行就能打开。",
            "There is no display here, so no window was opened. On a desktop, the line above opens it.",
        )
        return
    folder = environment.packages()
    unmet = libraries.unmet(folder) if folder else {}
    if unmet:
        say(
            f"窗口打不开：系统还缺 {'、'.join(unmet)}。装好以后运行上面那一行。",
            f"No window: the system lacks {', '.join(unmet)}. Install them, then run the line above.",
        )
        return
    log = out / "window.log"
    with log.open("wb") as told:
        window = subprocess.Popen(
            command(["--data", str(out / city_code())]),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            env=surroundings(),
            cwd=ROOT,
            start_new_session=SYSTEM != "win32",
            creationflags=DETACHED if SYSTEM == "win32" else 0,
        )
    try:
        code = window.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        say("窗口已经打开。这个终端可以关掉。", "The window is open. This terminal may be closed.")
        return
    if code == 0:
        return
    last = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()][-3:]
    raise Stop(
        "窗口没有打开（结果都已经做好了）。程序的话在下面。",
        "The window did not open (all results are there). The program's words are below.",
        code=code if code > 0 else 1,
        more=[*last, f"全部记录 / full log: {log}"],
    )
