"""Files that people and other programs really made: each gives a plan or a right sentence, never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.services import register
from app.services.database import Database
from tests.services.register.files import TODAY

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
NAMES = sorted(path.name for path in SAMPLES.glob("*.xls*")) if SAMPLES.is_dir() else []
EXPECTED = {
    "calamine__pass_protected.xlsx": "excel.password",
    "edr__Test_Issue_12556_corrupt.xls": "excel.corrupt",
    "localdebt_数据.xls": "excel.html",
    "poi__poc-xmlbomb.xlsx": "excel.unsafe",
    "poi__xor-encryption-abc.xls": "excel.password",
    "magicodes_合并行.xlsx": "register.no_day",
    "phpss__oleloop.xls": "excel.corrupt",
}


@pytest.mark.skipif(not NAMES, reason="the samples are not part of the project")
@pytest.mark.parametrize("name", NAMES)
def test_each_gets_a_sentence(county: Database, name: str) -> None:
    with pytest.raises(AppError) as told:
        register.plan(county, SAMPLES / name, today=TODAY)
    assert told.value.code == EXPECTED.get(name, "register.no_header")
    assert "(未知)" not in told.value.message
    assert register.batches(county) == ()


def test_what_is_no_table_at_all(county: Database, tmp_path: Path) -> None:
    for name, data in (("a.csv", b"\xff\xd8\xff\xe0 picture"), ("b.xlsx", b"PK\x03\x04 torn"), ("c.csv", b"")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(AppError):
            register.plan(county, path, today=TODAY)
    with pytest.raises(AppError) as missing:
        register.plan(county, tmp_path / "none.xlsx", today=TODAY)
    assert missing.value.code == "file.not_found"
