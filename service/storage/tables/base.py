"""What all tables share: one catalogue, named constraints, columns of one kind."""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, MetaData, String, Text

from service.storage.moments import Moment

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
ID: Final = String(32)
LEADER: Final = Text()  # ids of leaders come from elsewhere and have any length


def id_column() -> Column[str]:
    """Give the key of a table whose rows have ids of our own."""
    return Column("id", ID, primary_key=True)


def organisation_column(
    *, is_key: bool = False, is_checked: bool = True
) -> Column[str]:
    """Give the column that keeps organisations apart; every table has it.

    Rows that belong to another row, whose organisation was checked, come by the
    thousand and are not checked one by one.
    """
    reference = [ForeignKey("organisations.id")] if is_checked else []
    return Column("organisation_id", ID, *reference, primary_key=is_key, nullable=False)


def parent_column(name: str, table: str, *, is_key: bool = False) -> Column[str]:
    """Give a reference to what a row belongs to and goes with."""
    return Column(
        name,
        ID,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        primary_key=is_key,
        nullable=False,
    )


def moment_column(name: str, *, is_optional: bool = False) -> Column[Any]:
    """Give a column of moments."""
    return Column(name, Moment(), nullable=is_optional)
