"""What is kept with a sealed return, what a person says to the check, and what the city is told about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select

from app.bootstrap import Services, open_services
from app.errors import AppError, Issue
from app.models import ReturnEvidence
from app.paths import DataFolder
from app.services import backup as backups
from app.services import health, offices, seals, templates
from app.services.database import Database
from app.services.excel.manifest import Manifest, SentRemark
from app.services.excel.patcher import fill
from app.services.excel.returned import read_return, unpacked
from app.services.indicators.catalogue import catalogue
from app.services.keys import parse_key
from app.services.periods import parse_period
from app.services.returns import Answer
from app.services.returns.answering import told as told_together
from app.services.returns.compute import bound_cells
from app.services.returns.evidence import unpacked as opened
from app.services.returns.faces import NO_REASON
from app.services.submissions.records import Collected
from app.services.values import Value
from tests.services.city_fixtures import MARCH, MEAL, PHONE, SETTLED, TODAY, fill_register, take

TABLE = "投诉处理情况表"
HEAD = "主要指标表"


@pytest.fixture
def office(county: Database) -> Services:
    """A county with five phones complained about and three meals settled in March."""
    services = Services(county)
    fill_register(services, 5, 3)
    return services


@pytest.fixture
def doubtful(office: Services) -> Services:
    """More settled in March than accepted: the city's rule warns at C6."""
    for day in range(1, 7):
        fields = {**MEAL, **SETTLED, "complainant": "周爱珍", "received_on": f"2026-02-{day:02d}"}
        fields |= {"accepted_on": f"2026-02-{day:02d}", "closed_on": f"2026-03-{day:02d}"}
        office.complaints.register(fields, today=TODAY)
    return office


def warnings(office: Services) -> list[Issue]:
    """What the check warns of, without the clock."""
    found = office.returns.check("monthly", MARCH, today=TODAY)
    return [i for i in found if i.severity == "warning" and not i.code.startswith("calendar.")]


def answers(issues: list[Issue], reason: str) -> list[Answer]:
    """One reason for all."""
    return [Answer(i.code, i.sheet or "", i.cell or "", "explained", reason) for i in issues]


def told(issues: list[Issue] | tuple[Issue, ...]) -> list[tuple[str, str, str | None, str | None, str]]:
    """Remarks as they are compared."""
    return sorted((i.severity, i.code, i.sheet, i.cell, i.message) for i in issues)


# --- evidence --------------------------------------------------------------------------------------------


def test_every_sealed_figure_keeps_exactly_the_records_it_was_counted_from(office: Services) -> None:
    places = [c.cell for c in office.returns.preview("monthly", MARCH, today=TODAY).cells]
    before = {c.place: office.returns.explain("monthly", MARCH, (c.sheet, c.cell)) for c in places[::7]}
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    take(office, 30, PHONE)
    for row in office.complaints.find().rows[:3]:
        office.complaints.change(row.id, {"category": "服装鞋帽类", "amount": "5万"}, today=TODAY)
    for cell in places[::7]:
        was = before[cell.place]
        now = office.returns.explain("monthly", MARCH, (cell.sheet, cell.cell))
        assert (now.value, now.records, now.rule, now.name) == (was.value, was.records, was.rule, was.name), cell.place
        assert [(p.key, p.value) for p in now.parts] == [(p.key, p.value) for p in was.parts]
        assert now.origin == "sealed" and now.revision == 1
    beside = office.returns.explain("monthly", MARCH, (TABLE, "B6"))
    assert beside.value.number == 8 and len(beside.records) == 8
    assert beside.now is not None and beside.now.number == 9 and len(beside.now_records) == 9


def test_the_numbers_kept_with_the_records_add_up_to_the_figures(office: Services) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY)
    values = {c.cell.key: c for c in office.returns.sheets_of("monthly", MARCH).cells}
    with office.database.read() as session:
        rows = session.scalars(select(ReturnEvidence)).all()
        checked = 0
        for row in rows:
            indicator = parse_key(row.key).indicator
            content = opened(row.records)
            if indicator not in catalogue() or catalogue().get(indicator).kind != "A" or "records" not in content:
                continue
            found = sum((Decimal(number) for _, number in content["records"]), Decimal())
            if catalogue().get(indicator).unit == "元":
                found = found.scaleb(-2)
            cell = values[row.key]
            if cell.cell.unit == "" or cell.cell.unit == catalogue().get(indicator).unit:
                assert cell.value.number in (found, None), row.key
                checked += 1
    assert checked > 200


