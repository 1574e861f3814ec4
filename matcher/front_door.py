"""The front door: a roster and a program in, a proposal out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from matcher.errors import InfeasibleError
from matcher.explain.clashes import describe_clashes
from matcher.explain.estimates import OneMoreGuide, RulePrice
from matcher.explain.one_more import weigh_one_more
from matcher.explain.prices import price_rules
from matcher.exploration import explore_seats, with_exploration
from matcher.given import NOTHING, Given
from matcher.grouping import Mark, MaxRuntime, Problem, Result, solve
from matcher.grouping.stop import Prelude, Stop
from matcher.leading import settle_plan
from matcher.offer import offer
from matcher.pose import Posed, pose
from matcher.program.program import Program
from matcher.proposal import Proposal
from matcher.reseating import ReseatParams, reseat
from matcher.roster.roster import Roster
from matcher.weighing import weigh_guides

EXPLAINING = "Explaining the groups"  # told when a grouping is found
NO_GROUP = "the rules and sizes leave not even one group that could be formed."
MAX_CLASHES = 3  # named in one line; check lists them all


@dataclass(frozen=True, slots=True)
class SearchParams:
    """Effort that goes into one search.

    Attributes
    ----------
    stop : Stop
        When to end.
    n_threads : int
        Threads to search on; for a number of iterations, groups do not depend on it.
    n_price_seeds : int
        Seeds at which each rule is priced, after the search; 0 prices none.
    """

    stop: Stop = field(default_factory=lambda: MaxRuntime(5.0))
    n_threads: int = 1
    n_price_seeds: int = 0


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
    posed = weigh_guides(posed, max_moves=max_moves, seed=seed, tell=tell)
    if posed.seating is not None:
        asked = ReseatParams(max_moves, search.stop, seed)
        reseated = reseat(posed, posed.seating, asked, tell)
        result = reseated.result
        if not result.n_groups:
            raise InfeasibleError(_why_none(roster, posed, NO_GROUP, tell))
    else:
        reseated = None
        posed, result = _search(roster, posed, search, seed=seed, tell=tell)
    result, reseated, explored = explore_seats(posed, result, reseated, seed)
    tell(EXPLAINING)
    day = given.as_of.isoformat() if given.as_of else None
    run = {
        "as_of": day,
        "n_threads": search.n_threads,
        "max_moves": max_moves,
        "bundle": posed.learned.to_dict() if posed.learned else None,
    }
    prices: tuple[RulePrice, ...] = ()
    if search.n_price_seeds:
        run["n_price_seeds"] = search.n_price_seeds
        prices = price_rules(
            posed,
            max_moves=max_moves,
            seed=seed,
            n_seeds=search.n_price_seeds,
            tell=tell,
        )
    offered = offer(
        roster,
        posed,
        result,
        reseated=reseated,
        run=run,
        prices=prices,
        tell=tell,
    )
    if search.n_price_seeds:
        more = weigh_one_more(
            roster,
            posed,
            max_moves=max_moves,
            seed=seed,
            n_seeds=search.n_price_seeds,
            tell=tell,
        )
        offered = _with_prices(offered, posed, more)
    return offered if explored is None else with_exploration(offered, explored)


def _with_prices(
    offered: Proposal, posed: Posed, more: OneMoreGuide | None
) -> Proposal:
    """Add what one more guide buys, and what the prices are prices of."""
    rules = tuple(
        replace(rule, one_more=more) if rule.kind == "guide" else rule
        for rule in offered.rules
    )
    if posed.seating is None:
        return replace(offered, rules=rules)
    what = (
        f"Prices are those of changing {posed.seating.source}: what each rule adds to "
        "the change, not what groups formed anew would cost."
    )
    return replace(offered, rules=rules, remarks=(*offered.remarks, what))


def _search(
    roster: Roster,
    posed: Posed,
    search: SearchParams,
    *,
    seed: int,
    tell: Callable[[str], None],
) -> tuple[Posed, Result]:
    """Fit guides to groups where there are any, then search."""
    prelude = Prelude(search.stop)
    posed, begin = settle_plan(posed, share=prelude.share, seed=seed, tell=tell)
    tell("Building the first groups")
    try:
        result = solve(
            posed.problem,
            prelude.rest(),
            seed=seed,
            n_threads=search.n_threads,
            observer=lambda mark: tell(_progress(mark, posed.problem)),
            labels=begin,
        )
    except InfeasibleError as error:
        raise InfeasibleError(_why_none(roster, posed, str(error), tell)) from error
    schedule = (*prelude.asked, *result.schedule)
    return posed, replace(result, schedule=schedule)


def _why_none(
    roster: Roster, posed: Posed, said: str, tell: Callable[[str], None]
) -> str:
    """Name the clashes for which not one group can be formed."""
    clashes = [clash.sentence for clash in describe_clashes(roster, posed, tell=tell)]
    lines = [line[:1].upper() + line[1:] for line in (said, *clashes)]
    return " ".join(lines[: 1 + MAX_CLASHES])


def _progress(mark: Mark, problem: Problem) -> str:
    seated = problem.n_leaders - mark.n_unseated
    return (
        f"Searching: {mark.seconds:.1f} s, score {mark.value:.4f}, "
        f"{seated:,} of {problem.n_leaders:,} seated"
    )
