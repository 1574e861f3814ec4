"""The page of an evaluation: the model beside its baselines, and how honest it is."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from matcher.explain.wording import count
from service.pages.charts import COLOURS, TEXT, draw_axes, tick_values, to_svg
from service.pages.report import page_template
from training.evaluate import Evaluation

FIGURES: Final = {
    "auc": ("AUC", "a yes is predicted above a no, over all answers"),
    "within_person_auc": ("AUC within a person", "the same among one rater's answers"),
    "ndcg": ("NDCG at 5", "how high each rater's best peers stand"),
    "log_loss": ("Log loss", "lower is better"),
    "calibration_error": ("Calibration error", "lower is better, chance taken out"),
    "allocation_lift": (
        "Allocation lift",
        "value when everyone gets one peer, random is 1",
    ),
}
OUTCOME_NAMES: Final = {
    "group_rating": "Ratings of groups",
    "attended": "Attendance",
    "left": "Leaving",
}
SEGMENT_FIGURES: Final = ("auc", "log_loss", "calibration_bias")
MAX_DOT: Final = 13.0


def render_evaluation(evaluation: Evaluation, *, source: str) -> str:
    """Render an evaluation as one HTML page that needs nothing else.

    Parameters
    ----------
    evaluation : Evaluation
        The model and its baselines.
    source : str
        Name of the feedback file.

    Returns
    -------
    str
        The page; the same evaluation gives the same text.
    """
    found = evaluation.to_dict()
    model, protocol = found["model"], found["protocol"]
    models = {"model": model, **found["baselines"]} if model else {}
    rows = [
        {
            "name": label,
            "what": what,
            "cells": [_cell(own[name]) for own in models.values()],
        }
        for name, (label, what) in FIGURES.items()
    ]
    segments = [
        {
            "name": name,
            "cells": [_cell(own[figure]) for figure in SEGMENT_FIGURES],
        }
        for name, own in (model["segments"] if model else {}).items()
    ]
    return page_template("evaluation.html").render(
        {
            "source": source,
            "reason": protocol.get("reason", ""),
            "names": list(models),
            "rows": rows,
            "segments": segments,
            "groups": [
                (OUTCOME_NAMES[name], own["sentence"])
                for name, own in found["groups"].items()
            ],
            "chart": draw_reliability(model["reliability"]) if model else "",
            "off_policy": _off_policy(model.get("off_policy")) if model else "",
            "protocol": [
                (key.replace("_", " "), _said(protocol[key])) for key in protocol
            ],
            "n_answers": count(protocol["n_answers"], "answer"),
            "n_raters": count(protocol["n_raters"], "rater"),
        }
    )


def draw_reliability(points: Sequence[Mapping[str, float]]) -> Markup:
    """Draw what was observed against what was predicted.

    Parameters
    ----------
    points : sequence of mapping
        Bins: predicted, observed and n_answers; at least one.

    Returns
    -------
    Markup
        An SVG element.
    """
    height = 330.0
    figure, axes = draw_axes(height, left=58.0, right=22.0, top=18.0, bottom=56.0)
    values = [point[side] for point in points for side in ("predicted", "observed")]
    low, high = max(0.0, min(values) - 0.05), min(1.0, max(values) + 0.05)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.plot((low, high), (low, high), color=COLOURS["muted"], lw=1.2, dashes=(3, 3))
    axes.plot(
        [point["predicted"] for point in points],
        [point["observed"] for point in points],
        "o-",
        color=COLOURS["accent"],
        lw=1.4,
        ms=9,
        clip_on=False,
    )
    ticks = tick_values(low, high)
    for axis, set_ticks in (("x", axes.set_xticks), ("y", axes.set_yticks)):
        set_ticks(ticks, [f"{tick:.2f}" for tick in ticks])
        axes.tick_params(
            axis=axis,
            length=4,
            color=COLOURS["line"],
            labelcolor=COLOURS["muted"],
            labelsize=TEXT,
        )
    axes.set_xlabel("predicted value", color=COLOURS["muted"], size=TEXT)
    axes.set_ylabel("observed", color=COLOURS["muted"], size=TEXT)
    said = "; ".join(
        f"{point['predicted']:.2f} predicted, {point['observed']:.2f} observed"
        for point in points
    )
    return to_svg(figure, height, summary=f"Reliability: {said}.", labels=())


def _cell(figure: Mapping[str, float | None]) -> tuple[str, str]:
    """Say a figure and its interval, blank where there is none."""
    if figure["value"] is None:
        return "not determined", ""
    if figure["low"] is None:
        return f"{figure['value']:.3f}", ""
    return f"{figure['value']:.3f}", f"({figure['low']:.3f} to {figure['high']:.3f})"


def _off_policy(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    return (
        f"Had each rater been shown the third that the model likes best, their mean "
        f"answer would have been {_in_line(found['ips'])} by inverse propensities and "
        f"{_in_line(found['doubly_robust'])} doubly robust, from answers worth "
        f"{found['effective_sample_size']:.0f} of {found['n_answers']:.0f}."
    )


def _in_line(figure: Mapping[str, float | None]) -> str:
    return " ".join(_cell(figure)).rstrip()


def _said(value: object) -> str:
    """Say a fact of the protocol in words."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return str(value)
