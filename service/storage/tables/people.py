"""The leaders: rosters, and every version of each leader in them."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from service.storage.tables.base import (
    LEADER,
    id_column,
    metadata,
    moment_column,
    organisation_column,
    parent_column,
)

rosters = Table(
    "rosters",
    metadata,
    id_column(),
    organisation_column(),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("columns", Text, nullable=False),  # JSON: name to kind, in order
    Column("report", Text, nullable=False),  # JSON of the import report
    Column("version", Integer, nullable=False),
    Column("n_leaders", Integer, nullable=False),
    moment_column("created_at"),
    moment_column("updated_at"),
    Index("ix_rosters_organisation_id", "organisation_id", "id"),
)

leaders = Table(
    "leaders",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("leader_id", LEADER, primary_key=True),
    # Versions of the roster from which on, and before which, the row is valid.
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, nullable=True),
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("profile", Text, nullable=False),  # JSON: column to value, blanks left out
    Index("ix_leaders_roster_id_position", "roster_id", "position"),
)
