"""Many notebooks at once, with one progress bar: what fails is told in one line, others go on."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ecstats.notebooks.execution import Kernels
from ecstats.processes import processors

__all__ = ["Job", "reason", "work"]

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """Something to do with a notebook: what it is called, what does it, and how much it may be.

    Larger jobs start first, so that none is left alone at the end. The size of an executed notebook
    tells well enough how long it takes.
    """

    label: str
    do: Callable[[Kernels], object]
    size: int = 0


def work(jobs: Sequence[Job], workers: int | None = None, *, what: str = "notebook") -> list[str]:
    """Do jobs, several at once, with one progress bar.

    Parameters
    ----------
    jobs : sequence of Job
    workers : int, optional
        How many at once; by default as many as there are processors.
    what : str
        What one job is called at the bar.

    Returns
    -------
    list of str
        One message per job that failed, in the order of the jobs.

    Raises
    ------
    KeyboardInterrupt
        After all kernels have ended and all temporary files are gone.
    """
    from tqdm import tqdm

    kernels = Kernels(alone=len(jobs) == 1)
    failures: dict[str, str] = {}
    pool = ThreadPoolExecutor(workers or processors())
    started: dict[Future[str | None], Job] = {}
    try:
        with tqdm(total=len(jobs), desc=f"{what}s", unit=what) as bar:
            for job in sorted(jobs, key=lambda one: -one.size):
                started[pool.submit(_done, job, kernels)] = job
            pending = set(started)
            while pending:
                # On Windows, a wait without end cannot be interrupted.
                done, pending = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    label = started[future].label
                    if message := future.result():
                        failures[label] = message
                    bar.set_postfix_str(label, refresh=False)
                    bar.update()
    finally:
        # Without an interrupt this finds nothing left to stop.
        pool.shutdown(wait=False, cancel_futures=True)
        while any(not future.done() for future in started):
            kernels.stop()
            wait(started, timeout=0.1)
    return [failures[job.label] for job in jobs if job.label in failures]


def _done(job: Job, kernels: Kernels) -> str | None:
    """Do one job; return why it failed, if it did."""
    try:
        job.do(kernels)
    except Exception as error:
        return f"{job.label}: {reason(error)}"
    return None


def reason(error: Exception) -> str:
    """Say in one line why a notebook failed."""
    from nbclient.exceptions import DeadKernelError
    from papermill import PapermillExecutionError

    from ecstats.errors import InputError

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
