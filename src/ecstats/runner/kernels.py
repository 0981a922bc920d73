"""Notebooks run, several at once, in kernels that are used again by papermill's engine ``ecstats``.

Starting a kernel and importing the library takes longer than most notebooks. Each thread that runs
notebooks has one kernel and keeps it; between two notebooks `session.renew` sets everything back.
A kernel that died, that could not be set back, or that belongs to another environment is replaced.
What fails is told in one line, and the others go on.
"""

import asyncio
import atexit
import contextlib
import os
import re
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from tqdm import tqdm

from ecstats.errors import InputError
from ecstats.files import state_of
from ecstats.processes import processors

__all__ = ["KERNEL", "Job", "alone", "drop", "ready", "reason", "work"]

PACKAGE = Path(__file__).resolve().parents[1]
KERNEL = "python3"
QUIET = ["--log-level=ERROR", "--HistoryManager.hist_file=:memory:"]
RENEW = """
from ecstats.runner.session import renew
renew({folder!r}, {variables!r})
"""
ANSI = re.compile(r"\x1b\[[0-9;]*m")

T = TypeVar("T")
_idle: list[ThreadPoolExecutor] = []
_mine = threading.local()
_all: set["Kernel"] = set()


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
    future = _submit(make)
    try:
        return future.result()
    finally:
        _end([future])


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
    begin = executor.submit if executor else _submit
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
        _end(running)
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
    from papermill import PapermillExecutionError  # which imports our engine, which imports this

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


def _submit(make: Callable[[], T]) -> Future[T]:
    """Do something in the thread that was idle last, so with a kernel, or in a new one."""
    thread = _idle.pop() if _idle else ThreadPoolExecutor(1, thread_name_prefix="ecstats")

    def work() -> T:
        try:
            return make()
        finally:
            _idle.append(thread)

    return thread.submit(work)


@dataclass(eq=False)
class Kernel:
    """A kernel that runs, and what it was started with."""

    manager: AsyncKernelManager
    client: AsyncKernelClient
    environment: object


async def ready(folder: str, variables: Mapping[str, str], timeout: int) -> Kernel:
    """The kernel of this thread, as if it had just started."""
    wanted = _environment()
    code = RENEW.format(folder=folder, variables=dict(variables))
    kernel: Kernel | None = getattr(_mine, "kernel", None)
    if kernel is not None:
        fits = kernel.environment == wanted and await kernel.manager.is_alive()
        if fits and not await _faults(kernel, code, timeout):
            return kernel
        await drop(kernel)
    manager = AsyncKernelManager(
        kernel_name=KERNEL,
        # The running interpreter, whatever kernels are installed.
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
    )
    await manager.start_kernel(cwd=folder, extra_arguments=QUIET, env=dict(os.environ))
    client = manager.client()
    kernel = Kernel(manager, client, wanted)
    _all.add(kernel)
    _mine.kernel = kernel
    try:
        client.start_channels()
        client.allow_stdin = False
        await client.wait_for_ready(timeout=timeout)
        if faults := await _faults(kernel, code, timeout):
            raise RuntimeError(faults)
    except BaseException:
        await drop(kernel)
        raise
    return kernel


def _environment() -> object:
    """What two notebooks must have in common to use one kernel: interpreter, variables, code."""
    variables = {name: one for name, one in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return sys.executable, variables, state_of(PACKAGE.rglob("*.py"))


async def _faults(kernel: Kernel, code: str, timeout: int) -> str:
    """Run code of our own in a kernel; return what went wrong."""
    asked = asyncio.ensure_future(
        kernel.client.execute_interactive(
            code, silent=True, timeout=timeout, output_hook=lambda _: None
        )
    )
    while not (await asyncio.wait([asked], timeout=0.5))[0]:
        if not await kernel.manager.is_alive():  # then no answer comes
            asked.cancel()
            raise DeadKernelError("Kernel died")
    try:
        content = asked.result()["content"]
    except TimeoutError as error:
        return str(error)
    return "" if content["status"] == "ok" else f"{content.get('evalue', content['status'])}"


async def drop(kernel: Kernel) -> None:
    """End a kernel for good."""
    _all.discard(kernel)
    kernel.client.stop_channels()
    await kernel.manager.shutdown_kernel(now=True)
    if getattr(_mine, "kernel", None) is kernel:
        del _mine.kernel


def _end(futures: Collection[Future[Any]]) -> None:
    """Stop what runs in the pool: kernels are killed until all of it has ended."""
    for future in futures:
        future.cancel()
    while any(not future.done() for future in futures):
        _kill_all()
        wait(futures, timeout=0.1)


def _kill_all() -> None:
    for kernel in list(_all):
        # None while a kernel is just starting, or if it has ended.
        if process := getattr(kernel.manager.provisioner, "process", None):
            with contextlib.suppress(OSError):
                process.kill()


@atexit.register
def _leave() -> None:
    _kill_all()
    for kernel in list(_all):
        kernel.client.stop_channels()
        with contextlib.suppress(Exception):
            run_sync(kernel.manager.cleanup_resources)()
