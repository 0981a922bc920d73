"""What commands that work for a long time have in common: processors, a cluster, an interrupt."""

import argparse
import contextlib
import os
import signal
from collections.abc import Iterator
from typing import Any

from ecstats.errors import InputError

CONNECT_TIMEOUT = 10  # seconds


def connected(address: str) -> Any:
    """Connect with a cluster: a `distributed.Client`, to be closed by the caller.

    Raises
    ------
    InputError
        If dask.distributed is not installed, or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "--scheduler needs dask.distributed: install ecstats[distributed]"
        ) from None
    try:
        return Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address!r} ({error})") from None


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def positive(text: str) -> int:
    """Read a whole number above zero."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number above zero, got {text!r}")
    return int(text)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into KeyboardInterrupt; the next ends the program."""

    def interrupt(*_: object) -> None:
        for one in previous:
            signal.signal(one, signal.SIG_DFL)
        raise KeyboardInterrupt

    previous = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        for one in previous:
            signal.signal(one, interrupt)
        yield
    finally:
        for one, handler in previous.items():
            signal.signal(one, handler or signal.SIG_DFL)


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say who works: processes of this machine, or a Dask cluster."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=positive, metavar="N", help="at once (default: processors)")
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster whose workers have the same ecstats (ecstats[distributed])",
    )
