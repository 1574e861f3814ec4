"""Surveys: questions to the leaders of a roster; answers are for their owner alone."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import Cursor, Limit, Page, answer, page_of
from service.api.auth import Manager, Rater, Reader
from service.api.bodies import StrictRoute
from service.api.fields import Flag, Moment, Number
from service.api.names import OURS, LeaderId, SurveyId
from service.api.problems import Refusal
from service.api.writes import Done, Write
from service.storage.surveys import (
    add_survey,
    answer_survey,
    answers_to,
    close_survey,
    get_survey,
    list_surveys,
)

router = APIRouter(prefix="/v1/surveys", tags=["surveys"], route_class=StrictRoute)
Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=5_000)]


class SurveyRequest(BaseModel):
    """Questions by name."""

    model_config = ConfigDict(extra="forbid")
    roster_id: Annotated[str, Field(pattern=OURS)]
    name: Name
    questions: Annotated[dict[Name, Text], Field(min_length=1, max_length=100)]
    closes_at: Moment | None = None


class SurveyAnswer(BaseModel):
    """A survey as stored."""

    survey_id: str
    roster_id: str
    name: str
    questions: dict[str, str]
    state: Literal["open", "closed"]
    version: int
    created_at: datetime
    closes_at: datetime | None


class AnswersRequest(BaseModel):
    """What one leader answers, by question."""

    model_config = ConfigDict(extra="forbid")
    answers: Annotated[
        dict[Name, Flag | Number | Text], Field(min_length=1, max_length=100)
    ]


class GivenAnswers(BaseModel):
    """All answers, by leader; for those who manage."""

    answers: dict[str, dict[str, Any]]


@router.get("", response_model=Page[SurveyAnswer])
def list_all_surveys(
    caller: Reader, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List surveys, the oldest first."""
    with caller.service.store.reading() as connection:
        found = list_surveys(
            connection, caller.organisation_id, after=cursor, limit=limit + 1
        )
    return answer(page_of(found, limit, "survey_id"))


@router.post("", status_code=201, response_model=SurveyAnswer)
def create_survey(
    caller: Manager, write: Write, body: Annotated[SurveyRequest, Body()]
) -> Response:
    """Store a survey; nobody is asked anything by it."""

    def act(connection: Connection) -> Done:
        stored = add_survey(connection, caller.organisation_id, **body.model_dump())
        here = f"/v1/surveys/{stored.survey_id}"
        return Done(stored, 201, version=stored.version, location=here)

    return write.do(caller.organisation_id, act)


@router.get("/{survey_id}", response_model=SurveyAnswer)
def read_survey(caller: Reader, survey_id: SurveyId) -> Response:
    """Give a survey and its questions."""
    with caller.service.store.reading() as connection:
        found = get_survey(connection, caller.organisation_id, survey_id=survey_id)
    return answer(found, version=found.version)


@router.post("/{survey_id}/close", response_model=SurveyAnswer)
def close(caller: Manager, write: Write, survey_id: SurveyId) -> Response:
    """Take no more answers."""

    def act(connection: Connection) -> Done:
        found = close_survey(connection, caller.organisation_id, survey_id=survey_id)
        return Done(found, version=found.version)

    return write.do(caller.organisation_id, act)


@router.get("/{survey_id}/answers", response_model=GivenAnswers)
def read_answers(caller: Manager, survey_id: SurveyId) -> Response:
    """Give all answers; for those who manage, and nobody else."""
    with caller.service.store.reading() as connection:
        found = answers_to(connection, caller.organisation_id, survey_id=survey_id)
    return answer({"answers": found})


@router.put(
    "/{survey_id}/answers/{leader_id}", status_code=204, response_class=Response
)
def answer_questions(
    caller: Rater,
    write: Write,
    survey_id: SurveyId,
    leader_id: LeaderId,
    body: Annotated[AnswersRequest, Body()],
) -> Response:
    """Keep what a leader answers, in the place of what they answered before."""

    def act(connection: Connection) -> Done:
        holder = caller.holder
        survey = get_survey(connection, caller.organisation_id, survey_id=survey_id)
        if holder is not None and survey.roster_id != holder.roster_id:
            raise Refusal(404, "not-found", "This key opens nothing of that id.")
        answer_survey(
            connection,
            caller.organisation_id,
            survey_id=survey_id,
            leader_id=leader_id,
            answers=body.answers,
        )
        return Done(None, 204)

    return write.do(caller.organisation_id, act)
