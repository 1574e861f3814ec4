"""Who can lead what, as arrays: one column a guide at one slot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.program.values import entries
from matcher.roster.guides import Guides, fold_entry
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster

ANY_SLOT = ""  # the one slot of a world without slots


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Guides over the leaders of a roster.

    Attributes
    ----------
    guide_ids : tuple of str
        Guides, in the order of the file.
    slots : tuple of str
        Folded slots, sorted; `ANY_SLOT` alone where nobody states any.
    slot_names : tuple of str
        The same as they are written.
    capacity : ndarray of shape (n_guides,), int64
        Groups each guide takes at most.
    per_slot : int
        Groups a guide takes at one slot at most.
    guide, slot : ndarray of shape (n_cells,), int64
        Guide and slot of each cell: a guide at one of their slots.
    suits : ndarray of shape (n_leaders, n_slots), bool
        Slots that suit each leader; all where not known.
    speaks : ndarray of shape (n_leaders, n_guides), bool
        Who has a language in common with each guide, or is not known to have none.
    avoided : ndarray of shape (n_leaders, n_guides), bool
        Whom each guide will not lead; private.
    wishes : ndarray of shape (n_leaders, n_guides), bool
        Whom each guide prefers.
    """

    guide_ids: tuple[str, ...]
    slots: tuple[str, ...]
    slot_names: tuple[str, ...]
    capacity: NDArray[np.int64]
    per_slot: int
    guide: NDArray[np.int64]
    slot: NDArray[np.int64]
    suits: NDArray[np.bool_]
    speaks: NDArray[np.bool_]
    avoided: NDArray[np.bool_]
    wishes: NDArray[np.bool_]

    @property
    def n_cells(self) -> int:
        """Guides times the slots each of them has.

        Returns
        -------
        int
            Columns of `joins`.
        """
        return int(self.guide.size)

    def joins(self, rows: NDArray[np.intp] | None = None) -> NDArray[np.bool_]:
        """Tell who can join a group of each guide at each slot.

        Parameters
        ----------
        rows : ndarray of int, optional
            Leaders; all by default.

        Returns
        -------
        ndarray of shape (n_leaders, n_cells), bool
            The slot suits, and the guide can lead them.
        """
        some = slice(None) if rows is None else rows
        return self.fits(rows) & ~self.avoided[some][:, self.guide]

    def fits(self, rows: NDArray[np.intp] | None = None) -> NDArray[np.bool_]:
        """Tell whom slots and languages let join, whoever avoids whom.

        Parameters
        ----------
        rows : ndarray of int, optional
            Leaders; all by default.

        Returns
        -------
        ndarray of shape (n_leaders, n_cells), bool
            As `joins`.
        """
        some = slice(None) if rows is None else rows
        suits: NDArray[np.bool_] = self.suits[some][:, self.slot]
        return suits & self.speaks[some][:, self.guide]


def find_supply(
    guides: Guides, roster: Roster, *, capacity: int | None, per_slot: int
) -> Supply:
    """Lay the guides of a file over a roster.

    Parameters
    ----------
    guides : Guides
        As read.
    roster : Roster
        The leaders; its columns ``slots`` and ``languages`` may be absent.
    capacity : int or None
        Groups a guide takes at most, whatever the file says; also the number for
        guides of whom it says none, else one.
    per_slot : int
        Groups a guide takes at one slot at most; counts where slots are known.

    Returns
    -------
    Supply
        Slots that nobody states bind nobody, neither leaders nor guides.
    """
    own = _entries(roster, "slots")
    slots = sorted(set().union(*own, *(guide.slots for guide in guides.entries)))
    spelt = _spelt(roster, "slots") | dict(guides.slot_names)
    names = tuple(spelt.get(slot, slot) for slot in slots)
    number = {slot: s for s, slot in enumerate(slots or [ANY_SLOT])}
    suits = np.zeros((len(roster), len(number)), dtype=np.bool_)
    for row, found in enumerate(own):
        suits[row, [number[slot] for slot in found]] = True
    suits[[not found for found in own]] = True
    cells = [
        (d, number[slot])
        for d, guide in enumerate(guides.entries)
        for slot in sorted(guide.slots or number)
    ]
    limits = [_limit(guide.capacity, capacity) for guide in guides.entries]
    avoided, wishes = (_named(guides, roster, name) for name in ("avoids", "prefers"))
    guide, slot = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return Supply(
        guide_ids=tuple(entry.guide_id for entry in guides.entries),
        slots=tuple(number),
        slot_names=names or (ANY_SLOT,),
        capacity=np.array(limits, dtype=np.int64),
        per_slot=per_slot if slots else max(limits, default=1),
        guide=np.ascontiguousarray(guide),
        slot=np.ascontiguousarray(slot),
        suits=suits,
        speaks=_speaks(guides, roster),
        avoided=avoided,
        wishes=wishes,
    )


def _limit(stated: int | None, most: int | None) -> int:
    if stated is None:
        return 1 if most is None else most
    return stated if most is None else min(stated, most)


def _entries(roster: Roster, column: str) -> list[frozenset[str]]:
    if column not in roster.table:
        return [frozenset()] * len(roster)
    return entries(roster.table[column])


def _spelt(roster: Roster, column: str) -> dict[str, str]:
    """Find how entries are first written, by their folded form."""
    if column not in roster.table:
        return {}
    cells = roster.table[column].dropna().unique().tolist()
    parts = [part.strip() for cell in cells for part in str(cell).split(";")]
    return {fold_entry(part): part for part in reversed(parts)}


def _named(guides: Guides, roster: Roster, wish: str) -> NDArray[np.bool_]:
    """Mark the leaders whom each guide's wishes name."""
    rows = row_by_id(roster)
    marked = np.zeros((len(roster), len(guides)), dtype=np.bool_)
    for d, guide in enumerate(guides.entries):
        found = [rows[name] for name in getattr(guide, wish) if name in rows]
        marked[found, d] = True
    return marked


def _speaks(guides: Guides, roster: Roster) -> NDArray[np.bool_]:
    """Mark who has a language in common with each guide, or does not state any."""
    own = _entries(roster, "languages")
    speaks = np.ones((len(roster), len(guides)), dtype=np.bool_)
    for d, guide in enumerate(guides.entries):
        if guide.languages:
            known = set(guide.languages)
            speaks[:, d] = [not found or not known.isdisjoint(found) for found in own]
    return speaks
