"""A warm process: it has imported everything, and forks a kernel for each notebook.

`ecstats.engine` starts it as ``python -P -m ecstats.warm FD`` and asks over the socket ``FD`` for
kernels, or for their end. A forked kernel is ipykernel's own, with two sockets in place of its
ZeroMQ channels. Nothing outlives the process that asked: when the socket closes, the warm process
ends its kernels and itself; when the warm process dies, the system ends the kernels.
"""

import asyncio
import contextlib
import ctypes
import gc
import importlib
import json
import logging
import os
import pkgutil
import signal
import socket
import struct
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

__all__ = ["FORK", "KILL", "READY", "receive", "send", "serve"]

# Messages on the control socket: a letter and the number of a kernel.
CONTROL = struct.Struct("!cQ")
READY, FORK, KILL = b"R", b"F", b"K"
LENGTH = struct.Struct("!Q")
# Modules of the package that start notebooks, not that notebooks use.
NOT_FOR_NOTEBOOKS = {"cli", "engine", "notebooks", "run", "stamps", "sweep", "warm"}
PR_SET_PDEATHSIG = 1


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Send one message over a blocking socket."""
    body = json.dumps(message, default=str).encode()
    channel.sendall(LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket) -> dict[str, Any]:
    """Receive one message from a blocking socket.

    Raises
    ------
    EOFError
        If the other side is gone.
    """
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size))
    message: dict[str, Any] = json.loads(_exactly(channel, length))
    return message


def _exactly(channel: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def serve(control: socket.socket) -> None:
    """Import, announce that, and fork kernels until the other side is gone."""
    # The terminal's interrupt is for the process that asked; it ends what is to be ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _preload()
    kernel = _kernel()
    # Collections would write to every page that the kernels could share.
    gc.collect()
    gc.freeze()
    running: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _reap(running))
    control.send(CONTROL.pack(READY, 0))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, CONTROL.size, 2)
        if not message:
            break
        order, number = CONTROL.unpack(message)
        with _children_held():
            if order == FORK:
                _fork(kernel, number, descriptors, running)
            elif order == KILL and number in running:
                _kill(running[number])
    with _children_held():
        for process in running.values():
            _kill(process)


def _preload() -> None:
    """Import what notebooks use, so that their kernels need not."""
    package = importlib.import_module("ecstats")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in NOT_FOR_NOTEBOOKS:
            # What cannot be imported is for the notebook that uses it to report.
            with contextlib.suppress(Exception):
                importlib.import_module(f"ecstats.{module.name}")
    for name in ("ipykernel.debugger", "matplotlib_inline.backend_inline"):
        importlib.import_module(name)


def _kernel() -> Any:
    """Make ipykernel's kernel with a session that hands its messages to `_Channels`."""
    from ipykernel.ipkernel import IPythonKernel
    from jupyter_client.session import Session
    from traitlets.config import Config

    class Messages(Session):
        channels: Any = None

        def send(self, _stream: object, msg_or_type: Any, *arguments: Any, **options: Any) -> Any:  # type: ignore[override]
            message = msg_or_type
            if not isinstance(message, dict):
                names = ("content", "parent", "ident", "buffers", "track", "header", "metadata")
                options |= dict(zip(names, arguments, strict=False))
                kept = {key: options.get(key) for key in ("content", "parent", "header", "metadata")}
                message = self.msg(msg_or_type, **kept)
            place = self.channels[0 if message["msg_type"].endswith("_reply") else 1]
            kept = {key: message[key] for key in ("msg_type", "content", "parent_header")}
            send(place, {**kept, "header": {"msg_type": message["msg_type"]}})
            return message

    class Kernel(IPythonKernel):
        def _abort_queues(self, *_: object) -> None:
            """There is no queue: a cell is sent when the one before it has ended."""

    configured = Config()
    configured.HistoryManager.hist_file = ":memory:"
    return Kernel(
        session=Messages(key=b""),
        log=logging.getLogger("ecstats.warm"),
        config=configured,
        # Only asked whether a cell that awaits runs in the main thread.
        shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
    )


def _fork(kernel: Any, number: int, descriptors: list[int], running: dict[int, int]) -> None:
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
        _become_kernel(kernel, warm, [socket.socket(fileno=one) for one in descriptors])
    if process > 0:
        running[number] = process
    for one in descriptors:
        os.close(one)


def _become_kernel(kernel: Any, warm: int, channels: list[socket.socket]) -> None:
    """In the forked process: run cells until the other side is gone; never return."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != warm:
            os._exit(1)
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        _settle(kernel, receive(channels[0]))
        kernel.session.channels = channels
        _capture(kernel)
        send(channels[0], {"msg_type": "ready"})
        asyncio.run(_cells(kernel, channels[0]))
        code = 0
    except EOFError:
        code = 0
    except BaseException:
        import traceback; traceback.print_exc(file=open("/tmp/rerun/log","a"))
    finally:
        import atexit

        # What a notebook registered runs, as in a kernel; what Python keeps is not worth freeing.
        with contextlib.suppress(Exception):
            atexit._run_exitfuncs()
        os._exit(code)


def _settle(kernel: Any, job: dict[str, Any]) -> None:
    """Take over the working directory and the environment of the process that asked."""
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    kernel.shell.init_environment()
    kernel.shell.user_ns["_dh"][:] = [Path.cwd()]
    sys.path.insert(0, "")
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
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = OutStream(kernel.session, thread, "stdout")
    sys.stderr = OutStream(kernel.session, thread, "stderr")


async def _cells(kernel: Any, requests: socket.socket) -> None:
    """Answer requests; cells run inside a loop, as in a kernel."""
    session = kernel.session
    while not kernel.shell.exit_now:
        request = receive(requests)
        parent = session.msg(request["msg_type"], request["content"])
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
    serve(socket.socket(fileno=int(sys.argv[1])))
