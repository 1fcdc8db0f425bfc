"""The register teaches by itself: whatever way a case came, changed or went, suggestions know at the next look."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.paths import DataFolder
from app.progress import Cancelled, Progress
from app.services import register
from app.services.complaints import Complaints, Record
from app.services.database import Database
from app.services.suggesting import Suggester
from app.services.suggesting.learned import Learned
from tests.cases import put
from tests.services.register.files import HEAD, take, workbook
from tests.services.suggesting.cases import FARM, FOOD, HOME, whole

DEATH = "茶树种下去半个月就死了，技术员说浇水太多，要求赔偿树苗损失"


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


def written(complaints: Complaints, today: date, number: int = 0, **more: str) -> Record:
    """One case about tea plants."""
    raw = {
        "complainant": f"欧阳{'甲乙丙丁戊己庚辛壬癸'[number % 10]}燕",
        "phone": f"1395711{number:04d}",
        "trader": f"{'东南西北中'[number % 5]}山苗圃",
        "category": "农用生产资料类",
        "nature": "质量",
        "item": "茶树",
        "facts": DEATH,
        "demand": "退货、赔偿",
        **more,
    }
    return complaints.register(raw, today=today).record


def caught_up(database: Database) -> Suggester:
    """A suggester that has read the register."""
    suggester = Suggester(database)
    suggester.catch_up()
    return suggester


def learned(suggester: Suggester) -> Learned:
    """What it knows."""
    assert suggester._learned is not None
    return suggester._learned


def knows_same(one: Suggester, other: Suggester) -> bool:
    """Whether both know the same. What only one case told is not compared: order decides where it is remembered."""
    mine, yours = whole(learned(one)), whole(learned(other))
    return mine[:5] == yours[:5] and mine[6] == yours[6]


def test_nothing_is_said_before_it_is_ready(county: Database) -> None:
    suggester = Suggester(county)
    assert suggester.guess("category", {"item": "手机"}) == ()
    assert suggester.phrases.complete("多次协商") == ""
    assert not county.folder.learned.exists()
    assert suggester.catch_up() == 0
    assert suggester.ready
    assert suggester.guess("category", {"item": "手机"})[0].code == HOME
    assert suggester.phrases.complete("多次协商") == "未果"


def test_new_cases_teach(complaints: Complaints, county: Database, today: date) -> None:
    suggester = caught_up(county)
    phrases = suggester.phrases
    for number in range(5):
        written(complaints, today, number)
    assert suggester.catch_up() == 5
    assert suggester.catch_up() == 0
    guess = suggester.guess("category", {"facts": "茶树都枯了", "demand": "退货"})[0]
    assert (guess.code, guess.words) == (FARM, ("茶树",))
    assert phrases is suggester.phrases
    assert phrases.complete("要求赔偿树") == "苗损失"


def test_a_wrong_label_corrected_teaches(complaints: Complaints, county: Database, today: date) -> None:
    records = [written(complaints, today, number, category="食品类") for number in range(6)]
    suggester = caught_up(county)
    assert suggester.guess("category", {"facts": "茶树"})[0].code == FOOD
    for record in records:
        complaints.change(record.id, {"category": "农用生产资料类", "demand": "更换"}, today=today)
    assert suggester.catch_up() == 6
    assert suggester.guess("category", {"facts": "茶树"})[0].code == FARM
    assert knows_same(suggester, anew(county))


def anew(database: Database) -> Suggester:
    """One that reads the whole register again."""
    database.folder.learned.unlink()
    return caught_up(database)


def test_it_follows_whatever_happens_to_a_case(complaints: Complaints, county: Database, today: date) -> None:
    records = [written(complaints, today, number) for number in range(4)]
    suggester = caught_up(county)
    complaints.delete(records[0].id)
    complaints.change(records[1].id, {"facts": "茶树没死，是品种不对", "buying": "网购"}, today=today)
    complaints.change(
        records[1].id, {"facts": "茶树品种不对", "trader": "西山苗圃", "complainant": "李四"}, today=today
    )
    complaints.change(records[2].id, {"nature": "", "item": "茶苗", "phone": "13900000000"}, today=today)
    suggester.catch_up()
    assert knows_same(suggester, anew(county))
    complaints.delete(records[3].id)
    complaints.restore(records[3].id)
    complaints.restore(records[0].id)
    written(complaints, today, 7)
    suggester.catch_up()
    assert knows_same(suggester, anew(county))
    new = written(complaints, today, 8)
    complaints.delete(new.id)
    suggester.catch_up()
    assert knows_same(suggester, anew(county))


def test_an_import_and_its_undoing(county: Database, tmp_path: Path) -> None:
    rows = [
        (str(n), "2026-03-05", f"诸葛{n}", "13800000001", f"{n}店", "农用生产资料类", "质量", None, None, DEATH)
        for n in range(6)
    ]
    suggester = caught_up(county)
    batch = take(county, workbook(tmp_path / "a.xlsx", [HEAD, *rows]))[1]
    assert batch is not None
    assert suggester.catch_up() == 6
    assert suggester.phrases.complete("要求赔偿树") == "苗损失"
    register.undo(county, batch)
    suggester.catch_up()
    assert suggester.phrases.complete("要求赔偿树") == ""
    assert learned(suggester).cases == 0


def test_what_was_learned_is_found_again(complaints: Complaints, county: Database, today: date) -> None:
    for number in range(5):
        written(complaints, today, number)
    first = caught_up(county)
    later = written(complaints, today, 5)
    again = caught_up(county)
    first.catch_up()
    assert again.guess("category", {"facts": "茶树"}) == first.guess("category", {"facts": "茶树"})
    assert again.phrases.state() == first.phrases.state()
    complaints.delete(later.id)
    assert caught_up(county).guess("category", {"facts": "茶树"}) == anew(county).guess("category", {"facts": "茶树"})


def test_the_file_knows_no_names(complaints: Complaints, county: Database, today: date) -> None:
    for number in range(8):
        shop = f"{'东南西北中'[number % 5]}山苗圃"
        facts = f"{DEATH}，欧阳春燕电话1395711{number:04d}，找了{shop}，店员王小明不理，司马昭辉说"
        written(complaints, today, number, facts=facts, complainant="欧阳春燕", trader_contact="司马昭辉")
    caught_up(county)
    with zipfile.ZipFile(county.folder.learned) as package:
        text = package.read("learned.json").decode("utf-8")
    assert "茶树种下去" not in text  # a clause with a number of days in it
    assert "要求赔偿树苗损失" in text
    for secret in ("欧阳", "春燕", "1395711", "苗圃", "王小明", "司马", "昭辉", "半个月"):
        assert secret not in text, secret


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", None])
def test_a_damaged_file_is_made_again(
    complaints: Complaints, county: Database, today: date, content: bytes | None
) -> None:
    for number in range(5):
        written(complaints, today, number)
    good = caught_up(county)
    file = county.folder.learned
    file.write_bytes(file.read_bytes()[:-300] if content is None else content)
    again = caught_up(county)
    assert knows_same(again, good)
    assert zipfile.is_zipfile(file)


def test_another_register_in_the_same_place_is_read_anew(
    complaints: Complaints, county: Database, today: date, open_copy: Callable[[Path, str], Database], tmp_path: Path
) -> None:
    """An older copy of the data was put back, and went on differently."""
    backup = shutil.copytree(county.folder.root, tmp_path / "backup")
    for number in range(5):
        written(complaints, today, number)
    caught_up(county)
    restored = open_copy(backup, "restored")
    shutil.copy(county.folder.learned, restored.folder.learned)
    for number in range(5):
        written(Complaints(restored), today, number, category="食品类")
    assert caught_up(restored).guess("category", {"facts": "茶树"})[0].code == FOOD


def test_a_long_reading_can_be_stopped(county: Database, today: date) -> None:
    put(county, 1000, date(2025, 1, 1), date(2025, 12, 31))
    suggester = Suggester(county)
    calls = iter(range(100))
    with pytest.raises(Cancelled):
        suggester.catch_up(Progress(cancelled=lambda: next(calls) >= 2))
    assert suggester.ready  # with the shipped words
    assert learned(suggester).cases == 0
    assert suggester.catch_up() == 1000
    assert learned(suggester).cases == 1000


def test_many_new_cases_are_read_anew_and_kept(county: Database) -> None:
    suggester = caught_up(county)
    put(county, 400, date(2025, 1, 1), date(2025, 12, 31))
    assert suggester.catch_up() == 400
    stamp = county.folder.learned.stat().st_mtime_ns
    put(county, 20, date(2026, 1, 1), date(2026, 1, 31), seed=2)
    assert suggester.catch_up() == 20
    assert county.folder.learned.stat().st_mtime_ns == stamp
    put(county, 300, date(2026, 2, 1), date(2026, 2, 28), seed=3)
    assert suggester.catch_up() == 720
    assert county.folder.learned.stat().st_mtime_ns != stamp


def test_words_and_codes_of_lists_mean_the_same(complaints: Complaints, county: Database, today: date) -> None:
    for number in range(12):
        written(complaints, today, number, nature="合同", buying="预付式", facts="甲")
        written(complaints, today, number, nature="质量", buying="网购", facts="甲")
    suggester = caught_up(county)
    by_word = suggester.guess("nature", {"buying": "办卡", "demand": "退货，赔偿", "facts": ""})
    assert by_word[0].code == "N03"
    assert by_word == suggester.guess("nature", {"buying": "prepaid", "demand": "return,compensate"})
    assert suggester.guess("nature", {"buying": "???"}) == suggester.guess("nature", {"buying": ""})


def test_a_folder_that_cannot_be_written_to_still_learns(
    complaints: Complaints, county: Database, today: date, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(5):
        written(complaints, today, number)
    monkeypatch.setattr(DataFolder, "learned", property(lambda self: tmp_path / "gone" / "learned.zip"))
    assert caught_up(county).guess("category", {"facts": "茶树"})[0].code == FARM
