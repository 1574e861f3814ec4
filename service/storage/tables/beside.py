"""Beside a roster: guides, seats elsewhere, former groups, introductions."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text

from service.storage.tables.base import (
    LEADER,
    id_column,
    metadata,
    moment_column,
    organisation_column,
    parent_column,
)

guides = Table(
    "guides",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("guide_id", Text, nullable=False),
    Column("capacity", Integer, nullable=True),
    # JSON lists; whom a guide prefers or avoids is private.
    Column("slots", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("prefers", Text, nullable=False),
    Column("avoids", Text, nullable=False),
    Column("groups", Text, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("leader_id", LEADER, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("way", String(16), nullable=False),
    Column("slots", Text, nullable=False),  # JSON list
    Column("first_day", Date, nullable=True),
    Column("last_day", Date, nullable=True),
)

former_stays = Table(
    "former_stays",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("leader_id", LEADER, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("first_day", Date, nullable=True),
    Column("last_day", Date, nullable=True),
)

introductions = Table(
    "introductions",
    metadata,
    id_column(),
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters"),
    Column("asker_id", LEADER, nullable=False),
    Column("asked_id", LEADER, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("is_accepted", Boolean, nullable=True),  # none: open
    Column("through", Text, nullable=False),  # JSON list of leaders
    Column("version", Integer, nullable=False),
    moment_column("created_at"),
    Index("ix_introductions_roster_id", "roster_id", "id"),
)
