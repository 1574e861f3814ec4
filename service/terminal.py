"""What a person sees in a terminal: remarks on stderr, tables on stdout."""

import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
from rich.console import Console
from rich.table import Table

from matcher.change import Change, FrontierPoint, merge_points
from matcher.explain.wording import count, count_between, named_ids
from matcher.foresee import Foresight
from matcher.grouping import Result
from matcher.proposal import Clash, Proposal, RuleOutcome
from matcher.roster.report import ImportReport
from service.workflows.exports import summary

QUIET_SECONDS = 2.0
MAX_TROUBLES = 12
MAX_GUIDES = 40  # listed; guides.csv has all
MAX_MOVES = 40


class Remarks:
    """Progress on stderr: a live line on a terminal, plain lines elsewhere.

    Elsewhere the first two seconds are quiet, and then the latest text is written at
    most every two seconds, so that quick commands and their errors stay one line.
    """

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._console = console
        self._status = console.status("") if console.is_terminal else None
        self._text, self._said = "", ""
        self._is_over = threading.Event()
        self._writer = threading.Thread(target=self._write, daemon=True)

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        else:
            self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()
        else:
            self._is_over.set()
            self._writer.join()

    def __call__(self, text: str) -> None:
        """Show what is being done.

        Parameters
        ----------
        text : str
            A few words; replaces what was shown before.
        """
        self._text = text
        if self._status is not None:
            self._status.update(text)

    def _write(self) -> None:
        while not self._is_over.wait(QUIET_SECONDS):
            if self._text != self._said:
                self._said = self._text
                self._console.print(self._said, markup=False)


