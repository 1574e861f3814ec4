import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, select, update

from matcher.roster.introductions import Introduction
from matcher.roster.report import Duplicate, ImportReport
from matcher.roster.roster import Roster
from models.bundle import load_bundle
from service.storage.beside import (
    FormerStay,
    KeptGuide,
    KeptMembership,
    replace_list,
)
from service.storage.bundles import add_bundle, champion_id, promote_bundle
from service.storage.claims import (
    LostClaimError,
    add_step,
    claim_next,
    end_job,
)
from service.storage.drafts import By, list_acts, move_leaders, publish_proposal
from service.storage.errors import ConflictError, NotFoundError
from service.storage.feedback import Said, add_batch
from service.storage.introductions import add_introduction
from service.storage.jobs import add_job, cancel_job
from service.storage.keys import Holder, add_key, check_key
from service.storage.leaders import get_leader, put_leader
from service.storage.personal import Subject, export_leader, fingerprints
from service.storage.proposals import Seat, add_proposal, load_document
from service.storage.relations import Declared, add_relation
from service.storage.replies import Reply, begin_reply, keep_reply
from service.storage.rosters import add_roster, get_roster, load_roster
from service.storage.schema import ordered_tables
from service.storage.surveys import add_survey, answer_survey
from service.storage.tables.access import trail
from service.storage.tables.people import leaders
from service.storage.tables.work import jobs, uploads
from service.storage.trail import note
from service.storage.uploads import add_upload
from service.workflows.erasing import KEY, Removal, erase

GOLDEN = Path(__file__).parents[2] / "data" / "bundle-format-1"
NAMES = ("Quillon Averbach", "Oda Winther", "Per Nygard", "Ines Duarte")
MAIL = "quillon@averbach.example"


def leader_ids():
    known = load_bundle(GOLDEN).value.raters_.ids
    return (*known[:3], "zz-9041")


