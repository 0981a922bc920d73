"""Whether files have changed since they were read."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

__all__ = ["state_of"]


def state_of(paths: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Names, times of change and sizes of those of the files and folders that there are."""
    found = []
    for path in sorted(paths):
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)
