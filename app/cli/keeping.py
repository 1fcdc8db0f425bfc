"""``backup``, ``restore``, ``check``: keeping the data safe."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    add(commands, "backup", "备份", backup).add_argument("--to", metavar="DIR")
    add(commands, "restore", "从备份恢复", restore).add_argument("file")
    add(commands, "check", "检查数据是否完好", check)


def backup(call: Call) -> Answer:
    """Make a backup and check it."""
    from app.services import backup as backups

    info = backups.backup(call.services.database, Path(call.to) if call.to else None)
    return Answer(info.as_dict(), [f"备份好了，已核对：{info.path}"])


def restore(call: Call) -> Answer:
    """Restore a backup; the present state is backed up first."""
    from app.services import backup as backups

    done = backups.restore(call.folder, Path(call.file), progress=call.progress)
    data: dict[str, Any] = {
        "restored": done.info.as_dict(),
        "before": done.before.as_dict() if done.before else None,
        "migrated": done.migrated,
        "moved": done.moved,
        "issues": list(done.issues),
    }
    lines = [f"恢复好了：{call.file}"]
    if done.before:
        lines.append(f"恢复前的数据备份在：{done.before.path}")
    return Answer(data, lines, done.issues)


def check(call: Call) -> Answer:
    """Check the data folder."""
    from app.services import health

    found = health.check(call.folder)
    data = found.as_dict() if hasattr(found, "as_dict") else asdict(found) if is_dataclass(found) else found
    lines = [
        f"台账：{data['database']}",
        f"备份：{len(data['backups'])} 份",
        f"存下的文件：{data['files']['whole']} 个",
    ]
    return Answer(data, lines, tuple(found.issues))
