"""The canonical columns of a roster, and what each may hold."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "number", "list", "time", "consent"]

TEXTS = (
    "leader_id", "name", "email", "title", "company", "company_id",
    "parent_company_id", "website", "industry", "city", "state", "country",
    "time_zone", "group",
)  # fmt: skip
NUMBERS = ("revenue", "employees", "founded", "latitude", "longitude")
LISTS = ("languages", "challenges", "goals", "gives", "needs", "interests", "slots")
TIMES = ("joined_at",)
CONSENT = "consent_"

# In the order in which they stand in a roster's table.
CANONICAL = (
    *TEXTS[:9], "revenue", "employees", "founded", *TEXTS[9:12], "latitude",
    "longitude", "time_zone", *LISTS, "joined_at", "group",
)  # fmt: skip

UNITS: Mapping[str, float] = MappingProxyType(
    {"ones": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
    | {"lakhs": 1e5, "crores": 1e7}
)


def is_canonical(name: str) -> bool:
    """Tell whether a roster column has a meaning of its own.

    Parameters
    ----------
    name : str
        Column of a roster's table.

    Returns
    -------
    bool
        True for the canonical names and for `consent_` followed by a purpose.
    """
    is_consent = name.startswith(CONSENT) and name.isidentifier() and name.islower()
    return name in CANONICAL or (is_consent and name != CONSENT)


def kind_of(name: str) -> Kind:
    """Tell what a canonical column holds.

    Parameters
    ----------
    name : str
        A canonical column.

    Returns
    -------
    str
        "text", "number", "list", "time" or "consent".
    """
    if name in NUMBERS:
        return "number"
    if name in LISTS:
        return "list"
    if name in TIMES:
        return "time"
    return "consent" if name.startswith(CONSENT) else "text"
