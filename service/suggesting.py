"""What the commands for one leader do, once their options are read."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.suggest.plan import check_hours
from matcher.suggest.request import SuggestParams
from service import terminal
from service.pages.engagement import render_answer
from service.storage.folder import write_file
from service.workflows import everyone, suggesting
from service.workflows.answer_sheets import (
    AnswerSheet,
    sheet_of_answer,
    sheet_of_plan,
)
from service.workflows.exports import plain_table
from service.workflows.inputs import Sources
from service.workflows.suggesting import DIVERSITY, Inquiry
from service.workflows.surroundings import Beside, open_scene

BAR: Final = 40  # characters of the longest bar
MAX_NOTES: Final = 12


def suggest(
    sources: Sources,
    beside: Beside,
    inquiry: Inquiry,
    *,
    as_of: date,
    output: tuple[Path | None, bool],
) -> None:
    """Answer one leader.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    inquiry : Inquiry
        What is asked.
    as_of : date
        Day of the run.
    output : tuple of (Path or None, bool)
        Page to write, and whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        scene = open_scene(sources, beside, as_of=as_of, progress=remarks)
        found = suggesting.answer(scene, inquiry)
    _say_problems(scene.problems)
    _deliver(sheet_of_answer(found), found.to_dict(), output)


def plan(
    sources: Sources,
    beside: Beside,
    wish: tuple[str, float, Mapping[str, float]],
    *,
    as_of: date,
    output: tuple[Path | None, bool],
) -> None:
    """Plan one leader's hours.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    wish : tuple of (str, float, mapping of str to float)
        Whose hours, how many a month, and what they spend today by way.
    as_of : date
        Day of the run.
    output : tuple of (Path or None, bool)
        Page to write, and whether stdout is for machines.
    """
    leader_id, hours, now = wish
    check_hours(hours)
    with terminal.Remarks() as remarks:
        scene = open_scene(sources, beside, as_of=as_of, progress=remarks)
        found = suggesting.plan(scene, leader_id, hours, now=now)
    _say_problems(scene.problems)
    _deliver(sheet_of_plan(found), asdict(found.plan), output)


def suggest_to_everyone(
    sources: Sources,
    beside: Beside,
    inquiry: tuple[int, float | None, int],
    *,
    as_of: date,
    output: tuple[Path, bool],
) -> None:
    """Suggest to every leader whom to meet, into one file.

    Parameters
    ----------
    sources : Sources
        The files and names a run starts from.
    beside : Beside
        Files that only the ways read.
    inquiry : tuple of (int, float or None, int)
        Most suggestions of each; how unlike they should be; and processes.
    as_of : date
        Day of the run.
    output : tuple of (Path, bool)
        File to write, and whether stdout is for machines.
    """
    k, diversity, n_workers = inquiry
    path, as_json = output
    suits = DIVERSITY["network"] if diversity is None else diversity
    with terminal.Remarks() as remarks:
        scene = open_scene(sources, beside, as_of=as_of, progress=remarks)
        params = SuggestParams(diversity=suits)
        found = everyone.suggest_to_everyone(
            scene, k=k, params=params, n_workers=n_workers, progress=remarks
        )
        write_file(path, found.table)
    _say_problems(scene.problems)
    if as_json:
        sys.stdout.write(f"{json.dumps(found.to_dict(), indent=1)}\n")
        return
    sys.stdout.write(f"{found.sentence()}\n{found.model}\nWritten to {path}.\n")


def _say_problems(problems: Sequence[str]) -> None:
    """Say on stderr what was not used: an answer is for its leader, files are not."""
    for problem in problems[:MAX_NOTES]:
        sys.stderr.write(f"- {problem}\n")
    if len(problems) > MAX_NOTES:
        sys.stderr.write(f"- and {len(problems) - MAX_NOTES:,} more lines\n")


def _deliver(
    sheet: AnswerSheet, document: dict[str, Any], output: tuple[Path | None, bool]
) -> None:
    page, as_json = output
    if page is not None:
        write_file(page, render_answer(sheet))
    if as_json:
        text = json.dumps(
            plain_table(document), indent=1, ensure_ascii=False, allow_nan=False
        )
        sys.stdout.write(f"{text}\n")
        return
    print_sheet(sheet)
    if page is not None:
        sys.stdout.write(f"Open {page} in a browser.\n")


def print_sheet(sheet: AnswerSheet) -> None:
    """Print an answer to stdout.

    Parameters
    ----------
    sheet : AnswerSheet
        What to print.
    """
    sys.stdout.write(f"{sheet.title}\n\n")
    for line in sheet.lede:
        sys.stdout.write(f"{line}\n")
    if sheet.lede:
        sys.stdout.write("\n")
    if sheet.mix:
        _print_mix(sheet)
    for table in sheet.tables:
        terminal.print_table(table.title, table.header, table.rows)
    for note in sheet.notes[:MAX_NOTES]:
        sys.stdout.write(f"- {note}\n")
    if len(sheet.notes) > MAX_NOTES:
        left = len(sheet.notes) - MAX_NOTES
        sys.stdout.write(f"- and {left:,} more remarks, all in --json\n")


def _print_mix(sheet: AnswerSheet) -> None:
    """Draw the mix of today against the mix proposed, an hour a few characters."""
    longest = max((hours for _, *both in sheet.mix for hours in both), default=0.0)
    for way, now, planned in sheet.mix:
        for name, hours, mark in (("now", now, "-"), ("plan", planned, "#")):
            n_marks = round(BAR * hours / longest) if longest else 0
            label = way if name == "now" else ""
            sys.stdout.write(f"{label:<11}{name:<5}{mark * n_marks} {hours:g} h\n")
    sys.stdout.write("\n")