def print_table(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Print a table to stdout, as wide as the terminal.

    Parameters
    ----------
    title : str
        What stands above it.
    header : sequence of str
        Column names.
    rows : sequence of sequence of str
        Cells; nothing is printed for an empty table.
    """
    if not rows:
        return
    console = Console(highlight=False)
    table = Table(title=title, title_justify="left", title_style="bold", box=None)
    for name in header:
        table.add_column(name, overflow="fold", header_style="dim")
    for row in rows:
        table.add_row(*(_literal(cell) for cell in row))
    console.print(table)
    console.print()


def print_import_report(report: ImportReport) -> None:
    """Print how a roster was understood.

    Parameters
    ----------
    report : ImportReport
        What was guessed, repaired, refused or flagged.
    """
    sys.stdout.write("\n".join(report.to_lines()) + "\n\n")


def print_foresight(foresight: Foresight) -> None:
    """Print what a program asks of a roster and whether that can be met.

    Parameters
    ----------
    foresight : Foresight
        What counting and a trial can tell.
    """
    print_table(
        "Rules",
        ("", "rule", "applies to", "remark"),
        [  # sizes have no number: what-if calls them size
            (str(k) if k else "", rule.sentence, f"{rule.applies_to:,}", rule.remark)
            for k, rule in enumerate(foresight.rules)
        ],
    )
    _print_clashes(foresight.clashes)
    for remark in foresight.remarks:
        sys.stdout.write(f"- {remark}\n")
    sys.stdout.write(f"{foresight.verdict}\n")


def print_proposal(proposal: Proposal) -> None:
    """Print what a proposal is worth, in the order a person asks.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.
    """
    facts = summary(proposal)
    sizes = count_between(facts["smallest_group"], facts["largest_group"], "leader")
    print_table(
        "Proposal",
        ("", ""),
        [
            (
                "placed",
                f"{facts['n_placed']:,} of {count(facts['n_leaders'], 'leader')}",
            ),
            ("groups", f"{facts['n_groups']:,} of {sizes}"),
            ("variety", _variety(proposal)),
            *_value(proposal),
            ("bound", f"{proposal.bound:.4f}: no grouping can score more"),
            ("status", proposal.status),
        ],
    )
    _print_change(proposal.change)
    _print_guides(proposal)
    print_table(
        "Variety by facet (a random pair is 1.00)",
        ("facet", "weight", "in groups", "bound", "known for"),
        [
            (
                facet.name,
                f"{facet.weight:g}",
                f"{facet.mean:.3f}",
                f"{facet.bound:.3f}",
                f"{facet.known_share:.0%}",
            )
            for facet in proposal.facets
        ],
    )
    print_table(
        "Rules",
        ("rule", "state", "applies to", "remark"),
        [
            (
                rule.sentence,
                "kept"
                if rule.n_broken == 0
                else f"broken in {count(rule.n_broken, 'group')}",
                f"{rule.applies_to:,}",
                _to_know(rule),
            )
            for rule in proposal.rules
        ],
    )
    _print_clashes(proposal.clashes)
    _print_troubles(proposal)


def _print_guides(proposal: Proposal) -> None:
    """Say which groups each guide leads, and when; those without one come last."""
    led: dict[str, list[str]] = {}
    for group in proposal.groups:
        if group.post is not None:
            at = f" ({group.post.slot})" if group.post.slot else ""
            led.setdefault(group.post.guide_id, []).append(f"{group.group_id}{at}")
    rows = [
        (guide or "nobody", f"{len(groups):,}", ", ".join(groups))
        for guide, groups in sorted(led.items(), key=lambda one: (not one[0], one[0]))
    ]
    print_table("Guides", ("guide", "leads", "groups"), rows[:MAX_GUIDES])
    if len(rows) > MAX_GUIDES:
        sys.stdout.write(f"{len(rows) - MAX_GUIDES:,} more stand in guides.csv.\n\n")


def _print_change(change: Change | None) -> None:
    """Say who moves and why, before anything else that a seating led to."""
    if change is None:
        return
    print_table(
        f"Moves from {change.source}",
        ("leader", "from", "to", "why"),
        [
            (move.leader_id, move.from_group, move.to_group or "no seat", move.why)
            for move in change.moves[:MAX_MOVES]
        ],
    )
    if len(change.moves) > MAX_MOVES:
        left = len(change.moves) - MAX_MOVES
        sys.stdout.write(f"- and {count(left, 'more move')}, all in groups.csv\n\n")
    print_table(
        "Newcomers",
        ("leader", "to"),
        [(one.leader_id, one.to_group) for one in change.joined[:MAX_MOVES]],
    )
    print_table(
        "Still broken, as the seating had it",
        ("rule", "group", "people", "found"),
        [
            (one.rule, one.group_id, named_ids(one.leader_ids), one.detail)
            for one in change.lasting[:MAX_MOVES]
        ],
    )
    print_table(
        "What moves buy",
        ("moves", "used", "score", "unplaced", "broken", "groups joined", ""),
        [_point_cells(*merged) for merged in merge_points(change.frontier)],
    )
    for line in _change_words(change):
        sys.stdout.write(f"- {line}\n")
    sys.stdout.write("\n")


def _point_cells(point: FrontierPoint, most: int) -> tuple[str, ...]:
    upto = f" to {most:,}" if most > point.max_moves else ""
    return (
        f"{point.max_moves:,}{upto}",
        f"{point.n_moves:,}",
        f"{point.score:.4f}",
        f"{point.n_unplaced:,}",
        f"{point.n_broken:,}",
        f"{point.n_joined:,}",
        "proposed" if point.is_chosen else "",
    )


def _change_words(change: Change) -> Iterator[str]:
    yield change.choice
    if change.folded:
        yield f"Folded: {named_ids(change.folded)}."
    if change.opened:
        yield f"New: {named_ids(change.opened)}."
    if change.locked:
        yield f"Held as they are: {named_ids(change.locked)}."
    if change.left:
        yield f"Left: {named_ids([leaver.leader_id for leaver in change.left])}."
    mended = len(change.breaches) - len(change.lasting)
    if change.breaches:
        yield (
            f"The seating broke hard rules in {count(len(change.breaches), 'place')}; "
            f"{mended} mended."
        )


def _to_know(rule: RuleOutcome) -> str:
    """Say what to know beside a rule, and what it costs where that was asked."""
    price = "" if rule.price is None else rule.price.sentence()
    more = "" if rule.one_more is None else rule.one_more.sentence()
    return "; ".join(text for text in (rule.remark, price, more) if text)


def _print_troubles(proposal: Proposal) -> None:
    """Say what went in otherwise than its owner may think."""
    report = proposal.roster.report
    troubles = list(proposal.remarks)
    if report.n_refused:
        verb = "was" if report.n_refused == 1 else "were"
        line = f"{report.n_refused:,} of {count(report.n_rows, 'row')} {verb} refused"
        troubles.insert(0, f"{line}: the report and check say which and why.")
    for trouble in troubles[:MAX_TROUBLES]:
        sys.stdout.write(f"- {trouble}\n")
    if len(troubles) > MAX_TROUBLES:
        left = len(troubles) - MAX_TROUBLES
        sys.stdout.write(f"- and {count(left, 'more remark')}, all in the report\n")
    if troubles:
        sys.stdout.write("\n")


def _print_clashes(clashes: Sequence[Clash]) -> None:
    print_table(
        "Rules that cannot hold for everyone",
        ("what clashes", "people", "cheapest way out"),
        [(c.sentence, f"{len(c.leader_ids):,}", c.cure) for c in clashes],
    )


def print_result(result: Result) -> None:
    """Print what the bare solver found.

    Parameters
    ----------
    result : Result
        Of a problem from distances or features.
    """
    sizes = np.bincount(result.labels[result.labels >= 0])
    rows = count_between(int(sizes.min()), int(sizes.max()), "row")
    print_table(
        "Result",
        ("", ""),
        [
            ("objective", f"{result.diversity:,.6f}"),
            ("bound", f"{result.bound:,.6f}: no grouping can have more"),
            ("gap", f"{result.gap:.4%}"),
            (
                "groups",
                f"{result.n_groups:,} of {rows}",
            ),
            ("no seat", count(len(result.unseated), "row")),
            ("status", result.status),
        ],
    )


def _value(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """Say what members can expect of their peers, where that was learned."""
    value = proposal.value
    if value is None:
        return ()
    told = f"{value.mean:.1%} find a peer helpful, {value.random:.1%} in random groups"
    bundle = f"bundle {value.bundle_id[:12]} of {value.as_of}"
    return (("value", f"{told}; {bundle}, weight {value.weight:g}"),)


def _variety(proposal: Proposal) -> str:
    text = f"{proposal.score:.4f}, random groups {proposal.random_score:.4f}"
    share = proposal.possible_share
    if share is None:
        return text
    if share < 0:
        return f"{text}; below random groups, which ignore the rules"
    return f"{text}; {share:.0%} of what is possible"


def _literal(cell: str) -> str:
    return cell.replace("[", "\\[")
