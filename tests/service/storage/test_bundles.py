import threading

import pytest

from service.storage.bundles import (
    add_bundle,
    champion_id,
    list_bundles,
    promote_bundle,
    roll_back_bundle,
)
from service.storage.errors import ConflictError, NotFoundError
from service.storage.trail import list_entries, note


@pytest.fixture
def bundles(store, organisation_id):
    ids = [letter * 64 for letter in "abc"]
    with store.transaction() as connection:
        for bundle_id in ids:
            for _ in range(2):
                add_bundle(
                    connection,
                    organisation_id,
                    bundle_id=bundle_id,
                    roster_id=None,
                    origin={"as_of": "2026-01-01"},
                )
    return ids


def promote(store, organisation_id, bundle_id, expected):
    with store.transaction() as connection:
        promote_bundle(
            connection,
            organisation_id,
            bundle_id=bundle_id,
            expected_champion=expected,
        )


def serving(store, organisation_id):
    with store.reading() as connection:
        return champion_id(connection, organisation_id)


def test_promotion_and_roll_back_go_up_and_down_a_stack(
    store, organisation_id, bundles
):
    a, b, c = bundles
    assert serving(store, organisation_id) == ""
    promote(store, organisation_id, a, "")
    promote(store, organisation_id, b, a)
    with store.transaction() as connection:
        assert roll_back_bundle(connection, organisation_id) == (b, a)
    promote(store, organisation_id, c, a)
    with store.reading() as connection:
        states = {
            one.bundle_id: one.state
            for one in list_bundles(connection, organisation_id)
        }
    assert states == {a: "earlier", b: "challenger", c: "champion"}
    with store.transaction() as connection:
        assert roll_back_bundle(connection, organisation_id) == (c, a)
        assert roll_back_bundle(connection, organisation_id) == (a, "")
        with pytest.raises(ConflictError, match="none to roll back"):
            roll_back_bundle(connection, organisation_id)

    assert serving(store, organisation_id) == ""


def test_a_bundle_is_promoted_over_the_champion_it_was_compared_with(
    store, organisation_id, other_id, bundles
):
    a, b, _ = bundles
    promote(store, organisation_id, a, "")

    with pytest.raises(ConflictError, match="compare"):
        promote(store, organisation_id, b, "")
    with pytest.raises(ConflictError, match="already"):
        promote(store, organisation_id, a, a)
    with pytest.raises(NotFoundError):
        promote(store, organisation_id, "d" * 64, a)
    with pytest.raises(NotFoundError):
        promote(store, other_id, a, "")
    assert serving(store, organisation_id) == a
    assert serving(store, other_id) == ""


def test_of_promotions_at_once_one_holds(store, organisation_id, bundles):
    refused = []

    def work(bundle_id):
        try:
            promote(store, organisation_id, bundle_id, "")
        except ConflictError:
            refused.append(bundle_id)

    threads = [threading.Thread(target=work, args=(one,)) for one in bundles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {*refused, serving(store, organisation_id)} == set(bundles)
    assert len(refused) == 2


def test_the_trail_tells_who_did_what(store, organisation_id, other_id):
    with store.transaction() as connection:
        for act in ("publish", "withdraw"):
            note(
                connection,
                organisation_id,
                act=act,
                kind="proposal",
                object_id="p1",
                key_id="k1",
            )
        entries = list_entries(connection, organisation_id)
        rest = list_entries(connection, organisation_id, after=entries[0].entry_id)

        assert {entry.act for entry in entries} == {"publish", "withdraw"}
        assert rest == entries[1:]
        assert list_entries(connection, other_id) == ()
