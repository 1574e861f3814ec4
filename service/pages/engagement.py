"""The page of one leader: an answer of one of the four ways, or a plan."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from service.pages.charts import COLOURS, TEXT, draw_axes, tick_values, to_svg
from service.pages.report import page_template
from service.workflows.answer_sheets import AnswerSheet

ROW: Final = 46.0


def render_answer(sheet: AnswerSheet) -> str:
    """Render an answer as one HTML page that needs nothing else.

    Parameters
    ----------
    sheet : AnswerSheet
        What it says.

    Returns
    -------
    str
        The page; the same answer gives the same text.
    """
    chart = draw_mix(sheet.mix) if sheet.mix else ""
    return page_template("engagement.html").render({"sheet": sheet, "chart": chart})


def draw_mix(mix: Sequence[tuple[str, float, float]]) -> Markup:
    """Draw hours by way, of today against those proposed.

    Parameters
    ----------
    mix : sequence of (str, float, float)
        Way, hours now, hours proposed; at least one.

    Returns
    -------
    Markup
        An SVG element.
    """
    height = ROW * len(mix) + 66.0
    figure, axes = draw_axes(height, left=92.0, right=44.0, top=12.0, bottom=54.0)
    longest = max([*(hours for _, *both in mix for hours in both), 1.0])
    axes.set_xlim(0.0, 1.05 * longest)
    axes.set_ylim(len(mix) - 0.5, -0.5)
    for y, (_, now, planned) in enumerate(mix):
        for hours, shift, colour in ((now, -0.17, "line"), (planned, 0.17, "accent")):
            axes.barh(y + shift, hours, height=0.3, color=COLOURS[colour])
            axes.text(
                hours + 0.012 * longest,
                y + shift,
                f"{hours:g} h",
                va="center",
                color=COLOURS["muted"],
                size=TEXT - 2,
            )
    axes.set_yticks(range(len(mix)), [f"@{k}@" for k in range(len(mix))])
    ticks = tick_values(0.0, longest)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.tick_params(
        length=0, color=COLOURS["line"], labelcolor=COLOURS["muted"], labelsize=TEXT
    )
    axes.set_xlabel(
        "hours a month: grey now, coloured proposed", color=COLOURS["muted"], size=TEXT
    )
    said = "; ".join(f"{way} {now:g} now, {then:g} proposed" for way, now, then in mix)
    return to_svg(
        figure,
        height,
        summary=f"Hours a month: {said}.",
        labels=[way for way, _, _ in mix],
    )
