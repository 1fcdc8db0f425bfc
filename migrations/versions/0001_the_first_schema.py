"""The first schema

Revision: 0001, after
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def moment() -> sa.DateTime:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def exact() -> sa.types.TypeEngine:
    """A decimal kept exactly: text where the database has only binary floats."""
    return sa.String(40).with_variant(sa.Numeric(30, 8), "postgresql")


#: The search index: tokens are cut by the program (app/services/database/search_index.py).
SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE complaint_text USING fts5(numbers, people, phones, trader, facts, "
    'tokenize = "unicode61 remove_diacritics 0", columnsize = 0)'
)

#: What is sealed stays: neither the return nor its values may be changed, whoever asks.
GUARDS = {
    "return_sealed_stays": """
        CREATE TRIGGER return_sealed_stays BEFORE UPDATE ON "return"
        WHEN old.state = 'sealed' AND (
            new.state <> 'sealed' OR new.office_pk <> old.office_pk OR new.template <> old.template
            OR new.template_version <> old.template_version OR new.period <> old.period OR new.start <> old.start
            OR new.until <> old.until OR new.number <> old.number OR new.sealed_at <> old.sealed_at)
        BEGIN SELECT RAISE(ABORT, 'sealed return'); END""",
    "return_sealed_is_kept": """
        CREATE TRIGGER return_sealed_is_kept BEFORE DELETE ON "return" WHEN old.state = 'sealed'
        BEGIN SELECT RAISE(ABORT, 'sealed return'); END""",
    "return_value_sealed_insert": """
        CREATE TRIGGER return_value_sealed_insert BEFORE INSERT ON return_value
        WHEN (SELECT state FROM "return" WHERE pk = new.return_pk) = 'sealed'
        BEGIN SELECT RAISE(ABORT, 'sealed return'); END""",
    "return_value_sealed_update": """
        CREATE TRIGGER return_value_sealed_update BEFORE UPDATE ON return_value
        WHEN (SELECT state FROM "return" WHERE pk = old.return_pk) = 'sealed'
        BEGIN SELECT RAISE(ABORT, 'sealed return'); END""",
    "return_value_sealed_delete": """
        CREATE TRIGGER return_value_sealed_delete BEFORE DELETE ON return_value
        WHEN (SELECT state FROM "return" WHERE pk = old.return_pk) = 'sealed'
        BEGIN SELECT RAISE(ABORT, 'sealed return'); END""",
    "submission_value_stays": """
        CREATE TRIGGER submission_value_stays BEFORE UPDATE ON submission_value
        WHEN new.number IS NOT old.number OR new.state <> old.state OR new.key <> old.key
            OR new.sheet <> old.sheet OR new.cell <> old.cell
        BEGIN SELECT RAISE(ABORT, 'a value as received stays'); END""",
    "change_stays": """
        CREATE TRIGGER change_stays BEFORE UPDATE ON change
        BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END""",
}


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(kind = 'holiday' OR kind = 'workday')", name=op.f("ck_calendar_day_kind_known")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "code",
        sa.Column("list", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("aliases", sa.String(length=400), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=12), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("code <> '' AND label <> ''", name=op.f("ck_code_whole")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name=op.f("ck_code_dates")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_code")),
        sa.UniqueConstraint("list", "code", "valid_from", name=op.f("uq_code_list_code_valid_from")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(kind = 'register' OR kind = 'figures')", name=op.f("ck_import_batch_kind_known")),
        sa.CheckConstraint("(state = 'applied' OR state = 'undone')", name=op.f("ck_import_batch_state_known")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("id", name=op.f("uq_import_batch_id")),
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_merge")),
        sa.UniqueConstraint("id", name=op.f("uq_merge_id")),
        sa.UniqueConstraint("template", "period", "number", name=op.f("uq_merge_template_period_number")),
    )
    op.create_table(
        "number_series",
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_number_series_last_positive")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_number_series")),
        sa.UniqueConstraint("prefix", name=op.f("uq_number_series_prefix")),
    )
    op.create_table(
        "office",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "(kind = 'committee' OR kind = 'branch' OR kind = 'complaint_station' OR kind = 'liaison_station' OR kind = 'other')",
            name=op.f("ck_office_kind_known"),
        ),
        sa.CheckConstraint("(level = 'city' OR level = 'county' OR level = 'station')", name=op.f("ck_office_level_known")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_office_has_name")),
        sa.CheckConstraint("length(code) IN (6, 9)", name=op.f("ck_office_code_length")),
        sa.CheckConstraint("parent_pk IS NULL OR parent_pk <> pk", name=op.f("ck_office_not_own_parent")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name=op.f("ck_office_dates")
        ),
        sa.ForeignKeyConstraint(["parent_pk"], ["office.pk"], name=op.f("fk_office_parent_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_parent_pk"), ["parent_pk"], unique=False)

    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "template",
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.String(length=24), nullable=False),
        sa.Column("valid_until", sa.String(length=24), nullable=False),
        sa.Column("installed_at", moment(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_template")),
        sa.UniqueConstraint("template", "template_version", name=op.f("uq_template_template_template_version")),
    )
    op.create_table(
        "time_limit",
        sa.Column("handler", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("decide_days", sa.Integer(), nullable=False),
        sa.Column("decide_unit", sa.String(length=8), nullable=False),
        sa.Column("mediate_days", sa.Integer(), nullable=False),
        sa.Column("mediate_unit", sa.String(length=8), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(decide_unit = 'working' OR decide_unit = 'calendar')", name=op.f("ck_time_limit_decide_unit_known")),
        sa.CheckConstraint("(mediate_unit = 'working' OR mediate_unit = 'calendar')", name=op.f("ck_time_limit_mediate_unit_known")),
        sa.CheckConstraint("decide_days > 0 AND mediate_days > 0", name=op.f("ck_time_limit_days_positive")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_time_limit")),
        sa.UniqueConstraint("handler", "region", "valid_from", name=op.f("uq_time_limit_handler_region_valid_from")),
    )
    op.create_table(
        "tombstone",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "trader",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("parent_revision", sa.CHAR(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("deleted_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_trader_has_name")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_trader")),
        sa.UniqueConstraint("id", name=op.f("uq_trader_id")),
    )
    with op.batch_alter_table("trader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trader_name"), ["name"], unique=False)

    op.create_table(
        "change",
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.CHAR(length=32), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("batch_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["batch_pk"], ["import_batch.pk"], name=op.f("fk_change_batch_pk_import_batch")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_entity", ["entity_id", "pk"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("paper_number", sa.String(length=60), nullable=False),
        sa.Column("register_number", sa.String(length=60), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("batch_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("registered_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("complainant", sa.String(length=80), nullable=False),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("id_kind", sa.String(length=20), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("consent_publish", sa.Boolean(), nullable=True),
        sa.Column("consent_mediation", sa.Boolean(), nullable=True),
        sa.Column("group_size", sa.Integer(), nullable=False),
        sa.Column("trader", sa.String(length=120), nullable=False),
        sa.Column("trader_contact", sa.String(length=40), nullable=False),
        sa.Column("trader_phone", sa.String(length=60), nullable=False),
        sa.Column("trader_address", sa.String(length=200), nullable=False),
        sa.Column("trader_code", sa.String(length=40), nullable=False),
        sa.Column("trader_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("category", sa.String(length=10), nullable=True),
        sa.Column("nature", sa.String(length=20), nullable=True),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("item_code", sa.String(length=10), nullable=True),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("amount_approx", sa.String(length=2), nullable=False),
        sa.Column("disputed", sa.BigInteger(), nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("buying", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("demand", sa.String(length=80), nullable=False),
        sa.Column("mediation_way", sa.String(length=20), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("punitive", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("satisfaction", sa.String(length=20), nullable=True),
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("parent_revision", sa.CHAR(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("deleted_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(kind = 'complaint' OR kind = 'report' OR kind = 'suggestion')", name=op.f("ck_complaint_kind_known")),
        sa.CheckConstraint(
            "received_on BETWEEN '1985-01-01' AND '2199-12-31'", name=op.f("ck_complaint_received_possible")
        ),
        sa.CheckConstraint("(sex = '0' OR sex = '1' OR sex = '2' OR sex = '9')", name=op.f("ck_complaint_sex_known")),
        sa.CheckConstraint(
            "(state = 'registered' OR state = 'accepted' OR state = 'refused' OR state = 'transferred' OR state = 'mediating' OR state = 'paused' OR state = 'settled' OR state = 'terminated' OR state = 'withdrawn' OR state = 'advised_elsewhere' OR state = 'performed' OR state = 'followed_up' OR state = 'filed')",
            name=op.f("ck_complaint_state_known"),
        ),
        sa.CheckConstraint("(deleted_at IS NULL) = (deleted_by IS NULL)", name=op.f("ck_complaint_deleted_whole")),
        sa.CheckConstraint("age IS NULL OR age BETWEEN 0 AND 130", name=op.f("ck_complaint_age_possible")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_complaint_amount_not_negative")),
        sa.CheckConstraint("category IS NULL OR length(category) = 10", name=op.f("ck_complaint_category_shape")),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= received_on", name=op.f("ck_complaint_closed_after_received")
        ),
        sa.CheckConstraint("disputed IS NULL OR disputed >= 0", name=op.f("ck_complaint_disputed_not_negative")),
        sa.CheckConstraint("group_size >= 1", name=op.f("ck_complaint_group_size_positive")),
        sa.CheckConstraint("occurrence >= 1", name=op.f("ck_complaint_occurrence_positive")),
        sa.CheckConstraint("punitive IS NULL OR punitive >= 0", name=op.f("ck_complaint_punitive_not_negative")),
        sa.CheckConstraint("recovered IS NULL OR recovered >= 0", name=op.f("ck_complaint_recovered_not_negative")),
        sa.ForeignKeyConstraint(["batch_pk"], ["import_batch.pk"], name=op.f("fk_complaint_batch_pk_import_batch")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_complaint_office_pk_office")),
        sa.ForeignKeyConstraint(["registered_pk"], ["office.pk"], name=op.f("fk_complaint_registered_pk_office")),
        sa.ForeignKeyConstraint(["trader_pk"], ["trader.pk"], name=op.f("fk_complaint_trader_pk_trader")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_complaint")),
        sa.UniqueConstraint("id", name=op.f("uq_complaint_id")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("origin", "register_number", name=op.f("uq_complaint_origin_register_number")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_batch_pk"), ["batch_pk"], unique=False)
        batch_op.create_index("ix_complaint_fingerprint", ["origin", "fingerprint", "occurrence"], unique=False)
        batch_op.create_index("ix_complaint_list", ["deleted_at", "received_on", "pk"], unique=False)
        batch_op.create_index("ix_complaint_phone", ["phone"], unique=False)
        batch_op.create_index("ix_complaint_trader", ["trader"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_trader_pk"), ["trader_pk"], unique=False)

    op.create_table(
        "enquiry",
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("parent_revision", sa.CHAR(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("deleted_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("people >= 1", name=op.f("ck_enquiry_people_positive")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_enquiry_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("id", name=op.f("uq_enquiry_id")),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index("ix_enquiry_counts_on", ["counts_on"], unique=False)

    op.create_table(
        "figure",
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("origin_kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("number", exact(), nullable=True),
        sa.Column("approx", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("parent_revision", sa.CHAR(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("deleted_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(state = 'value') = (number IS NOT NULL)", name=op.f("ck_figure_number_when_value")),
        sa.CheckConstraint("(origin_kind = 'typed' OR origin_kind = 'adopted')", name=op.f("ck_figure_origin_kind_known")),
        sa.CheckConstraint("(state = 'value' OR state = 'blank' OR state = 'na')", name=op.f("ck_figure_state_known")),
        sa.CheckConstraint("until >= start", name=op.f("ck_figure_days_in_order")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_figure_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_figure")),
        sa.UniqueConstraint("id", name=op.f("uq_figure_id")),
        sa.UniqueConstraint(
            "office_pk",
            "start",
            "until",
            "key",
            "origin_kind",
            name=op.f("uq_figure_office_pk_start_until_key_origin_kind"),
        ),
    )
    op.create_table(
        "merge_value",
        sa.Column("merge_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("number", exact(), nullable=True),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("approx", sa.String(length=2), nullable=False),
        sa.CheckConstraint("(state = 'value') = (number IS NOT NULL)", name=op.f("ck_merge_value_number_when_value")),
        sa.CheckConstraint(
            "(state = 'value' OR state = 'blank' OR state = 'na' OR state = 'text' OR state = 'error')", name=op.f("ck_merge_value_state_known")
        ),
        sa.ForeignKeyConstraint(["merge_pk"], ["merge.pk"], name=op.f("fk_merge_value_merge_pk_merge")),
        sa.PrimaryKeyConstraint("merge_pk", "sheet", "cell", name=op.f("pk_merge_value")),
    )
    op.create_table(
        "office_successor",
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("successor_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("office_pk <> successor_pk", name=op.f("ck_office_successor_not_itself")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_office_successor_office_pk_office")),
        sa.ForeignKeyConstraint(["successor_pk"], ["office.pk"], name=op.f("fk_office_successor_successor_pk_office")),
        sa.PrimaryKeyConstraint("office_pk", "successor_pk", name=op.f("pk_office_successor")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(role = 'clerk' OR role = 'secretary' OR role = 'city')", name=op.f("ck_person_role_known")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_person_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_person")),
        sa.UniqueConstraint("office_pk", "name", name=op.f("uq_person_office_pk_name")),
    )
    op.create_table(
        "return",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("sealed_at", moment(), nullable=True),
        sa.Column("sealed_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name=op.f("ck_return_sealed_when")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_return_revised_with_reason")),
        sa.CheckConstraint("(state = 'draft' OR state = 'sealed')", name=op.f("ck_return_state_known")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_return_number_positive")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_return_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_return")),
        sa.UniqueConstraint("id", name=op.f("uq_return_id")),
        sa.UniqueConstraint(
            "office_pk", "template", "period", "number", name=op.f("uq_return_office_pk_template_period_number")
        ),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=True),
        sa.Column("template_version", sa.String(length=20), nullable=True),
        sa.Column("period", sa.String(length=24), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", moment(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=40), nullable=False),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "(state = 'taken' OR state = 'questioned' OR state = 'refused' OR state = 'accepted' OR state = 'sent_back' OR state = 'superseded')",
            name=op.f("ck_submission_state_known"),
        ),
        sa.CheckConstraint(
            "(state <> 'taken' AND state <> 'accepted') OR (office_pk IS NOT NULL AND period IS NOT NULL)",
            name=op.f("ck_submission_known_when_taken"),
        ),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_submission_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_submission")),
        sa.UniqueConstraint("id", name=op.f("uq_submission_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_submission_sha256")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_where", ["template", "period", "office_pk"], unique=False)

    op.create_table(
        "complaint_tag",
        sa.Column("complaint_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.CheckConstraint("tag <> ''", name=op.f("ck_complaint_tag_has_tag")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_complaint_tag_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("complaint_pk", "tag", name=op.f("pk_complaint_tag")),
    )
    with op.batch_alter_table("complaint_tag", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_tag_tag", ["tag"], unique=False)

    op.create_table(
        "event",
        sa.Column("complaint_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("punitive", sa.BigInteger(), nullable=True),
        sa.Column("to_whom", sa.String(length=120), nullable=False),
        sa.Column("satisfaction", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("parent_revision", sa.CHAR(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("deleted_by", sa.String(length=40), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "NOT closes OR (kind = 'settled' OR kind = 'terminated' OR kind = 'withdrawn' OR kind = 'transferred')",
            name=op.f("ck_event_closing_kind"),
        ),
        sa.CheckConstraint("kind <> 'refused' OR reason IS NOT NULL", name=op.f("ck_event_refused_with_reason")),
        sa.CheckConstraint(
            "(kind = 'registered' OR kind = 'papers_asked' OR kind = 'papers_received' OR kind = 'accepted' OR kind = 'refused' OR kind = 'transferred' OR kind = 'mediating' OR kind = 'paused' OR kind = 'resumed' OR kind = 'settled' OR kind = 'terminated' OR kind = 'withdrawn' OR kind = 'advised_elsewhere' OR kind = 'reconciled' OR kind = 'arbitration' OR kind = 'supported_lawsuit' OR kind = 'performed' OR kind = 'followed_up' OR kind = 'filed')",
            name=op.f("ck_event_kind_known"),
        ),
        sa.CheckConstraint(
            "closes OR (kind <> 'settled' AND kind <> 'terminated' AND kind <> 'withdrawn')", name=op.f("ck_event_closing_marked")
        ),
        sa.CheckConstraint("punitive IS NULL OR punitive >= 0", name=op.f("ck_event_punitive_not_negative")),
        sa.CheckConstraint("recovered IS NULL OR recovered >= 0", name=op.f("ck_event_recovered_not_negative")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_event_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_event_office_pk_office")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_complaint", ["complaint_pk"], unique=False)
        batch_op.create_index("ix_event_counted", ["counts_on", "kind", "complaint_pk"], unique=False)
        batch_op.create_index(
            "uq_event_closing",
            ["complaint_pk"],
            unique=True,
            sqlite_where=sa.text("closes AND revoked_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("closes AND revoked_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_event_once",
            ["complaint_pk", "kind"],
            unique=True,
            sqlite_where=sa.text(
                "revoked_on IS NULL AND deleted_at IS NULL AND (kind = 'registered' OR kind = 'accepted' OR kind = 'refused')"
            ),
            postgresql_where=sa.text(
                "revoked_on IS NULL AND deleted_at IS NULL AND (kind = 'registered' OR kind = 'accepted' OR kind = 'refused')"
            ),
        )

    op.create_table(
        "import_row",
        sa.Column("batch_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_pk"], ["import_batch.pk"], name=op.f("fk_import_row_batch_pk_import_batch")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_import_row_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_pk", "complaint_pk", name=op.f("pk_import_row")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_row_complaint_pk"), ["complaint_pk"], unique=False)

    op.create_table(
        "merge_part",
        sa.Column("merge_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("return_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(submission_pk IS NULL) <> (return_pk IS NULL)", name=op.f("ck_merge_part_one_source")),
        sa.ForeignKeyConstraint(["merge_pk"], ["merge.pk"], name=op.f("fk_merge_part_merge_pk_merge")),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_merge_part_office_pk_office")),
        sa.ForeignKeyConstraint(["return_pk"], ["return.pk"], name=op.f("fk_merge_part_return_pk_return")),
        sa.ForeignKeyConstraint(
            ["submission_pk"], ["submission.pk"], name=op.f("fk_merge_part_submission_pk_submission")
        ),
        sa.PrimaryKeyConstraint("merge_pk", "office_pk", name=op.f("pk_merge_part")),
    )
    op.create_table(
        "return_value",
        sa.Column("return_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("number", exact(), nullable=True),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("approx", sa.String(length=2), nullable=False),
        sa.Column("made_from", sa.String(length=10), nullable=False),
        sa.CheckConstraint("(state = 'value') = (number IS NOT NULL)", name=op.f("ck_return_value_number_when_value")),
        sa.CheckConstraint(
            "(state = 'value' OR state = 'blank' OR state = 'na' OR state = 'text' OR state = 'error')", name=op.f("ck_return_value_state_known")
        ),
        sa.ForeignKeyConstraint(["return_pk"], ["return.pk"], name=op.f("fk_return_value_return_pk_return")),
        sa.PrimaryKeyConstraint("return_pk", "sheet", "cell", name=op.f("pk_return_value")),
    )
    op.create_table(
        "submission_value",
        sa.Column("submission_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("number", exact(), nullable=True),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("approx", sa.String(length=2), nullable=False),
        sa.Column("found_by", sa.String(length=8), nullable=False),
        sa.Column("corrected", exact(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state = 'value') = (number IS NOT NULL)", name=op.f("ck_submission_value_number_when_value")
        ),
        sa.CheckConstraint(
            "corrected IS NULL OR correction_reason <> ''", name=op.f("ck_submission_value_corrected_with_reason")
        ),
        sa.CheckConstraint(
            "(state = 'value' OR state = 'blank' OR state = 'na' OR state = 'text' OR state = 'error')", name=op.f("ck_submission_value_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["submission_pk"],
            ["submission.pk"],
            name=op.f("fk_submission_value_submission_pk_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_pk", "position", name=op.f("pk_submission_value")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH_INDEX)
        for statement in GUARDS.values():
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("databases are never taken back; restore a backup instead")
