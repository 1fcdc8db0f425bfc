"""Programs on this PC that can turn a workbook into another format: LibreOffice by its command line, WPS and Excel on
Windows through the automation they offer. Each is run with a time limit, a profile of its own and no macros.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.errors import AppError
from app.progress import Progress

#: Seconds one conversion may take; the first start of LibreOffice makes its profile.
SECONDS = 120.0
_TICK = 0.2

#: What LibreOffice may not do: run macros, follow links, ask the network for anything.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments">
<prop oor:name="AutoCheckEnabled" oor:type="xs:boolean" oor:op="replace"><value>false</value></prop></item>
</oor:items>
"""

#: Through the automation of Excel or of WPS (which speaks the same words): open without macros, save as.
_SCRIPT = r"""
$ErrorActionPreference = 'Stop'
$app = New-Object -ComObject '{name}'
try {{
  $app.Visible = $false
  $app.DisplayAlerts = $false
  try {{ $app.AutomationSecurity = 3 }} catch {{ }}
  $book = $app.Workbooks.Open('{source}', 0, $true)
  $book.SaveAs('{target}', {format})
  $book.Close($false)
}} finally {{ $app.Quit() }}
"""
_FORMATS = {"xlsx": 51, "xlsm": 52, "xls": 56, "et": 56}


@dataclass(frozen=True, slots=True)
class Converter:
    """One program: what a person calls it, how it is driven (``soffice`` or ``com``), its path or automation name."""

    name: str
    kind: str
    program: str

    def convert(
        self, data: bytes, suffix: str, wanted: str, shown: str, progress: Progress, seconds: float = SECONDS
    ) -> bytes:
        """``data`` (a workbook with the ending ``suffix``) with the ending ``wanted``.

        Raises ``template.not_converted``, ``template.converter_slow`` and :class:`Cancelled`.
        """
        with tempfile.TemporaryDirectory(prefix="xiaobao-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            # An .et is a workbook of the old kind under a name of its own.
            source = folder / f"given.{'xls' if suffix == 'et' else suffix}"
            source.write_bytes(data)
            target = folder / "made" / f"given.{'xls' if wanted == 'et' else wanted}"
            target.parent.mkdir()
            command = self._command(folder, source, target)
            said = _run(command, folder, shown, self.name, progress, seconds)
            if not target.is_file() or not target.stat().st_size:
                raise AppError("template.not_converted", file=shown, program=self.name, reason=said or "没有写出文件")
            return target.read_bytes()

    def _command(self, folder: Path, source: Path, target: Path) -> list[str]:
        ending = target.suffix[1:]
        if self.kind == "com":
            script = _SCRIPT.format(
                name=self.program,
                source=str(source).replace("'", "''"),
                target=str(target).replace("'", "''"),
                format=_FORMATS[ending],
            )
            return ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script]
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97"}
        return [
            self.program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            filters.get(ending, ending),
            "--outdir",
            str(target.parent),
            str(source),
        ]


def _run(command: list[str], folder: Path, shown: str, program: str, progress: Progress, seconds: float) -> str:
    """Run a command to its end; gives its last words. It is stopped when the person or the clock says so."""
    # A dead proxy: a link in a stranger's workbook reaches nothing.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = {**os.environ, **nowhere, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    words = folder / "words.txt"
    until = time.monotonic() + seconds
    with words.open("wb") as stream:
        try:
            child = subprocess.Popen(  # noqa: S603  # a program found by its fixed names, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=folder,
                env=environment,
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError("template.not_converted", file=shown, program=program, reason=reason) from error
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(timeout=_TICK)
                    break
                progress.step(0, 0, f"用 {program} 转换")
                if time.monotonic() > until:
                    raise AppError("template.converter_slow", file=shown, program=program, seconds=int(seconds))
        finally:
            _stop(child)
    text = words.read_bytes()[-400:].decode(errors="replace").strip()
    return text.splitlines()[-1][:120] if text else ""


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a program and what it started."""
    if child.poll() is None:
        if sys.platform == "win32":
            child.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@cache
def found() -> tuple[Converter, ...]:
    """The programs of this PC, the one to try first in front."""
    converters: list[Converter] = []
    if sys.platform == "win32":
        if shutil.which("powershell.exe"):
            for word, name in (("KET.Application", "WPS"), ("ET.Application", "WPS"), ("Excel.Application", "Excel")):
                if _registered(word):
                    converters.append(Converter(name, "com", word))
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
        candidates = [str(Path(root) / "LibreOffice" / "program" / "soffice.exe") for root in roots if root]
    else:
        candidates = [shutil.which(name) or "" for name in ("soffice", "libreoffice")]
        candidates += [str(path) for path in sorted(Path("/opt").glob("libreoffice*/program/soffice"))]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            converters.append(Converter("LibreOffice", "soffice", candidate))
            break
    return tuple(converters)


def _registered(word: str) -> bool:
    """Whether Windows knows an automation name."""
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, word):
            return True
    return False
