"""Form groups from files: read, propose, and say what belongs in the output folder."""

import dataclasses
import math
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.explain.prices import SEEDS
from matcher.front_door import SearchParams, propose
from matcher.grouping import MaxRuntime
from matcher.program.people_rules import Stay
from matcher.program.program import Program
from matcher.proposal import Proposal
from service.workflows.inputs import Inputs, Sources, read_inputs
from service.workflows.ledgers import write_ledger
from service.workflows.replay import read_recording, record_program


@dataclass(frozen=True, slots=True)
class Effort:
    """How one run searches.

    Attributes
    ----------
    seconds : float
        Time limit of the search, in seconds.
    seed : int
        What it draws from.
    n_threads : int
        Threads it searches on.
    as_of : date
        The day on which relations are judged.
    max_moves : int or None, default=None
        Most leaders of a seating who may change group; None finds the fewest.
    stay_share : float or None, default=None
        Share of the seated in [0, 1] who stay where they are, in place of
        `max_moves`.
    with_prices : bool, default=False
        Whether each rule is priced.
    """

    seconds: float
    seed: int
    n_threads: int
    as_of: date
    max_moves: int | None = None
    stay_share: float | None = None
    with_prices: bool = False

    def budget(self, inputs: Inputs) -> int | None:
        """Say how many leaders may change group.

        Parameters
        ----------
        inputs : Inputs
            With the seating, if there is one.

        Returns
        -------
        int or None
            None finds the fewest.
        """
        if self.stay_share is None or inputs.seating is None:
            return self.max_moves
        return math.floor((1.0 - self.stay_share) * inputs.seating.n_seated + 1e-9)


def form(
    sources: Sources,
    effort: Effort,
    progress: Callable[[str], None],
    *,
    owner: Path | None = None,
) -> Proposal:
    """Propose groups for the leaders in a file.

    Parameters
    ----------
    sources : Sources
        The files and names the run starts from.
    effort : Effort
        How it searches.
    progress : callable
        Told what is being done.
    owner : Path or None, default=None
        Where those who keep the relations want to read what became of each.

    Returns
    -------
    Proposal
        Nobody is placed until someone publishes it.

    Raises
    ------
    MatcherError
        If a file cannot be used, the program does not fit the roster, or not even
        one group can be formed.
    """
    inputs = read_inputs(sources, progress, as_of=effort.as_of)
    if effort.stay_share is not None:
        inputs = dataclasses.replace(inputs, program=_mixing(inputs.program))
    proposal = propose(
        inputs.roster,
        inputs.program,
        given=inputs.given(effort.as_of),
        max_moves=effort.budget(inputs),
        search=SearchParams(
            MaxRuntime(effort.seconds),
            effort.n_threads,
            SEEDS if effort.with_prices else 0,
        ),
        seed=effort.seed,
        observer=progress,
    )
    _tell_owner(owner, inputs, effort.as_of, proposal)
    return _with_sources(proposal, sources, inputs)


def form_again(
    sources: Sources,
    recording: Path,
    progress: Callable[[str], None],
    *,
    owner: Path | None = None,
) -> Proposal:
    """Make an earlier proposal again, bit for bit.

    Parameters
    ----------
    sources : Sources
        The files the earlier run started from; their program is not used.
    recording : Path
        Its `proposal.json`.
    progress : callable
        Told what is being done.
    owner : Path or None, default=None
        Where those who keep the relations want to read what became of each.

    Returns
    -------
    Proposal
        The same groups.

    Raises
    ------
    MatcherError
        If the recording cannot be read, or the files are not the same.
    """
    recorded = read_recording(recording)
    inputs = read_inputs(
        sources, progress, as_of=recorded.as_of, program=recorded.program
    )
    recorded.check(inputs)
    proposal = propose(
        inputs.roster,
        inputs.program,
        given=inputs.given(recorded.as_of),
        max_moves=recorded.max_moves,
        search=SearchParams(recorded.stop, recorded.n_threads, recorded.n_price_seeds),
        seed=recorded.seed,
        observer=progress,
    )
    if proposal.status == "iterations done":  # the clock ended the recorded run
        provenance = proposal.provenance | {"status": recorded.status}
        proposal = dataclasses.replace(
            proposal, status=recorded.status, provenance=provenance
        )
    _tell_owner(owner, inputs, recorded.as_of, proposal)
    proposal = _with_sources(proposal, sources, inputs)
    other = [
        f"{name} {now} (then {recorded.versions.get(name)})"
        for name, now in proposal.provenance["versions"].items()
        if recorded.versions.get(name) != now
    ]
    if not other:
        return proposal
    remark = "Replayed with other versions, which may seat people differently: "
    remark += ", ".join(other) + "."
    return dataclasses.replace(proposal, remarks=(*proposal.remarks, remark))


def _tell_owner(
    path: Path | None, inputs: Inputs, as_of: date, proposal: Proposal
) -> None:
    """Write what became of each relation, where its owner asked for it."""
    if path is not None:
        groups = {p.leader_id: p.group_id for p in proposal.placements if p.group_id}
        write_ledger(path, inputs, as_of, groups=groups)


def _mixing(program: Program) -> Program:
    """Let moves cost nothing, so that a refresh mixes all that its budget allows."""
    rules = tuple(rule for rule in program.rules if not isinstance(rule, Stay))
    return dataclasses.replace(program, rules=(*rules, Stay(price=0.0)))


def _with_sources(proposal: Proposal, sources: Sources, inputs: Inputs) -> Proposal:
    relations, seating = inputs.relations, inputs.seating
    name = None if relations is None else relations.source
    told = [
        f"{source.source}, {problem.sentence()}."
        for source in (
            relations,
            seating,
            inputs.memberships,
            inputs.history,
            inputs.guides,
        )
        if source is not None
        for problem in source.problems
    ]
    if sources.model is not None and inputs.bundle is None:
        told.append(f"No bundle of {sources.model.name} serves: rules alone.")
    return dataclasses.replace(
        proposal,
        remarks=(*proposal.remarks, *inputs.apart, *told),
        elsewhere=tuple(inputs.elsewhere.items()),
        provenance=proposal.provenance
        | {
            "sha256": inputs.sha256,
            "program_asked": record_program(inputs.program),
            "mapping": sources.mapping,
            "sheet": sources.sheet,
            "relations": name,
            "seating": None if seating is None else seating.source,
            "memberships": None
            if sources.memberships is None
            else sources.memberships.name,
            "history": None if sources.history is None else sources.history.name,
            "guides": None if sources.guides is None else sources.guides.name,
            "model": None if sources.model is None else sources.model.name,
            "command": _command(sources),
        },
    )


def _command(sources: Sources) -> str:
    """Write the command that makes the proposal again from the same files."""
    words = ["peermatch", "form", sources.roster.name]
    if sources.mapping is not None:
        words += ["--map", Path(sources.mapping).name]
    if sources.sheet is not None:
        words += ["--sheet", sources.sheet]
    if sources.relations is not None:
        words += ["--relations", sources.relations.name]
    if sources.seating is not None:
        words += ["--seating", sources.seating.name]
    if sources.model is not None:
        words += ["--model", sources.model.name]
    if sources.memberships is not None:
        words += ["--memberships", sources.memberships.name]
    if sources.history is not None:
        words += ["--history", sources.history.name]
    if sources.guides is not None:
        words += ["--guides", sources.guides.name]
    return shlex.join([*words, "--replay", "proposal.json", "-o", "again"])
