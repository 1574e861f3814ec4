"""What stands beside a roster: lists that are replaced whole, introductions, views."""

import datetime as dt

import pytest

from matcher.program.presets import PRESETS
from tests.service.api.test_guard import assert_problem
from tests.service.api.test_year import at, done, draft_of, roster_of, work


def version_of(site, roster_id):
    return site.ask("GET", f"/v1/rosters/{roster_id}").json()["version"]


def put(site, roster_id, what, items, *, version=None):
    seen = version_of(site, roster_id) if version is None else version
    path = f"/v1/rosters/{roster_id}/{what}"
    return site.ask("PUT", path, json={"items": items}, headers=at(seen))


GUIDE = {
    "guide_id": "chair one",
    "capacity": 2,
    "slots": ["Tue PM"],
    "languages": ["en"],
    "prefers": ["L1"],
    "avoids": ["L2"],
    "groups": [{"group_id": "North", "slot": "Tue PM"}, {"group_id": "G2", "slot": ""}],
}
SEAT = {
    "leader_id": "L1",
    "group_id": "team",
    "way": "optimize",
    "slots": ["Tue AM"],
    "first_day": "2026-01-01",
    "last_day": None,
}
STAY = {"leader_id": "L1", "group_id": "old", "first_day": None, "last_day": None}


@pytest.mark.parametrize(
    ("what", "item"), [("guides", GUIDE), ("memberships", SEAT), ("history", STAY)]
)
def test_a_list_comes_back_as_it_was_put_under_the_version_of_its_roster(
    site, what, item
):
    roster_id = roster_of(site)
    before = site.ask("GET", f"/v1/rosters/{roster_id}/{what}")
    assert before.json() == {"items": []}

    first = put(site, roster_id, what, [item])
    stale = put(site, roster_id, what, [], version=before.json().get("version", 1))

    assert first.json() == {"items": [item]}
    assert first.headers["etag"] == '"2"'
    assert_problem(stale, 412)
    after = site.ask("GET", f"/v1/rosters/{roster_id}/{what}")
    assert after.json() == {"items": [item]}
    assert after.headers["etag"] == '"2"'
    assert put(site, roster_id, what, []).json() == {"items": []}


@pytest.mark.parametrize(
    ("what", "items", "status", "says"),
    [
        ("guides", [GUIDE, GUIDE], 409, "/items/1/guide_id"),
        ("guides", [{**GUIDE, "guide_id": "=cmd"}], 422, "guide_id"),
        ("guides", [{**GUIDE, "slots": ["a;b"]}], 422, "slots"),
        ("guides", [{**GUIDE, "groups": [{"group_id": "a@b"}]}], 422, "group_id"),
        ("memberships", [{**SEAT, "leader_id": "stranger"}], 409, "/items/0/leader_id"),
        ("memberships", [{**SEAT, "last_day": "2025-01-01"}], 409, "last_day"),
        ("history", [STAY, {**STAY, "leader_id": "x"}], 409, "/items/1/leader_id"),
        ("history", [{**STAY, "first_day": 20000}], 422, "first_day"),
        ("history", [{**STAY, "why": "x"}], 422, "why"),
    ],
)
def test_lists_that_make_no_sense_are_named_and_change_nothing(
    small_site, what, items, status, says
):
    roster_id = roster_of(small_site)

    refused = put(small_site, roster_id, what, items)

    assert_problem(refused, status, says=says)
    kept = small_site.ask("GET", f"/v1/rosters/{roster_id}/{what}")
    assert kept.json() == {"items": []}
    assert version_of(small_site, roster_id) == 1


