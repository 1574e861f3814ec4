"""The whole schema: all tables, the ones that are referred to first."""

from sqlalchemy import MetaData, Table

from service.storage.tables import (
    access,
    base,
    beside,
    groups,
    learning,
    people,
    work,
)

PARTS = (access, people, groups, learning, beside, work)


def catalogue() -> MetaData:
    """Give all tables, as migrations are compared with."""
    return base.metadata


def ordered_tables() -> tuple[Table, ...]:
    """Give all tables, each after those that it refers to."""
    return tuple(catalogue().sorted_tables)
