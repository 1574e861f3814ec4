"""What was prepared is what would be answered; whoever withdraws is in neither."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from matcher.roster.introductions import Introduction
from service.storage.claims import claim_next
from service.storage.introductions import add_introduction
from service.storage.jobs import add_job, list_jobs
from service.storage.leaders import get_leader, put_leader, remove_leader
from service.storage.moments import now
from service.storage.organisations import add_organisation
from service.storage.personal import Subject
from service.storage.rosters import add_roster
from service.storage.store import Store
from service.storage.tables.beside import introductions
from service.workflows.erasing import erase
from service.workflows.inquiring import Inquiries
from service.workflows.pooling import ask_pool, prepare_pool
from service.workflows.pools import NoPoolError
from service.workflows.prepared import BLOCK
from service.workflows.preparing import ask_answers, prepare_answers
from service.workflows.questions import Question
from service.workflows.task import Task
from service.workflows.withdrawing import hide_withdrawn
from tests.matcher.suggest.people import leader, roster_of

THEMES = ("Funding", "Hiring", "Pricing", "Succession", "Culture", "Café & naïve")


def people(n):
    rng = np.random.default_rng(11)
    return [
        leader(
            i,
            challenges="; ".join(rng.choice(THEMES, 2, replace=False)),
            gives="; ".join(rng.choice(THEMES, 1)),
            company=f"Firm {i % 50}",
            consent_matching="no" if i % 9 == 4 else "yes",
        )
        for i in range(n)
    ]


@dataclass
class Scene:
    """A roster in a database, and those who serve it."""

    store: Store
    data: Path
    mine: str
    roster_id: str
    inquiries: Inquiries

    def build(self, tell=lambda _: None):
        """Do the job that builds the pool."""
        with self.store.transaction() as connection:
            ask_pool(connection, self.mine, roster_id=self.roster_id)
        return self.work(prepare_pool, tell)

    def prepare(self, folder=None):
        """Do the job that prepares answers of the pool."""
        name = folder or self.opened().serving.folder
        with self.store.transaction() as connection:
            ask_answers(connection, self.mine, roster_id=self.roster_id, folder=name)
        return self.work(prepare_answers)

    def work(self, handler, tell=lambda _: None):
        kinds = ("pool",) if handler is prepare_pool else ("answers",)
        with self.store.transaction() as connection:
            job = claim_next(connection, kinds).job
        outcome = handler(Task(self.store, job, self.data, tell))
        with self.store.transaction() as connection:
            return outcome(connection)

    def opened(self):
        return self.inquiries.shelf.look(self.mine, self.roster_id)

    def anew(self):
        """Give the same to a process that was just started."""
        return replace(self, inquiries=Inquiries(self.store, self.data))

    def ask(self, who, **question):
        return self.inquiries.suggest(
            self.mine, Question(self.roster_id, who, **question)
        )

    def withdraw(self, who):
        with self.store.transaction() as connection:
            where = {"roster_id": self.roster_id, "leader_id": who}
            before = get_leader(connection, self.mine, **where)
            put_leader(
                connection,
                self.mine,
                **where,
                profile={**before.profile, "consent_matching": False},
                expected_version=before.version,
            )


@pytest.fixture(params=[90])
def scene(sqlite_url, tmp_path, request):
    store, data = Store(sqlite_url), tmp_path / "data"
    with store.transaction() as connection:
        mine = add_organisation(connection, "Northern Forum").organisation_id
        roster = roster_of(tmp_path, people(request.param))
        stored = add_roster(connection, mine, name="members", roster=roster)
    yield Scene(store, data, mine, stored.roster_id, Inquiries(store, data))
    store.close()


def ids(n=90):
    return [f"L-{i}" for i in range(n)]


def without_moment(answer):
    told = json.loads(answer)
    return told, told.pop("prepared_at")


def test_every_prepared_answer_is_the_one_that_would_be_worked_out(scene):
    scene.build()
    computed = [without_moment(scene.ask(who)) for who in ids()]
    other = Inquiries(scene.store, scene.data)

    told = scene.prepare()

    assert told["n_prepared"] == 90
    for who, (answer, moment) in zip(ids(), computed, strict=True):
        question = Question(scene.roster_id, who)
        again, at = without_moment(other.suggest(scene.mine, question))
        assert again == answer
        assert moment is None
        assert at is not None
    assert sum(len(answer["entries"]) for answer, _ in computed) > 500


def test_what_is_at_hand_is_what_is_suggested_or_nothing(scene):
    scene.build()
    scene.prepare()
    question = Question(scene.roster_id, "L-1")

    assert scene.inquiries.at_hand(scene.mine, question) is None  # nobody asked yet
    told = scene.ask("L-1")
    assert scene.inquiries.at_hand(scene.mine, question) == told
    assert scene.inquiries.at_hand("south", question) is None
    assert scene.inquiries.at_hand(scene.mine, replace(question, k=3)) is None
    scene.inquiries.shelf.hide(scene.roster_id, ["L-1"])
    assert scene.inquiries.at_hand(scene.mine, question) is None
    scene.ask("L-2")
    assert scene.inquiries.at_hand(scene.mine, question) is None  # it is theirs


def test_other_questions_are_worked_out_when_they_are_asked(scene):
    scene.build()
    scene.prepare()

    for question in ({"k": 3}, {"topic": "hiring"}, {"way": "connect"}):
        assert without_moment(scene.ask("L-1", **question))[1] is None


def test_whoever_withdraws_is_in_no_answer_from_then_on(scene):
    scene.build()
    scene.prepare()
    shown = json.loads(scene.ask("L-1"))["entries"][0]["leader_id"]
    seen_by = [who for who in ids() if f'"{shown}"'.encode() in scene.ask(who)]
    assert len(seen_by) > 1

    scene.withdraw(shown)
    hide_withdrawn(
        scene.store,
        Inquiries(scene.store, scene.data).shelf,
        scene.mine,
        roster_id=scene.roster_id,
        leader_id=shown,
    )

    answers = {who: scene.ask(who) for who in ids() if who != shown}
    assert not any(f'"{shown}"'.encode() in answer for answer in answers.values())
    assert json.loads(scene.ask(shown))["entries"] == []
    untouched = set(answers) - set(seen_by)
    assert all(without_moment(answers[who])[1] for who in untouched)


def ask_for(scene, one, other, *, hours_ago=0):
    asked = Introduction(one, other, now().date())
    with scene.store.transaction() as connection:
        kept = add_introduction(
            connection, scene.mine, roster_id=scene.roster_id, asked=asked
        )
        moment = {"created_at": now() - timedelta(hours=hours_ago)}
        mine = introductions.c.id == kept.introduction_id
        connection.execute(update(introductions).where(mine).values(moment))


def test_prepared_answers_count_introductions_and_give_way_to_later_ones(scene):
    for other in ("L-2", "L-3", "L-5"):
        ask_for(scene, "L-1", other, hours_ago=2)
    scene.build()
    computed = {who: without_moment(scene.ask(who))[0] for who in ids()}
    scene.prepare()

    told = {who: without_moment(scene.anew().ask(who)) for who in ids()}
    assert {who: answer for who, (answer, _) in told.items()} == computed
    assert all(moment for _, moment in told.values())

    shown = computed["L-0"]["entries"][0]["leader_id"]
    ask_for(scene, "L-0", shown)
    after = {who: without_moment(scene.anew().ask(who)) for who in ids()}
    assert shown not in [one["leader_id"] for one in after["L-0"][0]["entries"]]
    for who, (answer, moment) in after.items():
        text = json.dumps(told[who][0])
        is_touched = any(f'"{one}"' in text for one in ("L-0", shown))
        assert (moment is None) == is_touched
        assert answer == told[who][0] or is_touched


@pytest.mark.parametrize("act", ["withdraws", "leaves"])
def test_whoever_goes_while_a_pool_is_built_is_not_in_it(scene, act):
    def tell(sentence):
        if "Writing" not in sentence:
            return
        if act == "withdraws":
            scene.withdraw("L-1")
            return
        with scene.store.transaction() as connection:
            where = {"roster_id": scene.roster_id, "leader_id": "L-1"}
            version = get_leader(connection, scene.mine, **where).version
            remove_leader(connection, scene.mine, **where, expected_version=version)

    scene.build(tell)

    assert scene.opened().serving.hidden == ("L-1",)
    assert not any(b'"L-1"' in scene.ask(who) for who in ids() if who != "L-1")


def test_a_pool_built_while_somebody_was_erased_never_serves(scene):
    def tell(sentence):
        if "Writing" in sentence:
            subject = Subject(scene.mine, scene.roster_id, "L-1")
            erase(scene.store, subject, data=scene.data)

    scene.build(tell)

    with pytest.raises(NoPoolError):
        scene.opened()
    left = [path for path in (scene.data / "pools").rglob("*") if path.is_file()]
    assert [path.name for path in left] == [".lock"]


def test_nothing_is_prepared_of_a_pool_that_serves_no_more(scene):
    scene.build()
    before = scene.opened().serving.folder
    scene.build()

    assert scene.prepare(before)["n_prepared"] == 0
    assert scene.opened().prepared.find(1) is None


@pytest.mark.parametrize("damage", [b"", b"no answers", "half"])
def test_a_damaged_file_of_answers_is_as_none(scene, damage):
    scene.build()
    answer = without_moment(scene.ask("L-2"))[0]
    scene.prepare()
    home = scene.data / "pools" / scene.roster_id / scene.opened().serving.folder
    file = home / "answers" / "000000"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == "half" else damage)

    for who in ("L-2", "L-88"):
        assert without_moment(scene.ask(who))[1] is None or damage == "half"
    assert without_moment(scene.ask("L-2"))[0] == answer


@pytest.mark.parametrize("scene", [BLOCK + 5], indirect=True)
def test_other_jobs_go_first_and_the_rest_is_done_after(scene):
    scene.build()
    with scene.store.transaction() as connection:
        add_job(connection, scene.mine, kind="form", payload={})

    assert scene.prepare()["n_prepared"] == BLOCK
    with scene.store.transaction() as connection:
        other = claim_next(connection, ("form",)).job
        waiting = list_jobs(connection, scene.mine)[-1]
    assert other.kind == "form"
    assert (waiting.kind, waiting.state) == ("answers", "queued")

    assert scene.work(prepare_answers)["n_prepared"] == BLOCK + 5
    assert scene.opened().prepared.find(BLOCK + 4) is not None
    assert scene.opened().prepared.find(BLOCK + 5) is None
