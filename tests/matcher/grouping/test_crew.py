import threading

import pytest

from matcher.grouping.crew import Crew


@pytest.mark.parametrize("n_threads", [1, 2, 3])
def test_all_jobs_are_done_when_all_are_home(n_threads):
    done = []
    with Crew(n_threads) as crew:
        with crew.all_home():
            for number in range(20):
                crew.send(done.append, number)

        assert sorted(done) == list(range(20))


def test_one_thread_is_the_one_that_sends():
    seen = []
    with Crew(1) as crew, crew.all_home():
        crew.send(lambda: seen.append(threading.get_ident()))

    assert seen == [threading.get_ident()]


def test_at_most_one_job_waits_behind_the_busy_threads():
    """So that a limit of time ends a run soon after it is over."""
    busy, sent = threading.Event(), []

    def send_all(crew):
        with crew.all_home():
            for number in range(6):
                crew.send(busy.wait)
                sent.append(number)

    with Crew(2) as crew:
        sender = threading.Thread(target=send_all, args=(crew,))
        sender.start()
        sender.join(timeout=0.5)

        assert len(sent) <= 3

        busy.set()
        sender.join()


@pytest.mark.parametrize("n_threads", [1, 2])
def test_what_goes_wrong_in_a_job_comes_home(n_threads):
    with Crew(n_threads) as crew, pytest.raises(ZeroDivisionError), crew.all_home():
        crew.send(lambda: 1 // 0)
