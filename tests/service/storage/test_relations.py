from datetime import date

import pytest

from matcher.roster.relations import read_relations
from matcher.roster.sample import make_sample
from service.storage.errors import ConflictError, NotFoundError
from service.storage.relations import (
    Declared,
    add_relation,
    list_relations,
    load_relations,
    remove_relation,
    replace_relations,
)


@pytest.fixture
def read(tmp_path, sample_roster):
    path = tmp_path / "relations.csv"
    path.write_text(make_sample(n_leaders=60).relations, encoding="utf-8")
    return read_relations(path, sample_roster)


def load(store, organisation_id, stored, roster):
    with store.reading() as connection:
        return load_relations(
            connection, organisation_id, roster_id=stored.roster_id, roster=roster
        )


def test_relations_come_back_as_they_were_read(
    store, organisation_id, stored, sample_roster, read
):
    for _ in range(2):  # the second time in the place of the first
        with store.transaction() as connection:
            replace_relations(
                connection,
                organisation_id,
                roster_id=stored.roster_id,
                roster=sample_roster,
                read=read,
            )

    again = load(store, organisation_id, stored, sample_roster)

    assert again.entries == read.entries
    assert len(again) > 10


def test_a_relation_is_declared_and_taken_back(
    store, organisation_id, stored, sample_roster
):
    one, other = sample_roster.leader_ids[:2]
    said = Declared(one, other, "conflict", "no", date(2027, 1, 31), "told in private")
    where = {"roster_id": stored.roster_id}
    with store.transaction() as connection:
        added = add_relation(connection, organisation_id, **where, declared=said)
        assert list_relations(connection, organisation_id, **where) == (added,)
    assert added.declared == said
    (entry,) = load(store, organisation_id, stored, sample_roster).entries
    assert (entry.row, entry.other_row, entry.until) == (0, 1, date(2027, 1, 31))
    with store.transaction() as connection:
        remove_relation(
            connection, organisation_id, **where, relation_id=added.relation_id
        )

    assert len(load(store, organisation_id, stored, sample_roster)) == 0


def test_other_relations_have_another_fingerprint(
    store, organisation_id, stored, sample_roster
):
    one, other = sample_roster.leader_ids[:2]
    before = load(store, organisation_id, stored, sample_roster).sha256
    with store.transaction() as connection:
        add_relation(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            declared=Declared(one, other, "knows"),
        )

    assert load(store, organisation_id, stored, sample_roster).sha256 != before


def test_strangers_and_selves_are_refused_and_named_by_column(
    store, organisation_id, stored, sample_roster
):
    known = sample_roster.leader_ids[0]
    where = {"roster_id": stored.roster_id}
    tries = [
        (Declared(known, known, "knows"), ConflictError, "same leader"),
        (Declared("Ann Lee", known, "knows"), NotFoundError, "leader_id"),
        (Declared(known, "Ann Lee", "knows"), NotFoundError, "other_id"),
    ]
    for said, error, match in tries:
        with (
            pytest.raises(error, match=match) as caught,
            store.transaction() as connection,
        ):
            add_relation(connection, organisation_id, **where, declared=said)
        assert "Ann" not in str(caught.value)


def test_other_organisations_have_no_part_in_it(
    store, organisation_id, other_id, stored, sample_roster
):
    one, other = sample_roster.leader_ids[:2]
    where = {"roster_id": stored.roster_id}
    said = Declared(one, other, "conflict")
    with store.transaction() as connection:
        added = add_relation(connection, organisation_id, **where, declared=said)
        assert list_relations(connection, other_id, **where) == ()
        assert (
            len(load_relations(connection, other_id, **where, roster=sample_roster))
            == 0
        )
        with pytest.raises(NotFoundError):
            remove_relation(
                connection, other_id, **where, relation_id=added.relation_id
            )
        with pytest.raises(NotFoundError):
            add_relation(connection, other_id, **where, declared=said)
