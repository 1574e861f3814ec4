"""What-if from files: read, change one thing, search before and after."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from matcher.explain.what_if import Answer, Question, QuestionError, answer
from matcher.pose import Posed, pose
from matcher.program.fields import FieldError, did_you_mean
from matcher.program.program import Program
from matcher.program.rules import Rule
from service.workflows.inputs import Inputs, Sources, read_inputs

BESIDE = ("origin", "line", "fallback")  # of a rule, beside its keys in a file


@dataclass(frozen=True, slots=True)
class Asked:
    """One question over files.

    Attributes
    ----------
    question : Question
        Who and what is changed.
    settings : tuple of str
        Changes of the program: "RULE.KEY=VALUE", a rule by its number, or
        "size.KEY=VALUE".
    seed : int
        The first seed.
    n_seeds : int
        Seeds searched.
    as_of : date
        The day on which relations are judged.
    """

    question: Question
    settings: tuple[str, ...]
    seed: int
    n_seeds: int
    as_of: date


def ask(sources: Sources, asked: Asked, progress: Callable[[str], None]) -> Answer:
    """Answer a what-if over files.

    Parameters
    ----------
    sources : Sources
        The files and names a run would start from.
    asked : Asked
        What is changed.
    progress : callable
        Told what is being done.

    Returns
    -------
    Answer
        Before and after.

    Raises
    ------
    MatcherError
        If a file cannot be used, or the question names what is not there.
    """
    inputs = read_inputs(sources, progress, as_of=asked.as_of)
    given = inputs.given(asked.as_of)
    posed = pose(inputs.roster, inputs.program, given=given)
    changed: Posed | None = None
    if asked.settings:
        program = _changed(posed, inputs, asked.settings)
        changed = pose(inputs.roster, program, given=given)
    return answer(
        inputs.roster,
        posed,
        asked.question,
        changed=changed,
        seed=asked.seed,
        n_seeds=asked.n_seeds,
        tell=progress,
    )


def _changed(posed: Posed, inputs: Inputs, settings: tuple[str, ...]) -> Program:
    """Change keys of the program's rules and sizes."""
    program = posed.program
    for setting in settings:
        path, _, written = setting.partition("=")
        where, _, key = path.strip().rpartition(".")
        try:
            value = tomllib.loads(f"value = {written}")["value"]
        except tomllib.TOMLDecodeError as error:
            msg = f"--set {setting}: write it as 2.count=3 or size.min=6; {error}."
            raise QuestionError(msg) from error
        try:
            if where == "size":
                _check_key(key, program.size)
                program = replace(program, size=replace(program.size, **{key: value}))
            else:
                program = _with_rule(program, posed, where, (key, value))
        except (FieldError, TypeError) as error:
            msg = f"--set {setting}: {error}."
            raise QuestionError(msg) from error
    return replace(program, source=inputs.program.source)


def _with_rule(
    program: Program, posed: Posed, number: str, entry: tuple[str, Any]
) -> Program:
    items = posed.rules.items
    if not (number.isdecimal() and 1 <= int(number) <= len(items)):
        msg = f"there is no rule {number!r}; check numbers them from 1 to {len(items)}."
        raise QuestionError(msg)
    asked = items[int(number) - 1].rule
    place = next((k for k, r in enumerate(posed.program.rules) if r is asked), None)
    if place is None:
        msg = (
            f"rule {number} is made from the roster; write a rule of your own on its "
            "column into the program, or leave it out."
        )
        raise QuestionError(msg)
    rules: list[Rule] = list(program.rules)
    _check_key(entry[0], rules[place])
    rules[place] = replace(rules[place], **{entry[0]: entry[1]})
    return replace(program, rules=tuple(rules))


def _check_key(key: str, table: Any) -> None:
    known = [field.name for field in fields(table) if field.name not in BESIDE]
    if key not in known:
        msg = f"there is no key {key!r} there; {did_you_mean(key, known)}"
        raise QuestionError(msg)
