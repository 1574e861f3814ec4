"""What is logged of learning: counts, ids and verdicts, never who said what.

`training` logs nothing itself; it tells an observer what it does, and what it found is
in what it returns. Where no logs were set up, as in a command, nothing is written.
"""

from typing import Any, Final

import structlog

from models.bundle import Bundle
from training.folding import Folded
from training.gate import Verdict

COUNTS: Final = ("n_leaders", "n_answers", "n_raters", "n_problems")

log = structlog.get_logger(__name__)


def log_trained(bundle: Bundle) -> None:
    """Log what a training run came to.

    Parameters
    ----------
    bundle : Bundle
        Just fitted.
    """
    data, metrics = bundle.origin.data, bundle.origin.metrics
    _log(
        "bundle trained",
        seed=bundle.origin.seed,
        is_learned=bundle.value is not None,
        is_better=bool(metrics.get("is_better")),
        heads=sorted(bundle.heads),
        **{name: data.get(name) for name in COUNTS},
    )


def log_verdict(bundle_id: str, verdict: Verdict, *, champion: Bundle | None) -> None:
    """Log what the gate said of a challenger.

    Parameters
    ----------
    bundle_id : str
        Of the challenger.
    verdict : Verdict
        What was said.
    champion : Bundle or None
        Whom it was compared with; None for rules alone.
    """
    gains = {
        f"{comparison.against}, {comparison.segment}": round(comparison.gain, 4)
        for comparison in verdict.comparisons
    }
    _log(
        "bundle judged",
        bundle=bundle_id,
        champion=champion.bundle_id if champion else "",
        is_better=verdict.is_better,
        gains=gains,
    )


def log_folded(bundle_id: str, folded: Folded) -> None:
    """Log that new answers count.

    Parameters
    ----------
    bundle_id : str
        Of the bundle that serves now.
    folded : Folded
        What was counted.
    """
    counts = {"n_answers": folded.n_answers, "n_undated": folded.n_undated}
    _log("answers folded in", bundle=bundle_id, **counts)


def log_rolled_back(before: str, now: str) -> None:
    """Log that the champion before serves again.

    Parameters
    ----------
    before, now : str
        Ids of the bundle that served, and of the one that serves; blank for none.
    """
    _log("bundle rolled back", before=before, now=now)


def _log(event: str, **facts: Any) -> None:
    if structlog.is_configured():
        log.info(event, **facts)
