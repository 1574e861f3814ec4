"""Work that outlives a request: jobs, what they say of themselves, files for them."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from service.storage.tables.base import (
    ID,
    id_column,
    metadata,
    moment_column,
    organisation_column,
    parent_column,
)

jobs = Table(
    "jobs",
    metadata,
    id_column(),
    organisation_column(),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("payload", Text, nullable=False),  # JSON
    Column("result", Text, nullable=True),  # JSON
    Column("problem", Text, nullable=True),  # a sentence
    Column("attempts", Integer, nullable=False),
    Column("claim", ID, nullable=True),  # of the worker that holds it
    Column("beats", Integer, nullable=False),  # signs of life of that worker
    Column("is_cancelled", Boolean, nullable=False),
    moment_column("created_at"),
    moment_column("started_at", is_optional=True),
    moment_column("ended_at", is_optional=True),
    Index("ix_jobs_state", "state", "id"),
    Index("ix_jobs_organisation_id", "organisation_id", "id"),
)

progress = Table(
    "progress",
    metadata,
    organisation_column(is_checked=False),
    parent_column("job_id", "jobs", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sentence", Text, nullable=False),
    moment_column("created_at"),
)

uploads = Table(
    "uploads",
    metadata,
    id_column(),
    organisation_column(),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    moment_column("created_at"),
    Index("ix_uploads_organisation_id", "organisation_id", "id"),
)
