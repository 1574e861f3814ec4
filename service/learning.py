"""What the commands that learn do, once their options are read."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.roster.records import LineProblem
from models.bundle import Origin
from service import exits, terminal
from service.pages.evaluation import render_evaluation
from service.storage.folder import write_file
from service.workflows import learning as workflow
from service.workflows import promoting
from service.workflows.exports import plain_table
from service.workflows.learning import Records
from training.evaluate import Evaluation
from training.metrics import Interval
from training.promote import SHORT, Held, Registry

MAX_PROBLEMS = 12
SHOWN = ("within_person_auc", "log_loss", "calibration_error", "allocation_lift")


def train(
    records: Records, output: Path, *, seed: int, force: bool, as_json: bool
) -> None:
    """Fit a bundle, write it and say what it learned.

    Parameters
    ----------
    records : Records
        Where roster and feedback are.
    output : Path
        Folder of the bundle.
    seed : int
        What starts and intervals are drawn from.
    force : bool
        Whether an earlier bundle may be replaced.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        taught = workflow.train_bundle(
            records, output, seed=seed, force=force, progress=remarks
        )
    if as_json:
        _print_json(
            {
                "output": str(output),
                "bundle": taught.bundle_id,
                **_origin(taught.origin),
                "problems": _problems(taught.problems),
            }
        )
        return
    _print_problems(records.feedback.name, taught.problems)
    _print_facets(taught.origin.data["facets"])
    _print_comparisons(taught.origin.metrics)
    sys.stdout.write(f"{taught.origin.metrics['sentence']}\n")
    sys.stdout.write(f"Bundle {taught.bundle_id[:SHORT]} is in {output}.\n")


def evaluate(
    records: Records, report: Path | None, *, by: str, seed: int, as_json: bool
) -> None:
    """Evaluate the value model and every baseline, and print the figures.

    Parameters
    ----------
    records : Records
        Where roster and feedback are.
    report : Path or None
        Where a page with all of it goes; None writes none.
    by : {"person", "group", "time"}
        What must not leak.
    seed : int
        What folds and intervals are drawn from.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        found, problems = workflow.evaluate_value(
            records, by=by, seed=seed, progress=remarks
        )
    if as_json:
        _print_json(_plain({**found.to_dict(), "problems": _problems(problems)}))
    else:
        _print_evaluation(found, records.feedback.name, problems, by=by)
    if report is not None:  # last: figures are not lost where the disk refuses
        page = render_evaluation(found, source=records.feedback.name)
        write_file(report, page)


def _print_evaluation(
    found: Evaluation, source: str, problems: Sequence[LineProblem], *, by: str
) -> None:
    _print_problems(source, problems)
    for outcome, groups in found.groups.items():
        sys.stdout.write(f"{outcome}: {groups.sentence}\n")
    if found.model is None:
        sys.stdout.write(f"Rules alone: {found.protocol['reason']}\n")
        return
    _print_facets(found.protocol["facets"])
    models = {"model": found.model, **found.baselines}
    terminal.print_table(
        f"Answers held out by {by}, with 95 % intervals over raters",
        ("", *(name.replace("_", " ") for name in SHOWN)),
        [
            (name, *(_interval(own.figures[figure]) for figure in SHOWN))
            for name, own in models.items()
        ],
    )


def _print_facets(facets: Sequence[str]) -> None:
    told = ", ".join(facets) or "nothing but who they are"
    sys.stdout.write(f"Read of each leader: {told}.\n")


def _interval(figure: Interval) -> str:
    if figure.value is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


def promote(
    registry: Path, bundle: str, records: Records, *, seed: int, as_json: bool
) -> None:
    """Promote a bundle, or say why not.

    Parameters
    ----------
    registry : Path
        Folder that keeps the bundles.
    bundle : str
        Folder of a bundle, or the start of an id.
    records : Records
        Where roster and feedback are.
    seed : int
        What intervals are drawn from.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        bundle_id, verdict = promoting.promote_bundle(
            Registry(registry), bundle, records, seed=seed, progress=remarks
        )
    if as_json:
        facts = {"bundle": bundle_id, "promoted": verdict.is_better}
        _print_json({**facts, **verdict.to_dict()})
    else:
        _print_comparisons(verdict.to_dict())
        sys.stdout.write(f"{verdict.sentence}\n")
        if verdict.is_better:
            sys.stdout.write(f"Bundle {bundle_id[:SHORT]} is now the champion.\n")
        else:
            ids = Registry(registry).champions()
            stays = f"Bundle {ids[-1][:SHORT]} stays" if ids else "Rules alone stay"
            kept = f"bundle {bundle_id[:SHORT]} is kept as a challenger"
            sys.stdout.write(f"{stays}; {kept}.\n")
    sys.exit(0 if verdict.is_better else exits.PROBLEM)


