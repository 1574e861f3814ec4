"""Moments that stay aware on every database."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

_WRITTEN: Final = "%Y-%m-%dT%H:%M:%S.%fZ"  # sorts as the moments do


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused.

    SQLite forgets time zones, so there it is a text of fixed width; PostgreSQL has a
    type of its own.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose how the database keeps it."""
        kept: TypeEngine[Any] = DateTime(timezone=True)
        if dialect.name == "sqlite":
            kept = String(27)
        return dialect.type_descriptor(kept)

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | str | None:
        """Refuse what has no time zone, and turn the rest to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment must have a time zone, got a naive one."
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return self.written(moment) if dialect.name == "sqlite" else moment

    @staticmethod
    def written(moment: datetime) -> str:
        """Write a moment in UTC as SQLite keeps it."""
        return f"{moment.year:04d}{moment.strftime(_WRITTEN.removeprefix('%Y'))}"

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """Give the moment back in UTC."""
        del dialect
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)


def now() -> datetime:
    """Read the clock; an aware moment in UTC."""
    return datetime.now(UTC)
