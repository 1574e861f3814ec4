"""Read back from a proposal what is needed to make it again, bit for bit."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.errors import MatcherError, ProgramError
from matcher.grouping import Replay
from matcher.grouping.result import Status
from matcher.program.program import Program
from matcher.program.read import parse_program
from service.workflows.inputs import Inputs

_BESIDE = ("origin", "line", "fallback")  # of a rule, beside its keys in a file


class ReplayError(MatcherError):
    """A stored proposal cannot be replayed, or not on these files."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a proposal recorded of its own making.

    Attributes
    ----------
    program : Program
        Its program, presets spelt out.
    seed : int
        What its search drew from.
    stop : Replay
        When its search did what.
    as_of : date
        The day on which relations were judged.
    n_threads : int
        Threads it searched on.
    status : str
        Why its search ended.
    sha256 : dict of str to str
        Of everything it was made from.
    versions : dict of str to str
        Of Peermatch, Python and the libraries that made it.
    max_moves : int or None
        Most leaders of a seating who were allowed to change group.
    n_price_seeds : int
        Seeds at which its rules were priced; 0 when they were not.
    """

    program: Program
    seed: int
    stop: Replay
    as_of: date
    n_threads: int
    status: Status
    sha256: dict[str, str]
    versions: dict[str, str]
    max_moves: int | None = None
    n_price_seeds: int = 0

    def check(self, inputs: Inputs) -> None:
        """Refuse other files than the proposal was made from.

        Parameters
        ----------
        inputs : Inputs
            What was read now.

        Raises
        ------
        ReplayError
            Naming the file that differs.
        """
        now = inputs.sha256
        for name in sorted(self.sha256.keys() | now.keys()):
            if self.sha256.get(name) != now.get(name):
                msg = (
                    f"The {name} file is not the one the proposal was made from "
                    f"(SHA-256 {now.get(name, 'none')[:12]}, then "
                    f"{self.sha256.get(name, 'none')[:12]}); "
                    "a replay needs the same files."
                )
                raise ReplayError(msg)


def read_recording(path: Path) -> Recording:
    """Read what a `proposal.json` says of its own making.

    Parameters
    ----------
    path : Path
        A `proposal.json` that this version of Peermatch wrote.

    Returns
    -------
    Recording
        What `form --replay` needs.

    Raises
    ------
    ReplayError
        If the file is no proposal or lacks a part.
    """
    try:
        facts = json.loads(path.read_bytes())["provenance"]
        return _recording(facts)
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}."
        raise ReplayError(msg) from error
    except (ValueError, KeyError, TypeError, ProgramError) as error:
        msg = f"{path}: is not a proposal.json that can be replayed."
        raise ReplayError(msg) from error


def record_program(program: Program) -> dict[str, Any]:
    """Write down a program with what its file form leaves out.

    Parameters
    ----------
    program : Program
        As read, presets filled in.

    Returns
    -------
    dict
        What JSON can hold; `restore_program` reads it back to an equal program.
    """
    rules = [
        {name: getattr(rule, name, None) for name in _BESIDE} for rule in program.rules
    ]
    return {
        "table": program.to_dict(),
        "preset": program.preset,
        "stated_facets": sorted(program.stated_facets),
        "source": program.source,
        "rules": rules,
    }


def restore_program(record: Mapping[str, Any]) -> Program:
    """Read back what `record_program` wrote.

    Parameters
    ----------
    record : mapping
        As written.

    Returns
    -------
    Program
        Equal to the one recorded.

    Raises
    ------
    ValueError, KeyError, TypeError, MatcherError
        If it is no such record.
    """
    program = parse_program(record["table"], source=str(record["source"]))
    rules = []
    for rule, beside in zip(program.rules, record["rules"], strict=True):
        own = {f.name for f in dataclasses.fields(rule)}
        kept = {name: beside[name] for name in _BESIDE if name in own}
        rules.append(dataclasses.replace(rule, **kept))
    return dataclasses.replace(
        program,
        rules=tuple(rules),
        preset=str(record["preset"]),
        stated_facets=frozenset(record["stated_facets"]),
    )


def _recording(facts: Mapping[str, Any]) -> Recording:
    n_threads = int(facts["n_threads"])
    if n_threads < 1:
        msg = f"n_threads must be at least 1, got {n_threads}"
        raise ValueError(msg)
    return Recording(
        program=restore_program(facts["program_asked"]),
        seed=int(facts["seed"]),
        stop=Replay(tuple(float(share) for share in facts["schedule"])),
        as_of=date.fromisoformat(facts["as_of"]),
        n_threads=n_threads,
        status=facts["status"],
        sha256=dict(facts["sha256"]),
        versions=dict(facts["versions"]),
        max_moves=None if facts.get("max_moves") is None else int(facts["max_moves"]),
        n_price_seeds=int(facts.get("n_price_seeds", 0)),
    )
