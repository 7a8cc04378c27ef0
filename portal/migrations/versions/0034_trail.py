"""The trail of looks and acts, chained; files closed to someone."""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment
from portal.migrations import guards

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

CHAIN = ("trail_anchor", "trail_erasure", "trail_link", "trail_batch")
"""Tables that never change; in the order in which they can be dropped."""


def upgrade() -> None:
    _members()
    _chain()
    _looks()
    _access()
    op.create_index(op.f("ix_audit_event_subject"), "audit_event", ["subject"])
    for table in CHAIN:
        guards.append_only(table)
    if op.get_bind().dialect.name != "sqlite":
        _refuse_unerased()
    guards.append_only_until_erased("look", "look")
    _unguard("audit_event")
    guards.append_only_until_erased("audit_event", "act")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _unguard("audit_event")
    if not is_sqlite:
        op.execute("drop trigger audit_event_no_delete on audit_event")
    guards.append_only("audit_event")
    op.drop_index(op.f("ix_audit_event_subject"), "audit_event")
    for table in ("closed_file", "access_reason", "look", "trail_salt", *CHAIN):
        op.drop_table(table)
    if not is_sqlite:
        op.execute("drop function refuse_unerased()")
    with op.batch_alter_table("staff_member") as members:
        members.drop_column("version")
        members.drop_column("ended_on")


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"drop trigger {table}_no_update")
        op.execute(f"drop trigger {table}_no_delete")
        return
    op.execute(f"drop trigger {table}_append_only on {table}")
    op.execute(f"drop trigger {table}_no_truncate on {table}")


def _refuse_unerased() -> None:
    op.execute(
        "create function refuse_unerased() returns trigger language plpgsql as $$ begin"
        " if exists (select 1 from trail_erasure e"
        " where e.source = tg_argv[0] and e.row_id = old.id) then return old; end if;"
        " raise exception '% is append-only', tg_table_name"
        " using errcode = 'restrict_violation'; end $$"
    )


def _members() -> None:
    op.execute("alter table staff_member add column ended_on date")
    op.execute("alter table staff_member add column version integer not null default 1")


def _chain() -> None:
    op.create_table(
        "trail_batch",
        _number("no"),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("links > 0", name=op.f("ck_trail_batch_links")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_trail_batch")),
    )
    op.create_table(
        "trail_link",
        _number("no"),
        _of("batch", "trail_batch.no", "trail_link"),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("source in ('act', 'look')", name=op.f("ck_trail_link_source")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_trail_link")),
        sa.UniqueConstraint("source", "row_id", name=op.f("uq_trail_link_source_row_id")),
    )
    op.create_table(
        "trail_salt",
        sa.Column(
            "link",
            sa.Integer(),
            sa.ForeignKey("trail_link.no", name=op.f("fk_trail_salt_link")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_trail_salt")),
    )
    op.create_table(
        "trail_erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_erasure")),
        sa.UniqueConstraint("source", "row_id", name=op.f("uq_trail_erasure_source_row_id")),
    )
    op.create_table(
        "trail_anchor",
        _number("no"),
        sa.Column("on", sa.Date(), nullable=False),
        _of("batch", "trail_batch.no", "trail_anchor"),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_trail_anchor")),
        sa.UniqueConstraint("on", name=op.f("uq_trail_anchor_on")),
    )


def _looks() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_look_person_id")),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_actor"), "look", ["actor"])
    op.create_index(op.f("ix_look_at"), "look", ["at"])
    op.create_index("ix_look_person_id_id", "look", ["person_id", "id"])


def _access() -> None:
    op.create_table(
        "access_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        _of("staff_id", "staff_member.id", "access_reason"),
        _of("person_id", "person.id", "access_reason"),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reason")),
    )
    op.create_index(op.f("ix_access_reason_person_id"), "access_reason", ["person_id"])
    keys = ["staff_id", "person_id", "on"]
    op.create_index("ix_access_reason_staff_person", "access_reason", keys)
    op.create_table(
        "closed_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        _of("staff_id", "staff_member.id", "closed_file"),
        _of("person_id", "person.id", "closed_file"),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(opened_at is null) = (opened_by = '')", name=op.f("ck_closed_file_opened")
        ),
        sa.CheckConstraint(
            "why in ('own', 'family', 'colleague', 'other')", name=op.f("ck_closed_file_why")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_closed_file_ref")),
    )
    op.create_index(op.f("ix_closed_file_person_id"), "closed_file", ["person_id"])
    op.create_index(
        "uq_closed_file_closed",
        "closed_file",
        ["staff_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("opened_at is null"),
        postgresql_where=sa.text("opened_at is null"),
    )


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _of(name: str, target: str, table: str) -> "sa.Column[int]":
    """A key of another table."""
    key = sa.ForeignKey(target, name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), key, nullable=False)
