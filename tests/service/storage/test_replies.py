import threading
from datetime import timedelta

import pytest

from service.storage.errors import ConflictError
from service.storage.moments import now
from service.storage.organisations import add_organisation, list_organisations
from service.storage.replies import Reply, begin_reply, forget_replies, keep_reply

REPLY = Reply(201, {"Location": "/v1/x"}, '{"id": "x"}')


def answer_once(store, organisation_id, name):
    with store.transaction() as connection:
        key = {"key": "k", "request_sha256": "0" * 64}
        before = begin_reply(connection, organisation_id, **key)
        if before is not None:
            return before
        add_organisation(connection, name)
        keep_reply(connection, organisation_id, key="k", reply=REPLY)
        return REPLY


def test_a_request_sent_again_gets_its_first_reply(store, organisation_id):
    answer_once(store, organisation_id, "first")

    again = answer_once(store, organisation_id, "second")

    assert again == REPLY
    with store.reading() as connection:
        names = {one.name for one in list_organisations(connection)}
    assert names == {"Northern Forum", "first"}


def test_twenty_requests_at_once_do_the_work_once(store, organisation_id):
    replies = []

    def send(number):
        replies.append(answer_once(store, organisation_id, f"made by {number}"))

    threads = [threading.Thread(target=send, args=(k,)) for k in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert replies == [REPLY] * 20
    with store.reading() as connection:
        assert len(list_organisations(connection)) == 2


def test_another_request_may_not_use_the_key(store, organisation_id):
    answer_once(store, organisation_id, "first")

    with (
        pytest.raises(ConflictError, match="another request"),
        store.transaction() as connection,
    ):
        begin_reply(connection, organisation_id, key="k", request_sha256="1" * 64)


def test_keys_of_other_organisations_do_not_meet(store, organisation_id, other_id):
    answer_once(store, organisation_id, "first")

    with store.transaction() as connection:
        mine = begin_reply(connection, other_id, key="k", request_sha256="1" * 64)
    assert mine is None


def test_work_that_failed_leaves_its_key_free(store, organisation_id):
    def fail():
        with store.transaction() as connection:
            begin_reply(connection, organisation_id, key="k", request_sha256="0" * 64)
            msg = "half-way"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        fail()

    assert answer_once(store, organisation_id, "then") == REPLY


def test_old_replies_are_forgotten(store, organisation_id):
    answer_once(store, organisation_id, "first")

    with store.transaction() as connection:
        assert forget_replies(connection, now() - timedelta(hours=1)) == 0
        assert forget_replies(connection, now() + timedelta(hours=1)) == 1
