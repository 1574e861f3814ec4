"""What a person sees in a terminal: remarks on stderr, tables on stdout."""

import sys
import time
from collections.abc import Sequence
from typing import Self

import numpy as np
from rich.console import Console
from rich.status import Status
from rich.table import Table

from matcher.foresee import Foresight
from matcher.grouping import Result
from matcher.proposal import Clash, Proposal
from matcher.roster.report import ImportReport
from service.workflows.exports import summary

QUIET_SECONDS = 2.0


class Remarks:
    """Progress on stderr: a live line on a terminal, plain lines elsewhere.

    Parameters
    ----------
    is_shown : bool, default=True
        Whether anything is written at all.
    """

    def __init__(self, *, is_shown: bool = True) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._is_shown = is_shown
        self._status: Status | None = None
        self._stage = ""
        self._said_at = 0.0

    def __enter__(self) -> Self:
        if self._is_shown and self._console.is_terminal:
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, text: str) -> None:
        """Show `text`; of a stage that reports often, one line in two seconds.

        Parameters
        ----------
        text : str
            ``stage: detail`` or just the stage.
        """
        if not self._is_shown:
            return
        if self._status is not None:
            self._status.update(text)
            return
        stage = text.partition(":")[0]
        now = time.monotonic()
        if stage != self._stage or now - self._said_at >= QUIET_SECONDS:
            self._console.print(text, markup=False)
            self._stage, self._said_at = stage, now


def say(text: str) -> None:
    """Write one remark to stderr.

    Parameters
    ----------
    text : str
        A line without its end.
    """
    sys.stderr.write(f"{text}\n")


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
        What counting alone can tell.
    """
    print_table(
        "Rules",
        ("rule", "applies to", "remark"),
        [
            (rule.sentence, f"{rule.applies_to:,}", rule.remark)
            for rule in foresight.rules
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
    sizes = f"{facts['smallest_group']} to {facts['largest_group']} leaders"
    share = facts["possible_share"]
    print_table(
        "Proposal",
        ("", ""),
        [
            ("placed", f"{facts['n_placed']:,} of {facts['n_leaders']:,} leaders"),
            ("groups", f"{facts['n_groups']:,} of {sizes}"),
            ("variety", _variety(proposal, share)),
            ("bound", f"{proposal.bound:.4f}: no grouping can score more"),
            ("status", proposal.status),
        ],
    )
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
                "kept" if rule.n_broken == 0 else f"broken in {rule.n_broken} groups",
                f"{rule.applies_to:,}",
                rule.remark,
            )
            for rule in proposal.rules
        ],
    )
    _print_clashes(proposal.clashes)


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
    rows = f"{sizes.min():,} to {sizes.max():,} rows"
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
            ("no seat", f"{len(result.unseated):,} rows"),
            ("status", result.status),
        ],
    )


def _variety(proposal: Proposal, share: float) -> str:
    text = f"{proposal.score:.4f}, random groups {proposal.random_score:.4f}"
    return text if share != share else f"{text}; {share:.0%} of what is possible"  # noqa: PLR0124 NaN


def _literal(cell: str) -> str:
    return cell.replace("[", "\\[")
