"""The warm process as the process that starts it sees it: started, asked for kernels, ended.

There is at most one for a process. It is started when it is first needed, anew when what it has
imported is no longer what an import would give, and ended with the process.
"""

import atexit
import contextlib
import os
import shutil
import site
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from ecstats.filestate import state_of
from ecstats.notebooks.protocol import CONTROL, FORK, KILL, READY
from ecstats.stamps import FONTS

__all__ = ["Warm", "close", "code_state", "possible", "warm"]

VARIABLE = "ECSTATS_ENGINE"
WARM = "ecstats.notebooks.warm"
PACKAGE = Path(__file__).resolve().parents[1]
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
    forks = sys.platform == "linux"
    return asked and forks and kernel_name == "python3" and not _ipython_settings()


def _ipython_settings() -> bool:
    """Whether a plain kernel would read settings or start-up files."""
    home = Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython").expanduser()
    folders = [home / "profile_default", Path("/etc/ipython"), Path("/usr/local/etc/ipython")]
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
        self._answered = threading.Event()
        self._ready = False
        # Whichever of the two processes outlives the other deletes it.
        self._folder = tempfile.mkdtemp(prefix="ecstats-memory-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        environment.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", WARM, str(theirs.fileno()), self._folder],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            answer = self._control.recv(CONTROL.size)
            self._ready = bool(answer) and CONTROL.unpack(answer)[0] == READY
        self._answered.set()

    def ready(self, stop: threading.Event | None = None) -> bool:
        """Wait until the imports are done; False if they failed, or one need not wait."""
        end = time.monotonic() + START_TIMEOUT
        while not self._answered.wait(0.1):
            if time.monotonic() > end or (stop is not None and stop.is_set()):
                return False
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
        if not self._answered.is_set():
            # It does not listen while it imports.
            self._process.kill()
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@dataclass
class _Shared:
    """The warm process of this process, if there is one, and older ones that are still in use."""

    process: int = field(default_factory=os.getpid)
    warm: Warm | None = None
    retired: list[Warm] = field(default_factory=list)


_lock = threading.Lock()
_shared = _Shared()


def warm() -> Warm:
    """Return the warm process, started anew when code, data or libraries have changed."""
    global _shared
    with _lock:
        if _shared.process != os.getpid():
            # A fork of the process that started it: that one's is not to be used or ended here.
            _shared = _Shared()
        if _shared.warm is None:
            atexit.register(close)
        elif not _shared.warm.current():
            _shared.retired.append(_shared.warm)
            _shared.warm = None
        if _shared.warm is None:
            _shared.warm = Warm()
        for one in [one for one in _shared.retired if not one.uses]:
            _shared.retired.remove(one)
            one.close()
        return _shared.warm


def close() -> None:
    """End the warm process of this process."""
    global _shared
    with _lock:
        if _shared.process == os.getpid():
            for one in [*_shared.retired, *([_shared.warm] if _shared.warm else [])]:
                one.close()
        _shared = _Shared()


def _made_from() -> object:
    """What an import would give: the package's files, and the libraries that are installed.

    Not the folder of a running script, which a kernel does not import from and a run may write to.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [*site.getsitepackages(), site.getusersitepackages(), *filter(None, named)]
    state = state_of([Path(one) for one in folders])
    return code_state(), state, [os.environ.get(name) for name in IMPORTED_WITH]


def code_state() -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the package does."""
    below = [f"{folder}/{name}" for folder, _, names in os.walk(PACKAGE) for name in names]
    return state_of(path for path in below if path.endswith((".py", FONTS)))
