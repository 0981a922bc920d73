"""A warm process: it has imported everything, and forks a kernel for each notebook.

`forking` starts it as ``python -P -m ecstats.notebooks.warm FD FOLDER`` and asks over the socket
``FD`` for kernels, or for their end; what they remember (`ecstats.memory`) lies in ``FOLDER``. A
forked kernel is ipykernel's own, with two sockets in place of its ZeroMQ channels. Nothing
outlives the process that asked: when the socket closes, the warm process ends its kernels and
itself; when the warm process dies, the system ends the kernels.
"""

import asyncio
import contextlib
import ctypes
import gc
import importlib
import logging
import os
import select
import shutil
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ecstats import beside, memory
from ecstats.notebooks.heavy import lightened
from ecstats.notebooks.outbox import PR_SET_PDEATHSIG, Outbox
from ecstats.notebooks.protocol import CONTROL, FORK, KILL, READY, receive, send

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
    "ecstats.plots",
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
# ipykernel does without it; to import it takes a fifth of all, and papermill debugs nothing.
DEBUGGER = "debugpy.server"


def serve(control: socket.socket, folder: Path) -> None:
    """Import, announce that, and fork kernels until the other side is gone."""
    # The terminal's interrupt is for the process that asked; it ends what is to be ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nothing of what is imported is ever collected; later collections leave it alone, too, as they
    # would write to every page that the kernels could share.
    gc.disable()
    with _watching(control):
        _preload()
        kernel = _kernel()
        memory.hold()
    gc.collect()
    gc.freeze()
    gc.enable()
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
        memory.learn(sys.modules["ecstats.plots"].load_lookup())


def _kernel() -> Any:
    """Make ipykernel's kernel with a session that hands its messages to an `Outbox`."""
    from ipykernel.ipkernel import IPythonKernel
    from jupyter_client.session import Session
    from traitlets.config import Config

    class Messages(Session):
        outbox: Any = None
        heavy = ""

        def send(
            self,
            stream: object,  # noqa: ARG002
            msg_or_type: Any,
            content: Any = None,
            parent: Any = None,
            ident: object = None,  # noqa: ARG002
            buffers: object = None,  # noqa: ARG002
            track: bool = False,  # noqa: ARG002
            header: Any = None,
            metadata: Any = None,
        ) -> Any:
            message = msg_or_type
            if not isinstance(message, dict):
                message = self.msg(msg_or_type, content, parent, header, metadata)
            kept = {key: message[key] for key in ("msg_type", "content", "parent_header")}
            if self.heavy:
                kept["content"] = lightened(kept["content"], Path(self.heavy))
            channel = 0 if kept["msg_type"].endswith("_reply") else 1
            self.outbox.put(channel, {**kept, "header": {"msg_type": kept["msg_type"]}})
            return message

    class Kernel(IPythonKernel):
        failed = False

        def _abort_queues(self, *_: object) -> None:
            """Leave out the requests that are planned (`_cells`): a cell has failed."""
            self.failed = True

    configured = Config()
    configured.HistoryManager.hist_file = ":memory:"
    with _without(DEBUGGER):
        return Kernel(  # type: ignore[no-untyped-call]
            session=Messages(key=b""),
            log=logging.getLogger("ecstats.warm"),
            config=configured,
            # Only asked whether a cell that awaits runs in the main thread.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
        )


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Let a module be as if it were not installed."""
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def _fork(
    kernel: Any, folder: Path, number: int, descriptors: list[int], running: dict[int, int]
) -> None:
    """Start a kernel, which talks over the two descriptors."""
    warm = os.getpid()
    try:
        with warnings.catch_warnings():
            # From Python 3.12 on: the threads of a linear algebra library, which fork well.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
    except OSError:
        process = -1
    if process == 0:
        _become_kernel(kernel, folder, warm, [socket.socket(fileno=one) for one in descriptors])
    if process > 0:
        running[number] = process
    for one in descriptors:
        os.close(one)


def _become_kernel(kernel: Any, folder: Path, warm: int, channels: list[socket.socket]) -> None:
    """In the forked process: run cells until the other side is gone; never return."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != warm:
            os._exit(1)
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        job = receive(channels[0])
        _settle(kernel, job)
        if job["scope"]:
            memory.use(folder, job["scope"])
        outbox = Outbox(channels, job["beside"], kernel.get_parent)
        kernel.session.outbox, kernel.session.heavy = outbox, job["heavy"]
        if outbox.at_most:
            beside.use(outbox.begin)
        _capture(kernel)
        send(channels[0], {"msg_type": "ready"})
        asyncio.run(_cells(kernel, outbox, job["plan"]))
        code = 0
    except EOFError:
        code = 0
    finally:
        import atexit

        # What a notebook registered runs, as in a kernel; what Python keeps is not worth freeing.
        with contextlib.suppress(Exception):
            atexit._run_exitfuncs()
        os._exit(code)


def _settle(kernel: Any, job: dict[str, Any]) -> None:
    """Take over the working directory and the environment of the process that asked."""
    from IPython.core.shellapp import InteractiveShellApp

    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    kernel.shell.init_environment()
    kernel.shell.user_ns["_dh"][:] = [Path.cwd()]
    InteractiveShellApp().init_path()
    if numpy := sys.modules.get("numpy"):
        # Its legacy generator was seeded before the fork, and would be the same in every kernel.
        numpy.random.seed()


def _capture(kernel: Any) -> None:
    """Send what is printed, also by other programs, as ipykernel does."""
    import zmq
    from ipykernel.iostream import IOPubThread, OutStream

    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)

    class Place:
        context = zmq.Context()

    # The thread is not started: then all is sent at once, by whoever prints.
    thread = IOPubThread(Place())
    kernel.iopub_thread, kernel.iopub_socket = thread, thread.background_socket
    kernel.shell.displayhook.pub_socket = kernel.shell.display_pub.pub_socket = kernel.iopub_socket
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = OutStream(kernel.session, thread, "stdout")
    sys.stderr = OutStream(kernel.session, thread, "stderr")


async def _cells(kernel: Any, outbox: Outbox, plan: list[dict[str, Any]]) -> None:
    """Answer requests, first those that are known beforehand; cells run in a loop, as in a kernel.

    The kernel does not wait until an answer is read before it goes on with the plan.
    """
    for request in plan:
        if not kernel.failed and not kernel.shell.exit_now:
            await _answer_one(kernel, request)
            outbox.flush()
    while not kernel.shell.exit_now:
        outbox.flush(wait=True)
        await _answer_one(kernel, receive(outbox.channels[0]))
    outbox.flush(wait=True)


async def _answer_one(kernel: Any, request: dict[str, Any]) -> None:
    parent = kernel.session.msg(request["msg_type"], request["content"])
    parent["header"]["msg_id"] = parent["msg_id"] = request["msg_id"]
    kernel.set_parent([], parent)
    kernel._publish_status("busy", "shell")
    await getattr(kernel, request["msg_type"])(None, [], parent)
    kernel._publish_status("idle", "shell")


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
