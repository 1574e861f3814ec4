"""The few statements that the two databases write differently."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, cast, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import Insert

_CHUNK: Final = 10_000  # rows sent at once


def insert_new(connection: Connection, table: Table) -> Insert:
    """Insert rows but those that are there already; `rowcount` counts the new."""
    insert: Any = (
        sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    )
    statement: Insert = insert(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    is_new_only: bool = False,
) -> int:
    """Insert many rows at once.

    PostgreSQL gets one array a column and a single statement, which spares it a round
    and a plan for every row.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    table : Table
        Where to.
    rows : sequence of mapping
        All with the same columns.
    is_new_only : bool, default=False
        Whether rows that are there already are left out, instead of refused.

    Returns
    -------
    int
        Rows inserted.
    """
    n_inserted = 0
    for start in range(0, len(rows), _CHUNK):
        chunk = [dict(row) for row in rows[start : start + _CHUNK]]
        if connection.dialect.name == "sqlite":
            added = (
                insert_new(connection, table) if is_new_only else plain_insert(table)
            )
            options = added.execution_options(preserve_rowcount=True)
            n_inserted += connection.execute(options, chunk).rowcount
            continue
        columns = {name: [row[name] for row in chunk] for name in chunk[0]}
        statement = _from_arrays(table, tuple(columns))
        if is_new_only:
            statement = statement.on_conflict_do_nothing()
        options = statement.execution_options(preserve_rowcount=True)
        n_inserted += connection.execute(options, columns).rowcount
    return n_inserted


def _from_arrays(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    arrays = [
        cast(
            bindparam(name, type_=ARRAY(table.c[name].type)), ARRAY(table.c[name].type)
        )
        for name in names
    ]
    rows = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    chosen = select(*(rows.c[name] for name in names))
    return postgresql.insert(table).from_select(list(names), chosen)
