"""The secretary's month: what stood behind sealed figures, work done and rosters, own indicators, drafts of templates

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def moment() -> sa.DateTime:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def row_number() -> sa.types.TypeEngine:
    """64 bits on a server, the rowid of SQLite here."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def exact() -> sa.types.TypeEngine:
    """A decimal kept exactly: text where the database has only binary floats."""
    return sa.String(40).with_variant(sa.Numeric(30, 8), "postgresql")


def travelling() -> list[sa.Column]:
    """The columns of every record that can travel."""
    return [
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
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
    ]


#: What was sealed stays, whatever way one comes: update, delete, a row put in another's place.
SEALED = """(SELECT state FROM "return" WHERE pk = {row}.return_pk) = 'sealed'"""
#: A row put in the place of a kept one (OR REPLACE) goes without any trigger on DELETE: its number is looked at too.
IN_ITS_PLACE = """EXISTS (SELECT 1 FROM {table} AS kept JOIN "return" AS whole ON whole.pk = kept.return_pk
        WHERE kept.rowid = new.rowid AND whole.state = 'sealed')"""
KEPT_WITH_IT = ("return_value", "return_evidence", "return_remark", "return_file")
RETURN_STAYS = """
    CREATE TRIGGER return_sealed_stays BEFORE UPDATE ON "return"
    WHEN old.state = 'sealed' AND (
        new.pk <> old.pk OR new.id <> old.id OR new.state <> 'sealed' OR new.office_pk <> old.office_pk
        OR new.template <> old.template OR new.template_version <> old.template_version OR new.period <> old.period
        OR new.start <> old.start OR new.until <> old.until OR new.number <> old.number OR new.reason <> old.reason
        OR new.sealed_at <> old.sealed_at OR new.sealed_by IS NOT old.sealed_by OR new.zero <> old.zero
        OR new.revised_base <> old.revised_base)
    BEGIN SELECT RAISE(ABORT, 'sealed return'); END"""
TAKES_ITS_PLACE = """EXISTS (SELECT 1 FROM "return" AS kept WHERE kept.state = 'sealed'{other} AND (
        kept.pk = new.pk OR kept.id = new.id OR (kept.office_pk = new.office_pk AND kept.template = new.template
        AND kept.period = new.period AND kept.number = new.number)))"""
RETURN_IS_NOT_REPLACED = f"""
    CREATE TRIGGER return_sealed_is_not_replaced BEFORE INSERT ON "return"
    WHEN {TAKES_ITS_PLACE.format(other="")}
    BEGIN SELECT RAISE(ABORT, 'sealed return'); END"""
RETURN_IS_NOT_PUSHED_OUT = f"""
    CREATE TRIGGER return_sealed_is_not_pushed_out BEFORE UPDATE ON "return"
    WHEN {TAKES_ITS_PLACE.format(other=" AND kept.pk <> old.pk")}
    BEGIN SELECT RAISE(ABORT, 'sealed return'); END"""
OF_A_SEALED_RETURN = """EXISTS (SELECT 1 FROM "return" WHERE state = 'sealed' AND template = old.template
        AND template_version = old.template_version)"""
TEMPLATE_STAYS = f"""
    CREATE TRIGGER template_used_stays BEFORE UPDATE ON template
    WHEN {OF_A_SEALED_RETURN} AND (new.template <> old.template OR new.template_version <> old.template_version
        OR new.mapping <> old.mapping OR new.workbook <> old.workbook OR new.original IS NOT old.original
        OR new.suffix <> old.suffix OR new.sha256 <> old.sha256 OR new.pk <> old.pk)
    BEGIN SELECT RAISE(ABORT, 'template of a sealed return'); END"""
TEMPLATE_IS_KEPT = f"""
    CREATE TRIGGER template_used_is_kept BEFORE DELETE ON template WHEN {OF_A_SEALED_RETURN}
    BEGIN SELECT RAISE(ABORT, 'template of a sealed return'); END"""
TEMPLATE_IN_USE = """EXISTS (SELECT 1 FROM template AS kept JOIN "return" AS whole ON whole.state = 'sealed'
        AND whole.template = kept.template AND whole.template_version = kept.template_version
        WHERE (kept.pk = new.pk OR (kept.template = new.template AND kept.template_version = new.template_version)){other})"""
TEMPLATE_IS_NOT_REPLACED = f"""
    CREATE TRIGGER template_used_is_not_replaced BEFORE INSERT ON template
    WHEN {TEMPLATE_IN_USE.format(other="")}
    BEGIN SELECT RAISE(ABORT, 'template of a sealed return'); END"""