def list_bundles(registry: Path, *, as_json: bool) -> None:
    """Print the bundles of a registry.

    Parameters
    ----------
    registry : Path
        Folder that keeps the bundles.
    as_json : bool
        Whether stdout is for machines.
    """
    held = promoting.list_bundles(Registry(registry))
    if as_json:
        _print_json({"registry": str(registry), "bundles": [_held(h) for h in held]})
        return
    rows = [(h.bundle_id[:SHORT], h.state, *_shown(h)) for h in held]
    terminal.print_table("Bundles", ("id", "state", "day", "answers", "verdict"), rows)
    serving = next((h for h in held if h.is_serving), None)
    if serving is None:
        sys.stdout.write("No bundle serves: rules alone.\n")
    elif serving.state == "damaged":
        sys.stdout.write(
            f"Bundle {serving.bundle_id[:SHORT]} should serve, but is damaged and will "
            "be refused: put its folder back as it was, or let the champion before "
            "serve again with peermatch models roll-back.\n"
        )


def fold_in(registry: Path, records: Records, *, as_json: bool) -> None:
    """Fold new answers into the champion, and say how many.

    Parameters
    ----------
    registry : Path
        Folder that keeps the bundles.
    records : Records
        Where roster and feedback are.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        bundle_id, folded = promoting.fold_in_feedback(
            Registry(registry), records, progress=remarks
        )
    if as_json:
        counts = {"n_answers": folded.n_answers, "n_undated": folded.n_undated}
        _print_json({"bundle": bundle_id, **counts, "sentence": folded.sentence})
        return
    sys.stdout.write(f"{folded.sentence}\n")
    if folded.n_undated:
        undated = f"{folded.n_undated:,} of the answers do not say when they were given"
        sys.stdout.write(f"{undated}; they wait for the next training.\n")
    sys.stdout.write(f"Bundle {bundle_id[:SHORT]} serves.\n")


def roll_back(registry: Path, *, as_json: bool) -> None:
    """Let the champion before serve again.

    Parameters
    ----------
    registry : Path
        Folder that keeps the bundles.
    as_json : bool
        Whether stdout is for machines.
    """
    found = promoting.roll_back(Registry(registry))
    if as_json:
        facts = {"before": found.last, "champion": found.now or None}
        _print_json({**facts, "damaged": list(found.damaged)})
        return
    for bundle_id in found.damaged:
        passed = f"Bundle {bundle_id[:SHORT]}, which served before, is damaged"
        sys.stdout.write(f"{passed} and was passed over.\n")
    serves = f"bundle {found.now[:SHORT]} serves" if found.now else "rules alone serve"
    sys.stdout.write(f"Bundle {found.last[:SHORT]} was rolled back; {serves} again.\n")


def _origin(origin: Origin) -> dict[str, Any]:
    return {name: _plain(getattr(origin, name)) for name in Origin.__slots__}


def _plain(value: Any) -> Any:
    """Put what JSON has no word for, such as an open end of an interval, to None."""
    return plain_table(dict(value)) if isinstance(value, Mapping) else value


def _held(held: Held) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "bundle": held.bundle_id,
        "state": held.state,
        "is_serving": held.is_serving,
    }
    if held.origin is None:
        return {**facts, "reason": held.reason}
    return {**facts, **_origin(held.origin)}


def _shown(held: Held) -> tuple[str, str, str]:
    if held.origin is None:
        return "", "", held.reason
    answers = held.origin.data.get("n_answers", 0)
    sentence = str(held.origin.metrics.get("sentence", ""))
    return held.origin.as_of, f"{answers:,}", sentence


def _print_comparisons(verdict: Mapping[str, Any]) -> None:
    terminal.print_table(
        "Gain in the order of peers, on answers not seen (nats a pair)",
        ("against", "for", "gain", "interval", "people"),
        [
            (
                c["against"],
                c["segment"],
                f"{c['gain']:.4f}",
                f"{c['low']:.4f} to {c['high']:.4f}",
                f"{c['n_people']:,}",
            )
            for c in verdict.get("comparisons", ())
        ],
    )


def _print_problems(source: str, problems: Sequence[LineProblem]) -> None:
    for problem in problems[:MAX_PROBLEMS]:
        sys.stdout.write(f"- {source}, {problem.sentence()}.\n")
    left = len(problems) - MAX_PROBLEMS
    if left > 0:
        sys.stdout.write(f"- and {left:,} more lines, all in --json\n")
    if problems:
        sys.stdout.write("\n")


def _problems(problems: Sequence[LineProblem]) -> list[dict[str, Any]]:
    return [{"line": problem.line, "what": problem.what} for problem in problems]


def _print_json(document: Any) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    sys.stdout.write(f"{text}\n")
