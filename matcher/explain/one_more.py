"""What one more guide would buy: the same run with one who can lead at any slot."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matcher.errors import MatcherError
from matcher.explain.estimates import Estimate, OneMoreGuide
from matcher.explain.reruns import Rerun
from matcher.explain.trials import Trial, paired
from matcher.guiding.posts import fill_posts
from matcher.leading import settle_plan
from matcher.pose import Posed, pose
from matcher.roster.guides import Guide as Entry
from matcher.roster.roster import Roster

NEW_GUIDE = "(one more guide)"  # no id of a file: those have no brackets


def weigh_one_more(
    roster: Roster,
    posed: Posed,
    *,
    max_moves: int | None = None,
    seed: int = 0,
    n_seeds: int = 5,
    tell: Callable[[str], None] = lambda _: None,
) -> OneMoreGuide | None:
    """Run with and without one more guide, at the same seeds.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem, with guides if there are any.
    max_moves : int or None, default=None
        Most leaders of the seating who may change group; None finds the fewest.
    seed : int, default=0
        The first seed.
    n_seeds : int, default=5
        Seeds, at least 2.
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    OneMoreGuide or None
        None where no hard rule asks for guides of a file.
    """
    guiding, guides = posed.rules.guiding, posed.given.guides
    if guides is None or guiding is None or not guiding.is_planned:
        return None
    entry = Entry(NEW_GUIDE, 1, (), (), (), (), (), 0)
    more = replace(guides, entries=(*guides.entries, entry))
    try:
        other = pose(roster, posed.program, given=replace(posed.given, guides=more))
    except MatcherError:  # one guide more than can be planned for
        return None
    seeds = range(seed, seed + n_seeds)
    tell("Weighing one more guide")
    one, two = (_settled(which, seed, posed) for which in (posed, other))
    measure = Rerun(posed, max_moves).measure
    before, after = (
        [
            measure(Rerun(run, max_moves).make(run.problem, seed=s)[0].labels)
            for s in seeds
        ]
        for run in (one, two)
    )
    slot, is_used = _post_of_new(after[0], two)
    seated = Estimate.of(paired(before, after, "n_unplaced"))
    return OneMoreGuide(
        seated=seated or Estimate(0.0, 0.0, 0.0),
        score=Estimate.of(paired(after, before, "score")),
        slot=slot,
        is_used=is_used,
    )


def _settled(posed: Posed, seed: int, first: Posed) -> Posed:
    """Mend the plan of guides as far as a run without time would."""
    settled, _ = settle_plan(posed, share=lambda: 1.0, seed=seed, tell=lambda _: None)
    return replace(settled, seating=first.seating)


def _post_of_new(trial: Trial, posed: Posed) -> tuple[str, bool]:
    """Find the slot at which the new guide leads a group, if they lead one."""
    guiding = posed.rules.guiding
    if guiding is None or not (trial.labels >= 0).any():
        return "", False
    named = posed.rules.group_ids
    formed = np.unique(trial.labels[trial.labels >= 0])
    dense = np.searchsorted(formed, trial.labels)
    labels = np.where(trial.labels >= 0, dense, -1).astype(np.intp)
    ids = [named[g] if g < len(named) else f"#{g}" for g in formed.tolist()]
    posts = fill_posts(guiding, labels, ids)
    slots = [post.slot for post in posts if post.guide_id == NEW_GUIDE]
    return (slots[0], True) if slots else ("", False)
