"""Messages by phone, what came of a message, and one count of wrong codes."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from portal.db import Moment
from portal.migrations.guards import append_only

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_CHANNELS, _WAYS = ("mail", "post"), ("post", "mail")


def upgrade() -> None:
    _allow("outgoing", "channel", (*_CHANNELS, "sms"))
    _allow_a_person((*_WAYS, "sms"))
    _numbers()
    _steps()
    _wrong_codes()
    op.execute("alter table claim_branch add column by varchar not null default ''")


def _allow(table: str, column: str, ways: tuple[str, ...]) -> None:
    names, name = ", ".join(f"'{way}'" for way in ways), op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(name, type_="check")
        changed.create_check_constraint(name, f"{column} in ({names})")


def _allow_a_person(ways: tuple[str, ...]) -> None:
    """On SQLite the check stands with its column, so a new column takes the place of the old."""
    if op.get_bind().dialect.name != "sqlite":
        _allow("person", "messages_by", ways)
        return
    names = ", ".join(f"'{way}'" for way in ways)
    op.execute("alter table person rename column messages_by to told_by")
    op.execute(
        "alter table person add column messages_by varchar not null default 'post'"
        f" constraint ck_person_messages_by check (messages_by in ({names}))"
    )
    op.execute("update person set messages_by = told_by")
    op.execute("alter table person drop column told_by")


def _numbers() -> None:
    running = "ended_at is null and confirmed_at is not null"
    op.create_table(
        "mobile_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("agreed_at", Moment(timezone=True), nullable=False),
        sa.Column("agreed_by", AutoString(), nullable=False),
        sa.Column("code_until", Moment(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("why", AutoString(), nullable=False),
        sa.CheckConstraint("(ended_at is null) = (why = '')", name=op.f("ck_mobile_number_end")),
        sa.CheckConstraint(
            "confirmed_at is null or confirmed_at >= agreed_at",
            name=op.f("ck_mobile_number_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mobile_number_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_mobile_number_ref")),
    )
    op.create_index(op.f("ix_mobile_number_person_id"), "mobile_number", ["person_id"])
    op.create_index(
        "ix_mobile_number_running",
        "mobile_number",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text(running),
        postgresql_where=sa.text(running),
    )


def _steps() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("sent_to", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("receipt", AutoString(), nullable=False),
        sa.Column("trouble", AutoString(), nullable=False),
        sa.CheckConstraint(
            "channel in ('mail', 'sms', 'post', 'digital')", name=op.f("ck_delivery_channel")
        ),
        sa.CheckConstraint(
            "what in ('sent', 'delivered', 'undelivered', 'unsent')",
            name=op.f("ck_delivery_what"),
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_delivery_outgoing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_outgoing_id"), "delivery", ["outgoing_id"])
    append_only("delivery")


def _wrong_codes() -> None:
    """Counts of the last hour are not worth taking over."""
    op.drop_table("code_guess")
    op.drop_table("code_try")
    op.create_table(
        "wrong_code",
        sa.Column("handle", AutoString(), nullable=False),
        sa.Column("over_at", Moment(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.CheckConstraint("wrong > 0", name=op.f("ck_wrong_code_wrong")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_wrong_code")),
    )
    op.create_index(op.f("ix_wrong_code_over_at"), "wrong_code", ["over_at"])


def downgrade() -> None:
    op.drop_column("claim_branch", "by")
    op.drop_table("wrong_code")
    _wrong_codes_before()
    op.drop_table("delivery")
    op.drop_table("mobile_number")
    op.execute("update person set messages_by = 'post' where messages_by = 'sms'")
    op.execute("update outgoing set channel = 'post' where channel = 'sms'")
    _allow("outgoing", "channel", _CHANNELS)
    _allow_a_person(_WAYS)


def _wrong_codes_before() -> None:
    op.create_table(
        "code_guess",
        sa.Column("network", AutoString(), nullable=False),
        sa.Column("began_at", Moment(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.CheckConstraint("wrong > 0", name=op.f("ck_code_guess_wrong")),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_code_guess")),
    )
    op.create_index(op.f("ix_code_guess_began_at"), "code_guess", ["began_at"])
    op.create_table(
        "code_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", AutoString(), nullable=False),
        sa.Column("handle", AutoString(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
    )
    for column in ("at", "handle", "network"):
        op.create_index(op.f(f"ix_code_try_{column}"), "code_try", [column])
