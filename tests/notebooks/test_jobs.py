"""Many jobs at once: the larger first, failures in one line each, the rest goes on."""

import errno

import pytest

from ecstats.errors import InputError
from ecstats.notebooks.jobs import Job, work


def test_larger_jobs_start_first():
    started = []
    sizes = {"a": 1, "b": 3, "c": 2}
    jobs = [
        Job(name, lambda _, name=name: started.append(name), size) for name, size in sizes.items()
    ]
    assert work(jobs, 1) == []
    assert started == ["b", "c", "a"]


def test_failures_are_told_in_the_order_of_the_jobs_and_others_go_on():
    done = []

    def fails(error):
        def do(_):
            raise error

        return do

    jobs = [
        Job("full", fails(OSError(errno.ENOSPC, "No space left on device", "figures/a.svg"))),
        Job("good", lambda _: done.append(1)),
        Job("wrong", fails(InputError("unknown area 'x'")), 9),
        Job("odd", fails(KeyError("y"))),
    ]
    assert work(jobs, 2) == [
        "full: No space left on device: 'figures/a.svg'",
        "wrong: unknown area 'x'",
        "odd: KeyError: 'y'",
    ]
    assert done == [1]


@pytest.mark.parametrize("workers", [1, 3])
def test_the_bar_counts_all_jobs(workers, capsys):
    work([Job(str(number), lambda _: None) for number in range(5)], workers, what="set")
    assert "5/5" in capsys.readouterr().err
