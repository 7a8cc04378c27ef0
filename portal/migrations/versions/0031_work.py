"""The work around a decision: contacts, calls, social considerations."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "channel in ('phone', 'visit', 'desk', 'mail', 'letter')",
            name=op.f("ck_contact_channel"),
        ),
        sa.CheckConstraint("direction in ('out', 'in')", name=op.f("ck_contact_direction")),
        sa.CheckConstraint(
            "outcome <> 'mistake' or replaces_id is not null", name=op.f("ck_contact_mistake")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_contact_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["contact.id"], name=op.f("fk_contact_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_contact_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_ref")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_contact_replaces_id")),
    )
    op.create_index("ix_contact_case_id", "contact", ["case_id"])
    op.create_index("ix_contact_person_id", "contact", ["person_id"])
    append_only("contact")


def downgrade() -> None:
    op.drop_table("contact")
