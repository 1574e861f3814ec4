"""Who uses the service: organisations, keys, repeated requests, the audit trail."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from service.storage.tables.base import (
    ID,
    LEADER,
    id_column,
    metadata,
    moment_column,
    organisation_column,
)

organisations = Table(
    "organisations",
    metadata,
    id_column(),
    Column("name", Text, nullable=False, unique=True),
    moment_column("created_at"),
)

keys = Table(
    "keys",
    metadata,
    id_column(),
    organisation_column(),
    Column("label", Text, nullable=False),
    Column("secret_sha256", String(64), nullable=False),
    Column("scopes", Text, nullable=False),  # separated by blanks
    Column("roster_id", ID, nullable=True),
    Column("leader_id", LEADER, nullable=True),
    moment_column("created_at"),
    moment_column("expires_at", is_optional=True),
    moment_column("revoked_at", is_optional=True),
    Index("ix_keys_organisation_id", "organisation_id"),
)

replies = Table(
    "replies",
    metadata,
    organisation_column(is_key=True),
    Column("key", Text, primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),  # of HTTP; 0 while unanswered
    Column("headers", Text, nullable=False),  # JSON
    Column("body", Text, nullable=False),
    moment_column("created_at"),
    Index("ix_replies_created_at", "created_at"),
)

trail = Table(
    "trail",
    metadata,
    id_column(),
    organisation_column(),
    Column("key_id", ID, nullable=True),  # who did it; none: at the command line
    Column("act", String(40), nullable=False),
    Column("kind", String(32), nullable=False),  # of what it was done to
    Column("object_id", Text, nullable=False),
    moment_column("created_at"),
    Index("ix_trail_organisation_id", "organisation_id", "id"),
)

erasures = Table(
    "erasures",
    metadata,
    id_column(),
    organisation_column(),
    Column("fingerprint", String(64), nullable=False),  # of organisation and leader
    moment_column("created_at"),
)
