"""If-Match: whoever changes what others may change too says which version they saw."""

import re
from typing import Annotated

from fastapi import Header

from service.api.problems import Fault, Refusal

IfMatch = Annotated[
    str | None,
    Header(description="ETag of the version that is changed.", max_length=200),
]


def expected_version(if_match: str | None) -> int:
    """Read the version that a caller expects.

    Parameters
    ----------
    if_match : str or None
        The header.

    Returns
    -------
    int
        The version.

    Raises
    ------
    Refusal
        If it is missing, or names what no version of ours is called.
    """
    if if_match is None:
        what = "say which version you change: send its ETag as If-Match"
        raise Refusal(
            428,
            "precondition-required",
            f"{what[:1].upper()}{what[1:]}.",
            faults=[Fault("header.if-match", "is required")],
        )
    found = re.fullmatch(r'"([0-9]{1,9})"', if_match.strip())
    if found is None:
        raise Refusal(
            412,
            "stale",
            "No version is called that; read it again and send its ETag.",
            faults=[Fault("header.if-match", "must be an ETag of this resource")],
        )
    return int(found[1])
