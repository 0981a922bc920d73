"""The messages of a forked kernel, in their order, while forks of it work beside its cells."""

import ctypes
import json
import os
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from ecstats.notebooks.protocol import send
from ecstats.processes import fork

__all__ = ["FAILED", "PR_SET_PDEATHSIG", "Outbox"]

FAILED = "FailedBeside"
PR_SET_PDEATHSIG = 1
LESS_URGENT = 5  # than the cells, which all else waits for
Message = tuple[int, dict[str, Any]]


class Outbox:
    """Sends messages over the channels of a kernel.

    Parameters
    ----------
    channels : sequence of socket
        The number of one of them stands for it.
    at_most : int
        How many forks may work at once.
    parent : callable
        Returns the header of the request that is being answered.
    """

    def __init__(
        self, channels: Sequence[socket.socket], at_most: int, parent: Callable[[], Any]
    ) -> None:
        self.channels, self.at_most, self.parent = channels, at_most, parent
        self._waiting: deque[Message | _Fork] = deque()
        self._recorded: list[Message] | None = None
        # A notebook may print from several threads.
        self._lock = threading.RLock()

    def put(self, channel: int, message: dict[str, Any]) -> None:
        """Send a message, when those before it are sent."""
        with self._lock:
            if self._recorded is not None:
                self._recorded.append((channel, message))
            else:
                self._waiting.append((channel, message))
                self.flush()

    def flush(self, *, wait: bool = False) -> None:
        """Send what can be sent, or everything."""
        with self._lock:
            while self._waiting:
                first = self._waiting[0]
                if isinstance(first, _Fork) and not first.ended(wait=wait):
                    return
                self._waiting.popleft()
                for channel, message in first.messages() if isinstance(first, _Fork) else [first]:
                    send(self.channels[channel], message)

    def begin(self, work: Callable[[], object]) -> bool:
        """Let a fork of this process do something whose messages come here; see `beside.begin`."""
        if self._recorded is not None or self._running() >= self.at_most:
            return False
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        target = os.memfd_create("messages")
        kernel, process = os.getpid(), fork()
        if process == 0:
            self._do(work, target, kernel)
        self._waiting.append(_Fork(process, target, self.parent()))
        return True

    def _running(self) -> int:
        forks = [one for one in self._waiting if isinstance(one, _Fork)]
        return sum(not one.ended() for one in forks)

    def _do(self, work: Callable[[], object], target: int, kernel: int) -> None:
        """In the fork: work and leave the messages; never return."""
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() == kernel:
                os.nice(LESS_URGENT)
                self._recorded, self._lock = [], threading.RLock()
                work()
                for stream in (sys.stdout, sys.stderr):
                    stream.flush()
                with os.fdopen(target, "w", encoding="utf-8") as file:
                    json.dump(self._recorded, file, default=str)
        finally:
            os._exit(0)


class _Fork:
    """A process that works beside, and the request that it works for."""

    def __init__(self, process: int, target: int, parent: Any) -> None:
        self.process, self.target, self.parent = process, target, parent
        self._ended = False

    def ended(self, *, wait: bool = False) -> bool:
        """Whether it has ended."""
        if not self._ended:
            try:
                self._ended = bool(os.waitpid(self.process, 0 if wait else os.WNOHANG)[0])
            except ChildProcessError:  # the notebook has waited for it
                self._ended = True
        return self._ended

    def messages(self) -> list[Message]:
        """Its messages, or one that says that it did not finish."""
        with os.fdopen(self.target, encoding="utf-8") as file:
            file.seek(0)
            text = file.read()
        try:
            return [(channel, message) for channel, message in json.loads(text)]
        except ValueError:
            content = {"ename": FAILED, "evalue": "", "traceback": []}
            return [(1, {"msg_type": "error", "content": content, "parent_header": self.parent,
                         "header": {"msg_type": "error"}})]  # fmt: skip