def made_roster(ids):
    table = pd.DataFrame(
        {
            "leader_id": pd.Series(ids, dtype="str"),
            "name": pd.Series(NAMES, dtype="str"),
            "email": pd.Series([MAIL, None, None, None], dtype="str"),
            "city": pd.Series(["Oslo"] * 4, dtype="str"),
        }
    )
    twice = Duplicate("same name", (ids[0], ids[1]), (2, 3))
    report = ImportReport("text", "utf-8", "comma", 4, 4, 0, duplicates=(twice,))
    return Roster(table, np.arange(2, 6), "people.csv", "0" * 64, report)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def life(store, organisation_id, data):
    """Leave a trace of the first leader in every table and file there is."""
    ids = leader_ids()
    a, b, c, d = ids
    home = data / "bundles" / load_bundle(GOLDEN).bundle_id
    shutil.copytree(GOLDEN, home)
    with store.transaction() as connection:
        mine = organisation_id
        roster_id = add_roster(
            connection, mine, name="2026", roster=made_roster(ids)
        ).roster_id
        where = {"roster_id": roster_id}
        put_leader(
            connection,
            mine,
            **where,
            leader_id=a,
            profile={"name": "Quillon A. Averbach", "email": MAIL, "city": "Bergen"},
            expected_version=1,
        )
        for one, other, why in ((a, b, "told about"), (c, a, f"{NAMES[0]} said")):
            said = Declared(one, other, "conflict", source=why)
            add_relation(connection, mine, **where, declared=said)
        rows = [
            Said(a, b, "rating", "4"),
            Said(c, a, "rating", "1"),
            Said(b, c, "helped", "1"),
        ]
        add_batch(connection, mine, **where, key="b1", rows=rows)
        survey = add_survey(
            connection, mine, **where, name="s", questions={"q": "text"}
        )
        for who in (a, b):
            answer_survey(
                connection,
                mine,
                survey_id=survey.survey_id,
                leader_id=who,
                answers={"q": f"{who} writes"},
            )
        document = {
            "groups": [{"group_id": "G1", "leader_ids": [a, b]}],
            "unplaced": [
                {"leader_id": a, "reason": "x"},
                {"leader_id": d, "reason": "y"},
            ],
            "remarks": [f"{a} and {b} compete.", f"{NAMES[0]} is there twice."],
            "by": {a: 1, b: 2},
        }
        proposal = add_proposal(
            connection,
            mine,
            **where,
            roster_version=2,
            document=document,
            seats=[Seat(who, "G1") for who in ids],
        )
        proposal_id = proposal.proposal_id
        moves = [(a, "G2"), (b, "G2")]
        move_leaders(connection, mine, proposal_id=proposal_id, moves=moves, by=By(0))
        move_leaders(
            connection, mine, proposal_id=proposal_id, moves=[(a, "G3")], by=By(1)
        )
        publish_proposal(connection, mine, proposal_id=proposal_id, by=By(2))
        _, key = add_key(
            connection,
            mine,
            label=NAMES[0],
            scopes=["suggest"],
            holder=Holder(roster_id, a),
        )
        for name, body in (("k1", json.dumps({"leader_id": a})), ("k2", "{}")):
            begin_reply(connection, mine, key=name, request_sha256="0" * 64)
            keep_reply(connection, mine, key=name, reply=Reply(200, {}, body))
        add_job(connection, mine, kind="form", payload={"pins": [a, b]})
        claim = claim_next(connection, ["form"])
        add_step(connection, claim, f"Looking at {a}")
        note(connection, mine, act="put", kind="leader", object_id=a)
        lists = (
            [KeptGuide("g1", avoids=(a, b)), KeptGuide(a, prefers=(c,))],
            [KeptMembership(a, "team"), KeptMembership(b, "team")],
            [FormerStay(a, "old"), FormerStay(b, "old")],
        )
        version = get_roster(connection, mine, **where).version
        for number, entries in enumerate(lists):
            replace_list(
                connection,
                mine,
                **where,
                kind=type(entries[0]),
                entries=entries,
                expected_version=version + number,
            )
        for one, other, through in ((a, b, ()), (c, a, ()), (b, c, (a,))):
            asked = Introduction(one, other, dt.date(2026, 5, 4), None, through)
            add_introduction(connection, mine, **where, asked=asked)
        add_upload(connection, mine, name="old.csv", data=f"{a},{NAMES[0]}".encode())
        add_bundle(
            connection, mine, bundle_id=home.name, roster_id=roster_id, origin={}
        )
        promote_bundle(connection, mine, bundle_id=home.name, expected_champion="")
    pool = data / "pools" / roster_id / "v2"
    pool.mkdir(parents=True)
    (pool / "ids.npy").write_bytes(a.encode())
    return Subject(mine, roster_id, a), proposal_id, key


def places_of(store, folder, *texts):
    """Search every table and every file for texts, however they are written."""
    found = []
    with store.reading() as connection:
        for table in ordered_tables():
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    found += [
                        f"{table.name}.{name}" for t in texts if t.encode() in raw
                    ]
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            is_noise = path.suffix == ".npz"  # where two letters stand by chance
            sought = [text for text in texts if len(text) > 3 or not is_noise]
            found += [str(path) for text in sought if text.encode() in content]
    return sorted(set(found))


TABLES_WITH_TRACES = {
    "acts", "feedback", "former_stays", "guides", "introductions", "jobs", "keys",
    "leaders", "memberships", "progress", "proposal_seats", "proposals", "relations",
    "replies", "rosters", "seats", "survey_answers", "trail", "uploads",
}  # fmt: skip


def test_nothing_of_an_erased_leader_is_left_in_any_table_or_file(
    store, life, data, tmp_path, request
):
    subject, _, key = life
    texts = (subject.leader_id, NAMES[0], "Quillon A. Averbach", MAIL)
    before = {place.partition(".")[0] for place in places_of(store, data, *texts)}
    assert before >= TABLES_WITH_TRACES

    erase(store, subject, data=data)

    assert places_of(store, tmp_path, *texts) == []
    with store.reading() as connection:
        assert check_key(connection, key) is None
    if not store.is_sqlite:
        cluster = request.getfixturevalue("cluster")
        cluster.execute("CHECKPOINT")
        files = [path for path in (cluster.data / "base").rglob("*") if path.is_file()]
        unique = (NAMES[0].encode(), MAIL.encode())
        assert [
            p for p in files if any(text in p.read_bytes() for text in unique)
        ] == []


