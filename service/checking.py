"""What the check command does, once its options are read."""

import sys
from datetime import date
from pathlib import Path

from matcher.audit import audit
from matcher.foresee import foresee
from matcher.given import Given
from matcher.ledger import seats_of
from matcher.swap import weigh_swap
from service import exits, terminal, terminal_seating
from service.commands import print_json
from service.workflows.inputs import Inputs, Sources, read_inputs
from service.workflows.ledgers import check_ledger, write_ledger


def check(
    sources: Sources, *, as_of: date, as_json: bool, owner: Path | None = None
) -> None:
    """Print what would be read and whether the rules can be met.

    Parameters
    ----------
    sources : Sources
        The files and names a run would start from.
    as_of : date
        The day on which relations are judged.
    as_json : bool
        Whether stdout is for machines.
    owner : Path or None, default=None
        File for those who keep the relations.
    """
    _check_owner(owner, sources)
    with terminal.Remarks() as remarks:
        inputs = read_inputs(sources, remarks, as_of=as_of)
        _tell_owner(owner, inputs, as_of)
    if not as_json:
        terminal.print_import_report(inputs.roster.report)
    with terminal.Remarks() as remarks:
        remarks("Weighing the rules")
        foresight = foresee(
            inputs.roster,
            inputs.program,
            given=Given(
                inputs.relations,
                as_of=as_of,
                history=inputs.history,
                guides=inputs.guides,
            ),
            observer=remarks,
        )
    if as_json:
        report = inputs.roster.report.to_dict()
        print_json({"import_report": report, "foresight": foresight.to_dict()})
    else:
        terminal.print_foresight(foresight)
    sys.exit(exits.CLASH if foresight.clashes else 0)


def check_seating(
    sources: Sources, *, as_of: date, as_json: bool, owner: Path | None = None
) -> None:
    """Print which rules a seating breaks, where and by whom.

    Parameters
    ----------
    sources : Sources
        The files and names, a seating among them.
    as_of : date
        The day on which relations are judged.
    as_json : bool
        Whether stdout is for machines.
    owner : Path or None, default=None
        File for those who keep the relations.
    """
    _check_owner(owner, sources)
    with terminal.Remarks() as remarks:
        inputs = read_inputs(sources, remarks, as_of=as_of)
        found = audit(inputs.roster, inputs.program, given=inputs.given(as_of))
        _tell_owner(owner, inputs, as_of)
    if as_json:
        report = inputs.roster.report.to_dict()
        print_json({"import_report": report, "seating": found.to_dict()})
    else:
        terminal_seating.print_audit(found)
    sys.exit(exits.CLASH if found.n_hard else 0)


def check_swap(
    sources: Sources,
    pair: tuple[str, str],
    *,
    as_of: date,
    as_json: bool,
    owner: Path | None = None,
) -> None:
    """Print what a trade of two seats breaks, mends and does to scores.

    Parameters
    ----------
    sources : Sources
        The files and names, a seating among them.
    pair : tuple of two str
        Ids of those who would trade.
    as_of : date
        The day on which relations are judged.
    as_json : bool
        Whether stdout is for machines.
    owner : Path or None, default=None
        File for those who keep the relations.
    """
    _check_owner(owner, sources)
    with terminal.Remarks() as remarks:
        inputs = read_inputs(sources, remarks, as_of=as_of)
        remarks("Weighing the trade")
        given = inputs.given(as_of)
        found = weigh_swap(inputs.roster, inputs.program, pair, given=given)
        _tell_owner(owner, inputs, as_of, traded=pair)
    if as_json:
        print_json({"swap": found.to_dict()})
    else:
        terminal_seating.print_swap(found)
    sys.exit(exits.CLASH if found.n_hard else 0)


def _check_owner(owner: Path | None, sources: Sources) -> None:
    if owner is not None:
        check_ledger(owner, sources)


def _tell_owner(
    owner: Path | None,
    inputs: Inputs,
    as_of: date,
    *,
    traded: tuple[str, str] | None = None,
) -> None:
    """Write what declared relations do in a seating, or after a trade of two."""
    if owner is None:
        return
    groups: dict[str, str] | None = None
    if traded is not None:
        groups = seats_of(inputs.roster, inputs.given(as_of))
        one, two = traded
        groups[one], groups[two] = groups[two], groups[one]
    write_ledger(owner, inputs, as_of, groups=groups)
