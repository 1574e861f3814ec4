"""Surveys: questions to the leaders of a roster, and what each answered last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, exists, insert, or_, select, update

from service.storage.errors import ConflictError, NotFoundError
from service.storage.ids import new_id
from service.storage.leaders import get_leader
from service.storage.moments import now
from service.storage.rosters import MAX_PAGE, get_roster
from service.storage.tables.learning import survey_answers, surveys

OPEN: Final = "open"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as stored.

    Attributes
    ----------
    survey_id, roster_id, name : str
        Its id, whom it asks, and what it is called.
    questions : dict of str to str
        What is asked, by name.
    state : {"open", "closed"}
        Whether answers are taken.
    version : int
        Counts its changes.
    created_at : datetime
        When it was stored.
    closes_at : datetime or None
        When it ends by itself; None where it does not.
    """

    survey_id: str
    roster_id: str
    name: str
    questions: dict[str, str]
    state: str
    version: int
    created_at: datetime
    closes_at: datetime | None


def add_survey(
    connection: Connection,
    organisation_id: str,
    *,
    roster_id: str,
    name: str,
    questions: Mapping[str, str],
    closes_at: datetime | None = None,
) -> Survey:
    """Store a survey; nobody is asked anything by it.

    Raises
    ------
    NotFoundError
        If the organisation has no such roster.
    """
    get_roster(connection, organisation_id, roster_id=roster_id)
    survey_id = new_id()
    connection.execute(
        insert(surveys).values(
            id=survey_id,
            organisation_id=organisation_id,
            roster_id=roster_id,
            name=name,
            questions=json.dumps(dict(questions), ensure_ascii=False),
            state=OPEN,
            version=1,
            created_at=now(),
            closes_at=closes_at,
        )
    )
    return get_survey(connection, organisation_id, survey_id=survey_id)


def get_survey(
    connection: Connection, organisation_id: str, *, survey_id: str
) -> Survey:
    """Look a survey up.

    Raises
    ------
    NotFoundError
        If the organisation has no such survey.
    """
    query = select(surveys).where(
        surveys.c.organisation_id == organisation_id, surveys.c.id == survey_id
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"this organisation has no survey {survey_id[:40]!r}."
        raise NotFoundError(msg)
    return _read(row)


def list_surveys(
    connection: Connection, organisation_id: str, *, after: str = "", limit: int = 50
) -> tuple[Survey, ...]:
    """List surveys by id, those after one of them; at most 200."""
    query = (
        select(surveys)
        .where(surveys.c.organisation_id == organisation_id, surveys.c.id > after)
        .order_by(surveys.c.id)
        .limit(min(limit, MAX_PAGE))
    )
    return tuple(_read(row) for row in connection.execute(query))


def close_survey(
    connection: Connection, organisation_id: str, *, survey_id: str
) -> Survey:
    """Take no more answers; again does nothing.

    Raises
    ------
    NotFoundError
        If the organisation has no such survey.
    """
    get_survey(connection, organisation_id, survey_id=survey_id)
    connection.execute(
        update(surveys)
        .where(surveys.c.id == survey_id, surveys.c.state == OPEN)
        .values(state=CLOSED, version=surveys.c.version + 1)
    )
    return get_survey(connection, organisation_id, survey_id=survey_id)


def answer_survey(
    connection: Connection,
    organisation_id: str,
    *,
    survey_id: str,
    leader_id: str,
    answers: Mapping[str, Any],
) -> None:
    """Keep what a leader answered, in the place of what they answered before.

    Raises
    ------
    NotFoundError
        If there is no such survey, or its roster has no such leader.
    ConflictError
        If the survey is closed, or does not ask one of the questions.
    """
    survey = get_survey(connection, organisation_id, survey_id=survey_id)
    get_leader(
        connection, organisation_id, roster_id=survey.roster_id, leader_id=leader_id
    )
    moment = now()
    is_over = survey.closes_at is not None and survey.closes_at <= moment
    if survey.state == CLOSED or is_over:
        msg = f"survey {survey_id} is closed."
        raise ConflictError(msg)
    strange = [name for name in answers if name not in survey.questions]
    if strange:
        msg = f"survey {survey_id} does not ask {strange[0][:60]!r}."
        raise ConflictError(msg)
    connection.execute(
        delete(survey_answers).where(
            survey_answers.c.survey_id == survey_id,
            survey_answers.c.leader_id == leader_id,
        )
    )
    connection.execute(
        insert(survey_answers).values(
            organisation_id=organisation_id,
            survey_id=survey_id,
            leader_id=leader_id,
            answers=json.dumps(dict(answers), ensure_ascii=False, allow_nan=False),
            created_at=moment,
        )
    )


def answers_to(
    connection: Connection, organisation_id: str, *, survey_id: str
) -> dict[str, dict[str, Any]]:
    """Read what was answered, by leader id; for the owner of the survey only."""
    get_survey(connection, organisation_id, survey_id=survey_id)
    query = (
        select(survey_answers.c.leader_id, survey_answers.c.answers)
        .where(
            survey_answers.c.organisation_id == organisation_id,
            survey_answers.c.survey_id == survey_id,
        )
        .order_by(survey_answers.c.leader_id)
    )
    return {who: json.loads(said) for who, said in connection.execute(query)}


def ended_surveys(
    connection: Connection, organisation_id: str, *, roster_id: str
) -> tuple[str, ...]:
    """List the surveys of a roster that take no more answers and have some, by id."""
    query = (
        select(surveys.c.id)
        .where(
            surveys.c.organisation_id == organisation_id,
            surveys.c.roster_id == roster_id,
            or_(surveys.c.state == CLOSED, surveys.c.closes_at <= now()),
            exists().where(survey_answers.c.survey_id == surveys.c.id),
        )
        .order_by(surveys.c.id)
    )
    return tuple(connection.execute(query).scalars())


def _read(row: Row[Any]) -> Survey:
    return Survey(
        row.id,
        row.roster_id,
        row.name,
        json.loads(row.questions),
        row.state,
        row.version,
        row.created_at,
        row.closes_at,
    )
