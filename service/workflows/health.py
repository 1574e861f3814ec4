"""The health of proposed groups as plain values, for `proposal.json`."""

from typing import Any

from matcher.explain.health import Health
from matcher.proposal import Proposal


def health_document(proposal: Proposal) -> dict[str, Any]:
    """Put camps, fairness and continuity into plain values.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.

    Returns
    -------
    dict
        One entry, `health`; none for a proposal whose groups were not examined.
    """
    health = proposal.health
    if health is None or not proposal.groups:
        return {}
    scores = [group.score for group in proposal.groups]
    weakest = min(proposal.groups, key=lambda group: group.score)
    return {
        "health": {
            "faultline": health.faultline if health.camps else None,
            "random_faultline": health.random_faultline if health.camps else None,
            "faultline_price": health.faultline_price,
            "protect": proposal.program.protect,
            "weakest_group": weakest.group_id,
            "weakest_score": min(scores),
            "groups": _groups(proposal, health),
            "fairness": [
                {name: getattr(segment, name) for name in segment.__slots__}
                | {"sentence": segment.sentence()}
                for segment in health.segments
            ],
            "left_out": [
                {name: getattr(one, name) for name in one.__slots__}
                | {"sentence": one.sentence()}
                for one in health.left_out
            ],
            "continuity_basis": health.basis or None,
        }
    }


def _groups(proposal: Proposal, health: Health) -> list[dict[str, Any]]:
    found = []
    for g, group in enumerate(proposal.groups):
        row: dict[str, Any] = {"group_id": group.group_id}
        if health.camps:
            camps = health.camps[g]
            row["faultline"] = camps.faultline
            row["camps"] = [camps.n_smaller, camps.n_larger]
            row["apart_in"] = list(camps.apart_in)
        if health.forecasts:
            forecast = health.forecasts[g]
            row["n_leaving"] = forecast.n_leaving
            row["fold_share"] = forecast.fold_share
        found.append(row)
    return found
