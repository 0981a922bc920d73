"""Many notebooks at once, with one progress bar: what fails is told in one line, others go on."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ecstats.errors import InputError
from ecstats.processes import processors

__all__ = ["Job", "alone", "reason", "work"]

ANSI = re.compile(r"\x1b\[[0-9;]*m")
T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """Something to do with a notebook.

    `make` runs in a thread that has a kernel, or on a worker of a cluster, and returns what `keep`
    then writes, one job after the other. Larger jobs start first, so that none is left alone at
    the end; the size of an executed notebook tells well enough how long it takes.
    """

    label: str
    make: Callable[[], Any]
    keep: Callable[[Any], object]
    size: int = 0


def alone(make: Callable[[], T]) -> T:
    """Do one thing with a kernel, which an interrupt ends."""
    from ecstats.runner.kernels import end, submit

    future = submit(make)
    try:
        return future.result()
    finally:
        end([future])


def work(
    jobs: Sequence[Job],
    workers: int | None = None,
    *,
    what: str = "notebook",
    executor: Executor | None = None,
) -> dict[str, str]:
    """Do jobs, several at once, with one progress bar; return why some failed, by their label.

    `workers` do jobs at once, by default as many as there are processors; `executor` does them in
    place of this machine, and knows how many at once. An interrupt ends all kernels first.
    """
    from tqdm import tqdm

    from ecstats.runner.kernels import end, submit

    begin = executor.submit if executor else submit
    most = len(jobs) if executor else workers or processors()
    waiting = sorted(jobs, key=lambda job: job.size)
    failures: dict[str, str] = {}
    running: dict[Future[Any], Job] = {}
    try:
        with tqdm(total=len(jobs), desc=f"{what}s", unit=what) as bar:
            while waiting or running:
                while waiting and len(running) < most:
                    job = waiting.pop()
                    running[begin(partial(_attempt, job.make))] = job
                # On Windows, a wait without end cannot be interrupted.
                done, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    job = running.pop(future)
                    if message := _kept(job, future):
                        failures[job.label] = message
                    bar.set_postfix_str(job.label, refresh=False)
                    bar.update()
    finally:
        end(running)
    return {job.label: failures[job.label] for job in jobs if job.label in failures}


def _attempt(make: Callable[[], T]) -> tuple[T | None, str]:
    """What was made, or why not: not every error can be sent from one process to another."""
    try:
        return make(), ""
    except Exception as error:
        return None, reason(error)


def _kept(job: Job, future: Future[Any]) -> str:
    try:
        made, message = future.result()
        if not message:
            job.keep(made)
    except Exception as error:  # of the cluster, or of what is written here
        return reason(error)
    return str(message)


def reason(error: Exception) -> str:
    """Say in one line why a notebook failed."""
    from nbclient.exceptions import DeadKernelError
    from papermill import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        message = ANSI.sub("", error.evalue).strip()
        where = f"cell {error.cell_index + 1} (In [{error.exec_count}])"
        return f"{where} failed with {error.ename}: {message}"
    if isinstance(error, DeadKernelError):
        return "its kernel died (killed, or out of memory)"
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.strerror}: {str(error.filename)!r}"
    return f"{type(error).__name__}: {error}"
