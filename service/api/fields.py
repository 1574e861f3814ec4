"""Kinds of field that JSON has: nothing is guessed from a value of another kind."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    WithJsonSchema,
)

BOUND: Final = 1e18  # of numbers that are kept


def _only_text(value: object) -> object:
    if not isinstance(value, str):
        msg = "should be a text"
        raise ValueError(msg)  # noqa: TRY004 - pydantic tells ValueError to the client
    return value


def _only_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = "should be a number"
        raise ValueError(msg)  # noqa: TRY004 - as above
    return value


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in {0, 1}:
        return value == 1
    msg = "should be true or false, or 1 or 0"
    raise ValueError(msg)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        msg = "lies outside the years 1 to 9999 in UTC"
        raise ValueError(msg) from None


OnlyNumber: Final = BeforeValidator(_only_number)  # last, or bounds are not told
Flag = StrictBool
YesOrNo = Annotated[  # as feedback files have it
    bool,
    BeforeValidator(_yes_or_no),
    WithJsonSchema(
        {"anyOf": [{"type": "boolean"}, {"type": "integer", "enum": [0, 1]}]}
    ),
]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_only_text)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-BOUND, le=BOUND), OnlyNumber]
AnyLeader = Annotated[str, Field(min_length=1, max_length=500)]
GroupId = Annotated[str, Field(min_length=1, max_length=200)]
