"""The few statements that the two databases write differently."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def insert_new(connection: Connection, table: Table) -> Insert:
    """Insert rows but those that are there already; `rowcount` counts the new."""
    insert: Any = (
        sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    )
    statement: Insert = insert(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)
