"""The chart of what moves buy: score against leaders who change group."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from matcher.change import FrontierPoint
from service.pages.charts import COLOURS, TEXT, draw_axes, tick_values, to_svg


def draw_frontier(points: Sequence[FrontierPoint]) -> Markup:
    """Draw score against moves.

    Parameters
    ----------
    points : sequence of FrontierPoint
        At least two, by moves allowed.

    Returns
    -------
    Markup
        An SVG element.
    """
    height = 230.0
    figure, axes = draw_axes(height, left=62.0, right=24.0, top=24.0, bottom=52.0)
    x = [point.max_moves for point in points]
    scores = [point.score for point in points]
    margin = 0.12 * (max(scores) - min(scores)) or 0.01 * abs(scores[0]) or 0.01
    axes.set_xlim(min(x) - 0.04 * (x[-1] - x[0]), max(x) + 0.04 * (x[-1] - x[0]))
    axes.set_ylim(min(scores) - margin, max(scores) + margin)
    axes.plot(x, scores, color=COLOURS["line"], lw=1.4)
    fewest = min(point.n_unplaced for point in points)
    for point in points:
        _draw_point(
            axes, point, is_poor=point.n_broken > 0 or point.n_unplaced > fewest
        )
    _finish(axes)
    said = "; ".join(f"{p.max_moves} moves {p.score:.4f}" for p in points)
    return to_svg(figure, height, summary=f"Score against moves: {said}.", labels=())


def _draw_point(axes: Any, point: FrontierPoint, *, is_poor: bool) -> None:
    face = COLOURS["paper"] if is_poor else COLOURS["track"]
    edge = COLOURS["bound"] if is_poor else COLOURS["accent"]
    if point.is_chosen:
        face = edge = COLOURS["accent"]
    axes.plot(
        point.max_moves,
        point.score,
        "o",
        ms=12 if point.is_chosen else 8,
        mfc=face,
        mec=edge,
        mew=1.6,
        clip_on=False,
    )


def _finish(axes: Any) -> None:
    low, high = axes.get_ylim()
    ticks = tick_values(low, high)[:6]
    axes.set_yticks(ticks, [f"{tick:.3f}" for tick in ticks])
    low, high = axes.get_xlim()
    whole = [tick for tick in tick_values(low, high) if tick == int(tick)]
    axes.set_xticks(whole, [f"{int(tick):,}" for tick in whole])
    axes.tick_params(
        length=4, color=COLOURS["line"], labelcolor=COLOURS["muted"], labelsize=TEXT
    )
    axes.set_xlabel("leaders who may change group", color=COLOURS["muted"], size=TEXT)
