"""How the warm process, its kernels and the process that asked for them talk to each other.

On the control socket: one letter and the number of a kernel. On a kernel's two sockets: messages of
the Jupyter protocol as JSON, each with its length before it.
"""

import json
import socket
import struct
from typing import Any

__all__ = ["CONTROL", "FORK", "KILL", "LENGTH", "READY", "receive", "send"]

CONTROL = struct.Struct("!cQ")
READY, FORK, KILL = b"R", b"F", b"K"
LENGTH = struct.Struct("!Q")


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
