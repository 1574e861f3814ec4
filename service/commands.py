"""What the commands do, once their options are read."""

import json
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn, Self

from matcher.front_door import EXPLAINING
from matcher.grouping import MaxRuntime, Problem, solve
from matcher.proposal import Proposal
from matcher.roster.sample import make_sample, write_sample
from service import exits, terminal
from service.pages.engagement import render_answer
from service.pages.report import render_report
from service.pages.sheets import render_sheets
from service.storage.folder import check_folder, write_folder
from service.workflows import exports, forming
from service.workflows.forming import Effort
from service.workflows.inputs import Sources
from service.workflows.ledgers import check_ledger
from service.workflows.rehearsing import Rehearsal, rehearse
from service.workflows.showing import Shown, show_ways
from service.workflows.surroundings import Beside

SAMPLE = "sample"
NEXT = "next"  # pages of the four ways, of a demo
SHEETS = ("sheets.csv", "sheets.html")  # of newcomers to a seating
FILES = ("groups.csv", "unplaced.csv", "proposal.json", "report.html")
GUIDES = "guides.csv"  # beside them, where a rule asks for guides
SHOWN = "shown.csv"  # beside them, where seats are left to chance
REHEARSAL = ("feedback.csv", "bundle", "again")  # of a demo

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Output:
    """Where results go.

    Attributes
    ----------
    folder : Path
        Appears whole or not at all.
    force : bool
        Whether a folder of an earlier run may be replaced.
    as_json : bool
        Whether stdout is for machines.
    owner : Path or None, default=None
        File for those who keep the relations, apart from the folder.
    """

    folder: Path
    force: bool
    as_json: bool
    owner: Path | None = None


@dataclass(frozen=True, slots=True)
class Sequel:
    """What a command does once groups are formed.

    Attributes
    ----------
    files : mapping of str to str or bytes
        Written beside those of the proposal.
    lines : tuple of str
        Said after it.
    """

    files: Mapping[str, str | bytes] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def form(
    sources: Sources, effort: Effort, output: Output, *, recording: Path | None
) -> None:
    """Form groups and write them to a folder.

    Parameters
    ----------
    sources : Sources
        The files and names the run starts from.
    effort : Effort
        How it searches.
    output : Output
        Where results go.
    recording : Path or None
        A `proposal.json` to make again; its program and search are used.
    """
    if output.owner is not None:
        check_ledger(output.owner, sources, folder=output.folder)

    def run(progress: Progress) -> Proposal:
        if recording is not None:
            return forming.form_again(sources, recording, progress, owner=output.owner)
        return forming.form(sources, effort, progress, owner=output.owner)

    _deliver(run, output)


def demo(effort: Effort, output: Output) -> None:
    """Form groups for the built-in sample, learn from invented answers, form again.

    Parameters
    ----------
    effort : Effort
        How it searches.
    output : Output
        Where results go.
    """
    with tempfile.TemporaryDirectory() as name:
        paths = write_sample(make_sample(), name)
        folder = Path(name)
        sources = Sources(
            folder / "roster.csv",
            str(folder / "program.toml"),
            relations=folder / "relations.csv",
        )
        sample = {f"{SAMPLE}/{path.name}": path.read_bytes() for path in paths}

        def learn(proposal: Proposal, progress: Progress) -> Sequel:
            rehearsed = rehearse(sources, proposal, effort, progress)
            answers, bundle, again = REHEARSAL
            files: dict[str, str | bytes] = {answers: rehearsed.feedback}
            files |= {f"{bundle}/{n}": data for n, data in rehearsed.bundle.items()}
            files |= {f"{again}/{n}": t for n, t in _files(rehearsed.again).items()}
            shown = _show(sources, rehearsed, effort, progress)
            pages = {
                f"{NEXT}/{n}.html": render_answer(s) for n, s in shown.sheets.items()
            }
            lines = (
                *rehearsed.lines(),
                *shown.lines,
                f"Pages of these are in {NEXT}/.",
            )
            return Sequel(sample | files | pages, lines)

        _deliver(
            lambda progress: forming.form(sources, effort, progress), output, learn
        )


def _show(
    sources: Sources, rehearsed: Rehearsal, effort: Effort, progress: Progress
) -> Shown:
    """Ask in each of the four ways, with what was just learned."""
    folder = sources.roster.parent
    write_folder(folder / "learned", rehearsed.bundle)
    known = replace(
        sources,
        seating=folder / "groups.csv",
        memberships=folder / "memberships.csv",
        model=folder / "learned",
    )
    beside = Beside(surveys=folder / "surveys.csv")
    return show_ways(known, beside, as_of=effort.as_of, progress=progress)


