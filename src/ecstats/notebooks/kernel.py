"""A kernel that is forked from the warm process: ipykernel's own, over two sockets.

Where ipykernel has ZeroMQ channels, messages go as JSON through an `Outbox`, and large outputs as
files. The cells of the notebook are known to the kernel from the start.
"""

import asyncio
import atexit
import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ecstats import beside, memory
from ecstats.notebooks.heavy import lightened
from ecstats.notebooks.outbox import PR_SET_PDEATHSIG, Outbox
from ecstats.notebooks.protocol import receive, send

__all__ = ["become", "made"]

# ipykernel does without it; to import it takes a fifth of all, and papermill debugs nothing.
DEBUGGER = "debugpy.server"


def made() -> Any:
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
        _execute_sleep = 0.0  # for a ZeroMQ thread, which this kernel has not

        def _abort_queues(self, *_: object) -> None:
            """Leave out the requests that are planned (`_cells`): a cell has failed."""
            self.failed = True

    configured = Config()
    configured.HistoryManager.hist_file = ":memory:"
    with _without(DEBUGGER):
        return Kernel(  # type: ignore[no-untyped-call]
            session=Messages(key=b""),
            log=logging.getLogger("ecstats.kernel"),
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


def become(kernel: Any, folder: Path, warm: int, channels: list[socket.socket]) -> None:
    """In the forked process: run cells until the other side is gone; never return.

    Parameters
    ----------
    kernel
        See `made`.
    folder : Path
        Of what is remembered (`ecstats.memory`).
    warm : int
        The process that forked this one, which it does not outlive.
    channels : list of socket
        For requests and replies, and for what cells show.
    """
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
