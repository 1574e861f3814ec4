"""Gather what a posed problem's roster says, for reasons."""

from matcher.explain.evidence import Evidence, Themes, gather_evidence
from matcher.pose import Posed
from matcher.roster.roster import Roster
from models.encoders.themes import themes


def evidence_of(roster: Roster, posed: Posed) -> Evidence:
    """Collect what reasons may name.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        With their places in the tree of industries.

    Returns
    -------
    Evidence
        Arrays in the order of the roster.
    """
    return gather_evidence(
        roster,
        places=posed.places,
        challenges=_themes(roster, "challenges"),
        gives=_themes(roster, "gives"),
        needs=_themes(roster, "needs"),
    )


def _themes(roster: Roster, column: str) -> Themes:
    if column not in roster.table:
        return ()
    cells = roster.table[column].astype(object)
    return themes(cells.where(cells.notna(), None).tolist())
