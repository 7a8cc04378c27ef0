"""More time is granted to one person, who may owe the claim together with others."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("postponement") as table:
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_postponement_person_id"), "person", ["person_id"], ["id"])
    op.execute("alter table liability add column share_since integer not null default '0'")
    op.execute(
        "update postponement set person_id = "
        "(select person_id from \"case\" where 'case:' || ref = postponement.origin)"
    )


def downgrade() -> None:
    op.drop_column("liability", "share_since")
    with op.batch_alter_table("postponement") as table:
        table.drop_constraint(op.f("fk_postponement_person_id"), type_="foreignkey")
        table.drop_column("person_id")
