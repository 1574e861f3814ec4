"""What a program says about exploration: how many seats are left to chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.program.fields import require_number, require_text
from matcher.program.source import Source

KEY = "explore"
CONSENT = "consent_exploring"


@dataclass(frozen=True, slots=True)
class Explore:
    """A share of seats that is traded at random, inside the rules, to learn from.

    Attributes
    ----------
    share : float
        Of the seats, in [0, 0.2]; 0 turns exploration off.
    consent : str
        Column that says who agreed; nobody else is ever traded.
    """

    share: float = 0.0
    consent: str = CONSENT

    def __post_init__(self) -> None:
        require_number("share", self.share, low=0.0, high=0.2)
        require_text("consent", self.consent)

    def to_dict(self) -> dict[str, Any]:
        """Give the table that a program file holds, where it says something.

        Returns
        -------
        dict
            What `read_explore` reads back.
        """
        if self == Explore():
            return {}
        return {KEY: {"share": self.share, "consent": self.consent}}


def read_explore(source: Source, table: Mapping[str, Any], base: Explore) -> Explore:
    """Read the table [explore] over that of a preset.

    Parameters
    ----------
    source : Source
        The file, for messages.
    table : mapping
        The whole file.
    base : Explore
        What is not said in the file.

    Returns
    -------
    Explore
        What the program asks for.

    Raises
    ------
    ProgramError
        If a key, a type or a value is wrong.
    """
    stated = source.section(table, KEY)
    source.check_keys(stated, ("share", "consent"), (KEY,))
    keys = {"share": base.share, "consent": base.consent} | stated
    return source.build(Explore, keys, at=(KEY,))
