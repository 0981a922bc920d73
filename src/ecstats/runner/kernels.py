"""Kernels that are used again, for papermill's engine ``ecstats``.

Starting a kernel and importing the library takes longer than most notebooks. Each thread that runs
notebooks has one kernel and keeps it; between two notebooks `session.renew` sets everything back.
A kernel that died, that could not be set back, or that belongs to another environment is replaced.
"""

import asyncio
import atexit
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync

from ecstats.filestate import state_of

__all__ = ["KERNEL", "drop", "end", "ready", "submit"]

PACKAGE = Path(__file__).resolve().parents[1]
KERNEL = "python3"
# Of one notebook, not of its kernel.
PASSING = {"ECSTATS_FIGURES", "ECSTATS_FIGURES_FORMATS", "ECSTATS_FIGURES_LABEL"}
QUIET = ["--log-level=ERROR", "--HistoryManager.hist_file=:memory:"]
RENEW = """
from ecstats.runner.session import renew
renew({folder!r}, {variables!r})
"""

T = TypeVar("T")
_idle: list[ThreadPoolExecutor] = []


def submit(make: Callable[[], T]) -> Future[T]:
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

    def kill(self) -> None:
        """End at once, from any thread."""
        process = getattr(self.manager.provisioner, "process", None)
        if process is not None:
            process.kill()


_mine = threading.local()
_all: set[Kernel] = set()


async def ready(folder: str, variables: Mapping[str, str], timeout: int) -> Kernel:
    """The kernel of this thread, as if it had just started."""
    wanted = _environment()
    code = RENEW.format(folder=os.fspath(folder), variables={**_passing(), **variables})
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
    variables = {name: one for name, one in os.environ.items() if name not in PASSING}
    variables.pop("PYTEST_CURRENT_TEST", None)
    return sys.executable, variables, state_of(PACKAGE.rglob("*.py"))


def _passing() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSING if name in os.environ}


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


def end(futures: Collection[Future[Any]]) -> None:
    """Stop what runs in the pool: kernels are killed until all of it has ended."""
    for future in futures:
        future.cancel()
    while any(not future.done() for future in futures):
        _kill_all()
        wait(futures, timeout=0.1)


def _kill_all() -> None:
    for kernel in list(_all):
        with contextlib.suppress(OSError):
            kernel.kill()


@atexit.register
def _leave() -> None:
    _kill_all()
    for kernel in list(_all):
        kernel.client.stop_channels()
        with contextlib.suppress(Exception):
            run_sync(kernel.manager.cleanup_resources)()
