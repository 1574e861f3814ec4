"""The report: one page, complete in itself, that a board can read.

Everything a leader or a file could have written reaches the page through one door:
Jinja2 escapes it, and before that `_tame` cuts it short and takes out what could
reorder or hide text. The page may run one script only, known by its hash.
"""

import base64
import hashlib
import itertools
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup

from matcher.explain.wording import count, named_ids, spoken
from matcher.proposal import Proposal
from matcher.roster.report import ImportReport
from service.pages.cards import Card, all_members, group_cards, number_labels
from service.pages.change import change_view
from service.pages.charts import FacetMark, draw_facets, draw_scores
from service.pages.confidence import confidential_note, shown_clashes
from service.pages.health import health_view
from service.pages.view import facet_rows, key_figures, summary_words

OPEN_CARDS = 60
MAX_LISTED = 200
MAX_UNPLACED = 2_000
MAX_CHARACTERS = 600
_MAX_FACTS = 120
_NOT_LISTED = ("command", "program", "schedule")
_TEMPLATES = Path(__file__).parent / "templates"


def render_report(proposal: Proposal, *, max_people: int = 20_000) -> str:
    """Render a proposal as one HTML page that needs nothing else.

    Parameters
    ----------
    proposal : Proposal
        What is offered.
    max_people : int, default=20_000
        Rosters with more leaders are shown by group only, or no browser would open
        the page.

    Returns
    -------
    str
        The page; the same proposal gives the same text.
    """
    members = all_members(proposal)
    cards = group_cards(proposal, members)
    n_unplaced = int(np.sum(proposal.labels < 0))
    unplaced = [members[row] for row in np.flatnonzero(proposal.labels < 0)]
    organisation = _fact(proposal.provenance, "organisation")
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html")
        .render(
            {
                "proposal": proposal,
                "count": count,
                "script": Markup(script),  # noqa: S704  our own file
                "script_hash": _script_hash(script),
                "version": _fact(proposal.provenance, "versions", "peermatch"),
                "title": organisation or "Peer groups proposed",
                "kicker": "Peer groups proposed"
                if organisation
                else proposal.roster.source,
                "subtitle": _subtitle(proposal),
                "summary": summary_words(proposal),
                "figures": key_figures(proposal),
                "facets": facet_rows(proposal.facets),
                "cards": cards,
                "is_open": len(cards) <= OPEN_CARDS,
                "weakest": _weakest(cards),
                "unplaced": unplaced[:MAX_UNPLACED],
                "n_unplaced": n_unplaced,
                "is_listed": len(members) <= max_people,
                "has_industry": any(member.industry for member in members),
                "number_labels": number_labels(proposal.roster.table),
                **_charts(proposal),
                "health": health_view(proposal),
                "change": change_view(proposal),
                **_unplaced_words(n_unplaced, len(unplaced)),
                "confidential_note": confidential_note(proposal),
                "clashes": shown_clashes(proposal),
                **_data(proposal.roster.report),
                "n_leaders": count(len(members), "leader"),
                "command": _fact(proposal.provenance, "command"),
                "origin": _facts(_short(proposal.provenance), without=_NOT_LISTED),
                "program": _facts({"program": proposal.provenance.get("program")}),
            }
        )
    )


def page_template(name: str) -> jinja2.Template:
    """Load a page's template: escaped, cut and tamed as the report's texts are.

    Parameters
    ----------
    name : str
        Name of the file.

    Returns
    -------
    jinja2.Template
        To be rendered.
    """
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_tame,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _tame(value: Any) -> Any:
    """Cut a text short and take out what could reorder, hide or break it."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    if len(value) <= MAX_CHARACTERS and value.isprintable():
        return value
    shown = value[:MAX_CHARACTERS]
    tail = "..." if len(value) > MAX_CHARACTERS else ""
    return "".join(_tame_character(c) for c in shown) + tail


def _tame_character(character: str) -> str:
    if character in "\n\t\u200d":  # the last joins emoji
        return character
    if unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    return "" if unicodedata.category(character) in {"Cf", "Cs"} else character


def _script_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _subtitle(proposal: Proposal) -> str:
    program = proposal.program
    organisation = _fact(proposal.provenance, "organisation")
    name = program.source or program.preset
    day = _fact(proposal.provenance, "date") or _fact(proposal.provenance, "as_of")
    seed = _fact(proposal.provenance, "seed")
    parts = (
        f"from {proposal.roster.source}" if organisation else "",
        day,
        f"program {name}" if name else "",
        f"to {program.way}",
        program.size.sentence(),
        f"seed {seed}" if seed else "",
    )
    return " · ".join(part for part in parts if part)


def _fact(provenance: Mapping[str, Any], *path: str) -> str:
    value: Any = provenance
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _short(provenance: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave the single comparisons behind a bundle's verdict to its manifest."""
    bundle = provenance.get("bundle")
    if not isinstance(bundle, Mapping):
        return provenance
    metrics = bundle.get("metrics", {})
    told = {key: metrics[key] for key in ("is_better", "sentence") if key in metrics}
    return {**provenance, "bundle": {**bundle, "metrics": told}}


