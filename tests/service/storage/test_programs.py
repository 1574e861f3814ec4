import pytest

from matcher.program.presets import PRESETS
from matcher.program.read import parse_program
from service.storage.errors import NotFoundError, StaleVersionError
from service.storage.programs import (
    add_program,
    get_program,
    list_programs,
    put_program,
    remove_program,
)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_program_comes_back_with_the_same_rules(store, organisation_id, preset):
    document = PRESETS[preset].to_dict()
    with store.transaction() as connection:
        added = add_program(connection, organisation_id, name=preset, document=document)

    again = parse_program(added.document)

    assert again.rules == PRESETS[preset].rules
    assert again.size == PRESETS[preset].size


def test_a_program_is_changed_under_the_version_that_was_read(
    store, organisation_id, other_id
):
    with store.transaction() as connection:
        first = add_program(connection, organisation_id, name="a", document={"a": 1})
        where = {"program_id": first.program_id}
        second = put_program(
            connection,
            organisation_id,
            **where,
            name="b",
            document={"a": 2},
            expected_version=1,
        )
        assert (second.version, second.name, second.document) == (2, "b", {"a": 2})
        with pytest.raises(StaleVersionError) as caught:
            put_program(
                connection,
                organisation_id,
                **where,
                name="c",
                document={},
                expected_version=1,
            )
        assert caught.value.version == 2
        with pytest.raises(NotFoundError):
            get_program(connection, other_id, **where)
        with pytest.raises(NotFoundError):
            remove_program(connection, other_id, **where, expected_version=2)
        with pytest.raises(StaleVersionError):
            remove_program(connection, organisation_id, **where, expected_version=1)
        remove_program(connection, organisation_id, **where, expected_version=2)
        assert list_programs(connection, organisation_id) == ()
