"""Files: each appears whole or not at all; whether some have changed since they were read."""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ecstats.errors import InputError


def write_atomically(files: Mapping[Path, bytes]) -> None:
    """Write files so that nobody ever finds one half written.

    All contents are written beside their places first; only when every one is complete do they
    take these places, one after another. A file that holds its content already is not touched,
    folders that are missing are made, and a link is followed.

    Parameters
    ----------
    files : mapping of Path to bytes
        Content by path.

    Raises
    ------
    InputError
        If something that is no regular file stands in a place (a folder, a device), or a file
        cannot be written: the message names it. Then all files are as they were, unless it is the
        moving into the places that fails.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "notes.txt")
    ...     write_atomically({path: b"complete"})
    ...     path.read_text()
    'complete'
    """
    staged: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            target = path.resolve()
            if target.exists() and not target.is_file():
                raise InputError(f"{path}: is no file but a folder or device; give another name")
            if holds(target, content):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{os.getpid()}-{len(staged)}.tmp")
            staged[target] = temporary
            temporary.write_bytes(content)
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(
            f"{path}: cannot be written ({reason}); name a place that you may write to"
        ) from error
    finally:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def holds(path: Path, content: bytes) -> bool:
    """Whether a file has this content.

    Examples
    --------
    >>> holds(Path("no-such-file"), b"")
    False
    """
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def state_of(paths: Iterable[str | Path]) -> tuple[tuple[str, int, int], ...]:
    """Names, times of change and sizes of those of the files and folders that there are."""
    found = []
    for path in sorted(os.fspath(one) for one in paths):
        with contextlib.suppress(OSError):
            state = os.stat(path)  # noqa: PTH116 -- a Path of each of hundreds takes the most time
            found.append((path, state.st_mtime_ns, state.st_size))
    return tuple(found)
