"""A papermill engine whose kernels are forked from a warm process and start at once.

``papermill --engine ecstats …`` uses it, and `ecstats.notebooks` does where it can. Papermill and
nbclient execute as always; only the kernel manager and its two channels are other ones, so that
the outputs are those of a plain kernel. Where forking is impossible, or the user has settings of
IPython that a plain kernel would read, the engine uses a plain kernel.
"""

import asyncio
import atexit
import contextlib
import json
import os
import queue
import select
import socket
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines

from ecstats.warm import CONTROL, FORK, KILL, LENGTH, READY, receive, send

__all__ = ["ENGINE", "Channel", "Engine", "Manager", "Warm", "possible", "warm"]

ENGINE = "ecstats"
VARIABLE = "ECSTATS_ENGINE"
PACKAGE = Path(__file__).resolve().parent
START_TIMEOUT = 120  # seconds, for the imports on a slow and busy machine
# The environment decides these when a module is imported, and that has happened.
IMPORTED_WITH = ("MPLBACKEND", "MPLCONFIGDIR", "MATPLOTLIBRC", "IPYTHONDIR", "PYTHONPATH", "TZ")


def possible(kernel_name: str = "python3") -> bool:
    """Whether a kernel can be forked here and would be the same as a plain one.

    Only on Linux: elsewhere a forked process may not use the system's libraries, or there is no
    way to end it with its parent. ``ECSTATS_ENGINE=kernel`` asks for plain kernels, and so does
    ``CI``, where the reference is executed.
    """
    default = "kernel" if os.environ.get("CI") else "fork"
    asked = os.environ.get(VARIABLE, default) == "fork"
    forks = sys.platform == "linux" and hasattr(socket, "recv_fds")
    return asked and forks and kernel_name == "python3" and not _ipython_settings()


def _ipython_settings() -> bool:
    """Whether a plain kernel would read settings or start-up files."""
    from IPython.paths import get_ipython_dir
    from traitlets.config.application import Application

    _ = Application
    folders = [Path(get_ipython_dir()) / "profile_default", Path("/etc/ipython")]
    folders.append(Path(sys.prefix) / "etc" / "ipython")
    patterns = ("ipython_config.*", "ipython_kernel_config.*", "startup/*.py", "startup/*.ipy")
    return any(any(folder.glob(pattern)) for folder in folders for pattern in patterns)


class Warm:
    """The warm process, seen from the process that started it."""

    def __init__(self) -> None:
        self.made_from = _made_from()
        self.uses = 0
        self._lock = threading.Lock()
        self._numbers = 0
        self._ready = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        environment.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ecstats.warm", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )

    def ready(self) -> bool:
        """Wait until the imports are done; False if they failed."""
        with self._lock:
            if not self._ready:
                self._control.settimeout(START_TIMEOUT)
                with contextlib.suppress(OSError):
                    answer = self._control.recv(CONTROL.size)
                    self._ready = bool(answer) and CONTROL.unpack(answer)[0] == READY
                self._control.settimeout(None)
            return self._ready

    def fork(self, *channels: socket.socket) -> int:
        """Start a kernel that talks over the other ends of two channels; return its number.

        Raises
        ------
        OSError
            If the warm process is gone.
        """
        with self._lock:
            self._numbers += 1
            message = CONTROL.pack(FORK, self._numbers)
            socket.send_fds(self._control, [message], [one.fileno() for one in channels])
            return self._numbers

    def kill(self, number: int) -> None:
        """End a kernel at once, if it runs."""
        with self._lock, contextlib.suppress(OSError):
            self._control.send(CONTROL.pack(KILL, number))

    def current(self) -> bool:
        """Whether it runs, and what it has imported is what an import would give now."""
        return self._process.poll() is None and self.made_from == _made_from()

    def close(self) -> None:
        """End the process and all its kernels."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Shared:
    """The warm process of this process, if there is one."""

    lock = threading.Lock()
    warm: Warm | None = None
    retired: list[Warm] = []
    process = os.getpid()


def warm() -> Warm:
    """Return the warm process, started anew when code, data or libraries have changed."""
    with _Shared.lock:
        if _Shared.process != os.getpid():
            # A fork of the process that started it: that one's is not to be used or ended here.
            _Shared.warm, _Shared.retired, _Shared.process = None, [], os.getpid()
        if _Shared.warm is None or not _Shared.warm.current():
            if _Shared.warm is None:
                atexit.register(close)
            else:
                _Shared.retired.append(_Shared.warm)
            _Shared.warm = Warm()
        for one in [one for one in _Shared.retired if not one.uses]:
            _Shared.retired.remove(one)
            one.close()
        return _Shared.warm


def close() -> None:
    """End the warm process of this process."""
    with _Shared.lock:
        if _Shared.process == os.getpid():
            for one in [*_Shared.retired, *([_Shared.warm] if _Shared.warm else [])]:
                one.close()
        _Shared.warm, _Shared.retired = None, []


def _made_from() -> object:
    """What an import would give: the package's files and data, and the libraries installed."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.glob("fonts/*")]
    folders = [Path(one) for one in sys.path if one]
    states = [(str(one), state.st_mtime_ns, state.st_size) for one, state in _states(files)]
    installed = [(str(one), state.st_mtime_ns) for one, state in _states(folders)]
    return states, installed, [os.environ.get(name) for name in IMPORTED_WITH]


