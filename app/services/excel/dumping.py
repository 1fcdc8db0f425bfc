"""Writing a mapping as TOML, so that it reads back as the same mapping."""

from __future__ import annotations

import msgspec

from app.services.excel.definition import Definition

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def dump_definition(definition: Definition) -> str:
    """The mapping as TOML; words that are left to their defaults are left out."""
    head = definition.template
    lines = [f"# {_comment(head.title)}", "", "[template]"]
    lines += _pairs(head, always=("id", "version", "title", "workbook", "periods", "due_day"))
    for name, parts in (("heading", definition.heading), ("block", definition.block), ("cell", definition.cell)):
        for part in parts:
            lines += ["", f"[[{name}]]", *_pairs(part)]
    for rule in definition.rule:
        lines += ["", "[[rule]]", *_pairs(rule)]
    return "\n".join(lines) + "\n"


def _pairs(part: msgspec.Struct, always: tuple[str, ...] = ()) -> list[str]:
    lines: list[str] = []
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if value == field.default and field.name not in always:
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            lines.append(f"{field.name} = [")
            lines += [f"  {{ {', '.join(_pairs(each))} }}," for each in value]
            lines.append("]")
        elif value is not None:
            lines.append(f"{field.name} = {_value(value)}")
    return lines


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    out = "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 0x20 or ord(c) == 0x7F else c) for c in text)
    return f'"{out}"'


def _comment(text: str) -> str:
    return "".join(c if c >= " " and c != "\x7f" else " " for c in text)