def test_others_keep_what_is_theirs(store, organisation_id, life, data):
    subject, proposal_id, _ = life
    _, b, c, d = leader_ids()

    erase(store, subject, data=data)

    with store.transaction() as connection:
        where = {"roster_id": subject.roster_id}
        roster = load_roster(connection, organisation_id, **where)
        stored = get_roster(connection, organisation_id, **where)
        document = load_document(connection, organisation_id, proposal_id=proposal_id)
        acts = list_acts(connection, organisation_id, proposal_id=proposal_id)
        theirs = export_leader(
            connection, Subject(organisation_id, subject.roster_id, b)
        )
        assert begin_reply(
            connection, organisation_id, key="k2", request_sha256="0" * 64
        ) == Reply(200, {}, "{}")
    assert roster.leader_ids == (b, c, d)
    assert (stored.n_leaders, stored.version) == (3, 6)
    assert document["groups"] == [{"group_id": "G1", "leader_ids": [b]}]
    assert document["unplaced"] == [{"leader_id": d, "reason": "y"}]
    assert document["remarks"] == [f"(erased) and {b} compete.",
                                   "(erased) is there twice."]  # fmt: skip
    assert document["by"] == {b: 2}
    assert [act.number for act in acts] == [1, 2, 3]
    assert [one.leader_id for act in acts for one in act.touched] == [b]
    assert len(theirs["feedback"]) == 1
    assert theirs["said_by_others"]["feedback"] == []


def test_bundles_serve_on_without_the_leader(store, organisation_id, life, data):
    subject, _, _ = life
    before = load_bundle(GOLDEN)

    erase(store, subject, data=data)

    with store.reading() as connection:
        champion = champion_id(connection, organisation_id)
    after = load_bundle(data / "bundles" / champion)
    assert after.bundle_id != before.bundle_id
    assert after.value.raters_.ids == tuple(
        who for who in before.value.raters_.ids if who != subject.leader_id
    )
    assert [path.name for path in (data / "bundles").iterdir()] == [champion]


def test_an_export_holds_all_that_is_told_of_a_leader(store, organisation_id, life):
    subject, _, _ = life
    with store.reading() as connection:
        told = export_leader(connection, subject)
        where = {"roster_id": subject.roster_id, "leader_id": subject.leader_id}
        now = get_leader(connection, organisation_id, **where)

    assert [one["profile"]["city"] for one in told["versions"]] == ["Oslo", "Bergen"]
    assert told["versions"][1]["profile"] == now.profile
    counts = {name: len(part) for name, part in told.items() if isinstance(part, list)}
    assert counts == {
        "versions": 2, "relations": 1, "feedback": 1, "survey_answers": 1, "seats": 1,
        "proposed_seats": 1, "acts": 2, "keys": 1, "memberships": 1, "former_stays": 1,
        "introductions": 1,
    }  # fmt: skip
    assert {name: len(part) for name, part in told["said_by_others"].items()} == {
        "relations": 1,
        "feedback": 1,
        "introductions": 1,
        "passed_on": 1,
        "guides": 1,
    }
    (guide,) = told["said_by_others"]["guides"]
    assert (guide["guide_id"], guide["avoids"]) == ("g1", [subject.leader_id])
    assert "secret" not in json.dumps(told)


def every_text(store, roster_id):
    """Give all by which the leaders of a roster can be known, in all its versions."""
    with store.reading() as connection:
        found = connection.execute(
            select(leaders.c.leader_id, leaders.c.profile).where(
                leaders.c.roster_id == roster_id
            )
        ).all()
    texts = {who for who, _ in found if len(who) > 4}
    for _, profile in found:
        told = json.loads(profile)
        texts |= {told[name] for name in ("name", "email") if name in told}
    return sorted(texts)


