"""Charts of a proposal as inline SVG, drawn with matplotlib.

Charts are drawn in marker colours that are replaced with the page's own variables,
so that one drawing serves light and dark pages and print. Labels that come from a
roster never pass through the drawing library: it would read dollar signs as formulas
and miss letters its fonts lack. A short token is drawn instead and replaced last.
"""

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

_WIDTH = 460.0
_PIXELS = 72.0  # an inch of the SVG backend
COLOURS = {
    "ink": "#010101",
    "muted": "#020202",
    "line": "#030303",
    "accent": "#040404",
    "bound": "#050505",
    "track": "#060606",
    "paper": "#070707",
}
TEXT = 13.0
ROUNDING = 1e-9  # share of a value below which two do not differ
_N_BINS = 26
_MOST_DOTS = 11
_ROW = 17.0


@dataclass(frozen=True, slots=True)
class FacetMark:
    """One row of the chart of facets.

    Attributes
    ----------
    name : str
        The facet, as people read it.
    mean, bound : float
        What the grouping has, and what none can exceed; 1.0 is a random pair.
    """

    name: str
    mean: float
    bound: float

    @property
    def words(self) -> str:
        """The two numbers as people read them."""
        top = f" of at most {self.bound:.2f}" if np.isfinite(self.bound) else ""
        return f"{self.mean:.2f}{top}"


def draw_facets(facets: Sequence[FacetMark], *, summary: str) -> Markup:
    """Draw each facet's mean between random and its bound.

    Parameters
    ----------
    facets : sequence of FacetMark
        One a row, from the top.
    summary : str
        What the chart says, for those who do not see it.

    Returns
    -------
    Markup
        An SVG element.
    """
    row, top, bottom = 46.0, 30.0, 40.0
    height = row * len(facets) + top + bottom
    figure, axes = draw_axes(height, left=8.0, right=14.0, top=top, bottom=bottom)
    values = [
        value for f in facets for value in (f.mean, f.bound) if np.isfinite(value)
    ]
    low, high = min([0.8, *values]) - 0.06, max([1.2, *values]) + 0.06
    axes.set_xlim(low, high)
    axes.set_ylim(len(facets) - 0.5, -0.5)
    axes.axvline(1.0, color=COLOURS["muted"], lw=1.2, dashes=(3, 3), clip_on=False)
    axes.text(
        1.0, -0.62, "random = 1.0", ha="center", color=COLOURS["muted"], size=TEXT
    )
    for y, facet in enumerate(facets):
        _draw_facet(axes, y, facet, ends=(low, high))
    _finish_axis(axes, tick_values(low, high))
    return to_svg(figure, height, summary=summary, labels=[f.name for f in facets])


def draw_scores(
    scores: NDArray[np.float64], *, random_score: float, mean: float, summary: str
) -> Markup:
    """Draw how the groups' scores are spread.

    Parameters
    ----------
    scores : ndarray of shape (n_groups,)
        Score of each group, at least one.
    random_score, mean : float
        Mean score of random groups, and of these.
    summary : str
        What the chart says, for those who do not see it.

    Returns
    -------
    Markup
        An SVG element.
    """
    low, high = _ends([*scores.tolist(), random_score, mean])
    counts, edges = np.histogram(scores, bins=_N_BINS, range=(low, high))
    n_rows = int(np.clip(counts.max(), 8, _MOST_DOTS))
    height = _ROW * n_rows + 94.0
    figure, axes = draw_axes(height, left=16.0, right=16.0, top=54.0, bottom=40.0)
    axes.set_xlim(low, high)
    axes.set_ylim(0, n_rows)
    _draw_stack(axes, counts, (edges[:-1] + edges[1:]) / 2, n_rows=n_rows)
    near = (random_score - low) / (high - low)
    if random_score <= mean:  # away from the other line, unless the edge is near
        anchor = "right" if near > 0.17 else "left"
    else:
        anchor = "left" if near < 0.83 else "right"
    _draw_line(axes, random_score, "random", anchor, n_rows + 1.0)
    anchor = "left" if (mean - low) / (high - low) < 0.55 else "right"
    _draw_line(axes, mean, "mean of these groups", anchor, n_rows + 2.4)
    _finish_axis(axes, tick_values(low, high))
    return to_svg(figure, height, summary=summary, labels=())


def _ends(values: Sequence[float]) -> tuple[float, float]:
    spread = max(values) - min(values)
    if spread <= ROUNDING * max(abs(value) for value in values):
        spread = 0.0
    margin = 0.06 * spread or 0.05 * abs(values[0]) or 0.05
    return min(values) - margin, max(values) + margin


