"""No key opens what another organisation, or another leader, has."""

import itertools

import pytest

from service.api.app import create_app
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
    paths = create_app(site.settings, site.store).openapi()["paths"]
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
    schemas = create_app(site.settings, site.store).openapi()["components"]["schemas"]
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
        given = asked(operation)
        if "json" in given:
            given["json"] = body_for(schemas[given["json"]], ids)
        given["headers"] |= headers
        url = path.format(**ids)
        query = {
            p["name"] for p in operation.get("parameters", []) if p.get("required")
        }
        params = {"name": "x.csv"} if "name" in query else {}
        params |= {"hours": "4"} if "hours" in query else {}
        response = site.client.request(method, url, params=params, **given)
        n_asked += 1
        if kind == "nobody":
            assert response.status_code == 401, (method, path, response.text)
            continue
        has_id = "{" in path or "roster_id" in given.get("json", {})
        if has_id:
            assert response.status_code == 404, (method, path, response.text)
        sent = url + str(given)
        for value in ids.values():
            if value not in sent:
                assert value not in response.text, (method, path)

    assert n_asked > 40
    for path, text in before.items():
        assert site.ask("GET", path.format(**ids)).text == text


def test_each_scope_opens_its_own_and_no_more(small_site):
    site = small_site
    allowed = {
        ("GET", "/v1/rosters"): {"read", "manage", "admin"},
        ("GET", "/v1/keys"): {"admin"},
        ("GET", "/v1/audit"): {"admin"},
        ("POST", "/v1/models/roll-back"): {"manage", "admin"},
        ("GET", f"/v1/rosters/{'0' * 32}/relations"): {"manage", "admin"},
        ("GET", f"/v1/rosters/{'0' * 32}/leaders/L1/suggestions"): {
            "suggest",
            "read",
            "manage",
            "admin",
        },
    }
    for (method, path), scope in itertools.product(allowed, SCOPES):
        refused = site.ask(method, path, scope=scope).status_code == 403
        assert refused == (scope not in allowed[method, path]), (method, path, scope)


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
