"""A proposal as files: CSV for people's tools, JSON for machines."""

import csv
import dataclasses
import io
import json
import math
from collections.abc import Sequence
from typing import Any

from matcher.change import Change
from matcher.explain.estimates import OneMoreGuide, RulePrice
from matcher.guiding.posts import Post
from matcher.proposal import Placement, Proposal
from service.workflows.health import health_document

GROUP_COLUMNS = ("leader_id", "group_id", "locked", "moved", "reason")
GUIDE_COLUMNS = ("group_id", "guide_id", "slot", "changed")
SHOWN_COLUMNS = ("rater_id", "ratee_id", "group_id", "propensity")
UNPLACED_COLUMNS = ("leader_id", "reason")
SHEET_COLUMNS = (
    "leader_id",
    "rank",
    "group_id",
    "rank_in_group",
    "proposed",
    "stands_against",
    "objections_no",
    "objections_ask",
    "fills",
    "overlaps",
    "score_before",
    "score_after",
    "gain",
    "weakest_after",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def groups_csv(proposal: Proposal) -> str:
    """Render who sits where, one row a placed leader, group by group.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    str
        CSV with the columns `leader_id,group_id,locked,moved,reason`.
    """
    by_row = proposal.placements
    seated = [by_row[row] for group in proposal.groups for row in group.rows]
    return _csv(GROUP_COLUMNS, [_seated_cells(placement) for placement in seated])


def seats_csv(seats: Sequence[tuple[str, str, bool]]) -> str:
    """Render who sits where in a draft, one row a seated leader.

    Parameters
    ----------
    seats : sequence of (str, str, bool)
        Leader, group (blank for no seat) and whether the seat is locked.

    Returns
    -------
    str
        CSV with the columns `leader_id,group_id,locked`, no cell of which a
        spreadsheet runs.
    """
    rows = [
        (inert(leader_id), inert(group_id), "yes" if is_locked else "no")
        for leader_id, group_id, is_locked in seats
        if group_id
    ]
    return _csv(("leader_id", "group_id", "locked"), rows)


def guides_csv(proposal: Proposal) -> str:
    """Render who leads which group and when it meets, one row a group.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    str
        CSV with the columns `group_id,guide_id,slot,changed`.
    """
    posts = [group.post for group in proposal.groups if group.post is not None]
    rows = [
        (p.group_id, p.guide_id, inert(p.slot), "yes" if p.is_changed else "no")
        for p in posts
    ]
    return _csv(GUIDE_COLUMNS, rows)


def unplaced_csv(proposal: Proposal) -> str:
    """Render who could not be placed and why.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    str
        CSV with the columns `leader_id,reason`; only the header when all sit.
    """
    rows = [(leader_id, inert(reason)) for leader_id, reason in _unplaced(proposal)]
    return _csv(UNPLACED_COLUMNS, rows)


def _unplaced(proposal: Proposal) -> list[tuple[str, str]]:
    """List who got no seat, then who was left out for a group of their own."""
    left = [(p.leader_id, p.reason) for p in proposal.placements if not p.group_id]
    return [*left, *proposal.elsewhere]


def sheets_csv(proposal: Proposal) -> str:
    """Render where each newcomer would fit, the best group first.

    Parameters
    ----------
    proposal : Proposal
        What was proposed from a seating.

    Returns
    -------
    str
        CSV, one row a newcomer and group; only the header without newcomers.
    """
    seats = {place.leader_id: place.group_id for place in proposal.placements}
    rows = [
        (
            one.leader_id,
            str(one.rank),
            one.group_id,
            str(one.rank_in_group),
            "yes" if seats[one.leader_id] == one.group_id else "no",
            inert("; ".join(one.against)),
            "" if one.n_no is None else str(one.n_no),
            "" if one.n_ask is None else str(one.n_ask),
            inert(one.fills),
            inert(one.overlaps),
            f"{one.score_before:.4f}",
            f"{one.score_after:.4f}",
            f"{one.gain:.4f}",
            inert(one.weakest_after),
        )
        for one in proposal.sheets
    ]
    return _csv(SHEET_COLUMNS, rows)


def shown_csv(proposal: Proposal) -> str:
    """Render how likely each pair was to share a group.

    Parameters
    ----------
    proposal : Proposal
        With what was left to chance.

    Returns
    -------
    str
        CSV with the columns `rater_id,ratee_id,group_id,propensity`, each pair in
        both directions; 1 for a pair that chance could not have parted.
    """
    ids = proposal.roster.leader_ids
    explored = proposal.explored
    chances = {} if explored is None else explored.propensities
    rows = [
        (
            ids[i],
            ids[j],
            group.group_id,
            f"{chances.get((min(i, j), max(i, j)), 1):.6g}",
        )
        for group in proposal.groups
        for i in group.rows
        for j in group.rows
        if i != j
    ]
    return _csv(SHOWN_COLUMNS, rows)


def proposal_json(proposal: Proposal) -> str:
    """Render everything about a proposal that a machine could ask for.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    str
        JSON with an end of line; the same proposal gives the same bytes.
    """
    document = proposal_document(proposal)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def proposal_document(proposal: Proposal) -> dict[str, Any]:
    """Put a proposal into plain values, ids in place of rows.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    dict
        Values that JSON can hold; what is not a number is None.
    """
    ids = proposal.roster.leader_ids
    return plain_table(
        {
            "summary": summary(proposal),
            "groups": [
                {
                    "group_id": group.group_id,
                    "leader_ids": [ids[row] for row in group.rows],
                    "score": group.score,
                    "facets": group.facets,
                    "reason": group.reason,
                    "covers": list(group.covers),
                    "weakest": group.weakest,
                    **_led(group.post),
                }
                for group in proposal.groups
            ],
            "facets": [_fields(facet) for facet in proposal.facets],
            "value": None if proposal.value is None else _fields(proposal.value),
            "rules": [
                _fields(rule)
                | {
                    "price": price_table(rule.price),
                    "one_more": price_table(rule.one_more),
                }
                for rule in proposal.rules
            ],
            "clashes": [
                _fields(clash) | {"cures": [_fields(cure) for cure in clash.cures]}
                for clash in proposal.clashes
            ],
            "unplaced": [
                {"leader_id": leader_id, "reason": reason}
                for leader_id, reason in _unplaced(proposal)
            ],
            **_change(proposal.change),
            **health_document(proposal),
            "remarks": list(proposal.remarks),
            "import_report": proposal.roster.report.to_dict(),
            "provenance": proposal.provenance,
        }
    )


def _change(change: Change | None) -> dict[str, Any]:
    """Put what becomes of a seating into plain values; nothing without one."""
    if change is None:
        return {}
    told = _fields(change)
    for name, rows in told.items():
        if isinstance(rows, tuple) and rows and not isinstance(rows[0], str):
            told[name] = [_fields(row) for row in rows]
    moves, frontier = told.pop("moves"), told.pop("frontier")
    return {"moves": moves, "frontier": frontier, "change": told}


def summary(proposal: Proposal) -> dict[str, Any]:
    """Say in ten figures what a proposal is worth.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    dict
        Counts in people and groups; `possible_share` is the part of what any
        grouping could gain over random groups: at most 1, negative below random
        groups, None where it is unknown.
    """
    sizes = [len(group.rows) for group in proposal.groups]
    change = proposal.change
    moved = {} if change is None else {"n_moved": len(change.moves)}
    return {
        "status": proposal.status,
        "n_leaders": len(proposal.roster),
        "n_placed": sum(sizes),
        "n_unplaced": len(proposal.roster) - sum(sizes),
        "n_groups": len(sizes),
        "smallest_group": min(sizes, default=0),
        "largest_group": max(sizes, default=0),
        "score": proposal.score,
        "random_score": proposal.random_score,
        "bound": proposal.bound,
        "gap": proposal.gap,
        "possible_share": proposal.possible_share,
        "n_rules_broken": sum(rule.n_broken > 0 for rule in proposal.rules),
        **moved,
    }


def price_table(price: RulePrice | OneMoreGuide | None) -> dict[str, Any] | None:
    """Put what a rule costs, or one more guide buys, into plain values.

    Parameters
    ----------
    price : RulePrice, OneMoreGuide or None
        None where nobody asked.

    Returns
    -------
    dict or None
        Estimates with their intervals, nested.
    """
    return None if price is None else dataclasses.asdict(price)


def plain_table(table: dict[str, Any]) -> dict[str, Any]:
    """Put a table into values that JSON can hold.

    Parameters
    ----------
    table : dict
        Of numbers, texts, arrays' scalars, sequences and tables.

    Returns
    -------
    dict
        The same; what is not a finite number is None.
    """
    return {name: _plain(value) for name, value in table.items()}


def _led(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {}
    return {"guide_id": post.guide_id, "slot": post.slot, "changed": post.is_changed}


def _seated_cells(place: Placement) -> tuple[str, ...]:
    locked, moved = ("yes" if flag else "no" for flag in (place.locked, place.moved))
    return place.leader_id, place.group_id, locked, moved, inert(place.reason)


def inert(text: str) -> str:
    """Keep a spreadsheet from reading a sentence as a formula.

    Parameters
    ----------
    text : str
        What a cell is to show.

    Returns
    -------
    str
        The same, or the same after an apostrophe.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _plain(value: Any) -> Any:
    """Replace what JSON has no word for: NaN, infinities, tuples, numpy scalars."""
    if isinstance(value, dict):
        return plain_table(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
