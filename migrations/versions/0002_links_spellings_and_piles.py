"""Links between cases, spellings of traders, paper in piles

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def moment() -> sa.DateTime:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def row_number() -> sa.types.TypeEngine:
    """64 bits on a server, the rowid of SQLite here."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pile",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("quick", sa.Boolean(), nullable=False),
        sa.Column("sample_percent", sa.Integer(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("closed_at", moment(), nullable=True),
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
        sa.CheckConstraint("forms >= 1", name=op.f("ck_pile_forms_positive")),
        sa.CheckConstraint("sample_percent BETWEEN 0 AND 100", name=op.f("ck_pile_sample_possible")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_pile")),
        sa.UniqueConstraint("id", name=op.f("uq_pile_id")),
    )
    op.create_table(
        "trader_spelling",
        sa.Column("trader_pk", row_number(), nullable=False),
        sa.Column("spelling", sa.String(length=120), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
        sa.CheckConstraint("spelling <> ''", name=op.f("ck_trader_spelling_has_spelling")),
        sa.ForeignKeyConstraint(
            ["trader_pk"], ["trader.pk"], name=op.f("fk_trader_spelling_trader_pk_trader"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_trader_spelling")),
        sa.UniqueConstraint("spelling", name=op.f("uq_trader_spelling_spelling")),
    )
    with op.batch_alter_table("trader_spelling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trader_spelling_trader_pk"), ["trader_pk"], unique=False)
    op.create_table(
        "complaint_link",
        sa.Column("id", sa.CHAR(length=32), nullable=False),
        sa.Column("complaint_pk", row_number(), nullable=False),
        sa.Column("other_pk", row_number(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.CHAR(length=32), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "(kind = 'linked' OR kind = 'merged' OR kind = 'dismissed')", name=op.f("ck_complaint_link_kind_known")
        ),
        sa.CheckConstraint("complaint_pk <> other_pk", name=op.f("ck_complaint_link_of_two")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"],
            ["complaint.pk"],
            name=op.f("fk_complaint_link_complaint_pk_complaint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_pk"], ["complaint.pk"], name=op.f("fk_complaint_link_other_pk_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_complaint_link")),
        sa.UniqueConstraint("complaint_pk", "other_pk", name=op.f("uq_complaint_link_complaint_pk_other_pk")),
        sa.UniqueConstraint("id", name=op.f("uq_complaint_link_id")),
    )
    with op.batch_alter_table("complaint_link", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_link_other_pk", ["other_pk"], unique=False)
    op.create_table(
        "pile_form",
        sa.Column("pile_pk", row_number(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("complaint_pk", row_number(), nullable=False),
        sa.Column("keyed_at", moment(), nullable=False),
        sa.Column("keyed_by", sa.String(length=40), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.String(length=200), nullable=False),
        sa.Column("pk", row_number(), autoincrement=True, nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_pile_form_position_positive")),
        sa.ForeignKeyConstraint(
            ["complaint_pk"], ["complaint.pk"], name=op.f("fk_pile_form_complaint_pk_complaint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pile_pk"], ["pile.pk"], name=op.f("fk_pile_form_pile_pk_pile"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_pile_form")),
        sa.UniqueConstraint("complaint_pk", name=op.f("uq_pile_form_complaint_pk")),
        sa.UniqueConstraint("pile_pk", "position", name=op.f("uq_pile_form_pile_pk_position")),
    )
    with op.batch_alter_table("pile_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pile_form_complete"), ["complete"], unique=False)
    op.create_table(
        "second_keying",
        sa.Column("form_pk", row_number(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=10), nullable=True),
        sa.Column("nature", sa.String(length=20), nullable=True),
        sa.Column("first_amount", sa.BigInteger(), nullable=True),
        sa.Column("first_category", sa.String(length=10), nullable=True),
        sa.Column("first_nature", sa.String(length=20), nullable=True),
        sa.Column("amount_differs", sa.Boolean(), nullable=False),
        sa.Column("category_differs", sa.Boolean(), nullable=False),
        sa.Column("nature_differs", sa.Boolean(), nullable=False),
        sa.Column("amount_right", sa.String(length=8), nullable=True),
        sa.Column("category_right", sa.String(length=8), nullable=True),
        sa.Column("nature_right", sa.String(length=8), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "(amount_right = 'first' OR amount_right = 'second' OR amount_right = 'neither')", name=op.f("ck_second_keying_amount_right_known")
        ),
        sa.CheckConstraint(
            "(category_right = 'first' OR category_right = 'second' OR category_right = 'neither')", name=op.f("ck_second_keying_category_right_known")
        ),
        sa.CheckConstraint(
            "(nature_right = 'first' OR nature_right = 'second' OR nature_right = 'neither')", name=op.f("ck_second_keying_nature_right_known")
        ),
        sa.ForeignKeyConstraint(
            ["form_pk"], ["pile_form.pk"], name=op.f("fk_second_keying_form_pk_pile_form"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("form_pk", name=op.f("pk_second_keying")),
    )
    op.add_column("change", sa.Column("was", sa.Text(), nullable=True))
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_complainant", ["complainant"], unique=False)
        batch_op.create_index("ix_complaint_paper", ["paper_number"], unique=False)
        batch_op.drop_index("ix_complaint_list")
        batch_op.create_index(
            "ix_complaint_list",
            ["deleted_at", "received_on", "pk", "state", "kind", "category", "nature", "channel", "amount",
             "recovered", "closed_on", "station", "item", "complainant", "trader"],
            unique=False,
        )


def downgrade() -> None:
    raise RuntimeError("databases are never taken back; restore a backup instead")