TEMPLATE_IS_NOT_PUSHED_OUT = f"""
    CREATE TRIGGER template_used_is_not_pushed_out BEFORE UPDATE ON template
    WHEN {TEMPLATE_IN_USE.format(other=" AND kept.pk <> old.pk")}
    BEGIN SELECT RAISE(ABORT, 'template of a sealed return'); END"""


def guards() -> dict[str, str]:
    """Every trigger this revision makes, by name."""
    found = {
        "return_sealed_stays": RETURN_STAYS,
        "return_sealed_is_not_replaced": RETURN_IS_NOT_REPLACED,
        "return_sealed_is_not_pushed_out": RETURN_IS_NOT_PUSHED_OUT,
        "template_used_is_not_replaced": TEMPLATE_IS_NOT_REPLACED,
        "template_used_is_not_pushed_out": TEMPLATE_IS_NOT_PUSHED_OUT,
        "template_used_stays": TEMPLATE_STAYS,
        "template_used_is_kept": TEMPLATE_IS_KEPT,
    }
    for table in KEPT_WITH_IT:
        for deed, rows in (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",))):
            name = f"{table}_sealed_{deed}"
            whens = [SEALED.format(row=row) for row in rows]
            if deed == "insert":
                whens.append(IN_ITS_PLACE.format(table=table))
            if deed == "update":
                whens.append(f"new.rowid <> old.rowid AND {IN_ITS_PLACE.format(table=table)}")
            when = " OR ".join(whens)
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {deed.upper()} ON {table} WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'sealed return'); END"
            )
    return found


