"""The way of a case: rounds and answers of events, members, files, letters, papers, the archive

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INTAKE_KINDS = ("complaint", "report", "suggestion", "reconciliation")
STATES = (
    "registered",
    "papers_asked",
    "accepted",
    "refused",
    "transferred",
    "answered",
    "mediating",
    "paused",
    "settled",
    "terminated",
    "withdrawn",
    "reconciled",
    "advised_elsewhere",
    "performed",
    "followed_up",
    "filed",
)
EVENT_KINDS = (
    "registered",
    "papers_asked",
    "papers_received",
    "accepted",
    "refused",
    "transferred",
    "mediating",
    "paused",
    "resumed",
    "settled",
    "terminated",
    "withdrawn",
    "advised_elsewhere",
    "reconciled",
    "arbitration",
    "supported_lawsuit",
    "performed",
    "followed_up",
    "upheld",
    "reopened",
    "filed",
    "transferred_in",
    "answered",
    "supervised",
    "supervision_ended",
)


MOVES_A_LIMIT = (
    "(due_on IS NOT NULL OR kind = 'papers_asked' OR kind = 'papers_received' OR kind = 'paused' "
    "OR kind = 'resumed' OR kind = 'reopened' OR kind = 'answered')"
)


def moment() -> sa.DateTime:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def row_number() -> sa.types.TypeEngine:
    """64 bits on a server, the rowid of SQLite here."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The condition that ``column`` is one of ``values``."""
    return "(" + " OR ".join(f"{column} = '{value}'" for value in values) + ")"


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


def upgrade() -> None:
    # Tables that are rebuilt (SQLite cannot change a check) keep their row numbers; the search index goes by them.
    with op.batch_alter_table("complaint", recreate="auto") as batch_op:
        batch_op.add_column(sa.Column("supervised", sa.Boolean(), server_default=sa.false(), nullable=False))
        for column, values in (("kind", INTAKE_KINDS), ("state", STATES)):
            batch_op.drop_constraint(op.f(f"ck_complaint_{column}_known"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_complaint_{column}_known"), one_of(column, values))
    with op.batch_alter_table("event", recreate="auto") as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("revoked_by", sa.String(length=40), server_default=sa.text("''"), nullable=False))
        batch_op.create_check_constraint(op.f("ck_event_round_positive"), "round >= 1")
        batch_op.drop_constraint(op.f("ck_event_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_event_kind_known"), one_of("kind", EVENT_KINDS))
    op.create_index(
        "ix_event_moves_a_limit",
        "event",
        ["complaint_pk"],
        sqlite_where=sa.text(MOVES_A_LIMIT),
        postgresql_where=sa.text(MOVES_A_LIMIT),
    )
    with op.batch_alter_table("time_limit", recreate="auto") as batch_op:
        batch_op.add_column(
            sa.Column("papers", sa.String(length=8), server_default=sa.text("'restart'"), nullable=False)
        )
        batch_op.add_column(sa.Column("owner", sa.String(length=12), server_default=sa.text("''"), nullable=False))
        batch_op.create_check_constraint(op.f("ck_time_limit_papers_known"), one_of("papers", ("restart", "run")))
    op.create_table(
        "paper_template",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_template")),
    )
    op.create_table(
        "archive_file",
        sa.Column("complaint_pk", row_number(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("box", sa.String(length=20), nullable=False),
        sa.Column("retention", sa.String(length=12), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("destroy_after", sa.Date(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("destroyed_on", sa.Date(), nullable=True),
        sa.Column("destroyed_reason", sa.String(length=200), nullable=False),
        *travelling(),
        sa.CheckConstraint(
            "(retention = 'permanent' OR retention = 'long' OR retention = 'short')",
            name=op.f("ck_archive_file_retention_known"),
        ),
        sa.CheckConstraint("pages >= 0", name=op.f("ck_archive_file_pages_not_negative")),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_archive_file_serial_positive")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_archive_file_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_archive_file")),
        sa.UniqueConstraint("complaint_pk", name=op.f("uq_archive_file_complaint_pk")),
        sa.UniqueConstraint("id", name=op.f("uq_archive_file_id")),
        sa.UniqueConstraint("origin", "number", name=op.f("uq_archive_file_origin_number")),
        sa.UniqueConstraint("origin", "year", "serial", name=op.f("uq_archive_file_origin_year_serial")),
    )
    op.create_table(
        "attachment",
        sa.Column("complaint_pk", row_number(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("suffix", sa.String(length=8), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *travelling(),
        sa.CheckConstraint("name <> ''", name=op.f("ck_attachment_has_name")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachment_sha256_shape")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachment_size_not_negative")),
        sa.CheckConstraint("pages >= 0", name=op.f("ck_attachment_pages_not_negative")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_attachment_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_attachment")),
        sa.UniqueConstraint("id", name=op.f("uq_attachment_id")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_complaint_pk"), ["complaint_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("complaint_pk", row_number(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_group_member_has_name")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_group_member_amount_not_negative")),
        sa.CheckConstraint("recovered IS NULL OR recovered >= 0", name=op.f("ck_group_member_recovered_not_negative")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_group_member_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_group_member")),
        sa.UniqueConstraint("complaint_pk", "position", name=op.f("uq_group_member_complaint_pk_position")),
        sa.UniqueConstraint("id", name=op.f("uq_group_member_id")),
    )
    op.create_table(
        "letter",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("complaint_pk", row_number(), nullable=True),
        sa.Column("trader_pk", row_number(), nullable=True),
        sa.Column("office_pk", row_number(), nullable=False),
        sa.Column("trader", sa.String(length=120), nullable=False),
        sa.Column("to_whom", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("answer_due", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        *travelling(),
        sa.CheckConstraint(
            "(kind = 'query' OR kind = 'rectification' OR kind = 'warning')", name=op.f("ck_letter_kind_known")
        ),
        sa.CheckConstraint("to_whom <> ''", name=op.f("ck_letter_has_addressee")),
        sa.CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name=op.f("ck_letter_answered_after_sent")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_letter_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_pk"], ["office.pk"], name=op.f("fk_letter_office_pk_office")),
        sa.ForeignKeyConstraint(["trader_pk"], ["trader.pk"], name=op.f("fk_letter_trader_pk_trader")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_letter")),
        sa.UniqueConstraint("id", name=op.f("uq_letter_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_complaint_pk"), ["complaint_pk"], unique=False)
        batch_op.create_index("ix_letter_sent", ["sent_on", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_trader"), ["trader"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_trader_pk"), ["trader_pk"], unique=False)

    op.create_table(
        "document",
        sa.Column("complaint_pk", row_number(), nullable=True),
        sa.Column("letter_pk", row_number(), nullable=True),
        sa.Column("event_pk", row_number(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("docx_sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("served_way", sa.String(length=20), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        *travelling(),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_document_sha256_shape")),
        sa.CheckConstraint("pages >= 1", name=op.f("ck_document_has_pages")),
        sa.CheckConstraint("served_on IS NULL OR served_on >= issued_on", name=op.f("ck_document_served_after_issued")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_document_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_pk"], ["event.pk"], name=op.f("fk_document_event_pk_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["letter_pk"], ["letter.pk"], name=op.f("fk_document_letter_pk_letter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_document")),
        sa.UniqueConstraint("id", name=op.f("uq_document_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_complaint_pk"), ["complaint_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_event_pk"), ["event_pk"], unique=False)
        batch_op.create_index("ix_document_issued", ["issued_on", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_letter_pk"), ["letter_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    raise RuntimeError("databases are never taken back; restore a backup instead")
