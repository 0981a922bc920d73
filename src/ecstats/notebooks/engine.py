"""A papermill engine whose kernels are forked from a warm process and start at once.

``papermill --engine ecstats …`` uses it, and `ecstats.notebooks` does where it can. Papermill and
nbclient execute as always; only the kernel manager and its two channels are other ones, so that
the outputs are those of a plain kernel. Where forking is impossible, or the user has settings of
IPython that a plain kernel would read, the engine uses a plain kernel.
"""

import asyncio
import contextlib
import json
import os
import queue
import select
import socket
import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from ecstats.notebooks.forking import Warm, warm
from ecstats.notebooks.protocol import LENGTH, receive, send

__all__ = ["ENGINE", "Channel", "Client", "Manager"]

ENGINE = "ecstats"


class Channel:
    """One direction or both of a kernel's messages, as nbclient reads them."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self.received = bytearray()
        self.loop: asyncio.AbstractEventLoop | None = None
        end.setblocking(False)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        queue.Empty
            If none came in time.
        """
        try:
            return await asyncio.wait_for(self._or_silence(), timeout)
        except TimeoutError:
            raise queue.Empty from None

    async def _or_silence(self) -> dict[str, Any]:
        """Wait for ever when no message can come; nbclient asks itself whether a kernel lives."""
        try:
            return await self.message()
        except (EOFError, OSError):
            await asyncio.Event().wait()
            raise

    async def message(self) -> dict[str, Any]:
        """Return the next message, however long it takes."""
        self.loop = loop = asyncio.get_running_loop()
        while True:
            if len(self.received) >= LENGTH.size:
                end = LENGTH.size + LENGTH.unpack_from(self.received)[0]
                if len(self.received) >= end:
                    body = bytes(self.received[LENGTH.size : end])
                    del self.received[:end]
                    message: dict[str, Any] = json.loads(body)
                    return message
            part = await loop.sock_recv(self.socket, 1 << 20)
            if not part:
                raise EOFError
            self.received += part

    def close(self) -> None:
        """Close the socket, which the loop may still watch for a task that nbclient gave up.

        Otherwise the loop would watch whatever has the socket's number next, and take its messages.
        """
        if self.loop is not None and not self.loop.is_closed() and self.socket.fileno() >= 0:
            self.loop.remove_reader(self.socket)
        self.socket.close()

    def put(self, message: dict[str, Any]) -> None:
        """Send a message, also when the other side is slow to read."""
        body = json.dumps(message).encode()
        rest = memoryview(LENGTH.pack(len(body)) + body)
        with contextlib.suppress(OSError):  # a dead kernel is noticed when its answer is read
            while rest:
                select.select([], [self.socket], [])
                rest = rest[self.socket.send(rest) :]


class Client:
    """A kernel's client with what nbclient asks of one."""

    allow_stdin = False

    def __init__(
        self,
        shell: socket.socket,
        iopub: socket.socket,
        planned: Iterable[dict[str, Any]] = (),
    ) -> None:
        self.shell_channel = Channel(shell)
        self.iopub_channel = Channel(iopub)
        self.planned = deque(planned)

    def start_channels(self) -> None:
        """Nothing: they are open."""

    def stop_channels(self) -> None:
        """Close them, which ends the kernel."""
        for channel in (self.shell_channel, self.iopub_channel):
            channel.close()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's first message.

        Raises
        ------
        RuntimeError
            If it died before, or takes too long.
        """
        try:
            await asyncio.wait_for(self.shell_channel.message(), timeout)
        except (EOFError, OSError) as error:
            raise RuntimeError("the kernel did not start") from error

    def is_alive(self) -> bool:
        """Whether the kernel can still answer."""
        try:
            return bool(self.shell_channel.socket.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for the execution of a cell; return the number of the request."""
        return self._request(execution(code, store_history, stop_on_error))

    def kernel_info(self) -> str:
        """Ask for the description of the kernel; return the number of the request."""
        return self._request(_request("kernel_info"))

    def _request(self, request: dict[str, Any]) -> str:
        if self.planned and self.planned[0]["content"] == request["content"]:
            return str(self.planned.popleft()["msg_id"])
        # A cell has failed, and the kernel answers none of those after it.
        self.planned.clear()
        self.shell_channel.put(request)
        return str(request["msg_id"])


def execution(code: str, store_history: bool = True, stop_on_error: bool = True) -> dict[str, Any]:
    """Request for the execution of a cell."""
    options = {"silent": False, "store_history": store_history, "allow_stdin": False}
    return _request("execute", code=code, stop_on_error=stop_on_error, **options)


def _request(name: str, **content: object) -> dict[str, Any]:
    return {"msg_type": f"{name}_request", "msg_id": uuid.uuid4().hex, "content": content}


class Manager(AsyncKernelManager):
    """A manager of one forked kernel, with what nbclient asks of one.

    Attributes
    ----------
    scope : str
        Whose results it may find (`ecstats.memory`); empty: nobody's.
    cells : sequence of str
        Code that it will be asked to execute, if all goes well: it does so at once, without a word
        between two cells, as a notebook does of which all cells are run.
    beside : int
        How many forks of it may work beside its cells (`ecstats.beside`).
    heavy : str
        Folder for large outputs (`heavy`); empty: they are in the messages.
    """

    scope = ""
    cells: Sequence[str] = ()
    beside = 0
    heavy = ""
    plan: Sequence[dict[str, Any]] = ()
    number: int | None = None
    source: Warm | None = None
    ends: tuple[socket.socket, socket.socket] | None = None
    talking: Client | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel was started."""
        return self.number is not None

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Fork a kernel."""
        source = warm()
        if not source.ready():
            raise RuntimeError("the warm process could not start")
        shell, iopub = (socket.socketpair() for _ in range(2))
        self.source, self.ends = source, (shell[0], iopub[0])
        self.plan = [execution(code) for code in self.cells]
        job = {
            "folder": str(options.get("cwd") or Path.cwd()),
            "environment": {**os.environ, **(options.get("env") or {})},
            "scope": self.scope,
            "plan": self.plan,
            "beside": self.beside,
            "heavy": self.heavy,
        }
        with shell[1], iopub[1]:
            self.number = source.fork(shell[1], iopub[1])
        source.uses += 1
        send(shell[0], job)

    def client(self, **_: Any) -> Any:
        """Return the client of the kernel."""
        assert self.ends is not None
        self.talking = Client(*self.ends, self.plan)
        return self.talking

    async def is_alive(self) -> bool:  # type: ignore[override]
        """Whether there is a kernel to be shut down."""
        return self.has_kernel

    async def shutdown_kernel(  # type: ignore[override]
        self,
        now: bool = False,
        restart: bool = False,  # noqa: ARG002
    ) -> None:
        """End the kernel: at once, or when it has finished what it does on exit."""
        if self.ends is not None and not now:
            self.ends[0].setblocking(True)
            self.ends[0].settimeout(self.shutdown_wait_time)
            with contextlib.suppress(OSError, EOFError):
                self.ends[0].shutdown(socket.SHUT_WR)
                while True:
                    receive(self.ends[0])
        self.kill()

    async def cleanup_resources(  # type: ignore[override]
        self,
        restart: bool = False,  # noqa: ARG002
    ) -> None:
        """Close the channels."""
        if self.talking is not None:
            self.talking.stop_channels()
        for end in self.ends or ():
            end.close()
        if self.source is not None:
            self.source.uses -= 1
            self.source = None

    def kill(self) -> None:
        """End the kernel at once."""
        if self.source is not None and self.number is not None:
            self.source.kill(self.number)
            self.number = None
