"""From labels to a proposal: groups with names, scores, rules and reasons."""

import itertools
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.change import Change
from matcher.explain.change import describe_change, status_of, told_move
from matcher.explain.clashes import describe_clashes
from matcher.explain.estimates import RulePrice
from matcher.explain.evidence import Evidence
from matcher.explain.faultline import describe_camps
from matcher.explain.groups import FacetTable, explain_groups
from matcher.explain.health import Checkup, examine
from matcher.explain.known import evidence_of
from matcher.explain.placements import explain_placements
from matcher.explain.sheets import draw_sheets
from matcher.explain.unplaced import explain_unplaced
from matcher.grouping import (
    Result,
    Stay,
    Violation,
    check_labels,
    facet_bounds,
    facet_scores,
)
from matcher.grouping.score import facet_weights
from matcher.guiding.posts import Post
from matcher.leading import guide_outcome, lead_groups, shortage_clash
from matcher.learned import score_value
from matcher.pose import Posed
from matcher.proposal import FacetScore, Group, Placement, Proposal, RuleOutcome
from matcher.reseating import Reseated
from matcher.roster.roster import Roster

LIBRARIES = ("numpy", "scipy", "numba", "pandas", "scikit-learn")


def offer(
    roster: Roster,
    posed: Posed,
    result: Result,
    *,
    reseated: Reseated | None,
    run: dict[str, Any],
    prices: Sequence[RulePrice] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Proposal:
    """Offer what a search found, with its scores, rules and reasons.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem.
    result : Result
        What was found.
    reseated : Reseated or None
        How it changes the seating the run began from.
    run : dict
        What the provenance says of the run.
    prices : sequence of RulePrice, default=()
        What each rule costs, where it was asked.
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    Proposal
        Nobody is placed until someone publishes.
    """
    labels, names, known = _named_groups(result.labels, posed)
    change = None
    if reseated is not None:
        change = describe_change(roster, posed, reseated, names=known)
    posts = lead_groups(roster, posed, labels, names)
    problem = posed.problem
    evidence = evidence_of(roster, posed)
    scores, weights = facet_scores(problem, labels, len(names)), facet_weights(problem)
    n_facets = len(problem.facets)  # learned value, where there is any, comes last
    table = FacetTable(
        names=tuple(facet.name for facet in problem.facets),
        weights=weights[:n_facets],
        scores=scores[:, :n_facets],
        camps=describe_camps(problem.faultline, labels, len(names)),
    )
    random = facet_scores(problem, np.where(labels >= 0, 0, -1), 1)[0]
    checkup = Checkup(
        roster=roster,
        program=posed.program,
        evidence=evidence,
        labels=labels,
        scores=scores @ weights,
        faultline=problem.faultline,
        as_of=posed.given.as_of,
        camps=table.camps,
    )
    return Proposal(
        roster=roster,
        program=posed.program,
        labels=labels,
        groups=_groups(
            evidence, labels, names, table, posts=posts, scores=scores @ weights
        ),
        placements=_placements(
            evidence, labels, names, posed, unseated=result.unseated, change=change
        ),
        facets=_facets(posed, labels, table.scores),
        rules=(
            *_rules(posed, result.labels, change, prices),
            *guide_outcome(posed, posts),
        ),
        clashes=(
            *shortage_clash(roster, posed),
            *describe_clashes(roster, posed, unseated=result.unseated, tell=tell),
        ),
        score=result.score,
        bound=result.bound,
        gap=result.gap,
        random_score=float(random @ weights),
        status=result.status if change is None else status_of(change, result),
        remarks=posed.remarks,
        provenance=_provenance(roster, posed, result) | run,
        change=change,
        sheets=draw_sheets(posed, evidence),
        health=examine(checkup, seed=result.seed),
        value=score_value(posed.learned, problem, labels),
    )


def _named_groups(
    labels: NDArray[np.intp], posed: Posed
) -> tuple[NDArray[np.intp], tuple[str, ...], tuple[str, ...]]:
    """Give the groups that were formed ids, and numbers in the order of their ids.

    Also returned are the names by the posed numbers, empty groups included.
    """
    given = posed.rules.group_ids
    left = posed.seating.left if posed.seating is not None else ()
    taken = {*given, *(leaver.group_id for leaver in left)}
    formed = np.unique(labels[labels >= 0]).tolist()
    width = max(2, len(str(len(formed))))
    numbered = (f"G{number:0{width}d}" for number in itertools.count(1))
    fresh = (name for name in numbered if name not in taken)
    named = {given[g] if g < len(given) else next(fresh): g for g in formed}
    names = tuple(sorted(named))
    dense = np.full(labels.max(initial=-1) + 2, -1, dtype=np.intp)
    dense[[named[name] for name in names]] = np.arange(len(names))
    by_number = {g: name for name, g in named.items()}
    n_known = max(len(given), max(formed, default=-1) + 1)
    known = [
        given[g] if g < len(given) else by_number.get(g, "") for g in range(n_known)
    ]
    return dense[labels], names, tuple(known)


def _groups(
    evidence: Evidence,
    labels: NDArray[np.intp],
    names: tuple[str, ...],
    table: FacetTable,
    *,
    posts: tuple[Post, ...],
    scores: NDArray[np.float64],
) -> tuple[Group, ...]:
    reasons = explain_groups(evidence, labels, facets=table)
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(len(names) + 1))
    return tuple(
        Group(
            group_id=name,
            rows=tuple(order[first[g] : first[g + 1]].tolist()),
            score=float(scores[g]),
            facets=dict(zip(table.names, table.scores[g].tolist(), strict=True)),
            reason=reasons[g].reason,
            covers=reasons[g].covers,
            weakest=reasons[g].weakest,
            facts=reasons[g],
            post=posts[g] if posts else None,
        )
        for g, name in enumerate(names)
    )