def upgrade() -> None:
    op.create_table('own_indicator',
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('synonyms', sa.Text(), nullable=False),
    sa.Column('section', sa.String(length=24), nullable=False),
    sa.Column('unit', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=1), nullable=False),
    sa.Column('over_time', sa.String(length=10), nullable=False),
    sa.Column('over_offices', sa.String(length=10), nullable=False),
    sa.Column('decimals', sa.Integer(), nullable=True),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('retired_on', sa.Date(), nullable=True),
    *travelling(),
    sa.CheckConstraint("(kind = 'A' OR kind = 'B' OR kind = 'D')", name=op.f('ck_own_indicator_kind_known')),
    sa.CheckConstraint("(over_offices = 'sum' OR over_offices = 'recompute')", name=op.f('ck_own_indicator_over_offices_known')),
    sa.CheckConstraint("(over_time = 'sum' OR over_time = 'last' OR over_time = 'recompute')", name=op.f('ck_own_indicator_over_time_known')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_own_indicator_has_name')),
    sa.CheckConstraint("rule <> ''", name=op.f('ck_own_indicator_has_rule')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_own_indicator')),
    sa.UniqueConstraint('id', name=op.f('uq_own_indicator_id')),
    sa.UniqueConstraint('key', name=op.f('uq_own_indicator_key'))
    )
    op.create_table('summary_template',
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('docx', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', moment(), nullable=False),
    sa.Column('changed_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_summary_template'))
    )
    op.create_table('template_draft',
    sa.Column('id', sa.CHAR(length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('suffix', sa.String(length=8), nullable=False),
    sa.Column('workbook', sa.LargeBinary(), nullable=False),
    sa.Column('original', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('changed_at', moment(), nullable=False),
    sa.Column('changed_by', sa.String(length=40), nullable=False),
    sa.Column('pk', row_number(), autoincrement=True, nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_template_draft')),
    sa.UniqueConstraint('id', name=op.f('uq_template_draft_id'))
    )
    op.create_table('roster',
    sa.Column('office_pk', row_number(), nullable=False),
    sa.Column('register', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_reason', sa.String(length=200), nullable=False),
    *travelling(),
    sa.CheckConstraint("(register = 'network' OR register = 'volunteer' OR register = 'title')", name=op.f('ck_roster_register_known')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_roster_has_name')),
    sa.CheckConstraint('closed_on IS NULL OR closed_on >= opened_on', name=op.f('ck_roster_days_in_order')),
    sa.ForeignKeyConstraint(['office_pk'], ['office.pk'], name=op.f('fk_roster_office_pk_office')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_roster')),
    sa.UniqueConstraint('id', name=op.f('uq_roster_id'))
    )
    op.create_index('ix_roster_register', 'roster', ['office_pk', 'register'], unique=False)
    op.create_table('summary',
    sa.Column('office_pk', row_number(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('period', sa.String(length=24), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('figures', sa.Text(), nullable=False),
    sa.Column('docx', sa.LargeBinary(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=True),
    *travelling(),
    sa.CheckConstraint('until >= start', name=op.f('ck_summary_days_in_order')),
    sa.ForeignKeyConstraint(['office_pk'], ['office.pk'], name=op.f('fk_summary_office_pk_office')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_summary')),
    sa.UniqueConstraint('id', name=op.f('uq_summary_id'))
    )
    op.create_table('work_entry',
    sa.Column('office_pk', row_number(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('counts_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    *travelling(),
    sa.CheckConstraint("what <> ''", name=op.f('ck_work_entry_has_what')),
    sa.ForeignKeyConstraint(['office_pk'], ['office.pk'], name=op.f('fk_work_entry_office_pk_office')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_work_entry')),
    sa.UniqueConstraint('id', name=op.f('uq_work_entry_id'))
    )
    op.create_index('ix_work_entry_counts_on', 'work_entry', ['office_pk', 'counts_on'], unique=False)
    op.create_table('return_evidence',
    sa.Column('return_pk', row_number(), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('records', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("(kind = 'complaint' OR kind = 'enquiry' OR kind = 'work' OR kind = 'roster')", name=op.f('ck_return_evidence_kind_known')),
    sa.ForeignKeyConstraint(['return_pk'], ['return.pk'], name=op.f('fk_return_evidence_return_pk_return')),
    sa.PrimaryKeyConstraint('return_pk', 'key', name=op.f('pk_return_evidence'))
    )
    op.create_table('return_file',
    sa.Column('return_pk', row_number(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('suffix', sa.String(length=8), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', moment(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_return_file_sha256_shape')),
    sa.ForeignKeyConstraint(['return_pk'], ['return.pk'], name=op.f('fk_return_file_return_pk_return')),
    sa.PrimaryKeyConstraint('return_pk', name=op.f('pk_return_file'))
    )
    op.create_table('return_remark',
    sa.Column('return_pk', row_number(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('sheet', sa.String(length=40), nullable=False),
    sa.Column('cell', sa.String(length=24), nullable=False),
    sa.Column('found', sa.String(length=80), nullable=False),
    sa.Column('expected', sa.String(length=80), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('at', moment(), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('pk', row_number(), autoincrement=True, nullable=False),
    sa.CheckConstraint("(kind = 'explained' OR kind = 'set_aside')", name=op.f('ck_return_remark_kind_known')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_return_remark_has_reason')),
    sa.CheckConstraint('kind <> \'set_aside\' OR "by" <> \'\'', name=op.f('ck_return_remark_set_aside_signed')),
    sa.ForeignKeyConstraint(['return_pk'], ['return.pk'], name=op.f('fk_return_remark_return_pk_return')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_return_remark'))
    )
    op.create_index(op.f('ix_return_remark_return_pk'), 'return_remark', ['return_pk'], unique=False)
    op.create_table('return_slip',
    sa.Column('id', sa.CHAR(length=32), nullable=False),
    sa.Column('return_pk', row_number(), nullable=True),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=24), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('received_at', moment(), nullable=False),
    sa.Column('received_by', sa.String(length=40), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('pk', row_number(), autoincrement=True, nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_return_slip_number_positive')),
    sa.ForeignKeyConstraint(['return_pk'], ['return.pk'], name=op.f('fk_return_slip_return_pk_return')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_return_slip')),
    sa.UniqueConstraint('id', name=op.f('uq_return_slip_id')),
    sa.UniqueConstraint('sha256', name=op.f('uq_return_slip_sha256'))
    )
    op.create_index(op.f('ix_return_slip_return_pk'), 'return_slip', ['return_pk'], unique=False)
    op.create_table('roster_event',
    sa.Column('roster_pk', row_number(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('value', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    *travelling(),
    sa.ForeignKeyConstraint(['roster_pk'], ['roster.pk'], name=op.f('fk_roster_event_roster_pk_roster'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_roster_event')),
    sa.UniqueConstraint('id', name=op.f('uq_roster_event_id'))
    )
    op.create_index(op.f('ix_roster_event_roster_pk'), 'roster_event', ['roster_pk'], unique=False)
    op.create_table('work_measure',
    sa.Column('entry_pk', row_number(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('number', exact(), nullable=False),
    sa.Column('approx', sa.String(length=2), nullable=False),
    sa.ForeignKeyConstraint(['entry_pk'], ['work_entry.pk'], name=op.f('fk_work_measure_entry_pk_work_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_pk', 'key', name=op.f('pk_work_measure'))
    )
    op.add_column('return', sa.Column('zero', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('return', sa.Column('revised_base', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('template', sa.Column('source', sa.String(length=10), server_default=sa.text("'shipped'"), nullable=False))
    op.add_column('template', sa.Column('suffix', sa.String(length=8), server_default=sa.text("'xlsx'"), nullable=False))
    op.add_column('template', sa.Column('original', sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for name in ("return_sealed_stays", *(f"return_value_sealed_{deed}" for deed in ("insert", "update", "delete"))):
            op.execute(f"DROP TRIGGER {name}")
        for statement in guards().values():
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("databases are never taken back; restore a backup instead")
