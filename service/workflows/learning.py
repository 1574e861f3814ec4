"""Learn from feedback files, and keep the registry of bundles."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from matcher.roster.read import read_roster
from matcher.roster.records import LineProblem
from models.bundle import (
    ARRAYS,
    MANIFEST,
    STATE,
    Bundle,
    Origin,
    bundle_files,
)
from models.profiles import profiles_of
from models.value_facets import embed_for_value
from service.storage.folder import check_folder, write_folder
from service.workflows.bundles import open_bundle
from service.workflows.learning_log import log_trained
from training.evaluate import Evaluation, evaluate
from training.feedback import read_feedback
from training.fit import Lesson, TrainingParams, train
from training.group_findings import explain_groups
from training.segments import segment_labels

FILES: Final = frozenset((MANIFEST, STATE, ARRAYS))
CODE: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Records:
    """The files that a training run, a comparison or an evaluation starts from.

    Attributes
    ----------
    roster, feedback : Path
        The leaders, and what they answered.
    mapping : str or None
        A map file, or the name of a mapping preset.
    as_of : date
        Day of the run.
    """

    roster: Path
    feedback: Path
    mapping: str | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Taught:
    """What a training run came to.

    Attributes
    ----------
    bundle_id : str
        Of the bundle that was written.
    origin : Origin
        What it says of itself, the verdict of the gate included.
    problems : tuple of LineProblem
        Lines of the feedback that were not used, or not as they stand.
    """

    bundle_id: str
    origin: Origin
    problems: tuple[LineProblem, ...]


def read_lesson(records: Records, progress: Callable[[str], None]) -> Lesson:
    """Read a roster and the feedback about it.

    Parameters
    ----------
    records : Records
        Where they are.
    progress : callable
        Told what is being read.

    Returns
    -------
    Lesson
        What a run starts from.

    Raises
    ------
    MatcherError
        If one of the files cannot be used.
    """
    roster = read_roster(
        records.roster,
        mapping=records.mapping,
        progress=progress,
        as_of=records.as_of,
    )
    progress(f"Reading {records.feedback.name}")
    feedback = read_feedback(records.feedback, roster, as_of=records.as_of)
    return Lesson.of(roster, feedback)


def train_bundle(
    records: Records,
    output: Path,
    *,
    seed: int,
    force: bool,
    progress: Callable[[str], None],
) -> Taught:
    """Fit a bundle to files and write it, whole or not at all.

    Parameters
    ----------
    records : Records
        Where roster and feedback are.
    output : Path
        Folder of the bundle.
    seed : int
        What starts and intervals are drawn from.
    force : bool
        Whether an earlier bundle there may be replaced.
    progress : callable
        Told what is being done.

    Returns
    -------
    Taught
        What it came to.

    Raises
    ------
    MatcherError
        If a file cannot be used, or the disk refuses.
    """
    check_folder(output, force=force, ours=FILES)
    lesson = read_lesson(records, progress)
    bundle = train_lesson(lesson, records, seed=seed, progress=progress)
    progress("Writing the bundle")
    write_folder(output, bundle_files(bundle), force=force)
    written = open_bundle(output)
    return Taught(written.bundle_id, written.origin, lesson.feedback.problems)


def train_lesson(
    lesson: Lesson, records: Records, *, seed: int, progress: Callable[[str], None]
) -> Bundle:
    """Fit a bundle to what was read.

    Parameters
    ----------
    lesson : Lesson
        Roster and feedback.
    records : Records
        Where they came from, and the day.
    seed : int
        What starts and intervals are drawn from.
    progress : callable
        Told what is being done.

    Returns
    -------
    Bundle
        Not saved yet.
    """
    params = TrainingParams(records.as_of.isoformat(), seed, commit=code_commit(CODE))
    bundle = train(lesson, params, progress=progress)
    log_trained(bundle)
    return bundle


def evaluate_value(
    records: Records, *, by: str, seed: int, progress: Callable[[str], None]
) -> tuple[Evaluation, tuple[LineProblem, ...]]:
    """Evaluate the value model and every baseline on files.

    Parameters
    ----------
    records : Records
        Where roster and feedback are.
    by : {"person", "group", "time"}
        What must not leak from one side of a split to the other.
    seed : int
        What folds and intervals are drawn from.
    progress : callable
        Told what is being done.

    Returns
    -------
    tuple of (Evaluation, tuple of LineProblem)
        The figures; lines of the feedback that were not used, or not as they stand.
    """
    lesson = read_lesson(records, progress)
    table = lesson.roster.table
    embedding = embed_for_value(table, as_of_year=float(records.as_of.year))
    profiles = profiles_of(embedding, table)
    found = evaluate(
        profiles,
        lesson.answers,
        by=by,
        seed=seed,
        segments=segment_labels(lesson.roster),
        observer=progress,
    )
    groups = explain_groups(
        table,
        lesson.feedback,
        lesson.answers,
        embedding=embedding,
        seed=seed,
        observer=progress,
    )
    return replace(found, groups=groups), lesson.feedback.problems


def code_commit(root: Path) -> str:
    """Find the commit of the code, where it runs from a checkout.

    Parameters
    ----------
    root : Path
        Folder that may hold `.git`.

    Returns
    -------
    str
        Hexadecimal; empty where it cannot be told.
    """
    git = root / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head[:40]
        reference = head.removeprefix("ref: ")
        loose = git / reference
        if loose.is_file():
            return loose.read_text(encoding="utf-8").strip()[:40]
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((row[:40] for row in packed if row.endswith(f" {reference}")), "")
    except (OSError, UnicodeDecodeError):
        return ""