def test_the_year_to_date_rests_on_the_evidence_of_its_months(office: Services) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY)
    late = take(office, 30, PHONE)
    may = {**PHONE, "complainant": "周爱珍", "received_on": "2026-04-02", "accepted_on": "2026-04-02"}
    second = office.complaints.register(may, today=TODAY).record
    april = parse_period("2026-04")
    ytd = next(
        c.cell
        for c in office.returns.preview("monthly", april, today=TODAY).cells
        if c.cell.key == "accepted@ytd" and c.cell.sheet == HEAD
    )
    explained = office.returns.explain("monthly", april, (ytd.sheet, ytd.cell))
    march = office.returns.explain("monthly", MARCH, (TABLE, "B6"))
    assert explained.value.number == 9
    assert set(explained.records) == {*march.records, second.id}
    assert office.complaints.show(late).id not in explained.records


def test_sealing_runs_a_bounded_number_of_queries(office: Services) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(office.database.engine, "before_cursor_execute", note)
        office.returns.seal("monthly", MARCH, today=TODAY)
        event.remove(office.database.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    fill_register(office, 30, 20)
    office.returns.reopen("monthly", MARCH, reason="漏记")
    many = statements()
    assert len(office.returns.sheets_of("monthly", MARCH).cells) > 500
    assert few < 130 and abs(many - few) < 10


# --- the file --------------------------------------------------------------------------------------------


def test_the_workbook_is_kept_as_it_was_written(office: Services, tmp_path: Path) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    sent = office.returns.file_of("monthly", MARCH)
    assert (sent.name, sent.suffix) == ("331122-monthly-2026-03-1.xlsx", "xlsx")
    take(office, 30, PHONE)
    done = office.returns.fill("monthly", MARCH, tmp_path / "x.xlsx", today=TODAY, by="别人")
    assert done.out.read_bytes() == sent.data and done.sha256 == sent.sha256
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    office.returns.seal("monthly", MARCH, today=TODAY)
    again = office.returns.fill("monthly", MARCH, tmp_path / "y.xlsx", today=TODAY, revision=1)
    assert again.out.read_bytes() == sent.data and again.revision == 1
    assert office.returns.file_of("monthly", MARCH).data != sent.data


def test_a_place_goes_before_a_key_when_filling(office: Services) -> None:
    """Two cells may tell the same figure in different units: neither takes the other's number."""
    book = templates.read(office.database, "monthly")
    mine, other = [c for c in bound_cells(book) if c.role == "figure"][:2]
    values = {c.key: Value.of(1) for c in bound_cells(book)} | {mine.place: Value.of(Decimal("12.5"))}
    filled = fill(book.workbook, book.definition, values, {}, Manifest("monthly", "1", "331122", "", "2026-03"))
    read = {c.place: c.value.number for c in filled.cells}
    assert (read[mine.place], read[other.place]) == (Decimal("12.5"), Decimal(1))


# --- answers ---------------------------------------------------------------------------------------------


def test_a_warning_wants_a_reason(doubtful: Services) -> None:
    (warning,) = warnings(doubtful)
    assert (warning.code, warning.cell) == ("return.rule_broken", "C6")
    with pytest.raises(AppError) as refused:
        doubtful.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    assert refused.value.code == "return.reasons_needed"
    assert [i.cell for i in refused.value.issues] == ["C6"]
    with pytest.raises(AppError):
        doubtful.returns.seal("monthly", MARCH, today=TODAY, answers=answers([warning], "  "))
    info = doubtful.returns.seal(
        "monthly", MARCH, today=TODAY, by="陈秘书", answers=answers([warning], "上月受理的本月办结")
    )
    assert info.remarks == 1
    (remark,) = doubtful.returns.remarks("monthly", MARCH)
    assert (remark.kind, remark.cell, remark.reason, remark.by) == ("explained", "C6", "上月受理的本月办结", "陈秘书")
    assert remark.message == warning.message


def test_the_reason_travels_and_both_sides_are_told_the_same(
    doubtful: Services, city: Database, tmp_path: Path
) -> None:
    doubtful.returns.seal(
        "monthly", MARCH, today=TODAY, by="陈秘书", answers=answers(warnings(doubtful), "上月受理的本月办结")
    )
    out = doubtful.returns.fill("monthly", MARCH, tmp_path / "三月.xlsx", today=TODAY).out
    found = at_city(city, out)
    assert found.state == "taken"
    assert [i.code for i in found.issues] == ["return.explained"]
    assert "上月受理的本月办结" in found.issues[0].message and "陈秘书" in found.issues[0].message
    here = [i for i in doubtful.returns.check("monthly", MARCH, today=TODAY) if not i.code.startswith("calendar.")]
    assert told(here) == told(found.issues)


def test_without_a_reason_the_city_still_sees_the_warning(doubtful: Services, city: Database, tmp_path: Path) -> None:
    doubtful.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    (remark,) = doubtful.returns.remarks("monthly", MARCH)
    assert remark.reason == NO_REASON
    out = doubtful.returns.fill("monthly", MARCH, tmp_path / "三月.xlsx", today=TODAY).out
    found = at_city(city, out)
    assert found.state == "questioned"
    assert [(i.severity, i.code) for i in found.issues] == [("warning", "return.rule_broken")]
    here = [i for i in doubtful.returns.check("monthly", MARCH, today=TODAY) if not i.code.startswith("calendar.")]
    assert told(here) == told(found.issues)


def test_a_clean_return_is_clean_on_both_sides(office: Services, city: Database, tmp_path: Path) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    assert office.returns.check("monthly", MARCH, today=TODAY) == ()
    out = office.returns.fill("monthly", MARCH, tmp_path / "三月.xlsx", today=TODAY).out
    assert at_city(city, out).issues == ()


def test_a_wrong_rule_is_set_aside_with_a_signature(office: Services, city: Database, tmp_path: Path) -> None:
    strict(office)
    (broken,) = [i for i in office.returns.check("monthly", MARCH, today=TODAY) if i.code == "return.rule_broken"]
    assert broken.severity == "error"
    explained = Answer(broken.code, broken.sheet or "", broken.cell or "", "explained", "没有错")
    aside = replace(explained, kind="set_aside", reason="这条关系写反了")
    for wrong in ((), (explained,)):
        with pytest.raises(AppError) as refused:
            office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", answers=wrong)
        assert refused.value.code == "return.not_sealed"
    with pytest.raises(AppError) as unsigned:
        office.returns.seal("monthly", MARCH, today=TODAY, answers=(aside,))
    assert unsigned.value.code == "return.unsigned"
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", answers=(aside,))
    assert office.returns.remarks("monthly", MARCH)[0].kind == "set_aside"
    strict(Services(city))
    out = office.returns.fill("monthly", MARCH, tmp_path / "三月.xlsx", today=TODAY).out
    found = at_city(city, out)
    assert [(i.severity, i.code) for i in found.issues] == [("warning", "return.set_aside")]
    assert "写反了" in found.issues[0].message and found.state == "questioned"


def test_other_errors_cannot_be_set_aside(office: Services) -> None:
    office.complaints.register(
        {"complainant": "某", "received_on": "2026-03-09", "accepted_on": "2026-03-09"}, today=TODAY
    )
    aside = [Answer("return.unclassified", "", "", "set_aside", "不管")]
    with pytest.raises(AppError) as refused:
        office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", answers=aside)
    assert refused.value.code == "return.not_sealed"


def test_a_figure_changed_by_hand_is_not_covered_by_the_reason(doubtful: Services, tmp_path: Path) -> None:
    """The answer was to 9 settled of 8; of other figures nobody said anything."""
    (warning,) = warnings(doubtful)
    sent = SentRemark("explained", warning.code, warning.sheet or "", "C6", warning.message, "上月受理的", "陈秘书")
    other = replace(warning, found="19")
    assert [i.severity for i in told_together([other], [sent])] == ["warning", "note"]
    assert [i.severity for i in told_together([warning], [sent])] == ["note"]


def test_remarks_survive_the_reading_process(doubtful: Services) -> None:
    doubtful.returns.seal(
        "monthly",
        MARCH,
        today=TODAY,
        by="陈 秘书",
        answers=answers(warnings(doubtful), "上月 受理的 <本月>\n办结 " * 9),
    )
    book = templates.read(doubtful.database, "monthly")
    reading = read_return(doubtful.returns.file_of("monthly", MARCH).data, book.definition)
    (remark,) = reading.remarks
    assert (remark.reason, remark.by) == (("上月 受理的 <本月>\n办结 " * 9).strip(), "陈 秘书")
    assert unpacked(reading.packed()) == reading


# --- zero reports ----------------------------------------------------------------------------------------


def test_a_month_where_nothing_happened_says_so(county: Database, city: Database, tmp_path: Path) -> None:
    services = Services(county)
    codes = [i.code for i in services.returns.check("monthly", MARCH, today=TODAY) if i.severity == "error"]
    assert codes == ["return.zero_needed"]
    with pytest.raises(AppError) as refused:
        services.returns.seal("monthly", MARCH, today=TODAY, insist=False)
    assert refused.value.code == "return.zero_needed"
    info = services.returns.seal("monthly", MARCH, today=TODAY, zero=True)
    assert info.zero and services.returns.listed()[0].zero
    out = services.returns.fill("monthly", MARCH, tmp_path / "三月.xlsx", today=TODAY).out
    found = at_city(city, out)
    assert [(i.severity, i.code) for i in found.issues] == [("note", "return.zero_report")]
    assert found.state == "taken"


def test_a_month_with_figures_is_no_zero_report(office: Services) -> None:
    with pytest.raises(AppError) as refused:
        office.returns.seal("monthly", MARCH, today=TODAY, zero=True)
    assert refused.value.code == "return.not_zero"


# --- seals beside the journal ----------------------------------------------------------------------------


def test_the_journal_names_the_seal_and_check_verifies_it(office: Services) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    line = [row for row in office.database.journal.rows() if row["kind"] == "seal"][-1]
    seal = seals.read(office.folder.seals, line["seal"])
    assert (seal.template, seal.period, seal.revision, seal.sealed_by) == ("monthly", "2026-03", 1, "陈秘书")
    assert seal.file is not None and seal.file.data == office.returns.file_of("monthly", MARCH).data
    found = health.check(office.folder)
    assert (found.journal.seals_whole, [i.code for i in found.issues if i.code.startswith("seal.")]) == (1, [])
    path = seals.where(office.folder.seals, line["seal"])
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    assert "seal.damaged" in {i.code for i in health.check(office.folder).issues}
    path.unlink()
    assert "seal.missing" in {i.code for i in health.check(office.folder).issues}


def test_a_seal_that_cannot_be_brought_back_is_told(county: Database) -> None:
    services = Services(county)
    fill_register(services, 5, 3)
    info = backups.backup(county)
    services.returns.seal("monthly", MARCH, today=TODAY)
    for path in county.folder.seals.iterdir():
        path.write_bytes(b"no longer what it was")
    services.close()
    done = backups.restore(county.folder, info.path)
    (issue,) = [i for i in done.issues if i.code.startswith("seal.")]
    assert (issue.severity, issue.code) == ("error", "seal.not_brought_back") and "坏了" in issue.message


def test_a_backup_carries_the_seals_to_another_pc(office: Services, tmp_path: Path) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY)
    info = backups.backup(office.database)
    other = DataFolder(tmp_path / "other")
    backups.restore(other, info.path)
    found = health.check(other)
    assert found.journal.seals_whole == 1 and found.good


def test_a_lost_file_is_made_again_the_same(office: Services) -> None:
    office.returns.seal("monthly", MARCH, today=TODAY)
    folder = office.folder
    before = {path.name: path.read_bytes() for path in folder.seals.iterdir()}
    for path in folder.seals.iterdir():
        path.unlink()
    office.close()
    open_services(folder).close()
    assert {path.name: path.read_bytes() for path in folder.seals.iterdir()} == before


def strict(services: Services) -> None:
    """The template with a rule that this office's figures break, as an error."""
    book = templates.read(services.database, "monthly")
    rule = f'''
[[rule]]
sheet = "{TABLE}"
expression = "B6 < D6"
says = "受理少于调解成功"
severity = "error"
'''
    mapping = book.mapping.replace('version = "', 'version = "9', 1) + rule
    with services.database.write() as session:
        assert templates.put(session, mapping, book.workbook)


def at_city(city: Database, out: Path) -> Collected:
    """What the city says when it collects ``out``."""
    offices.add(city, code="331122", name="青溪县消保委", level="county")
    return Services(city).submissions.collect([out], today=TODAY)[0]
