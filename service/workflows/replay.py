"""Read back from a proposal what is needed to make it again, bit for bit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.errors import MatcherError
from matcher.grouping import Replay
from matcher.program.program import Program
from matcher.program.read import parse_program
from service.workflows.inputs import Inputs


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
    sha256 : dict of str to str
        Of the roster and the relations it was made from.
    """

    program: Program
    seed: int
    stop: Replay
    as_of: date
    n_threads: int
    sha256: dict[str, str]

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
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path}: is not a proposal.json that can be replayed."
        raise ReplayError(msg) from error


def _recording(facts: Mapping[str, Any]) -> Recording:
    return Recording(
        program=parse_program(facts["program"], source=str(facts["program_source"])),
        seed=int(facts["seed"]),
        stop=Replay(tuple(float(share) for share in facts["schedule"])),
        as_of=date.fromisoformat(facts["as_of"]),
        n_threads=int(facts["n_threads"]),
        sha256=dict(facts["sha256"]),
    )
