"""No key opens what another organisation, or another leader, has."""

import pytest

from service.jobs.worker import Worker
from service.storage.keys import Holder
from service.workflows.kinds import HANDLERS
from tests.service.api.conftest import ROSTER

SCOPES = ("read", "suggest", "feedback", "manage", "admin")
OPEN = {"/health/live", "/health/ready", "/metrics"}
OWNED = {
    "leader_id": "L1",
    "roster_id": "",
    "job_id": "",
    "key_id": "",
    "proposal_id": "",
    "program_id": "",
    "relation_id": "",
    "introduction_id": "",
    "survey_id": "",
    "bundle_id": "a" * 64,
}
BODIES = {
    "profile": {},
    "leader_id": "L1",
    "other_id": "L2",
    "kind": "competitor",
    "name": "x",
    "document": {"preset": "core"},
    "key": "k",
    "rows": [{"rater_id": "L1", "ratee_id": "L2", "kind": "helped", "value": True}],
    "moves": [{"leader_id": "L1", "to_group": ""}],
    "leader_ids": ["L1"],
    "is_locked": True,
    "accept_broken": True,
    "questions": {"q": "why?"},
    "answers": {"q": "so"},
    "label": "x",
    "scopes": ["read"],
    "items": [],
    "asker_id": "L1",
    "asked_id": "L2",
    "outcome": "accepted",
}


def filled(site):
    """Give an organisation one of everything, and the ids of it all."""
    ids = dict(OWNED)
    job = site.ask("POST", "/v1/rosters?name=members.csv", content=ROSTER)
    Worker(site.store, HANDLERS, data=site.settings.data_folder).run(until_idle=True)
    done = site.ask("GET", job.headers["location"]).json()
    assert done["state"] == "done", done
    ids["job_id"], roster_id = done["job_id"], done["result"]["roster_id"]
    ids["roster_id"] = roster_id
    program = {"name": "small", "document": {"preset": "core", "size": SMALL}}
    ids["program_id"] = site.ask("POST", "/v1/programs", json=program).json()[
        "program_id"
    ]
    declared = {"leader_id": "L1", "other_id": "L2", "kind": "competitor"}
    ids["relation_id"] = site.ask(
        "POST", f"/v1/rosters/{roster_id}/relations", json=declared
    ).json()["relation_id"]
    wanted = {"asker_id": "L1", "asked_id": "L2"}
    ids["introduction_id"] = site.ask(
        "POST", f"/v1/rosters/{roster_id}/introductions", json=wanted
    ).json()["introduction_id"]
    survey = {"roster_id": roster_id, "name": "s", "questions": {"q": "why?"}}
    ids["survey_id"] = site.ask("POST", "/v1/surveys", json=survey).json()["survey_id"]
    ids["key_id"] = site.ask("GET", "/v1/keys").json()["items"][0]["key_id"]
    wish = {"roster_id": roster_id, "seconds": 0.2, "program_id": ids["program_id"]}
    formed = site.ask("POST", "/v1/proposals", json=wish)
    Worker(site.store, HANDLERS, data=site.settings.data_folder).run(until_idle=True)
    done = site.ask("GET", formed.headers["location"]).json()
    assert done["state"] == "done", done
    ids["proposal_id"] = done["result"]["proposal_id"]
    return ids


SMALL = {"min": 2, "target": 3, "max": 3, "fold_at": 1}


def operations(site):
    paths = site.client.app.openapi()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def asked(operation):
    """Put a body and a version together that suit a route."""
    given = {"headers": {"If-Match": '"1"'}}
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        given["json"] = name
    elif content:
        given["content"] = ROSTER
    return given


def body_for(schema, ids):
    """Fill what a schema requires with what the ids mean."""
    wanted = schema.get("required", [])
    return {name: ids.get(name) or BODIES.get(name) for name in wanted}