def _states(paths: list[Path]) -> list[tuple[Path, os.stat_result]]:
    found = []
    for path in sorted(paths):
        with contextlib.suppress(OSError):
            found.append((path, path.stat()))
    return found


class Channel:
    """One direction or both of a kernel's messages, as nbclient reads them."""

    def __init__(self, end: socket.socket, *, dead_is_error: bool) -> None:
        self.socket, self.dead_is_error = end, dead_is_error
        self.received = bytearray()
        end.setblocking(False)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        queue.Empty
            If none came in time.
        DeadKernelError
            If none can come any more; only one of the channels says so.
        """
        try:
            return await asyncio.wait_for(self._message(), timeout)
        except asyncio.TimeoutError:
            raise queue.Empty from None
        except (EOFError, OSError):
            if not self.dead_is_error:
                await asyncio.Event().wait()
            raise DeadKernelError("Kernel died") from None

    async def _message(self) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
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

    def __init__(self, shell: socket.socket, iopub: socket.socket) -> None:
        self.shell_channel = Channel(shell, dead_is_error=True)
        self.iopub_channel = Channel(iopub, dead_is_error=False)

    def start_channels(self) -> None:
        """Nothing: they are open."""

    def stop_channels(self) -> None:
        """Close them, which ends the kernel."""
        for channel in (self.shell_channel, self.iopub_channel):
            channel.socket.close()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's first message."""
        await self.shell_channel.get_msg(timeout)

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
        options = {"silent": False, "store_history": store_history, "allow_stdin": False}
        return self._request("execute", code=code, stop_on_error=stop_on_error, **options)

    def kernel_info(self) -> str:
        """Ask for the description of the kernel; return the number of the request."""
        return self._request("kernel_info")

    def _request(self, name: str, **content: object) -> str:
        number = uuid.uuid4().hex
        message = {"msg_type": f"{name}_request", "msg_id": number, "content": content}
        self.shell_channel.put(message)
        return number


class Manager(AsyncKernelManager):
    """A manager of one forked kernel, with what nbclient asks of one."""

    number: int | None = None
    source: Warm | None = None
    ends: tuple[socket.socket, socket.socket] | None = None

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
        job = {
            "folder": str(options.get("cwd") or Path.cwd()),
            "environment": {**os.environ, **(options.get("env") or {})},
        }
        with shell[1], iopub[1]:
            self.number = source.fork(shell[1], iopub[1])
        source.uses += 1
        send(shell[0], job)

    def client(self, **_: Any) -> Any:
        """Return the client of the kernel."""
        assert self.ends is not None
        return Client(*self.ends)

    async def is_alive(self) -> bool:  # type: ignore[override]
        """Whether there is a kernel to be shut down."""
        return self.has_kernel

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # noqa: ARG002
        """End the kernel: at once, or when it has finished what it does on exit."""
        if self.ends is not None and not now:
            self.ends[0].setblocking(True)
            self.ends[0].settimeout(self.shutdown_wait_time)
            with contextlib.suppress(OSError, EOFError):
                self.ends[0].shutdown(socket.SHUT_WR)
                while True:
                    receive(self.ends[0])
        self.kill()

    async def cleanup_resources(self, restart: bool = False) -> None:  # noqa: ARG002
        """Close the channels."""
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


class Engine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine with a forked kernel, or as it is where that cannot be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook, see papermill."""
        if possible(kernel_name) and warm().ready():
            options.setdefault("kernel_manager_class", Manager)
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


papermill_engines.register(ENGINE, Engine)
