"""What the registry of bundles does: promote, fold answers in, roll back, list."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from models.bundle import save_bundle
from models.errors import BundleError
from service.workflows.bundles import ModelError, open_bundle, open_champion
from service.workflows.learning import Records, read_lesson
from service.workflows.learning_log import log_folded, log_rolled_back, log_verdict
from training.answers import answers_of
from training.errors import RegistryError
from training.fit import judge_bundle
from training.folding import Folded, fold_in
from training.gate import Verdict
from training.promote import SHORT, Held, Registry, RolledBack


def promote_bundle(
    registry: Registry,
    bundle: str,
    records: Records,
    *,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[str, Verdict]:
    """Let a bundle serve, if it is better than the champion and than rules alone.

    Parameters
    ----------
    registry : Registry
        Where the champion is; a bundle from elsewhere is copied there.
    bundle : str
        Folder of a bundle, or the start of the id of one in the registry.
    records : Records
        What they are compared on.
    seed : int
        What intervals are drawn from.
    progress : callable
        Told what is being done.

    Returns
    -------
    tuple of (str, Verdict)
        Id of the bundle; whether it was promoted, and why.

    Raises
    ------
    MatcherError
        If a file or bundle cannot be used.
    """
    folder = Path(bundle)
    if not folder.is_dir():
        folder = registry.path_of(registry.find(bundle))
    challenger = open_bundle(folder)
    champion = open_champion(registry)
    if champion is not None and champion.bundle_id == challenger.bundle_id:
        msg = f"bundle {challenger.bundle_id[:SHORT]} is the champion already."
        raise RegistryError(msg)
    lesson = read_lesson(records, progress)
    progress("Comparing")
    verdict = judge_bundle(challenger, champion, lesson, seed=seed)
    log_verdict(challenger.bundle_id, verdict, champion=champion)
    try:
        bundle_id = registry.add(folder)
        if verdict.is_better:
            registry.promote(bundle_id, over=champion.bundle_id if champion else "")
    except BundleError as error:
        msg = f"{folder}: this bundle is refused: {error}."
        raise ModelError(msg) from error
    return bundle_id, verdict


def fold_in_feedback(
    registry: Registry, records: Records, *, progress: Callable[[str], None]
) -> tuple[str, Folded]:
    """Count new answers at once: fold them into the champion, which goes on serving.

    Parameters
    ----------
    registry : Registry
        Where the champion is.
    records : Records
        Where roster and feedback are; answers that the champion knows count once.
    progress : callable
        Told what is being done.

    Returns
    -------
    tuple of (str, Folded)
        Id of the bundle that serves now, and what was counted.

    Raises
    ------
    MatcherError
        If a file or the champion cannot be used, or rules alone serve.
    """
    champion = open_champion(registry)
    if champion is None:
        msg = f"{registry.folder}: no bundle serves, so there is none to fold into."
        raise RegistryError(msg)
    lesson = read_lesson(records, progress)
    progress("Folding in")
    further = [answers_of(lesson.feedback, name) for name in champion.heads]
    folded = fold_in(champion, lesson.roster, lesson.answers, *further)
    if not folded.n_answers:
        return champion.bundle_id, folded
    try:
        with TemporaryDirectory() as draft:
            save_bundle(folded.bundle, Path(draft) / "folded")
            bundle_id = registry.add(Path(draft) / "folded")
        registry.renew(bundle_id)
    except BundleError as error:
        msg = f"{registry.folder}: the champion with new answers is refused: {error}."
        raise ModelError(msg) from error
    log_folded(bundle_id, folded)
    return bundle_id, folded


def roll_back(registry: Registry) -> RolledBack:
    """Let the champion before serve again.

    Parameters
    ----------
    registry : Registry
        Where it is.

    Returns
    -------
    RolledBack
        What served, what serves now, and what was passed over.

    Raises
    ------
    MatcherError
        If there is none to roll back.
    """
    found = registry.roll_back()
    log_rolled_back(found.last, found.now)
    return found


def list_bundles(registry: Registry) -> tuple[Held, ...]:
    """List the bundles of a registry.

    Parameters
    ----------
    registry : Registry
        Where they are.

    Returns
    -------
    tuple of Held
        The champion first.

    Raises
    ------
    MatcherError
        If there is no such registry.
    """
    if not registry.folder.is_dir():
        msg = f"{registry.folder}: there is no such registry; promote makes one."
        raise RegistryError(msg)
    return registry.held()
