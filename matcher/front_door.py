"""The front door: a roster and a program in, a proposal out."""

import dataclasses
import itertools
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.explain.clashes import describe_clashes
from matcher.explain.evidence import Evidence, Themes, gather_evidence
from matcher.explain.groups import FacetTable, explain_groups
from matcher.explain.placements import explain_placements
from matcher.explain.wording import count
from matcher.given import NOTHING, Given
from matcher.grouping import (
    Mark,
    MaxRuntime,
    Problem,
    Result,
    Stay,
    check_labels,
    facet_bounds,
    facet_scores,
    solve,
)
from matcher.grouping.score import facet_weights
from matcher.grouping.stop import Stop
from matcher.pose import Posed, pose
from matcher.program.program import Program
from matcher.proposal import Clash, FacetScore, Group, Placement, Proposal, RuleOutcome
from matcher.roster.roster import Roster
from models.encoders.themes import themes

EXPLAINING = "Explaining the groups"  # told when a grouping is found
MAX_CLASHES = 3  # named in one line; check lists them all
LIBRARIES = ("numpy", "scipy", "numba", "pandas", "scikit-learn")


@dataclass(frozen=True, slots=True)
class SearchParams:
    """Effort that goes into one search.

    Attributes
    ----------
    stop : Stop
        When to end.
    n_threads : int
        Threads to search on; for a number of iterations, groups do not depend on it.
    """

    stop: Stop = field(default_factory=lambda: MaxRuntime(5.0))
    n_threads: int = 1


def propose(
    roster: Roster,
    program: Program,
    *,
    given: Given = NOTHING,
    max_moves: int | None = None,
    search: SearchParams = SearchParams(),
    seed: int = 0,
    observer: Callable[[str], None] | None = None,
) -> Proposal:
    """Propose groups for a roster; nobody is placed until someone publishes.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given, default=Given()
        Relations, seating and day of the run. With a seating, leaders keep their
        seats as far as they can.
    max_moves : int or None, default=None
        Most leaders of the seating who may change group; None moves the fewest that
        keep every hard rule. Counts only with a seating.
    search : SearchParams, default=SearchParams()
        How long to search, and on how many threads.
    seed : int, default=0
        Same seed and iterations, same groups.
    observer : callable or None, default=None
        Told what is being done, in a few words.

    Returns
    -------
    Proposal
        Groups with scores, a bound, the rules and reasons.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have.
    InfeasibleError
        If not even one group can be formed.
    """
    tell = observer or (lambda _: None)
    tell(f"Embedding {len(roster):,} leaders")
    posed = pose(roster, program, given=given)
    posed = _keep_seats(posed, max_moves)
    tell("Building the first groups")
    result = _search(roster, posed, search, seed=seed, tell=tell)
    tell(EXPLAINING)
    day = given.as_of.isoformat() if given.as_of else None
    run = {"as_of": day, "n_threads": search.n_threads, "max_moves": max_moves}
    return _offer(roster, posed, result, run)


def _keep_seats(posed: Posed, max_moves: int | None) -> Posed:
    """Add the budget of moves from the seating to the rules."""
    if posed.seating is None:
        return posed
    budget = posed.seating.n_seated if max_moves is None else max_moves
    stay = Stay(posed.seating.labels, budget)
    return dataclasses.replace(posed, problem=posed.problem.with_rules(stay))


def _search(
    roster: Roster,
    posed: Posed,
    search: SearchParams,
    *,
    seed: int,
    tell: Callable[[str], None],
) -> Result:
    try:
        return solve(
            posed.problem,
            search.stop,
            seed=seed,
            n_threads=search.n_threads,
            observer=lambda mark: tell(_progress(mark, posed.problem)),
        )
    except InfeasibleError as error:
        clashes = [clash.sentence for clash in describe_clashes(roster, posed)]
        lines = [line[:1].upper() + line[1:] for line in (str(error), *clashes)]
        msg = " ".join(lines[: 1 + MAX_CLASHES])
        raise InfeasibleError(msg) from error


def _progress(mark: Mark, problem: Problem) -> str:
    seated = problem.n_leaders - mark.n_unseated
    return (
        f"Searching: {mark.seconds:.1f} s, score {mark.value:.4f}, "
        f"{seated:,} of {problem.n_leaders:,} seated"
    )


def _offer(
    roster: Roster, posed: Posed, result: Result, run: dict[str, Any]
) -> Proposal:
    labels, names = _named_groups(result.labels, posed.rules.group_ids)
    problem = posed.problem
    evidence = _evidence(roster, posed)
    table = FacetTable(
        names=tuple(facet.name for facet in problem.facets),
        weights=facet_weights(problem),
        scores=facet_scores(problem, labels, len(names)),
    )
    random = facet_scores(problem, np.where(labels >= 0, 0, -1), 1)[0]
    return Proposal(
        roster=roster,
        program=posed.program,
        labels=labels,
        groups=_groups(evidence, labels, names, table),
        placements=_placements(evidence, labels, names, posed, result.unseated),
        facets=_facets(posed, labels, table.scores),
        rules=_rules(posed, result.labels),
        clashes=_clashes(roster, posed, result.unseated),
        score=result.score,
        bound=result.bound,
        gap=result.gap,
        random_score=float(random @ table.weights),
        status=result.status,
        remarks=posed.remarks,
        provenance=_provenance(roster, posed, result) | run,
    )


