from datetime import timedelta

import pytest

from service.storage.errors import ConflictError, NotFoundError
from service.storage.moments import now
from service.storage.surveys import (
    add_survey,
    answer_survey,
    answers_to,
    close_survey,
    get_survey,
    list_surveys,
)

QUESTIONS = {"pulse": "group_rating", "more": "text"}


def ask(store, organisation_id, stored, **more):
    with store.transaction() as connection:
        return add_survey(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            name="Spring",
            questions=QUESTIONS,
            **more,
        )


def answer(store, organisation_id, survey, leader_id, answers):
    with store.transaction() as connection:
        answer_survey(
            connection,
            organisation_id,
            survey_id=survey.survey_id,
            leader_id=leader_id,
            answers=answers,
        )


def test_what_a_leader_answered_last_counts(
    store, organisation_id, stored, sample_roster
):
    survey = ask(store, organisation_id, stored)
    a, b = sample_roster.leader_ids[:2]
    answer(store, organisation_id, survey, a, {"pulse": 3})
    answer(store, organisation_id, survey, b, {"pulse": 1, "more": "zu früh"})
    answer(store, organisation_id, survey, a, {"pulse": 5})

    with store.reading() as connection:
        found = answers_to(connection, organisation_id, survey_id=survey.survey_id)
        assert list_surveys(connection, organisation_id) == (survey,)
    assert found == {a: {"pulse": 5}, b: {"pulse": 1, "more": "zu früh"}}


def test_closed_surveys_strangers_and_other_questions_are_refused(
    store, organisation_id, other_id, stored, sample_roster
):
    survey = ask(store, organisation_id, stored)
    over = ask(store, organisation_id, stored, closes_at=now() - timedelta(seconds=1))
    a = sample_roster.leader_ids[0]
    for mine, who, said, error in (
        (organisation_id, "stranger", {"pulse": 1}, NotFoundError),
        (organisation_id, a, {"salary": 1}, ConflictError),
        (other_id, a, {"pulse": 1}, NotFoundError),
    ):
        with pytest.raises(error):
            answer(store, mine, survey, who, said)
    with pytest.raises(ConflictError, match="closed"):
        answer(store, organisation_id, over, a, {"pulse": 1})
    with store.transaction() as connection:
        where = {"survey_id": survey.survey_id}
        closed = close_survey(connection, organisation_id, **where)
        assert close_survey(connection, organisation_id, **where) == closed
        with pytest.raises(NotFoundError):
            get_survey(connection, other_id, **where)
        with pytest.raises(NotFoundError):
            answers_to(connection, other_id, **where)

    assert (closed.state, closed.version) == ("closed", 2)
    with pytest.raises(ConflictError, match="closed"):
        answer(store, organisation_id, survey, a, {"pulse": 1})