def test_a_roster_that_is_removed_takes_its_leaders_along(
    store, organisation_id, life, data, tmp_path
):
    """Once the roster is gone there is nobody to erase any more."""
    subject, _, key = life
    texts = every_text(store, subject.roster_id)
    assert len(texts) >= 7
    with store.transaction() as connection:
        note(connection, organisation_id, act="put", kind="leader", object_id=texts[0])
        for name, body in (("of b", {"who": texts[1]}), ("of none", {"n": 1})):
            begin_reply(connection, organisation_id, key=name, request_sha256="1" * 64)
            reply = Reply(200, {}, json.dumps(body))
            keep_reply(connection, organisation_id, key=name, reply=reply)
        connection.execute(delete(uploads))  # of files whose import did not end
        connection.execute(delete(jobs))
        asked = {"roster_id": subject.roster_id, "pins": texts[:2]}
        add_job(connection, organisation_id, kind="form", payload=asked)
        version = get_roster(
            connection, organisation_id, roster_id=subject.roster_id
        ).version

    removal = Removal(store, organisation_id, roster_id=subject.roster_id, data=data)
    with store.transaction() as connection:
        removal.remove(connection, expected_version=version)
    removal.finish()

    assert places_of(store, tmp_path, *texts) == []
    with store.transaction() as connection:
        assert check_key(connection, key) is None
        kept = begin_reply(
            connection, organisation_id, key="of none", request_sha256="1" * 64
        )
        champion = champion_id(connection, organisation_id)
    assert kept == Reply(200, {}, '{"n": 1}')
    assert load_bundle(data / "bundles" / champion).value.raters_.ids


def test_who_sits_in_another_roster_too_keeps_their_history(
    store, organisation_id, life, data
):
    subject, _, _ = life
    with store.transaction() as connection:
        add_roster(connection, organisation_id, name="2027", roster=made_roster(
            leader_ids()))  # fmt: skip
        version = get_roster(
            connection, organisation_id, roster_id=subject.roster_id
        ).version
        before = champion_id(connection, organisation_id)
        connection.execute(update(jobs).values(state="done"))

    removal = Removal(store, organisation_id, roster_id=subject.roster_id, data=data)
    with store.transaction() as connection:
        removal.remove(connection, expected_version=version)
    removal.finish()

    with store.reading() as connection:
        assert champion_id(connection, organisation_id) == before


def test_the_hash_that_stays_tells_nobody_apart_without_the_key(store, life, data):
    subject, _, _ = life

    erase(store, subject, data=data)

    told = [subject.organisation_id, subject.roster_id, subject.leader_id]
    plain = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    with store.reading() as connection:
        (kept,) = fingerprints(connection)
        noted = [row.object_id for row in connection.execute(select(trail))]
    assert kept == subject.fingerprint((data / KEY).read_bytes()) != plain
    assert plain not in noted
    assert (data / KEY).stat().st_mode & 0o077 == 0


def test_bundles_of_a_worker_that_died_are_swept(store, life, data):
    """It wrote the folder and never noted it: no list names what has to go."""
    subject, _, _ = life
    orphan = data / "bundles" / ("e" * 64)
    shutil.copytree(GOLDEN, orphan)

    erase(store, subject, data=data)

    assert not orphan.exists()


def test_erasing_twice_or_a_stranger_says_so(store, life, data, other_id):
    subject, _, _ = life
    erase(store, subject, data=data)

    with pytest.raises(NotFoundError, match="nothing is stored"):
        erase(store, subject, data=data)
    with pytest.raises(NotFoundError, match="no roster"):
        erase(store, Subject(other_id, subject.roster_id, "x"), data=data)


def test_what_runs_begins_anew_without_the_leader(store, organisation_id, life, data):
    """It has read the leader already, and must not store what it makes of that."""
    subject, _, _ = life
    with store.transaction() as connection:
        add_job(connection, organisation_id, kind="pool", payload={})
        claim = claim_next(connection, ["pool"])

    erase(store, subject, data=data)

    with pytest.raises(LostClaimError), store.transaction() as connection:
        end_job(connection, claim, {})
    with store.transaction() as connection:
        again = claim_next(connection, ["pool"])
    assert (again.job.job_id, again.job.attempts) == (claim.job.job_id, 1)


def test_an_import_that_waits_is_let_end_first(store, organisation_id, life, data):
    subject, _, _ = life
    with store.transaction() as connection:
        job = add_job(connection, organisation_id, kind="import", payload={})

    with pytest.raises(ConflictError, match=job.job_id):
        erase(store, subject, data=data)

    with store.transaction() as connection:
        cancel_job(connection, organisation_id, job_id=job.job_id)
    erase(store, subject, data=data)
