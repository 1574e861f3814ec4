"""What a program says about the health of groups: camps, fairness, a season."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from matcher.program.fields import FieldError, refuse, require_number, require_text
from matcher.program.source import Source

KEYS = ("faultline", "fairness", "season")
SEGMENTS = ("industry", "size", "region")  # looked at unless a program names others


@dataclass(frozen=True, slots=True)
class Health:
    """What keeps groups whole, fair, and within their time.

    Attributes
    ----------
    faultline_price : float
        What a faultline of 1 costs each member, in the unit of the score; 0 only
        measures.
    camps_over : tuple of str
        Facets and columns over which camps are looked for; none stands for the facets
        that the program weighs. A sensitive column counts only when it is named.
    segments : tuple of str
        What fairness is reported by: "industry", "size", "region" or columns. A
        sensitive column is reported only when it is named.
    starts_on, ends_on : date or None
        First and last day of the groups' season; None leaves it open.
    lines : mapping of str to int
        Lines of the file that hold the tables, where known.
    """

    faultline_price: float = 0.0
    camps_over: tuple[str, ...] = ()
    segments: tuple[str, ...] = SEGMENTS
    starts_on: date | None = None
    ends_on: date | None = None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        require_number("price", self.faultline_price, low=0.0, high=1000.0)
        starts, ends = self.starts_on, self.ends_on
        if starts is not None and ends is not None and ends < starts:
            refuse("end", f"must not be before start = {starts}, is {ends}")

    def is_over(self, as_of: date | None) -> bool:
        """Tell whether the season has ended before a day.

        Parameters
        ----------
        as_of : date or None
            The day; None takes it that nothing has ended.

        Returns
        -------
        bool
            Whether the last day is past.
        """
        return as_of is not None and self.ends_on is not None and self.ends_on < as_of

    def season_remark(self, as_of: date | None) -> tuple[str, ...]:
        """Say so when the season is over before it is formed.

        Parameters
        ----------
        as_of : date or None
            Day of the run.

        Returns
        -------
        tuple of str
            One sentence, or none.
        """
        if not self.is_over(as_of):
            return ()
        return (f"The season ended on {self.ends_on}, before the day of the run.",)

    def to_dict(self) -> dict[str, Any]:
        """Give the tables that a program file holds, those that say something.

        Returns
        -------
        dict
            What `read_health` reads back.
        """
        faultline = {"price": self.faultline_price, "over": list(self.camps_over)}
        days = {"start": self.starts_on, "end": self.ends_on}
        season = {name: day.isoformat() for name, day in days.items() if day}
        tables = {
            "faultline": faultline if self.faultline_price or self.camps_over else {},
            "fairness": {"segments": list(self.segments)}
            if self.segments != SEGMENTS
            else {},
            "season": season,
        }
        return {name: table for name, table in tables.items() if table}


def read_health(source: Source, table: Mapping[str, Any], base: Health) -> Health:
    """Read the tables [faultline], [fairness] and [season] over those of a preset.

    Parameters
    ----------
    source : Source
        The file, for messages.
    table : mapping
        The whole file.
    base : Health
        What is not said in the file.

    Returns
    -------
    Health
        What the program asks for.

    Raises
    ------
    ProgramError
        If a key, a type or a value is wrong.
    """
    faultline, fairness, season = (source.section(table, name) for name in KEYS)
    source.check_keys(faultline, ("price", "over"), ("faultline",))
    source.check_keys(fairness, ("segments",), ("fairness",))
    source.check_keys(season, ("start", "end"), ("season",))
    keys = {
        "faultline_price": faultline.get("price", base.faultline_price),
        "camps_over": _names(source, ("faultline", "over"), faultline, base.camps_over),
        "segments": _names(source, ("fairness", "segments"), fairness, base.segments),
        "starts_on": _day(source, ("season", "start"), season, base.starts_on),
        "ends_on": _day(source, ("season", "end"), season, base.ends_on),
        "lines": {name: line for name in KEYS if (line := source.lines.get((name,)))},
    }
    paths = {"price": ("faultline", "price"), "end": ("season", "end")}
    return source.build(Health, keys, paths=paths)


def _names(
    source: Source,
    at: tuple[str, str],
    section: Mapping[str, Any],
    base: tuple[str, ...],
) -> tuple[str, ...]:
    """Read a list of different names."""
    if at[1] not in section:
        return base
    given = section[at[1]]
    if not isinstance(given, list | tuple):
        source.fail(at, f'{".".join(at)} must be a list such as ["industry"]')
    for name in given:
        try:
            require_text(at[1], name)
        except FieldError as error:
            source.fail(at, f"{at[0]}.{error}")
    return tuple(dict.fromkeys(name.strip() for name in given))


def _day(
    source: Source, at: tuple[str, str], section: Mapping[str, Any], base: date | None
) -> date | None:
    """Read a day, as TOML writes it or as text."""
    given = section.get(at[1], base)
    if given is None or type(given) is date:
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        source.fail(at, f"{'.'.join(at)} must be a day such as 2026-09-01")
