"""Exploration in a proposal: which seats were left to chance, and what came of it."""

from dataclasses import replace

from matcher.explore import explore
from matcher.grouping import Problem, Result
from matcher.grouping.score import group_values, total_value
from matcher.pose import Posed
from matcher.proposal import Explored, Proposal
from matcher.reseating import Reseated


def explore_seats(
    posed: Posed, result: Result, reseated: Reseated | None, seed: int
) -> tuple[Result, Reseated | None, Explored | None]:
    """Explore as far as the program asks for it and leaders agreed.

    Who has a seat already keeps it: with a seating, only newcomers trade, with each
    other, so exploring takes nothing from a budget of moves.

    Parameters
    ----------
    posed : Posed
        The problem, and who agreed.
    result : Result
        Groups before.
    reseated : Reseated or None
        The seating after its change, where there was one.
    seed : int
        Same seed, same trades.

    Returns
    -------
    tuple of (Result, Reseated or None, Explored or None)
        Groups after, in both; None where the program does not explore.
    """
    if posed.consents is None:
        return result, reseated, None
    problem, consents = posed.problem, posed.consents
    if reseated is not None:
        problem = reseated.problem
        consents = consents & (reseated.seating.labels < 0)
    wish = posed.program.explore
    explored = explore(problem, result.labels, wish=wish, consents=consents, seed=seed)
    result = explored_result(problem, result, explored)
    if reseated is not None:
        reseated = replace(reseated, result=result)
    return result, reseated, explored


def explored_result(problem: Problem, result: Result, explored: Explored) -> Result:
    """Score the groups as they are after exploration.

    Parameters
    ----------
    problem : Problem
        What was solved.
    result : Result
        Before.
    explored : Explored
        After.

    Returns
    -------
    Result
        With the new labels and their value; the bound holds for both.
    """
    values = group_values(problem, explored.labels)
    value = total_value(problem, explored.labels, values)
    return replace(result, labels=explored.labels, value=value, group_values=values)


def with_exploration(proposal: Proposal, explored: Explored) -> Proposal:
    """Say in a proposal which seats were left to chance.

    Parameters
    ----------
    proposal : Proposal
        Of the groups after exploration.
    explored : Explored
        What was traded, and how likely each pair was.

    Returns
    -------
    Proposal
        With a remark, and the propensities for whoever logs what was shown.
    """
    n_traded = len(explored.traded)
    seats = "1 seat was" if n_traded == 1 else f"{n_traded:,} seats were"
    remark = (
        f"{seats} left to chance among those who agreed, within every hard rule "
        f"(explore.share = {proposal.program.explore.share:g})."
    )
    return replace(proposal, explored=explored, remarks=(*proposal.remarks, remark))