def _placements(
    evidence: Evidence,
    labels: NDArray[np.intp],
    names: tuple[str, ...],
    posed: Posed,
    *,
    unseated: Mapping[int, str],
    change: Change | None,
) -> tuple[Placement, ...]:
    pinned = posed.pinned_rows()
    held = set(change.locked) if change is not None else set()
    places = {}
    if change is not None:
        places = {move.leader_id: move for move in (*change.moves, *change.joined)}
    found = []
    left = np.flatnonzero(labels < 0).tolist()
    stopped = {row: unseated.get(row, "") for row in left}
    unplaced = explain_unplaced(posed, labels, stopped)
    for row, why in enumerate(explain_placements(evidence, labels)):
        g = int(labels[row])
        group_id = names[g] if g >= 0 else ""
        move = places.get(evidence.leader_ids[row])
        found.append(
            Placement(
                leader_id=evidence.leader_ids[row],
                group_id=group_id,
                locked=row in pinned or group_id in held,
                moved=move is not None and bool(move.from_group and group_id),
                reason=told_move(move, unplaced.get(row, why.reason)),
                facts=why.facts,
            )
        )
    return tuple(found)


def _facets(
    posed: Posed, labels: NDArray[np.intp], scores: NDArray[np.float64]
) -> tuple[FacetScore, ...]:
    sizes = np.bincount(labels[labels >= 0], minlength=len(scores))
    means = sizes @ scores / max(sizes.sum(), 1)
    bounds = facet_bounds(posed.problem, labels)
    return tuple(
        FacetScore(
            name=facet.name,
            weight=facet.weight,
            mean=float(means[f]),
            bound=float(bounds[f]),
            known_share=posed.known_share[facet.name],
        )
        for f, facet in enumerate(posed.problem.facets)
    )


def _rules(
    posed: Posed,
    labels: NDArray[np.intp],
    change: Change | None,
    prices: Sequence[RulePrice],
) -> tuple[RuleOutcome, ...]:
    size = posed.program.size
    broken = _broken_groups(posed, labels, change)
    n_sizes = broken.get("sizes", 0)
    sizes = RuleOutcome("size", size.sentence(), False, n_sizes, labels.size, "")  # noqa: FBT003
    return (
        sizes,
        *(
            RuleOutcome(
                kind=item.rule.kind,
                sentence=item.rule.sentence(),
                soft=item.rule.soft,
                n_broken=broken.get(item.array.name, 0),
                applies_to=item.applies_to,
                remark=item.remark,
                price=prices[k] if prices else None,
            )
            for k, item in enumerate(posed.rules.items)
        ),
    )


def _broken_groups(
    posed: Posed, labels: NDArray[np.intp], change: Change | None
) -> dict[str, int]:
    """Count, by name, the groups that break a rule.

    The check reads the definitions, not the solver's counters. A broken hard rule is
    a defect of ours that must never reach anyone, but for what a seating broke before.
    """
    problem = posed.problem
    if change is not None:
        kept = tuple(rule for rule in problem.rules if not isinstance(rule, Stay))
        problem = replace(problem, rules=kept)
    violations = [
        violation
        for violation in check_labels(problem, labels)
        if change is None or violation.group >= 0 or _is_seated(violation, labels)
    ]
    excused = set()
    if change is not None and posed.seating is not None:
        before = check_labels(problem, posed.seating.labels)
        excused = {(breach.rule, breach.group) for breach in before}
    pairs = {(violation.rule, violation.group) for violation in violations}
    for violation in violations:
        if violation.is_hard and (violation.rule, violation.group) not in excused:
            msg = f"the solver broke a hard rule: {violation.rule}: {violation.detail}"
            raise AssertionError(msg)
    return Counter(rule for rule, _ in pairs)


def _is_seated(violation: Violation, labels: NDArray[np.intp]) -> bool:
    return bool((labels[list(violation.rows)] >= 0).all())


def _provenance(roster: Roster, posed: Posed, result: Result) -> dict[str, Any]:
    return {
        "versions": {
            "peermatch": version("peermatch"),
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "roster": roster.source,
        "sha256": {"roster": roster.sha256},
        "program": posed.program.to_dict(),
        "program_source": posed.program.source or posed.program.preset,
        "seed": result.seed,
        "n_iterations": result.n_iterations,
        "schedule": list(result.schedule),
        "status": result.status,
    }
