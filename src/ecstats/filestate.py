"""Whether files have changed since they were read."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


def state_of(paths: Iterable[str | Path]) -> tuple[tuple[str, int, int], ...]:
    """Names, times of change and sizes of those of the files and folders that there are."""
    found = []
    for path in sorted(os.fspath(one) for one in paths):
        with contextlib.suppress(OSError):
            state = os.stat(path)  # noqa: PTH116 -- a Path of each of hundreds takes the most time
            found.append((path, state.st_mtime_ns, state.st_size))
    return tuple(found)
