"""Introductions, views of what the many think, answers folded in."""

import datetime as dt

import pytest

from service.storage.keys import Holder
from service.workflows import asked_lately
from tests.service.api.test_guard import assert_problem
from tests.service.api.test_year import done, roster_of


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Let introductions count at once, not within a second."""
    monkeypatch.setattr(asked_lately, "LOOK_SECONDS", 0.0)


def ask(site, roster_id, asker="L1", asked="L2", **more):
    body = {"asker_id": asker, "asked_id": asked, **more}
    return site.ask("POST", f"/v1/rosters/{roster_id}/introductions", json=body)


def shown_to(site, roster_id, who):
    path = f"/v1/rosters/{roster_id}/leaders/{who}/suggestions?k=100"
    return [e["leader_id"] for e in site.ask("GET", path).json()["entries"]]


def test_who_was_introduced_lately_is_not_suggested_again_soon(site):
    roster_id = roster_of(site)
    before = shown_to(site, roster_id, "L1")
    assert "L2" in before

    made = ask(site, roster_id, through=["L3"])
    settled = site.ask(
        "POST",
        f"{made.headers['location']}/settle",
        json={"outcome": "accepted"},
    )

    assert made.status_code == 201, made.text
    assert settled.json() == {**made.json(), "outcome": "accepted", "version": 2}
    assert site.ask("GET", made.headers["location"]).json() == settled.json()
    assert "L2" not in shown_to(site, roster_id, "L1")
    assert "L1" not in shown_to(site, roster_id, "L2")
    listed = site.ask("GET", f"/v1/rosters/{roster_id}/introductions").json()
    assert listed["items"] == [settled.json()]


def test_an_old_introduction_does_not_keep_two_apart(small_site):
    roster_id = roster_of(small_site)

    ask(small_site, roster_id, asked_on="2020-01-01")

    assert "L2" in shown_to(small_site, roster_id, "L1")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"asked": "L1"}, 409, "different leaders"),
        ({"asked": "stranger"}, 409, "not in the roster"),
        ({"through": ["L2"]}, 409, "different leaders"),
        ({"asked_on": "2999-01-01"}, 409, "/asked_on"),
        ({"asked_on": "yesterday"}, 422, "asked_on"),
        ({"outcome": "accepted"}, 422, "outcome"),
        ({"through": ["L3"] * 6}, 422, "through"),
    ],
)
def test_introductions_that_make_no_sense_are_named_and_not_kept(
    small_site, body, status, says
):
    roster_id = roster_of(small_site)

    assert_problem(ask(small_site, roster_id, **body), status, says=says)

    path = f"/v1/rosters/{roster_id}/introductions"
    assert small_site.ask("GET", path).json()["items"] == []


def test_the_same_is_asked_for_once_a_day(small_site):
    roster_id = roster_of(small_site)

    assert ask(small_site, roster_id).status_code == 201
    assert_problem(ask(small_site, roster_id), 409, says="already")


def test_members_ask_for_themselves_and_are_not_told_who_declined(small_site):
    site = small_site
    roster_id = roster_of(site)
    roster = f"/v1/rosters/{roster_id}"
    keys = {
        who: site.key("suggest feedback", holder=Holder(roster_id, who))
        for who in ("L1", "L2", "L3")
    }

    def post(who, path, body):
        return site.client.post(path, headers=keys[who], json=body)

    def own(who):
        path = f"{roster}/leaders/{who}/introductions"
        return site.client.get(path, headers=keys[who])

    wish = {"asker_id": "L1", "asked_id": "L2"}
    refused = post("L3", f"{roster}/introductions", wish)
    made = post("L1", f"{roster}/introductions", wish)
    where = f"{made.headers['location']}/settle"
    by_another = [post(who, where, {"outcome": "declined"}) for who in ("L1", "L3")]
    settled = post("L2", where, {"outcome": "declined"})

    assert refused.status_code == 403
    assert [answer.status_code for answer in by_another] == [404, 404]
    assert settled.json()["outcome"] == "declined"
    assert [one["outcome"] for one in own("L1").json()["items"]] == ["open"]
    assert [one["outcome"] for one in own("L2").json()["items"]] == ["declined"]
    assert own("L3").json()["items"] == []
    listed = site.client.get(f"{roster}/introductions", headers=keys["L1"])
    assert listed.status_code == 403
    others = f"{roster}/leaders/L2/introductions"
    assert site.client.get(others, headers=keys["L1"]).status_code == 404


def many(n):
    lines = [f"P{k},Name {k},Software,{10**6 * (k + 1)}" for k in range(n)]
    return "\n".join(["leader_id,name,industry,revenue", *lines]).encode()


def test_what_prevails_is_told_once_a_survey_has_ended_and_never_of_few(site):
    roster_id = roster_of(site, many(14))
    body = {
        "roster_id": roster_id,
        "name": "pulse",
        "questions": {"hiring": "Is hiring hard?", "rare": "Who are you?"},
    }
    survey = (
        f"/v1/surveys/{site.ask('POST', '/v1/surveys', json=body).json()['survey_id']}"
    )
    for k in range(14):
        given = {"hiring": 4 + k % 2, **({"rare": 1} if k < 4 else {})}
        kept = site.ask("PUT", f"{survey}/answers/P{k}", json={"answers": given})
        assert kept.status_code == 204, kept.text
    path = f"/v1/rosters/{roster_id}/leaders/P1/views"
    open_still = site.ask("GET", path).json()

    site.ask("POST", f"{survey}/close")
    told = site.ask("GET", path).json()

    assert open_still["views"] == []
    assert "ended" in open_still["why_none"][0]
    (view,) = told["views"]
    assert view["question"] == "Is hiring hard?"
    assert "P3" not in str(told)
    about = site.ask("GET", f"{path}?topic=hiring%20people").json()
    assert [one["topic"] for one in about["views"]] == ["hiring"]
    assert site.ask("GET", f"{path.replace('P1', 'nobody')}").status_code == 404


def said(day, pairs):
    when = f"{day}T10:00:00Z"
    return [
        {
            "rater_id": f"P{a}",
            "ratee_id": f"P{b}",
            "kind": "helped",
            "value": (a + b) % 3 == 0,
            "answered_at": when,
        }
        for a, b in pairs
    ]


@pytest.mark.slow
def test_new_answers_are_folded_into_what_serves_between_trainings(small_site):
    site = small_site
    trades = ("Software", "Retail", "Banking", "Trucking")
    lines = [f"P{i},{trades[i % 4]},{10**6 * (1 + i)},hiring" for i in range(60)]
    table = "\n".join(["leader_id,industry,revenue,challenges", *lines])
    roster_id = roster_of(site, table.encode())
    path = f"/v1/rosters/{roster_id}/feedback"
    fold = {"roster_id": roster_id}
    nothing = site.ask("POST", "/v1/models/fold-in", json=fold)
    assert_problem(nothing, 409, says="No bundle serves")
    rows = [
        {
            "rater_id": f"P{a}",
            "ratee_id": f"P{b}",
            "kind": "helped",
            "value": (a % 4) == (b + 1) % 4,
            "answered_at": "2026-03-01T10:00:00Z",
        }
        for a in range(60)
        for b in range(60)
        if a != b
    ]
    for start in range(0, len(rows), 500):
        batch = {"key": f"b{start}", "rows": rows[start : start + 500]}
        assert site.ask("POST", path, json=batch).status_code == 200
    trained = done(
        site, site.ask("POST", "/v1/models/retrain", json={"roster_id": roster_id})
    )["bundle_id"]
    promoted = site.ask("POST", f"/v1/models/{trained}/promote")
    assert promoted.status_code == 200, promoted.text
    later = dt.datetime.now(dt.UTC).date().isoformat()
    new = said(later, [(a, a + 1) for a in range(50)])
    site.ask("POST", path, json={"key": "later", "rows": new})

    folded = done(site, site.ask("POST", "/v1/models/fold-in", json=fold))
    not_yet = said("2190-01-01", [(a, a + 2) for a in range(50)])
    site.ask("POST", path, json={"key": "not yet", "rows": not_yet})
    again = done(site, site.ask("POST", "/v1/models/fold-in", json=fold))

    assert folded["n_answers"] == 50
    assert folded["bundle_id"] != trained
    assert (again["n_answers"], again["bundle_id"]) == (0, folded["bundle_id"])
    states = {
        one["bundle_id"]: one["state"]
        for one in site.ask("GET", "/v1/models").json()["items"]
    }
    assert states[folded["bundle_id"]] == "champion"
    back = site.ask("POST", "/v1/models/roll-back").json()
    assert back == {"before": folded["bundle_id"], "now": ""}
