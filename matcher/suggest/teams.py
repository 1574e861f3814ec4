"""Optimize: teams for a season as arrays, and who is free for one."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.program.presets import OPTIMIZE_VARIETY, PRESETS
from matcher.program.program import Program
from matcher.roster.memberships import Memberships, split_slots
from matcher.roster.names import normalise_text
from matcher.roster.roster import Roster
from matcher.suggest.pool import Pool

MAX_SLOTS: Final = 62  # told apart; leaders of a roster with more meet at any time
NO_START: Final = 0  # proleptic ordinals begin at 1
NO_END: Final = 4_000_000
A_STAGE, A_SIZE = 30.0, 2.0  # years, and log of revenue, that count alike
EVERY_SLOT: Final = -1  # all bits: no slot is known, so none is ruled out

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Season:
    """From when to when a team lasts.

    Attributes
    ----------
    start, end : date or None
        First and last day; None where open.
    """

    start: dt.date | None = None
    end: dt.date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            msg = f"a season must not end ({self.end}) before it starts ({self.start})."
            raise ValueError(msg)

    def sentence(self) -> str:
        """Say when it is.

        Returns
        -------
        str
            Such as "2026-12-01 to 2027-05-31".
        """
        if self.start is None and self.end is None:
            return "no season set"
        start = self.start.isoformat() if self.start else "now"
        return f"{start} to {self.end.isoformat()}" if self.end else f"from {start}"


@dataclass(frozen=True, slots=True, eq=False)
class TeamDesk:
    """Teams and seats that leaders hold, ready to be asked.

    Attributes
    ----------
    rows, teams, starts, ends : ndarray of shape (n_memberships,), int64
        Row of the leader, number of the group, first and last day as ordinals.
    is_team : ndarray of shape (n_memberships,), bool
        Whether it is a team rather than a lasting group.
    slots : ndarray of shape (n_memberships,), int64
        When it meets, a bit each; 0 where not known.
    team_ids : tuple of str
        Names of the groups.
    open_slots : ndarray of shape (n_leaders,), int64
        When each leader can meet, a bit each; 0 where not known.
    slot_names : tuple of str
        Of the bits, as first written.
    likeness : tuple of (str, float)
        Facets in which a team should be alike, and how much each counts.
    most : int
        Members of a team, at most.
    """

    rows: Ints
    teams: Ints
    starts: Ints
    ends: Ints
    is_team: Flags
    slots: Ints
    team_ids: tuple[str, ...]
    open_slots: Ints
    slot_names: tuple[str, ...]
    likeness: tuple[tuple[str, float], ...]
    most: int

    @classmethod
    def of(
        cls, roster: Roster, program: Program, memberships: Memberships | None = None
    ) -> Self:
        """Gather teams and slots.

        Parameters
        ----------
        roster : Roster
            The leaders.
        program : Program
            Of teams, for likeness and size; of another way the preset for a season
            stands in for it.
        memberships : Memberships or None, default=None
            Seats that leaders hold.

        Returns
        -------
        TeamDesk
            Ready to be asked.
        """
        held = memberships.items if memberships is not None else ()
        ids = list(dict.fromkeys(m.group_id for m in held))
        number = {group_id: k for k, group_id in enumerate(ids)}
        items = sorted(held, key=lambda m: (number[m.group_id], m.row))
        names = _SlotNames()
        open_slots = _open_slots(roster, names)
        rules = program if program.way == "optimize" else PRESETS["season"]
        alike = {f: -w for f, w in rules.variety.items() if w < 0.0}
        alike = alike or {f: -w for f, w in OPTIMIZE_VARIETY.items()}

        def column(values: list[int]) -> Ints:
            return np.array(values, dtype=np.int64)

        return cls(
            rows=column([m.row for m in items]),
            teams=column([number[m.group_id] for m in items]),
            starts=column(
                [m.start.toordinal() if m.start else NO_START for m in items]
            ),
            ends=column([m.end.toordinal() if m.end else NO_END for m in items]),
            is_team=np.array([m.way == "optimize" for m in items], dtype=np.bool_),
            slots=column([names.bits(m.slots) for m in items]),
            team_ids=tuple(ids),
            open_slots=open_slots,
            slot_names=tuple(names.written),
            likeness=tuple(alike.items()),
            most=rules.size.max,
        )

    def overlaps(self, season: Season, as_of: dt.date | None) -> Flags:
        """Find the seats that are held within a season.

        Parameters
        ----------
        season : Season
            The time.
        as_of : date or None
            Stands for an open start: what has ended before it counts no more.

        Returns
        -------
        ndarray of shape (n_memberships,), bool
            Whether there is a day of both.
        """
        first = season.start or as_of
        start = first.toordinal() if first else NO_START
        end = season.end.toordinal() if season.end else NO_END
        return np.asarray((self.ends >= start) & (self.starts <= end))

    def busy(self, season: Season, as_of: dt.date | None) -> Flags:
        """Find who sits in a team of an overlapping season.

        Parameters
        ----------
        season : Season
            The time.
        as_of : date or None
            Day of the run.

        Returns
        -------
        ndarray of shape (n_leaders,), bool
            Such a leader can join no other team.
        """
        found = np.zeros(self.open_slots.size, dtype=np.bool_)
        found[self.rows[self.overlaps(season, as_of) & self.is_team]] = True
        return found

    def is_busy(self, row: int, season: Season, as_of: dt.date | None) -> bool:
        """Tell whether one leader sits in a team of an overlapping season.

        Parameters
        ----------
        row : int
            Row of the roster.
        season : Season
            The time.
        as_of : date or None
            Day of the run.

        Returns
        -------
        bool
            As `busy` has it.
        """
        own = self.is_team & (self.rows == row)
        return bool(own.any() and (own & self.overlaps(season, as_of)).any())

    def free_slots(self, season: Season, as_of: dt.date | None) -> Ints:
        """Find when each leader can meet, other groups of theirs left out.

        Parameters
        ----------
        season : Season
            The time.
        as_of : date or None
            Day of the run.

        Returns
        -------
        ndarray of shape (n_leaders,), int64
            Bits; `EVERY_SLOT` where nothing is known, 0 where no slot is left.
        """
        taken = np.zeros(self.open_slots.size, dtype=np.int64)
        held = self.overlaps(season, as_of)
        np.bitwise_or.at(taken, self.rows[held], self.slots[held])
        return np.where(
            self.open_slots == 0, EVERY_SLOT & ~taken, self.open_slots & ~taken
        )

    def slots_named(self, bits: int) -> tuple[str, ...]:
        """Name slots.

        Parameters
        ----------
        bits : int
            A bit each.

        Returns
        -------
        tuple of str
            Those that have a name.
        """
        return tuple(name for k, name in enumerate(self.slot_names) if bits >> k & 1)

    def distance(
        self, pool: Pool, row: int, others: NDArray[np.integer]
    ) -> NDArray[np.float64]:
        """Say how unlike others are in goal, stage and what else a team shares.

        Parameters
        ----------
        pool : Pool
            With the facets.
        row : int
            The leader.
        others : ndarray of shape (n_others,)
            Rows.

        Returns
        -------
        ndarray of shape (n_others,)
            Weighted mean of squared distances; 1 is a random pair, and what is not
            known of one of two.
        """
        total = np.zeros(others.size)
        weight = 0.0
        for name, counts in self.likeness:
            if name not in pool.blocks:
                continue
            block = pool.blocks[name]
            steps = block[others].astype(np.float64) - block[row]
            apart = np.einsum("ij,ij->i", steps, steps)
            total += counts * np.where(np.isnan(apart), 1.0, apart)
            weight += counts
        return total / weight if weight else np.ones(others.size)


def rough_distance(
    pool: Pool, row: int, others: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Say how far others are in stage and size, for a first choice among very many.

    Parameters
    ----------
    pool : Pool
        With founding years and revenues.
    row : int
        The leader.
    others : ndarray of shape (n_others,)
        Rows.

    Returns
    -------
    ndarray of shape (n_others,)
        Not negative; what is not known counts 1 each.
    """
    facts = pool.facts
    stage = np.abs(facts.founded[others] - facts.founded[row]) / A_STAGE
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.abs(np.log(facts.revenue[others] / facts.revenue[row])) / A_SIZE
    known = (np.nan_to_num(part, nan=1.0, posinf=1.0) for part in (stage, size))
    return np.asarray(sum(known), dtype=np.float32)


class _SlotNames:
    """Give each slot a bit, as long as there are enough."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._bit: dict[str, int] = {}

    def bits(self, slots: tuple[str, ...]) -> int:
        """Write slots as bits; 0 for none."""
        found = 0
        for slot in slots:
            key = normalise_text(slot)
            if key not in self._bit and len(self._bit) < MAX_SLOTS:
                self._bit[key] = len(self._bit)
                self.written.append(slot)
            if key in self._bit:
                found |= 1 << self._bit[key]
        return found


def _open_slots(roster: Roster, names: _SlotNames) -> Ints:
    if "slots" not in roster.table:
        return np.zeros(len(roster), dtype=np.int64)
    cells = roster.table["slots"]
    texts = cells.astype(object).where(cells.notna(), "").tolist()
    known = {text: names.bits(split_slots(str(text))) for text in dict.fromkeys(texts)}
    return np.array([known[text] for text in texts], dtype=np.int64)
