"""What the report keeps to itself: who is held apart by a declared relation."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from matcher.explain.wording import count, named_ids
from matcher.proposal import Clash, Proposal


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A clash as the report shows it."""

    sentence: str
    cure: str
    people: str


@dataclass(frozen=True, slots=True)
class Confidence:
    """What may be said of the unplaced and of clashes to readers of the report.

    Relations are declared in confidence. A name beside one, even without the other
    end of it, tells too much: the report counts such people and names none.

    Attributes
    ----------
    open_rows : tuple of int
        Unplaced leaders whom no declared relation stops.
    n_hidden : int
        Unplaced leaders whom one does.
    clashes : tuple of ShownClash
        In the order of the proposal.
    """

    open_rows: tuple[int, ...]
    n_hidden: int
    clashes: tuple[ShownClash, ...]

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """Work out what may be said of a proposal.

        Parameters
        ----------
        proposal : Proposal
            What is offered.

        Returns
        -------
        Confidence
            What may be shown.
        """
        rows = np.flatnonzero(proposal.labels < 0).tolist()
        open_rows = tuple(
            row for row in rows if not proposal.placements[row].is_private
        )
        n_hidden = len(rows) - len(open_rows)
        return cls(
            open_rows=open_rows,
            n_hidden=n_hidden,
            clashes=tuple(
                _veiled(clash, n_hidden) if clash.is_private else _shown(clash)
                for clash in proposal.clashes
            ),
        )

    @property
    def note(self) -> str:
        """How many are not listed, in a sentence; empty when all are."""
        if not self.n_hidden:
            return ""
        leaders = count(self.n_hidden, "leader")
        verb = "has" if self.n_hidden == 1 else "have"
        return (
            f"{leaders} {verb} no seat because of a declared relation. Such relations "
            "are told in confidence, so this page does not say who."
        )


def _shown(clash: Clash) -> ShownClash:
    people = named_ids(clash.leader_ids) if clash.leader_ids else "-"
    return ShownClash(clash.sentence, clash.cure, people)


def _veiled(clash: Clash, n_hidden: int) -> ShownClash:
    n_people = n_hidden or clash.n_unplaced
    return ShownClash(
        sentence="A declared relation cannot be kept with a seat for everyone.",
        cure="Ask those who keep the relations.",
        people=count(n_people, "leader") if n_people else "-",
    )