def draw_axes(
    height: float, *, left: float, right: float, top: float, bottom: float
) -> tuple[Any, Any]:
    """Begin a chart.

    Parameters
    ----------
    height : float
        Of the chart, in units of the page.
    left, right, top, bottom : float
        Room round the axes.

    Returns
    -------
    tuple
        Figure and axes of matplotlib.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  it takes a second to import

    figure = Figure(figsize=(_WIDTH / _PIXELS, height / _PIXELS), frameon=False)
    width, tall = 1 - (left + right) / _WIDTH, 1 - (top + bottom) / height
    box = (left / _WIDTH, bottom / height, width, tall)
    return figure, figure.add_axes(box, frameon=False)


def _draw_facet(
    axes: Any, y: int, facet: FacetMark, *, ends: tuple[float, float]
) -> None:
    axes.text(ends[0], y - 0.16, f"@{y}@", color=COLOURS["ink"], size=TEXT)
    axes.text(
        ends[1], y - 0.16, facet.words, ha="right", color=COLOURS["muted"], size=TEXT
    )
    line = y + 0.2
    axes.plot(ends, (line, line), color=COLOURS["line"], lw=1, solid_capstyle="butt")
    if np.isfinite(facet.bound):
        _draw_bar(axes, facet.bound, line, "track")
        axes.plot(
            (facet.bound, facet.bound),
            (line - 0.16, line + 0.16),
            color=COLOURS["bound"],
            lw=2.5,
            solid_capstyle="butt",
        )
    if np.isfinite(facet.mean):
        _draw_bar(axes, facet.mean, line, "accent")
        axes.plot(facet.mean, line, "o", color=COLOURS["accent"], ms=12, clip_on=False)


def _draw_bar(axes: Any, end: float, line: float, colour: str) -> None:
    axes.plot(
        (1.0, end),
        (line, line),
        color=COLOURS[colour],
        lw=7,
        solid_capstyle="butt",
    )


def _draw_stack(
    axes: Any,
    counts: NDArray[np.intp],
    centres: NDArray[np.float64],
    *,
    n_rows: int,
) -> None:
    """Pile up a dot a group, or draw bars where dots would be too many."""
    colour = COLOURS["accent"]
    if counts.max() <= n_rows:
        for centre, number in zip(centres.tolist(), counts.tolist(), strict=True):
            heights = np.arange(number) + 0.5
            x = np.full(number, centre)
            axes.plot(x, heights, "o", color=colour, ms=12, mew=0, clip_on=False)
        return
    width = 0.86 * (centres[1] - centres[0])
    axes.bar(centres, counts * (n_rows / counts.max()), width=width, color=colour)
    tallest = int(counts.argmax())
    where = (centres[tallest], n_rows - 0.2)
    text = f"{counts[tallest]}"
    axes.text(*where, text, ha="center", va="top", color=COLOURS["paper"], size=10)


def _draw_line(axes: Any, value: float, name: str, anchor: str, top: float) -> None:
    colour = COLOURS["muted" if name == "random" else "accent"]
    low, high = axes.get_xlim()
    x = value + 0.012 * (high - low) * (1 if anchor == "left" else -1)
    text = f"{name} {value:.2f}"
    axes.plot((value, value), (0, top), color=colour, lw=1.4, clip_on=False)
    axes.text(x, top - 0.65, text, ha=anchor, color=colour, size=TEXT)


def tick_values(low: float, high: float) -> list[float]:
    """Choose round numbers along an axis.

    Parameters
    ----------
    low, high : float
        Ends of the axis.

    Returns
    -------
    list of float
        Ascending, within the ends.
    """
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  see draw_axes

    locator = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10])
    return [tick for tick in locator.tick_values(low, high) if low <= tick <= high]


def _finish_axis(axes: Any, ticks: Sequence[float]) -> None:
    axes.set_yticks([])
    digits = 2 if any(abs(tick * 10 - round(tick * 10)) > 1e-6 for tick in ticks) else 1
    axes.set_xticks(list(ticks), [f"{tick:.{digits}f}" for tick in ticks])
    colour = COLOURS["muted"]
    axes.tick_params(
        axis="x", length=4, color=COLOURS["line"], labelcolor=colour, labelsize=TEXT
    )


def to_svg(
    figure: Any, height: float, *, summary: str, labels: Sequence[str]
) -> Markup:
    """Turn a chart into an SVG element in the colours of the page.

    Parameters
    ----------
    figure : object
        Figure of matplotlib.
    height : float
        Of the chart, in units of the page.
    summary : str
        What the chart says, for those who do not see it.
    labels : sequence of str
        What stands where a token such as ``@0@`` was drawn.

    Returns
    -------
    Markup
        The same figure gives the same text.
    """
    import matplotlib as mpl  # noqa: PLC0415  see draw_axes

    sink = io.StringIO()
    # The salt makes the ids of one chart the same in every run, unlike another's.
    style: Any = {"svg.fonttype": "none", "svg.hashsalt": summary}
    with mpl.rc_context(style):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(sink, format="svg", transparent=True, metadata=nothing)
    body = sink.getvalue()
    body = body[body.index("<svg") :]
    body = body[body.index(">") + 1 :]
    unneeded = r"<(metadata|style|clipPath)\b.*?</\1>"
    body = re.sub(unneeded, "", body, flags=re.DOTALL)
    body = re.sub(r' clip-path="[^"]*"|(?<=<g) id="[^"]*"', "", body)
    body = re.sub(r"font-family: [^;]*; ?", "", body)
    for name, colour in COLOURS.items():
        body = body.replace(colour, f"var(--{name})")
    for k, label in enumerate(labels):
        body = body.replace(f"@{k}@", html.escape(label))
    spoken = html.escape(summary)
    opening = (
        f'<svg viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-label="{spoken}">'
    )
    return Markup(opening + body.strip())  # noqa: S704  labels and summary are escaped