def _named_groups(
    labels: NDArray[np.intp], given: Sequence[str]
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Give the groups that were formed ids, and numbers in the order of their ids."""
    formed = np.unique(labels[labels >= 0]).tolist()
    width = max(2, len(str(len(formed))))
    numbered = (f"G{number:0{width}d}" for number in itertools.count(1))
    fresh = (name for name in numbered if name not in given)
    named = {given[g] if g < len(given) else next(fresh): g for g in formed}
    names = tuple(sorted(named))
    dense = np.full(labels.max(initial=-1) + 2, -1, dtype=np.intp)
    dense[[named[name] for name in names]] = np.arange(len(names))
    return dense[labels], names


def _evidence(roster: Roster, posed: Posed) -> Evidence:
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


def _groups(
    evidence: Evidence,
    labels: NDArray[np.intp],
    names: tuple[str, ...],
    table: FacetTable,
) -> tuple[Group, ...]:
    reasons = explain_groups(evidence, labels, facets=table)
    order = np.argsort(labels, kind="stable")
    first = np.searchsorted(labels[order], np.arange(len(names) + 1))
    return tuple(
        Group(
            group_id=name,
            rows=tuple(order[first[g] : first[g + 1]].tolist()),
            score=float(table.scores[g] @ table.weights),
            facets=dict(zip(table.names, table.scores[g].tolist(), strict=True)),
            reason=reasons[g].reason,
            covers=reasons[g].covers,
            weakest=reasons[g].weakest,
            facts=reasons[g],
        )
        for g, name in enumerate(names)
    )


def _placements(
    evidence: Evidence,
    labels: NDArray[np.intp],
    names: tuple[str, ...],
    posed: Posed,
    unseated: Mapping[int, str],
) -> tuple[Placement, ...]:
    pinned = posed.pinned_rows()
    return tuple(
        Placement(
            leader_id=leader_id,
            group_id=names[g] if g >= 0 else "",
            locked=row in pinned,
            moved=_is_moved(posed, row, names[g] if g >= 0 else ""),
            reason=why.reason if g >= 0 else _why_unplaced(row, unseated, posed),
            facts=why.facts,
        )
        for row, (leader_id, g, why) in enumerate(
            zip(
                evidence.leader_ids,
                labels.tolist(),
                explain_placements(evidence, labels),
                strict=True,
            )
        )
    )


def _is_moved(posed: Posed, row: int, group_id: str) -> bool:
    """Tell whether a leader who had a seat gets another one."""
    if posed.seating is None or posed.seating.labels[row] < 0 or not group_id:
        return False
    return bool(posed.seating.group_ids[posed.seating.labels[row]] != group_id)


def _why_unplaced(row: int, unseated: Mapping[int, str], posed: Posed) -> str:
    """Say what stops a leader, but not whom somebody objects to."""
    rule = unseated.get(row, "")
    if rule in ("", "sizes"):
        return "No group has room, and too few others are left to form one more."
    if _is_declared(rule, posed):
        return "No group that could take this leader was found: declared relations."
    return f"No group that could take this leader was found under the rule: {rule}."


def _is_declared(rule: str, posed: Posed) -> bool:
    """Tell whether a rule rests on what leaders declared, in confidence."""
    kinds = {item.array.name: item.rule.kind for item in posed.rules.items}
    return kinds.get(rule) == "apart"


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


def _rules(posed: Posed, labels: NDArray[np.intp]) -> tuple[RuleOutcome, ...]:
    size = posed.program.size
    sizes = RuleOutcome("size", size.sentence(), False, 0, labels.size, "")  # noqa: FBT003
    broken = _broken_groups(posed.problem, labels)
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
            )
            for item in posed.rules.items
        ),
    )


def _broken_groups(problem: Problem, labels: NDArray[np.intp]) -> dict[str, int]:
    """Count, by name, the groups that break a soft rule.

    The check reads the definitions, not the solver's counters. A broken hard rule is
    a defect of ours that must never reach anyone.
    """
    violations = check_labels(problem, labels)
    hard = [violation for violation in violations if violation.is_hard]
    if hard:
        msg = f"the solver broke a hard rule: {hard[0].rule}: {hard[0].detail}"
        raise AssertionError(msg)
    pairs = {(violation.rule, violation.group) for violation in violations}
    return Counter(rule for rule, _ in pairs)


def _clashes(
    roster: Roster, posed: Posed, unseated: Mapping[int, str]
) -> tuple[Clash, ...]:
    """Name what is certain; failing that, the rule that stopped the most leaders."""
    counted = describe_clashes(roster, posed)
    if counted or not unseated:
        return counted
    (rule, n_stopped), *_ = Counter(unseated.values()).most_common(1)
    rows = [row for row, name in sorted(unseated.items()) if name == rule]
    size = posed.program.size
    named = f"groups of {size.min} to {size.max}" if rule == "sizes" else rule
    found = Clash(
        sentence=f"{count(n_stopped, 'leader')} found no seat under: {named} "
        "(found by search, not proven).",
        leader_ids=()
        if _is_declared(rule, posed)
        else tuple(roster.leader_ids[row] for row in rows),
        cure="Widen this rule, lower min under [size], or search longer.",
    )
    return (found,)


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