def test_proposals_heed_guides_seats_elsewhere_and_former_groups(small_site):
    """As `form --guides --memberships --history` does with files."""
    site = small_site
    roster_id = roster_of(site)
    rules = [{"kind": "guide"}, {"kind": "not_again", "months": 120}]
    size = {"min": 2, "target": 2, "max": 3, "fold_at": 1}
    program = {"name": "led", "document": {"size": size, "rule": rules}}
    program_id = site.ask("POST", "/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_id, "program_id": program_id, "seconds": 0.2}
    without = site.ask("POST", "/v1/proposals", json=wish)
    work(site)
    failed = site.ask("GET", without.headers["location"]).json()
    assert failed["state"] == "failed"
    assert "guides" in failed["problem"]

    put(site, roster_id, "guides", [{**GUIDE, "slots": [], "groups": []}])
    put(
        site,
        roster_id,
        "history",
        [
            {**STAY, "leader_id": who, "last_day": dt.datetime.now(dt.UTC).date()
             .isoformat()}
            for who in ("L1", "L2")
        ],
    )  # fmt: skip
    proposal_id = done(site, site.ask("POST", "/v1/proposals", json=wish))[
        "proposal_id"
    ]
    draft = site.ask("GET", f"/v1/proposals/{proposal_id}/draft").json()

    seats = {seat["leader_id"]: seat["group_id"] for seat in draft["seats"]}
    assert len(set(seats.values()) - {""}) <= 2  # as many as the one guide takes
    assert not seats["L1"] or seats["L1"] != seats["L2"]
    assert draft["breaches"] == []


def test_who_sits_in_a_team_is_left_out_of_another(small_site):
    site = small_site
    roster_id = roster_of(site)
    put(site, roster_id, "memberships", [SEAT])
    size = {"min": 2, "target": 2, "max": 3, "fold_at": 1}
    document = {"way": "optimize", "size": size}
    program = {"name": "teams", "document": document}
    program_id = site.ask("POST", "/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_id, "program_id": program_id, "seconds": 0.2}

    proposal_id = done(site, site.ask("POST", "/v1/proposals", json=wish))[
        "proposal_id"
    ]

    whole = site.ask("GET", f"/v1/proposals/{proposal_id}").json()
    draft = site.ask("GET", f"/v1/proposals/{proposal_id}/draft").json()
    assert "L1" not in {seat["leader_id"] for seat in draft["seats"]}
    assert "team" in str(whole["document"])


def test_a_program_that_spells_a_preset_out_asks_for_no_more_than_the_preset(
    small_site,
):
    """`PRESETS["core"].to_dict()` has a rule on guides, of whom the roster has none."""
    site = small_site
    spelt = {
        **PRESETS["core"].to_dict(),
        "size": {"min": 2, "target": 3, "max": 3, "fold_at": 1},
    }
    program = {"name": "spelt", "document": spelt}
    program_id = site.ask("POST", "/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_of(site), "seconds": 0.2, "program_id": program_id}

    assert done(site, site.ask("POST", "/v1/proposals", json=wish))["proposal_id"]


def test_a_draft_stands_after_a_restart_as_it_stood_before(site, tmp_path):
    from tests.service.api.conftest import open_site  # noqa: PLC0415 - a second app

    roster_id = roster_of(site)
    put(site, roster_id, "memberships", [SEAT])
    path = draft_of(site, roster_id)
    draft = site.ask("GET", f"{path}/draft").json()
    first = next(seat for seat in draft["seats"] if seat["group_id"])
    group = next(
        seat["group_id"]
        for seat in draft["seats"]
        if seat["group_id"] not in {"", first["group_id"]}
    )
    moves = {"moves": [{"leader_id": first["leader_id"], "to_group": group}]}
    site.ask("POST", f"{path}/moves", json=moves, headers=at(0))
    back = {"moves": [{"leader_id": first["leader_id"], "to_group": first["group_id"]}]}
    before = [
        site.ask("GET", f"{path}/draft").json(),
        site.ask("POST", f"{path}/weigh", json=back).json(),
    ]

    again = open_site(site.settings.database_url, tmp_path, is_new=False)
    with again.client:
        headers = site.keys["admin"]
        after = [
            again.client.get(f"{path}/draft", headers=headers).json(),
            again.client.post(f"{path}/weigh", json=back, headers=headers).json(),
        ]

    assert after == before


def test_an_objection_closes_a_seat_from_the_next_question_on(small_site):
    """Groups at hand are told from those before by all that they rest on."""
    site = small_site
    roster_id = roster_of(site)
    roster = f"/v1/rosters/{roster_id}"
    size = {"min": 2, "target": 3, "max": 4, "fold_at": 1}
    program = {"name": "p", "document": {"preset": "core", "size": size}}
    program_id = site.ask("POST", "/v1/programs", json=program).json()["program_id"]
    wish = {"roster_id": roster_id, "program_id": program_id, "seconds": 0.2}
    path = f"{roster}/leaders/L1/suggestions?way=accelerate"
    unseated = site.ask("GET", path).json()
    assert (unseated["seats"], unseated["n_groups"]) == ([], 0)
    assert unseated["why_empty"].startswith("No seating")
    proposal_id = done(site, site.ask("POST", "/v1/proposals", json=wish))[
        "proposal_id"
    ]
    site.ask("POST", f"/v1/proposals/{proposal_id}/publish", json={}, headers=at(0))
    profile = {"industry": "Mining", "revenue": 12_000_000, "employees": 80}
    site.ask("PUT", f"{roster}/leaders/L7", json={"profile": profile}, headers=at(0))
    work(site)

    def open_seats():
        path = f"{roster}/leaders/L7/suggestions?way=accelerate"
        return {seat["group_id"] for seat in site.ask("GET", path).json()["seats"]}

    before = open_seats()
    group = min(before)
    seats = site.ask("GET", f"{roster}/seating").json()["seats"]
    for seat in seats:
        if seat["group_id"] == group:
            objection = {"leader_id": seat["leader_id"], "other_id": "L7",
                         "kind": "conflict"}  # fmt: skip
            site.ask("POST", f"{roster}/relations", json=objection)

    assert before - open_seats() == {group}
