"""Guides, memberships, former stays, introductions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from service.storage.moments import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    texts = ("slots", "languages", "prefers", "avoids", "groups")
    _make(
        "guides",
        sa.Column("guide_id", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
    )
    _make(
        "memberships",
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        *_days(),
    )
    _make(
        "former_stays",
        sa.Column("leader_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        *_days(),
    )
    _make_introductions()


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_introductions_roster_id", table_name="introductions")
    for name in ("introductions", "former_stays", "memberships", "guides"):
        op.drop_table(name)


def _make(name: str, *columns: sa.Column[Any]) -> None:
    """Make a table whose rows are numbered in the order of their list."""
    op.create_table(
        name,
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        _of_roster(name),
        sa.PrimaryKeyConstraint("roster_id", "number", name=op.f(f"pk_{name}")),
    )


def _days() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
    )


def _of_roster(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["roster_id"],
        ["rosters.id"],
        name=op.f(f"fk_{name}_roster_id"),
        ondelete="CASCADE",
    )


def _make_introductions() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("asker_id", sa.Text(), nullable=False),
        sa.Column("asked_id", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("through", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        _of_roster("introductions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
    )
    op.create_index(
        "ix_introductions_roster_id", "introductions", ["roster_id", "id"], unique=False
    )
