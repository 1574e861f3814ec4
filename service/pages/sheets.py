"""Candidate sheets as a page: for each newcomer, and for each group."""

from matcher.explain.candidate import Candidate
from matcher.explain.wording import count
from matcher.proposal import Proposal
from service.pages.report import page_template

MOST_SHOWN = 10  # groups of one newcomer, newcomers of one group


def render_sheets(proposal: Proposal) -> str:
    """Render the candidate sheets of a proposal.

    Parameters
    ----------
    proposal : Proposal
        Made from a seating with newcomers.

    Returns
    -------
    str
        A page that is complete in itself. It names no one who declared a relation,
        and nobody a relation is about.
    """
    names = _names(proposal)
    seats = {place.leader_id: place.group_id for place in proposal.placements}
    newcomers: dict[str, list[Candidate]] = {}
    groups: dict[str, list[Candidate]] = {}
    for one in proposal.sheets:
        newcomers.setdefault(one.leader_id, []).append(one)
        groups.setdefault(one.group_id, []).append(one)
    for own in groups.values():
        own.sort(key=lambda one: one.rank_in_group)
    sides = (
        ("For each newcomer", "Group", "group_id", newcomers),
        ("For each group", "Newcomer", "leader_id", groups),
    )
    return page_template("sheets.html").render(
        title="Candidate sheets",
        source=proposal.roster.source,
        sides=[
            {
                "title": title,
                "noun": noun,
                "cards": [
                    {
                        "name": names.get(key, key),
                        "n_left": max(0, len(own) - MOST_SHOWN),
                        "lines": [
                            {
                                "name": names.get(other, other),
                                "one": one,
                                "is_proposed": seats[one.leader_id] == one.group_id,
                                "objections": _objections(one),
                            }
                            for one in own[:MOST_SHOWN]
                            for other in [getattr(one, field)]
                        ],
                    }
                    for key, own in found.items()
                ],
            }
            for title, noun, field, found in sides
        ],
    )


def _names(proposal: Proposal) -> dict[str, str]:
    """Put names beside ids where the roster has them."""
    table = proposal.roster.table
    if "name" not in table:
        return {}
    named = zip(proposal.roster.leader_ids, table["name"].tolist(), strict=True)
    return {
        leader_id: f"{name} ({leader_id})"
        for leader_id, name in named
        if isinstance(name, str) and name.strip()
    }


def _objections(one: Candidate) -> str:
    """Count objections by level; never who declared them, about whom, or why."""
    if one.n_no is None:
        return "not told of so small a group"
    parts = [
        count(number, f'"{level}"', f'"{level}"')
        for number, level in ((one.n_no, "no"), (one.n_ask, "ask"))
        if number
    ]
    return ", ".join(parts) or "none"