def _facts(
    facts: Mapping[str, Any], *, without: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    kept = {key: value for key, value in facts.items() if key not in without}
    return tuple(itertools.islice(_flat(kept), _MAX_FACTS))


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(
                below, f"{name} {spoken(str(key).removeprefix('n_'))}".strip()
            )
    elif isinstance(value, list | tuple) and any(isinstance(v, Mapping) for v in value):
        for number, below in enumerate(value, 1):
            yield from _flat(below, f"{name} {number}")
    elif isinstance(value, list | tuple):
        if value:
            yield name, ", ".join(str(part) for part in value[:_MAX_FACTS])
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    elif value is not None and value != "":
        yield name, str(value)


def _weakest(cards: tuple[Card, ...]) -> list[Card]:
    if len(cards) < 4:
        return []
    return sorted(cards, key=lambda card: card.rank)[:3]


def _charts(proposal: Proposal) -> dict[str, Any]:
    if not proposal.groups:
        return {"facet_chart": "", "score_chart": "", "score_note": ""}
    scores = np.array([group.score for group in proposal.groups], np.float64)
    low, high = float(scores.min()), float(scores.max())
    marks = [
        FacetMark(_tame(spoken(f.name))[:40], f.mean, f.bound) for f in proposal.facets
    ]
    said = "; ".join(f"{mark.name} {mark.words}" for mark in marks)
    note = f"{count(len(scores), 'group')}, from {low:.2f} to {high:.2f}"
    note += "; a dot is a group" if len(scores) <= OPEN_CARDS else "; bars count groups"
    return {
        "facet_chart": draw_facets(marks, summary=f"Random is 1.0. {said}.")
        if marks
        else "",
        "score_chart": draw_scores(
            scores,
            random_score=proposal.random_score,
            mean=proposal.score,
            summary=f"Scores of {count(len(scores), 'group')} from {low:.2f} to "
            f"{high:.2f}; random groups score {proposal.random_score:.2f}.",
        ),
        "score_note": note,
    }


def _unplaced_words(n_unplaced: int, n_open: int) -> dict[str, Any]:
    verb = "has" if n_unplaced == 1 else "have"
    return {
        "unplaced_note": f"{count(n_unplaced, 'leader')} {verb} no seat, so that every "
        "hard rule holds for the others. Below stands what stops each.",
        "unplaced_count": f"{count(n_open, 'leader')} not placed",
        "n_hidden": f"{max(n_open - MAX_UNPLACED, 0):,}",
    }


def _data(report: ImportReport) -> dict[str, Any]:
    refused = f"{report.n_refused:,} refused" if report.n_refused else "none refused"
    kind = ", ".join(part for part in (report.format, report.encoding) if part)
    return {
        "report": report,
        "data_note": f"{count(report.n_rows, 'row')} found, {report.n_read:,} read, "
        f"{refused} ({kind}).",
        "columns": [
            {
                "source": use.source,
                "canonical": use.canonical,
                "sure": f"{use.confidence:.0%}" if use.canonical else "",
                "how": use.how,
            }
            for use in report.columns
        ],
        "repairs": [
            f"{repair.column or 'whole rows'}: {repair.what}, "
            f"{count(repair.count, 'value')} ({_lines(repair.lines)})"
            for repair in report.repairs[:MAX_LISTED]
        ],
        "refused": [f"line {r.line}: {r.reason}" for r in report.refused[:MAX_LISTED]],
        "duplicates": [
            f"{d.ground}: {named_ids(d.leader_ids)} ({_lines(d.lines)})"
            for d in report.duplicates[:MAX_LISTED]
        ],
    }


def _lines(lines: tuple[int, ...]) -> str:
    if not lines:
        return "no line noted"
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {named_ids([str(line) for line in lines])}"
