from datetime import timedelta

import pytest
from sqlalchemy import select

from service.storage.errors import ConflictError, NotFoundError
from service.storage.keys import (
    Holder,
    add_key,
    check_key,
    has_keys,
    list_keys,
    revoke_key,
)
from service.storage.moments import now
from service.storage.organisations import add_organisation, find_organisation
from service.storage.tables.access import keys


def test_a_key_opens_what_it_was_made_for(store, organisation_id):
    with store.transaction() as connection:
        made, text = add_key(
            connection,
            organisation_id,
            label="member app",
            scopes={"suggest"},
            holder=Holder("r1", "L-7"),
        )

    with store.reading() as connection:
        assert check_key(connection, text) == made
    assert made.scopes == {"suggest"}
    assert made.holder == Holder("r1", "L-7")


def test_the_secret_is_not_kept(store, organisation_id):
    with store.transaction() as connection:
        _, text = add_key(connection, organisation_id, label="x", scopes={"read"})

    secret = text.split("_", 2)[2]
    with store.reading() as connection:
        rows = connection.execute(select(keys)).all()
    assert all(secret not in str(value) for row in rows for value in row)


def test_wrong_revoked_and_expired_keys_open_nothing(store, organisation_id):
    with store.transaction() as connection:
        first, text = add_key(connection, organisation_id, label="a", scopes={"read"})
        _, over = add_key(
            connection,
            organisation_id,
            label="b",
            scopes={"read"},
            expires_at=now() - timedelta(seconds=1),
        )
        _, other = add_key(connection, organisation_id, label="c", scopes={"admin"})
        revoke_key(connection, organisation_id, key_id=first.key_id)
    mixed = f"pm_{first.key_id}_{other.split('_', 2)[2]}"

    wrong = [text, over, mixed, other[:-1], other + "x", "", "pm_", "pm__", "ø" * 80]
    with store.reading() as connection:
        assert [check_key(connection, tried) for tried in wrong] == [None] * len(wrong)
        assert check_key(connection, other) is not None


def test_only_its_organisation_can_list_or_revoke_a_key(
    store, organisation_id, other_id
):
    with store.transaction() as connection:
        assert not has_keys(connection)
        made, text = add_key(connection, organisation_id, label="a", scopes={"read"})
        assert list_keys(connection, other_id) == ()
        with pytest.raises(NotFoundError):
            revoke_key(connection, other_id, key_id=made.key_id)
        assert check_key(connection, text) == made
        assert has_keys(connection)


def test_revoking_twice_keeps_the_first_moment(store, organisation_id):
    with store.transaction() as connection:
        made, _ = add_key(connection, organisation_id, label="a", scopes={"read"})
        first = revoke_key(connection, organisation_id, key_id=made.key_id)

        assert revoke_key(connection, organisation_id, key_id=made.key_id) == first


@pytest.mark.parametrize("scopes", [set(), {"root"}, {"read", "Read"}])
def test_scopes_are_those_there_are(store, organisation_id, scopes):
    with (
        pytest.raises(ValueError, match="scopes must be"),
        store.transaction() as connection,
    ):
        add_key(connection, organisation_id, label="a", scopes=scopes)


def test_organisations_have_names_of_their_own(store):
    with store.transaction() as connection:
        added = add_organisation(connection, "One")
        assert find_organisation(connection, "One") == added
        with pytest.raises(ConflictError):
            add_organisation(connection, "One")
        with pytest.raises(NotFoundError):
            find_organisation(connection, "Two")
        with pytest.raises(ValueError, match="name"):
            add_organisation(connection, "  ")
