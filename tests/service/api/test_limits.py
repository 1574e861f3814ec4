"""Buckets of tokens: exact over everyone who has the file open, fair to each key."""

import threading

from service.api.limits import N_SLOTS, Buckets


def test_a_bucket_gives_what_it_holds_and_then_says_how_long(tmp_path):
    buckets = Buckets(tmp_path / "limits", per_second=0.5, burst=3)

    waits = [buckets.take("a") for _ in range(5)]

    assert waits[:3] == [0.0, 0.0, 0.0]
    assert all(0.0 < wait <= 2.0 for wait in waits[3:])
    assert buckets.take("b") == 0.0
    buckets.close()


def test_all_who_have_the_file_open_count_together(tmp_path):
    """As servers do, each with threads of its own."""
    opened = [
        Buckets(tmp_path / "limits", per_second=1e-6, burst=100) for _ in range(4)
    ]
    given: list[float] = []

    def take(buckets: Buckets) -> None:
        given.extend(buckets.take("key") for _ in range(50))

    threads = [threading.Thread(target=take, args=(one,)) for one in opened * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(given) == 400
    assert given.count(0.0) == 100
    for one in opened:
        one.close()


def test_more_keys_than_slots_crowd_nobody_out(tmp_path):
    buckets = Buckets(tmp_path / "limits", per_second=1e6, burst=2)

    assert all(buckets.take(f"key {k}") == 0.0 for k in range(N_SLOTS + 2_000))
    buckets.close()


def test_tokens_come_back_with_time(tmp_path):
    buckets = Buckets(tmp_path / "limits", per_second=1_000.0, burst=1)

    assert buckets.take("a") == 0.0
    assert any(buckets.take("a") == 0.0 for _ in range(100_000))
    buckets.close()
