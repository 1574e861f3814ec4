"""What the report keeps to itself: clashes that rest on a declared relation."""

from dataclasses import dataclass

from matcher.explain.wording import named_ids
from matcher.proposal import Proposal

NOTE = (
    "What leaders declared about each other was told in confidence: this page does not "
    "say whom it concerns, nor where it counts."
)


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A clash as the report shows it."""

    sentence: str
    cure: str
    people: str


def shown_clashes(proposal: Proposal) -> tuple[ShownClash, ...]:
    """List the clashes that readers of the report may see.

    One that rests on what leaders declared is left out: beside a single leader without
    a seat it would be as good as a name.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    tuple of ShownClash
        In the order of the proposal.
    """
    return tuple(
        ShownClash(clash.sentence, clash.cure, named_ids(clash.leader_ids) or "-")
        for clash in proposal.clashes
        if not clash.is_private
    )


def confidential_note(proposal: Proposal) -> str:
    """Say that the page keeps confidences, wherever relations were given.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    str
        A sentence; empty without relations.
    """
    return NOTE if proposal.provenance.get("relations") else ""
