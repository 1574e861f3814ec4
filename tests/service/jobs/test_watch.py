from service.jobs.watch import Watch


class Clock:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


def test_a_count_that_stands_still_for_a_lease_is_silent():
    clock = Clock()
    watch = Watch(10.0, clock)
    assert watch.silent({"a": ("x", 1)}) == ()
    clock.seconds += 9.9
    assert watch.silent({"a": ("x", 1)}) == ()
    clock.seconds += 0.1

    assert watch.silent({"a": ("x", 1)}) == (("a", ("x", 1)),)


def test_a_beat_or_another_worker_begins_anew():
    clock = Clock()
    watch = Watch(10.0, clock)
    watch.silent({"a": ("x", 1), "b": ("y", 1)})
    clock.seconds += 8
    watch.silent({"a": ("x", 2), "b": ("z", 1)})
    clock.seconds += 8

    assert watch.silent({"a": ("x", 2), "b": ("z", 1)}) == ()


def test_a_job_that_ended_and_came_again_begins_anew():
    clock = Clock()
    watch = Watch(10.0, clock)
    watch.silent({"a": ("x", 1)})
    clock.seconds += 8
    watch.silent({})
    clock.seconds += 8

    assert watch.silent({"a": ("x", 1)}) == ()