@pytest.mark.parametrize("kind", ["stranger", "nobody"])
def test_no_route_opens_what_another_organisation_has(small_site, kind):
    """Every route of the app, with the other's ids: as if they were not there."""
    site = small_site
    ids = filled(site)
    headers = site.key("admin", other=True) if kind == "stranger" else {}
    before = {
        path: site.ask("GET", path.format(**ids)).text
        for path in (
            "/v1/rosters/{roster_id}",
            "/v1/rosters/{roster_id}/leaders/{leader_id}",
            "/v1/programs/{program_id}",
            "/v1/proposals/{proposal_id}/draft",
            "/v1/jobs/{job_id}",
            "/v1/surveys/{survey_id}",
        )
    }

    n_asked = 0
    for method, path, operation in operations(site):
        if path in OPEN:
            continue
        response = ask_any(site, (method, path, operation), headers=headers, ids=ids)
        n_asked += 1
        if kind == "nobody":
            assert response.status_code == 401, (method, path, response.text)
            continue
        name = operation["operationId"]
        if "{" in path or name in WITH_ROSTER:
            assert response.status_code == 404, (method, path, response.text)
        asked_for = response.request
        sent = f"{asked_for.url} {asked_for.content.decode('utf-8', 'replace')}"
        for value in ids.values():
            if value not in sent:
                assert value not in response.text, (method, path)

    assert n_asked > 40
    for path, text in before.items():
        assert site.ask("GET", path.format(**ids)).text == text


WITH_ROSTER = {"create_proposal", "create_survey", "retrain", "fold_in"}
# Which scopes open which operations; manage and admin open all of the first four too.
READ = {
    "export_groups", "follow_job", "list_all_jobs",
    "list_all_leaders", "list_all_programs", "list_all_proposals", "list_all_rosters",
    "list_all_surveys", "list_draft_acts", "list_models", "read_draft", "read_history",
    "read_job", "read_leader", "read_memberships", "read_program", "read_proposal",
    "read_report", "read_roster", "read_seating", "read_stays", "read_survey",
}  # fmt: skip
MEMBER = {"suggest", "plan", "own_group", "own_introductions", "tell_views"}
RATER = {"send_feedback", "answer_questions", "ask_introduction", "settle"}
ADMIN = {
    "create_api_key", "erase_data", "export_data", "list_api_keys", "read_trail",
    "revoke_api_key",
}  # fmt: skip
MANAGE = {
    "cancel", "change_leader", "change_program", "close", "create_program",
    "create_proposal", "create_survey", "declare_relation", "delete_leader",
    "delete_program", "delete_roster", "fold_in", "list_all_introductions",
    "list_all_relations", "lock_seats", "make_moves", "promote", "publish",
    "read_answers", "read_guides", "read_introduction", "read_relation",
    "replace_guides", "replace_history", "replace_memberships", "retrain",
    "roll_back", "take_back_relation", "undo", "upload_roster", "weigh_moves",
    "withdraw",
}  # fmt: skip
OPENS = {
    "read": READ | MEMBER,
    "suggest": MEMBER,
    "feedback": RATER,
    "manage": READ | MEMBER | RATER | MANAGE,
    "admin": READ | MEMBER | RATER | MANAGE | ADMIN,
}


def ask_any(site, operation, *, headers, ids):
    """Ask for an operation with whatever its document requires."""
    method, path, told = operation
    schemas = site.client.app.openapi()["components"]["schemas"]
    given = asked(told)
    if "json" in given:
        given["json"] = body_for(schemas[given["json"]], ids)
    given["headers"] |= headers
    query = {p["name"] for p in told.get("parameters", []) if p.get("required")}
    params = {"name": "x.csv"} if "name" in query else {}
    params |= {"hours": "4"} if "hours" in query else {}
    return site.client.request(method, path.format(**ids), params=params, **given)


def test_each_scope_opens_its_own_and_no_more(small_site):
    """Every operation of the document; a new one has to be put into a table above."""
    site = small_site
    nothing = {**dict.fromkeys(OWNED, "0" * 32), "bundle_id": "0" * 64}
    keys = {scope: site.key(scope) for scope in SCOPES}
    seen = set()
    for operation in operations(site):
        if operation[1] in OPEN:
            continue
        name = operation[2]["operationId"]
        seen.add(name)
        for scope, headers in keys.items():
            answered = ask_any(site, operation, headers=headers, ids=nothing)
            is_open = answered.status_code != 403
            assert is_open == (name in OPENS[scope]), (name, scope, answered.text)
            assert answered.status_code < 500, (name, scope, answered.text)

    assert seen == set().union(*OPENS.values())


