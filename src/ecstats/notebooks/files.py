"""Files and folders that change at once: before, the old one is there, after, the new one.

What is new is written beside its place under a hidden name and then renamed. A run that is killed
leaves at most such a hidden name behind, which the next one removes.
"""

import contextlib
import ctypes
import errno
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ecstats.errors import InputError

__all__ = ["publish", "read_below", "refuse_foreign", "refuse_unwritable", "replace_folder"]

HIDDEN = re.compile(r"\..+\.(\d+)-[0-9a-f]{8}\.tmp")
MARK = "made_from.json"
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def publish(files: Mapping[Path, bytes]) -> None:
    """Write files, all or none: each beside its place first, then renamed.

    Files that have the content already are not touched.

    Raises
    ------
    OSError
        If a file cannot be written; then all are as they were.
    """
    staged: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            _tidy(target)
            if target.is_file() and target.read_bytes() == content:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = _hidden(target)
            staged[temporary] = target
            temporary.write_bytes(content)
        for temporary, target in staged.items():
            temporary.replace(target)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)


def replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with exactly these files in a place, at once.

    Parameters
    ----------
    target : Path
        A place where nothing is, an empty folder, or one that was written like this before.
    files : mapping
        Content by name, with ``/`` between folders; one of them is ``made_from.json``.

    Raises
    ------
    InputError
        If something else is in the place, or a name leads out of it.
    OSError
        If a file cannot be written; then all is as it was.
    """
    refuse_foreign(target)
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise InputError(f"{name!r} is not inside the folder of the run")
    target.parent.mkdir(parents=True, exist_ok=True)
    _tidy(target)
    temporary = _hidden(target)
    try:
        temporary.mkdir()
        for name, content in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _take_place(temporary, target)
    finally:
        # Now the one that was there before, or the new one that could not be finished.
        shutil.rmtree(temporary, ignore_errors=True)


def refuse_foreign(target: Path) -> None:
    """Refuse a place with something in it that no run has written.

    Raises
    ------
    InputError
        Naming the place.
    """
    if not target.exists() and not target.is_symlink():
        return
    mine = (target / MARK).is_file()
    if target.is_symlink() or not target.is_dir() or not (mine or not any(target.iterdir())):
        raise InputError(
            f"{str(target)!r} holds something else than a run; give a new or an empty folder"
        )


def refuse_unwritable(target: Path) -> None:
    """Refuse a place that cannot be written to, before time is spent on what should go there.

    Raises
    ------
    InputError
        Naming the place and why.
    """
    folder = next(one for one in target.parents if one.exists())
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"cannot write to {str(target)!r} ({error.strerror}); give --out DIR"
        ) from None


def read_below(folder: Path) -> dict[str, bytes]:
    """Content by name of the files below a folder, without hidden ones and links.

    Links are left out because what they lead to is not the folder's.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(p[0] == "." for p in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def _hidden(target: Path) -> Path:
    """A hidden name beside a place, of this process alone."""
    return target.with_name(f".{target.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp")


def _tidy(target: Path) -> None:
    """Remove what runs that were killed have left beside a place."""
    for path in target.parent.glob(f".{_escaped(target.name)}.*.tmp"):
        if (made := HIDDEN.fullmatch(path.name)) and not _runs(int(made[1])):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # there, asking for a process may end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        return True
    return True


def _take_place(new: Path, target: Path) -> None:
    """Rename a folder to a name that another one may have; then that one has the other name."""
    try:
        new.rename(target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.EACCES):
            raise
        if not _exchange(new, target):
            aside = _hidden(target)
            target.rename(aside)
            try:
                new.rename(target)
            except BaseException:
                aside.rename(target)
                raise
            aside.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step, where the system can."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        names = (os.fsencode(one), os.fsencode(other))
        return bool(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)
    return False