def solve_problem(
    problem: Problem, *, seconds: float, seed: int, as_json: bool
) -> None:
    """Solve a bare grouping problem and print objective and bound.

    Parameters
    ----------
    problem : Problem
        What is to be solved.
    seconds : float
        Time limit, in seconds.
    seed : int
        What the search draws from.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        result = solve(
            problem,
            MaxRuntime(seconds),
            seed=seed,
            observer=lambda mark: remarks(
                f"Searching: {mark.seconds:.1f} s, objective {mark.value:,.6g}"
            ),
        )
    if as_json:
        facts = {
            "objective": result.diversity,
            "bound": result.bound,
            "gap": result.gap,
            "status": result.status,
            "seed": result.seed,
            "n_iterations": result.n_iterations,
            "n_unseated": len(result.unseated),
            "labels": result.labels.tolist(),
        }
        print_json(exports.plain_table(facts))
    else:
        terminal.print_result(result)
    _exit(result.status, has_unseated=bool(result.unseated))


def _deliver(
    run: Callable[[Progress], Proposal],
    output: Output,
    follow: Callable[[Proposal, Progress], Sequel] = lambda *_: Sequel(),
) -> None:
    """Check the folder, run, write, sum up, and end with the exit code that fits."""
    ours = frozenset((*FILES, *SHEETS, GUIDES, SHOWN, SAMPLE, NEXT, *REHEARSAL))
    check_folder(output.folder, force=output.force, ours=ours)
    with terminal.Remarks() as remarks, _Patience(remarks) as patience:
        proposal = run(patience)
        sequel = follow(proposal, remarks)
        remarks("Writing the report")
        files = _files(proposal) | dict(sequel.files)
        write_folder(output.folder, files, force=output.force)
    if output.as_json:
        print_json({"output": str(output.folder), **_told(proposal)})
    else:
        terminal.print_proposal(proposal)
        for line in sequel.lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.write(f"Open {output.folder / 'report.html'} in a browser.\n")
    is_met = bool((proposal.labels >= 0).all()) and proposal.status != "infeasible"
    _exit(proposal.status, has_unseated=not is_met)


def _files(proposal: Proposal) -> dict[str, str | bytes]:
    """Render what belongs in the folder of a proposal."""
    contents = (
        exports.groups_csv(proposal),
        exports.unplaced_csv(proposal),
        exports.proposal_json(proposal),
        render_report(proposal),
    )
    files: dict[str, str | bytes] = dict(zip(FILES, contents, strict=True))
    if proposal.sheets:
        sheets = exports.sheets_csv(proposal), render_sheets(proposal)
        files |= dict(zip(SHEETS, sheets, strict=True))
    if any(group.post is not None for group in proposal.groups):
        files[GUIDES] = exports.guides_csv(proposal)
    if proposal.explored is not None:
        files[SHOWN] = exports.shown_csv(proposal)
    return files


def _told(proposal: Proposal) -> dict[str, Any]:
    """Sum a proposal up for machines, with all that went otherwise than asked."""
    document = exports.proposal_document(proposal)
    n_refused = proposal.roster.report.n_refused
    troubles = {"clashes": document["clashes"], "remarks": document["remarks"]}
    return {**document["summary"], "n_refused": n_refused, **troubles}


class _Patience:
    """Once groups are found, let a first Ctrl-C pass: they are being written."""

    def __init__(self, remarks: Progress) -> None:
        self._remarks = remarks
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def __call__(self, text: str) -> None:
        if text == EXPLAINING:
            signal.signal(signal.SIGINT, self._pass_once)
        self._remarks(text)

    def _pass_once(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        sys.stderr.write("Groups are found and being written; Ctrl-C again gives up.\n")


def _exit(status: str, *, has_unseated: bool) -> NoReturn:
    if status == "interrupted":
        sys.exit(exits.INTERRUPTED)
    sys.exit(exits.CLASH if has_unseated else 0)


def print_json(document: Any) -> None:
    """Print results for machines, and nothing beside them.

    Parameters
    ----------
    document : Any
        Values that JSON can hold.
    """
    sys.stdout.write(
        json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    )
    sys.stdout.write("\n")