def test_a_key_bound_to_a_leader_opens_what_is_for_members_alone(small_site):
    """Every operation with a key of each scope that is bound to a leader."""
    site = small_site
    ids = filled(site)
    for scope in ("suggest", "feedback", "admin"):
        bound = site.key(scope, holder=Holder(ids["roster_id"], "L4"))
        for operation in operations(site):
            if operation[1] in OPEN:
                continue
            name = operation[2]["operationId"]
            of = {"suggest": MEMBER, "feedback": RATER}.get(scope, set())
            others = ask_any(site, operation, headers=bound, ids=ids)
            own = ask_any(
                site, operation, headers=bound, ids={**ids, "leader_id": "L4"}
            )
            assert others.status_code in {403, 404}, (scope, name, others.text)
            assert name in of or own.status_code == 403, (scope, name, own.text)
            if of is MEMBER and name in of:
                assert own.status_code == 200, (scope, name, own.text)
    kept = site.ask("GET", f"/v1/rosters/{ids['roster_id']}/introductions").json()
    assert kept["items"][0]["outcome"] == "open"


def test_a_key_bound_to_a_leader_opens_that_leader_alone(small_site):
    site = small_site
    ids = filled(site)
    roster = f"/v1/rosters/{ids['roster_id']}"
    mine = site.key("suggest feedback", holder=Holder(ids["roster_id"], "L/5"))

    def get(path):
        return site.client.get(path, headers=mine)

    assert get(f"{roster}/leaders/L%2F5/group").json()["leader_id"] == "L/5"
    assert get(f"{roster}/leaders/L%2F5/suggestions").status_code == 200
    assert get(f"{roster}/leaders/L1/suggestions").status_code == 404
    assert get(f"{roster}/leaders/L1/group").status_code == 404
    assert get(f"{roster}/leaders/L%2F5/plan?hours=4").status_code == 200
    for path in (
        roster,
        f"{roster}/leaders",
        f"{roster}/leaders/L%2F5",
        f"{roster}/relations",
        f"{roster}/seating",
        "/v1/proposals",
        f"/v1/surveys/{ids['survey_id']}/answers",
        "/v1/keys",
        "/v1/jobs",
    ):
        assert get(path).status_code == 403, path
    row = {"ratee_id": "L2", "kind": "helped", "value": True}
    for rater, status in (("L/5", 200), ("L1", 403)):
        sent = site.client.post(
            f"{roster}/feedback",
            headers=mine,
            json={"key": f"of {rater}", "rows": [{"rater_id": rater, **row}]},
        )
        assert sent.status_code == status, sent.text


def test_members_learn_nothing_of_objections(small_site):
    site = small_site
    ids = filled(site)
    roster = f"/v1/rosters/{ids['roster_id']}"
    objection = {
        "leader_id": "L2",
        "other_id": "L/5",
        "kind": "conflict",
        "source": "told the chair in tears",
    }
    site.ask("POST", f"{roster}/relations", json=objection)
    Worker(site.store, HANDLERS, data=site.settings.data_folder).run(until_idle=True)
    mine = site.key("suggest", holder=Holder(ids["roster_id"], "L/5"))

    told = "".join(
        site.client.get(f"{roster}/leaders/L%2F5/{what}", headers=mine).text
        for what in (
            *(f"suggestions?way={way}&k=100" for way in ("network", "connect")),
            *(f"suggestions?way={way}" for way in ("accelerate", "optimize")),
            "plan?hours=8",
            "group",
        )
    )

    assert "L2" not in told
    assert "tears" not in told
    assert "conflict" not in told
    read = site.key("read")
    assert "tears" not in "".join(
        site.client.get(path, headers=read).text
        for path in (roster, f"{roster}/leaders", f"/v1/proposals/{ids['proposal_id']}")
    )
