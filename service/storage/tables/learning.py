"""What leaders said, and what was learned from it."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from service.storage.tables.base import (
    ID,
    LEADER,
    id_column,
    metadata,
    moment_column,
    organisation_column,
    parent_column,
)

batches = Table(
    "batches",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("key", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("n_new", Integer, nullable=False),
    moment_column("created_at"),
)

feedback = Table(
    "feedback",
    metadata,
    organisation_column(is_checked=False),
    parent_column("roster_id", "rosters", is_key=True),
    Column("identity", String(32), primary_key=True),  # hash of all that was said
    Column("rater_id", LEADER, nullable=False),
    Column("ratee_id", LEADER, nullable=False),  # blank: about a group
    Column("kind", String(16), nullable=False),
    Column("value", Text, nullable=False),  # as it came; blank where the kind says all
    moment_column("shown_at", is_optional=True),
    moment_column("answered_at", is_optional=True),
    Column("group_id", Text, nullable=False),
    Column("propensity", Float, nullable=True),
    Column("position", Integer, nullable=True),
    Column("line", Integer, nullable=False),  # of its batch
    moment_column("created_at"),
)

surveys = Table(
    "surveys",
    metadata,
    id_column(),
    organisation_column(),
    parent_column("roster_id", "rosters"),
    Column("name", Text, nullable=False),
    Column("questions", Text, nullable=False),  # JSON: name to kind of feedback
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    moment_column("created_at"),
    moment_column("closes_at", is_optional=True),
    Index("ix_surveys_organisation_id", "organisation_id", "id"),
)

survey_answers = Table(
    "survey_answers",
    metadata,
    organisation_column(is_checked=False),
    parent_column("survey_id", "surveys", is_key=True),
    Column("leader_id", LEADER, primary_key=True),
    Column("answers", Text, nullable=False),  # JSON
    moment_column("created_at"),
)

bundles = Table(
    "bundles",
    metadata,
    organisation_column(is_key=True),
    Column("bundle_id", String(64), primary_key=True),
    Column("roster_id", ID, nullable=True),
    Column("origin", Text, nullable=False),  # JSON: what it says of itself
    moment_column("created_at"),
)

# Append-only: which bundle serves from when on; the last row counts.
champions = Table(
    "champions",
    metadata,
    organisation_column(is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("bundle_id", String(64), nullable=False),  # blank: rules alone
    Column("act", String(16), nullable=False),
    Column("key_id", ID, nullable=True),
    moment_column("created_at"),
)
