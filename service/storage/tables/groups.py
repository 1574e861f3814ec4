"""Who sits with whom: relations, programs, proposals worked on by hand, seatings."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text

from service.storage.tables.base import (
    ID,
    LEADER,
    id_column,
    metadata,
    moment_column,
    organisation_column,
    parent_column,
)

relations = Table(
    "relations",
    metadata,
    id_column(),
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters"),
    Column("leader_id", LEADER, nullable=False),
    Column("other_id", LEADER, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("level", String(8), nullable=False),
    Column("until", Date, nullable=True),
    Column("source", Text, nullable=False),  # private
    Column("line", Integer, nullable=False),
    moment_column("created_at"),
    Index("ix_relations_roster_id", "roster_id", "id"),
)

programs = Table(
    "programs",
    metadata,
    id_column(),
    organisation_column(),
    Column("name", Text, nullable=False),
    Column("document", Text, nullable=False),  # JSON of a program file
    Column("version", Integer, nullable=False),
    moment_column("created_at"),
    moment_column("updated_at"),
    Index("ix_programs_organisation_id", "organisation_id", "id"),
)

proposals = Table(
    "proposals",
    metadata,
    id_column(),
    organisation_column(),
    parent_column("roster_id", "rosters"),
    Column("roster_version", Integer, nullable=False),
    Column("seating_number", Integer, nullable=False),  # what it was made from
    Column("state", String(16), nullable=False),
    Column("document", Text, nullable=False),  # JSON, as it was made
    Column("version", Integer, nullable=False),  # number of the last act
    Column("job_id", ID, nullable=True),
    moment_column("created_at"),
    moment_column("updated_at"),
    Index("ix_proposals_organisation_id", "organisation_id", "id"),
    Index("ix_proposals_roster_id", "roster_id", "id"),
)

proposal_seats = Table(
    "proposal_seats",
    metadata,
    organisation_column(is_checked=False),
    parent_column("proposal_id", "proposals", is_key=True),
    Column("leader_id", LEADER, primary_key=True),
    Column("group_id", Text, nullable=False),  # blank: no seat
    Column("is_locked", Boolean, nullable=False),
)

# Append-only: what people did to a proposal, one row a leader whom an act touched.
acts = Table(
    "acts",
    metadata,
    organisation_column(is_checked=False),
    parent_column("proposal_id", "proposals", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("leader_id", LEADER, nullable=False),
    Column("from_group", Text, nullable=False),
    Column("to_group", Text, nullable=False),
    Column("was_locked", Boolean, nullable=False),
    Column("undoes", Integer, nullable=True),
    Column("key_id", ID, nullable=True),
    moment_column("created_at"),
)

seatings = Table(
    "seatings",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("proposal_id", ID, nullable=True),
    Column("key_id", ID, nullable=True),
    moment_column("created_at"),
)

seats = Table(
    "seats",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("leader_id", LEADER, primary_key=True),
    # Seatings from which on, and before which, the leader sits there.
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, nullable=True),
    Column("group_id", Text, nullable=False),
    Column("is_locked", Boolean, nullable=False),
)
