"""A warm process: it has imported everything, and forks a kernel for each notebook.

`forking` starts it as ``python -P -m ecstats.notebooks.warm FD FOLDER`` and asks over the socket
``FD`` for kernels, or for their end; what they remember (`ecstats.memory`) lies in ``FOLDER``.
Nothing outlives the process that asked: when the socket closes, the warm process ends its kernels
and itself; when the warm process dies, the system ends the kernels.
"""

import contextlib
import gc
import importlib
import os
import select
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ecstats import memory
from ecstats.notebooks.kernel import become, made
from ecstats.notebooks.protocol import CONTROL, FORK, KILL, READY
from ecstats.processes import fork

__all__ = ["serve"]

PRELOADED = (
    "ecstats.accountability",
    "ecstats.clusters",
    "ecstats.consistency",
    "ecstats.exhibits",
    "ecstats.growth",
    "ecstats.narrative",
    "ecstats.notebooks.overview",
    "ecstats.parameters",
    "ecstats.charts",
    "ecstats.charts.learning",
    "ecstats.tables",
    "ecstats.targets",
    # What the libraries import only when it is needed, and a kernel always does.
    "IPython.core.logger",
    "IPython.core.shellapp",
    "IPython.terminal.pt_inputhooks",
    "pandas.io.formats.csvs",
    "pandas.io.formats.html",
    "tornado.platform.asyncio",
)


def serve(control: socket.socket, folder: Path) -> None:
    """Import, announce that, and fork kernels until the other side is gone."""
    # The terminal's interrupt is for the process that asked; it ends what is to be ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nothing of what is imported is ever collected, which would take long; later collections leave
    # it alone, too, as they would write to every page that the kernels could share.
    gc.disable()
    with _watching(control):
        _preload()
        kernel = made()
        memory.hold()
    gc.freeze()
    gc.enable()
    # A kernel that lives for a second need not look for garbage every 700 objects.
    gc.set_threshold(50_000)
    running: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _reap(running))
    try:
        control.send(CONTROL.pack(READY, 0))
        _answer(control, kernel, folder, running)
    finally:
        with _children_held():
            for process in running.values():
                _kill(process)
        shutil.rmtree(folder, ignore_errors=True)


def _answer(control: socket.socket, kernel: Any, folder: Path, running: dict[int, int]) -> None:
    """Fork and end kernels until the other side is gone."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, CONTROL.size, 2)
        if not message:
            return
        order, number = CONTROL.unpack(message)
        with _children_held():
            if order == FORK:
                _fork(kernel, folder, number, descriptors, running)
            elif order == KILL and number in running:
                _kill(running[number])


@contextlib.contextmanager
def _watching(control: socket.socket) -> Iterator[None]:
    """End this process when the other side is gone before it is served."""
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if select.select([control], [], [], 0.1)[0]:
                os._exit(1)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        # No thread may be left when kernels are forked.
        done.set()
        thread.join()


def _preload() -> None:
    """Import what notebooks use and read the tables of the package, so that kernels need not."""
    for name in PRELOADED:
        # What cannot be imported is for the notebook that uses it to report.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    with contextlib.suppress(Exception):
        lookup = sys.modules["ecstats.charts"].load_lookup()
        memory.learn(lookup)
        sys.modules["ecstats.charts.learning"].learn(lookup)


def _fork(
    kernel: Any, folder: Path, number: int, descriptors: list[int], running: dict[int, int]
) -> None:
    """Start a kernel, which talks over the two descriptors."""
    warm = os.getpid()
    try:
        process = fork()
    except OSError:
        process = -1
    if process == 0:
        become(kernel, folder, warm, [socket.socket(fileno=one) for one in descriptors])
    if process > 0:
        running[number] = process
    for one in descriptors:
        os.close(one)


@contextlib.contextmanager
def _children_held() -> Iterator[None]:
    """Hear of ended children only afterwards, so that no number is taken for another process."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _reap(running: dict[int, int]) -> None:
    """Forget the kernels that ended."""
    for number, process in list(running.items()):
        if os.waitpid(process, os.WNOHANG)[0]:
            del running[number]


def _kill(process: int) -> None:
    """End a kernel with the programs that it started."""
    for end in (os.killpg, os.kill):
        # Before it leads a group of its own, only the second finds it.
        with contextlib.suppress(ProcessLookupError):
            end(process, signal.SIGKILL)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
