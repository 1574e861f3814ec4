"""An organisation's year over HTTP, on both databases."""

import threading

import pytest

from service.jobs.worker import Worker
from service.workflows.kinds import HANDLERS
from tests.service.api.conftest import ROSTER
from tests.service.api.test_guard import assert_problem
from tests.service.api.test_isolation import SMALL


def work(site):
    Worker(site.store, HANDLERS, data=site.settings.data_folder).run(until_idle=True)


def done(site, response):
    assert response.status_code == 202, response.text
    work(site)
    job = site.ask("GET", response.headers["location"]).json()
    assert job["state"] == "done", job
    return job["result"]


def roster_of(site, data=ROSTER):
    put_in = site.ask("POST", "/v1/rosters?name=members.csv", content=data)
    return done(site, put_in)["roster_id"]


def draft_of(site, roster_id):
    program = {"name": "small", "document": {"preset": "core", "size": SMALL}}
    program_id = site.ask("POST", "/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_id, "program_id": program_id, "seconds": 0.2}
    proposal_id = done(site, site.ask("POST", "/v1/proposals", json=wish))[
        "proposal_id"
    ]
    return f"/v1/proposals/{proposal_id}"


def at(version):
    return {"If-Match": f'"{version}"'}


def some_move(draft):
    seats = draft["seats"]
    first = next(seat for seat in seats if seat["group_id"])
    others = {seat["group_id"] for seat in seats} - {first["group_id"], ""}
    return {"leader_id": first["leader_id"], "to_group": min(others)}


def test_a_year(site):
    roster_id = roster_of(site)
    roster = f"/v1/rosters/{roster_id}"

    path = draft_of(site, roster_id)
    assert site.ask("GET", f"{roster}/seating").json()["number"] == 0
    draft = site.ask("GET", f"{path}/draft").json()
    assert draft["version"] == 0
    assert draft["breaches"] == []

    move = some_move(draft)
    weighed = site.ask("POST", f"{path}/weigh", json={"moves": [move]}).json()
    assert site.ask("GET", f"{path}/draft").json() == draft
    moved = site.ask("POST", f"{path}/moves", json={"moves": [move]}, headers=at(0))
    assert moved.headers["etag"] == '"1"'
    assert {**moved.json(), "version": 0} == weighed
    assert moved.json()["score_before"] == pytest.approx(draft["score"])
    after = site.ask("GET", f"{path}/draft").json()
    assert after["score"] == pytest.approx(moved.json()["score_after"])
    n_hard = sum(breach["is_hard"] for breach in after["breaches"])
    assert n_hard == moved.json()["n_hard_after"] == len(moved.json()["broken"]) > 0

    refused = site.ask("POST", f"{path}/publish", json={}, headers=at(1))
    problem = assert_problem(refused, 409, says="accept_broken")
    assert problem["type"].endswith("rules-broken")
    undone = site.ask("POST", f"{path}/undo", headers=at(1))
    assert undone.json() == {"version": 2}
    restored = site.ask("GET", f"{path}/draft").json()
    assert restored["seats"] == draft["seats"]

    published = site.ask("POST", f"{path}/publish", json={}, headers=at(2))
    assert published.status_code == 200, published.text
    assert published.json()["seating_number"] == 1
    seating = site.ask("GET", f"{roster}/seating").json()
    assert {s["leader_id"]: s["group_id"] for s in seating["seats"]} == {
        s["leader_id"]: s["group_id"] for s in draft["seats"] if s["group_id"]
    }
    late = site.ask("POST", f"{path}/moves", json={"moves": [move]}, headers=at(3))
    assert_problem(late, 409, says="published")
    work(site)
    own = site.ask("GET", f"{roster}/leaders/L1/group").json()
    assert "L1" in own["leader_ids"]
    open_seats = site.ask("GET", f"{roster}/leaders/L1/suggestions?way=accelerate")
    assert open_seats.status_code == 200
    acts = site.ask("GET", "/v1/audit").json()["items"]
    assert [act["act"] for act in acts] == ["publish"]


def test_a_locked_seat_stays(small_site):
    site = small_site
    path = draft_of(site, roster_of(site))
    draft = site.ask("GET", f"{path}/draft").json()
    move = some_move(draft)
    lock = {"leader_ids": [move["leader_id"]], "is_locked": True}

    site.ask("POST", f"{path}/locks", json=lock, headers=at(0))
    refused = site.ask("POST", f"{path}/moves", json={"moves": [move]}, headers=at(1))

    assert_problem(refused, 409, says="locked")
    assert site.ask("GET", f"{path}/draft").json()["version"] == 1


def test_of_two_managers_one_is_told_that_the_other_was_first(site):
    path = draft_of(site, roster_of(site))
    move = some_move(site.ask("GET", f"{path}/draft").json())
    answers = []

    def edit():
        answers.append(
            site.ask("POST", f"{path}/moves", json={"moves": [move]}, headers=at(0))
        )

    threads = [threading.Thread(target=edit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(a.status_code for a in answers) == [200, 412, 412, 412]
    assert len(site.ask("GET", f"{path}/acts").json()["items"]) == 1
    forgotten = site.ask("POST", f"{path}/moves", json={"moves": [move]})
    assert_problem(forgotten, 428, says="If-Match")
    odd = {"If-Match": "W/yesterday"}
    assert_problem(
        site.ask("POST", f"{path}/moves", json={"moves": [move]}, headers=odd), 412
    )


def test_the_same_batch_twenty_times_at_once_counts_once(site):
    roster_id = roster_of(site)
    rows = [
        {"rater_id": a, "ratee_id": b, "kind": "helped", "value": a < b}
        for a in ("L1", "L2", "L3", "L4")
        for b in ("L1", "L2", "L3", "L4")
        if a != b
    ]
    answers = []

    def send():
        answers.append(
            site.ask(
                "POST",
                f"/v1/rosters/{roster_id}/feedback",
                json={"key": "monday", "rows": rows},
            )
        )

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {a.status_code for a in answers} == {200}
    assert sum(not a.json()["is_repeated"] for a in answers) == 1
    assert {a.json()["n_new"] for a in answers} == {12}


def test_a_batch_with_a_stranger_in_it_changes_nothing(small_site):
    site = small_site
    path = f"/v1/rosters/{roster_of(site)}/feedback"
    good = {"rater_id": "L1", "ratee_id": "L2", "kind": "helped", "value": True}
    bad = {**good, "ratee_id": "Ann Stranger"}

    refused = site.ask("POST", path, json={"key": "a", "rows": [good, bad]})
    sent = site.ask("POST", path, json={"key": "a", "rows": [good]})

    problem = assert_problem(refused, 409, says="/rows/1/ratee_id")
    assert "Stranger" not in str(problem)
    assert sent.json() == {**sent.json(), "n_new": 1, "is_repeated": False}


@pytest.mark.parametrize("value", [True, 1, 1.0])
def test_yes_is_true_or_1_and_a_batch_needs_no_key(small_site, value):
    site = small_site
    path = f"/v1/rosters/{roster_of(site)}/feedback"
    row = {"rater_id": "L3", "ratee_id": "L4", "kind": "helped", "value": value}

    first = site.ask("POST", path, json={"rows": [row]})
    again = site.ask("POST", path, json={"rows": [row]})
    named = site.ask(
        "POST", path, json={"rows": [row]}, headers={"Idempotency-Key": "n1"}
    )

    assert first.status_code == 200, first.text
    assert again.json()["is_repeated"]
    assert named.json()["key"] == "n1"
    for odd in (2, 0.5, "1", None):
        refused = site.ask("POST", path, json={"rows": [{**row, "value": odd}]})
        assert_problem(refused, 422, says="/rows/0/value: should be true or false")


def test_a_request_sent_again_is_answered_again_and_done_once(site):
    key = {"Idempotency-Key": "7f3a"}
    program = {"name": "spring", "document": {"preset": "forum"}}

    first = site.ask("POST", "/v1/programs", json=program, headers=key)
    again = site.ask("POST", "/v1/programs", json=program, headers=key)
    other = site.ask(
        "POST", "/v1/programs", json={**program, "name": "fall"}, headers=key
    )

    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert_problem(other, 409, says="idempotency key")
    assert len(site.ask("GET", "/v1/programs").json()["items"]) == 1


def test_the_same_upload_at_once_is_one_job(site):
    answers = []

    def send():
        answers.append(
            site.ask(
                "POST",
                "/v1/rosters?name=m.csv",
                content=ROSTER,
                headers={"Idempotency-Key": "one"},
            )
        )

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({a.headers["location"] for a in answers}) == 1
    assert len(site.ask("GET", "/v1/jobs").json()["items"]) == 1


def test_pages_hold_everyone_once(small_site):
    site = small_site
    roster_id = roster_of(site)
    seen, cursor = [], -1
    while cursor is not None:
        page = site.ask(
            "GET",
            f"/v1/rosters/{roster_id}/leaders",
            params={"limit": 2, "cursor": cursor},
        ).json()
        seen += [leader["leader_id"] for leader in page["items"]]
        cursor = page["next"]

    assert seen == ["L1", "L2", "L3", "L4", "L/5", "L6"]


def test_a_leader_is_changed_under_the_version_that_was_read(small_site):
    site = small_site
    path = f"/v1/rosters/{roster_of(site)}/leaders/L%2F5"
    read = site.ask("GET", path)
    profile = {**read.json()["profile"], "city": "Tromsø"}

    changed = site.ask(
        "PUT",
        path,
        json={"profile": profile},
        headers={"If-Match": read.headers["etag"]},
    )
    stale = site.ask(
        "PUT",
        path,
        json={"profile": profile},
        headers={"If-Match": read.headers["etag"]},
    )
    odd = site.ask(
        "PUT",
        path,
        json={"profile": {**profile, "revenue": "much"}},
        headers={"If-Match": changed.headers["etag"]},
    )

    assert changed.json()["profile"]["city"] == "Tromsø"
    assert_problem(stale, 412)
    assert_problem(odd, 422, says="revenue")
    assert site.ask("GET", path).headers["etag"] == changed.headers["etag"]


def test_a_job_tells_its_steps_and_ends_its_stream(small_site):
    site = small_site
    job = site.ask("POST", "/v1/rosters?name=m.csv", content=ROSTER)
    work(site)

    stream = site.ask("GET", f"{job.headers['location']}/events")

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "event: ended" in stream.text
    assert '"state": "done"' in stream.text
    missing = site.ask("GET", f"/v1/jobs/{'0' * 32}/events")
    assert_problem(missing, 404)


def test_a_cancelled_job_is_not_done(small_site):
    site = small_site
    job = site.ask("POST", "/v1/rosters?name=m.csv", content=ROSTER)

    site.ask("POST", f"{job.headers['location']}/cancel")
    work(site)

    assert site.ask("GET", job.headers["location"]).json()["state"] == "cancelled"
    assert site.ask("GET", "/v1/rosters").json()["items"] == []


def test_exports_run_in_no_spreadsheet(small_site):
    site = small_site
    data = ROSTER.replace(b"L1,", b"=cmd|'/c calc'!A1,").replace(b"L2,", b"@L2,")
    path = draft_of(site, roster_of(site, data))

    text = site.ask("GET", f"{path}/groups.csv").text

    cells = [cell for line in text.splitlines()[1:] for cell in line.split(",")]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert "'=cmd" in text


@pytest.mark.slow
def test_a_model_is_learned_refused_or_promoted_and_rolled_back(small_site):
    site = small_site
    lines = [b"leader_id,industry,revenue,challenges"]
    trades = (b"Software", b"Retail", b"Banking", b"Trucking")
    lines += [
        b"P%d,%s,%d,hiring" % (i, trades[i % 4], 10**6 * (1 + i)) for i in range(60)
    ]
    roster_id = roster_of(site, b"\n".join(lines))
    rows = [
        {
            "rater_id": f"P{a}",
            "ratee_id": f"P{b}",
            "kind": "helped",
            "value": (a % 4) == (b + 1) % 4,
        }
        for a in range(60)
        for b in range(60)
        if a != b
    ]
    for start in range(0, len(rows), 500):
        site.ask(
            "POST",
            f"/v1/rosters/{roster_id}/feedback",
            json={"key": f"b{start}", "rows": rows[start : start + 500]},
        )

    result = done(
        site, site.ask("POST", "/v1/models/retrain", json={"roster_id": roster_id})
    )
    model = f"/v1/models/{result['bundle_id']}"
    promoted = site.ask("POST", f"{model}/promote")

    assert result["verdict"]["is_better"], result["verdict"]["sentence"]
    assert promoted.json() == {"before": "", "now": result["bundle_id"]}
    assert_problem(site.ask("POST", f"{model}/promote"), 409)
    work(site)
    told = site.ask("GET", f"/v1/rosters/{roster_id}/leaders/P1/suggestions").json()
    assert told["entries"]
    back = site.ask("POST", "/v1/models/roll-back").json()
    assert back == {"before": result["bundle_id"], "now": ""}
    states = [m["state"] for m in site.ask("GET", "/v1/models").json()["items"]]
    assert states == ["challenger"]


def test_who_is_erased_is_in_no_answer_any_more(site):
    path = draft_of(site, roster_id := roster_of(site))
    roster = f"/v1/rosters/{roster_id}"
    assert "L/5" in site.ask("GET", f"{path}/draft").text
    kept = site.ask("GET", f"{roster}/leaders/L%2F5/data").json()
    assert kept["versions"][0]["profile"]["name"] == "Ed Fox"
    key = {"Idempotency-Key": "forget"}

    first = site.ask("DELETE", f"{roster}/leaders/L%2F5/data", headers=key)
    again = site.ask("DELETE", f"{roster}/leaders/L%2F5/data", headers=key)
    work(site)

    assert (first.status_code, again.status_code) == (204, 204)
    for where in (f"{path}/draft", path, f"{path}/acts", f"{roster}/leaders"):
        told = site.ask("GET", where).text
        assert "L/5" not in told, where
        assert "Ed Fox" not in told, where
    told = site.ask("GET", f"{roster}/leaders/L1/suggestions?k=100")
    assert told.status_code == 200
    assert "L/5" not in told.text
    assert_problem(site.ask("GET", f"{roster}/leaders/L%2F5/data"), 404)
