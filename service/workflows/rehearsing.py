"""Rehearse a season on the sample: invented answers, a bundle, groups formed again."""

import dataclasses
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.proposal import Proposal
from models.bundle import bundle_files
from service.storage.folder import write_folder
from service.workflows.forming import Effort, form
from service.workflows.inputs import Sources
from service.workflows.learning import Records, read_lesson, train_lesson
from training.world import World, feedback_csv
from training.worlds import world_of_roster

N_SEASONS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsal:
    """What came of a season.

    Attributes
    ----------
    feedback : str
        The invented answers, as the CSV they were read from.
    bundle : dict of str to bytes
        Files of the bundle that learned from them.
    again : Proposal
        The groups formed with it.
    verdict : str
        What the gate says of it.
    before, after : float
        True value per member, in [0, 1], of the first groups and of these.
    """

    feedback: str
    bundle: dict[str, bytes]
    again: Proposal
    verdict: str
    before: float
    after: float

    def lines(self) -> tuple[str, ...]:
        """Tell it in a few lines.

        Returns
        -------
        tuple of str
            What was invented, learned and gained.
        """
        n_answers = self.feedback.count("\n") - 1
        told = f"{n_answers:,} answers were invented: who found whom helpful."
        gained = (
            "Chance that a member finds a peer helpful, in the invented truth: "
            f"{self.before:.1%} in the first groups, {self.after:.1%} in those formed "
            "with what was learned."
        )
        return told, self.verdict, gained


def rehearse(
    sources: Sources,
    proposal: Proposal,
    effort: Effort,
    progress: Callable[[str], None],
) -> Rehearsal:
    """Let proposed groups meet, learn from what they say, and form groups again.

    The answers come from an invented truth in which value follows profiles; all else
    is what train and form do.

    Parameters
    ----------
    sources : Sources
        What the proposal was formed from.
    proposal : Proposal
        The first groups.
    effort : Effort
        How the second search searches.
    progress : callable
        Told what is being done.

    Returns
    -------
    Rehearsal
        Answers, bundle and groups.
    """
    progress("Inventing answers")
    rng = np.random.default_rng([effort.seed, 0xDE])
    world = world_of_roster(proposal.roster, proposal.program, rng)
    meetings = [_present_groups(proposal), proposal.labels]
    tables = [
        world.meet(labels, season, rng) for season, labels in enumerate(meetings, 1)
    ]
    answers = feedback_csv(proposal.roster, tables)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "feedback.csv").write_text(answers, encoding="utf-8")
        records = Records(
            sources.roster, folder / "feedback.csv", sources.mapping, effort.as_of
        )
        lesson = read_lesson(records, progress)
        bundle = train_lesson(lesson, records, seed=effort.seed, progress=progress)
        files = bundle_files(bundle)
        write_folder(folder / "bundle", files)
        learned = dataclasses.replace(sources, model=folder / "bundle")
        again = form(learned, effort, progress)
    return Rehearsal(
        feedback=answers,
        bundle=files,
        again=again,
        verdict=str(bundle.origin.metrics["sentence"]),
        before=_mean_value(world, proposal),
        after=_mean_value(world, again),
    )


def _present_groups(proposal: Proposal) -> NDArray[np.intp]:
    """Give numbers to the groups in which the roster says that leaders sit today."""
    table = proposal.roster.table
    nowhere = pd.Series([None] * len(table), dtype="str")
    codes, _ = pd.factorize(table.get("group", nowhere))
    return np.asarray(codes, dtype=np.intp)


def _mean_value(world: World, proposal: Proposal) -> float:
    return float(np.nanmean(world.value(proposal.labels)))
