"""What a notebook has computed once in a session it does not compute again.

A kernel that is forked from a warm process (`notebooks.warm`) has a folder for this, which lives
as long as that process: all who use it run the same code with the same libraries. A notebook finds
only what the same cells have left, and nothing is left or found when they have changed something
in the package, so that a result depends on its arguments alone. Elsewhere there is no folder, and
everything is computed.
"""

import contextlib
import functools
import hashlib
import inspect
import io
import operator
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

__all__ = ["LIMIT", "hold", "knows", "learn", "remembered", "use"]

LIMIT = 256 * 2**20
"""Bytes that the folder may hold; of more, the results that are longest there go."""

NOT_THERE = (OSError, EOFError, pickle.UnpicklingError)

P = ParamSpec("P")
R = TypeVar("R")
_folder: Path | None = None
_scope = ""
_digests: dict[int, tuple[object, bytes]] = {}
_held: list[tuple[dict[str, object], dict[str, object]]] = []


def use(folder: Path | None, scope: str = "") -> None:
    """Remember results from now on.

    Parameters
    ----------
    folder : path
        Nobody else can write to it. None: nothing is remembered.
    scope : str
        Whose results are found: those that were remembered with the same.
    """
    global _folder, _scope
    _folder, _scope = folder, scope
    if not _held:
        hold()


def hold() -> None:
    """Take what the modules of the package hold now as unchanged."""
    package = [one for name, one in sys.modules.items() if name.startswith("ecstats.")]
    spaces = [vars(one) for one in package if one is not sys.modules[__name__]]
    _held[:] = [(space, _own(space)) for space in spaces]
    tables = [value for _, own in _held for value in own.values() if isinstance(value, dict)]
    _held.extend((table, dict(table)) for table in tables)


def _own(space: Mapping[str, object]) -> dict[str, object]:
    """What a module defines itself; the rest is Python's."""
    return {name: value for name, value in space.items() if not name.startswith("__")}


def _unchanged() -> bool:
    """Whether the modules of the package, and their tables, hold what they held."""
    try:
        return all(
            all(map(operator.is_, map(now.__getitem__, before), before.values()))
            for now, before in _held
        )
    except KeyError:
        return False


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function find what it has returned for equal arguments, also in another process.

    Parameters
    ----------
    function : callable
        Its result depends on its arguments and on the code alone. Arguments that cannot be
        pickled, such as a function of a notebook, are computed with every time.
    """

    @functools.wraps(function)
    def recalled(*args: P.args, **kwargs: P.kwargs) -> R:
        name = _name(function, args, kwargs) if _folder and _unchanged() else None
        if _folder is None or name is None:
            return function(*args, **kwargs)
        path = _folder / name
        with contextlib.suppress(*NOT_THERE):
            return cast("R", pickle.loads(path.read_bytes()))
        with _alone(path):
            with contextlib.suppress(*NOT_THERE):  # another one may have been first
                return cast("R", pickle.loads(path.read_bytes()))
            result = function(*args, **kwargs)
            _keep(path, pickle.dumps(result))
            return result

    return recalled


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other process compute a result at the same time.

    The system lifts the lock of a process that is killed. Nobody waits for ever: what is remembered
    calls only what is below it.
    """
    import fcntl  # not on Windows, where no kernel has a folder for this

    lock = path.with_name(f"{path.name}.lock")
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # a full disk: two may compute the same
            file = stack.enter_context(lock.open("wb"))
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def knows(function: Callable[..., object], *args: object, **kwargs: object) -> bool:
    """Whether a function would find what it has returned for such arguments."""
    if _folder is None or not _unchanged():
        return False
    name = _name(inspect.unwrap(function), args, kwargs)
    return name is not None and (_folder / name).is_file()


def _name(function: Callable[..., object], *arguments: object) -> str | None:
    called = _scope, function.__module__, function.__qualname__, arguments
    try:
        return hashlib.sha256(_written(called)).hexdigest()
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return None


def learn(one: object) -> None:
    """Compute now what identifies an argument, or what it has in common with others."""
    _written(one)


def _written(one: object) -> bytes:
    """Bytes that are the same for equal objects."""
    stream = io.BytesIO()
    pickler = _Contents(stream, protocol=5)
    pickler.fast = True  # equal texts are written alike, whether or not they are one object
    pickler.dump(one)
    return stream.getvalue()


class _Contents(pickle.Pickler):
    """Writes a table by what it holds, however pandas keeps it."""

    def reducer_override(self, one: object) -> Any:
        if isinstance(one, pd.DataFrame):
            frame: Any = one  # a Series of each column would take longer than what it holds
            columns = [(str(cells.dtype), _cells(cells)) for cells in frame._iter_column_arrays()]
            return list, ([one.columns.tolist(), columns, _index(one.index), one.attrs],)
        if (sealed := getattr(type(one), "__dataclass_params__", None)) and sealed.frozen:
            return bytes, (_digest(one, lambda: _written(vars(one))),)
        return NotImplemented


def _index(index: "pd.Index[Any]") -> object:
    return str(index) if isinstance(index, pd.RangeIndex) else (list(index.names), index.tolist())


def _cells(cells: Any) -> object:
    """What the cells of a column hold, however pandas keeps them."""
    if isinstance(cells, pd.Categorical):
        words = cells.categories
        return _digest(words, lambda: repr(words.tolist()).encode()), cells.codes.tobytes()
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "biuf":
        return cells.tobytes()
    if isinstance(cells.dtype, pd.StringDtype) and cells.dtype.storage == "pyarrow":
        texts = cells.__arrow_array__()
        return _digest(texts, lambda: _serialised(texts))
    return cells.tolist()


def _serialised(texts: Any) -> bytes:
    import pyarrow as pa

    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return bytes(pa.record_batch([whole], ["texts"]).serialize())


def _digest(kept: object, content: Callable[[], bytes]) -> bytes:
    """Digest of a content, computed once for what keeps it and is not changed.

    That is an index, an array of Arrow, or a frozen dataclass with its tables.
    """
    # As long as it is held here, no other object has its id.
    if id(kept) not in _digests:
        _digests[id(kept)] = kept, hashlib.sha256(content()).digest()
    return _digests[id(kept)][1]


def _keep(path: Path, content: bytes) -> None:
    """Write a result, whole or not at all; a full disk only means that nothing is remembered."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        _make_room(path.parent, len(content))
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _make_room(folder: Path, wanted: int) -> None:
    kept = [
        (entry.stat().st_mtime, entry.stat().st_size, entry.path)
        for entry in os.scandir(folder)
        if not entry.name.endswith(".lock")
    ]
    if sum(size for _, size, _ in kept) + wanted <= LIMIT:
        return
    room = 0
    for _, size, path in sorted(kept):
        if room >= LIMIT // 2:
            break
        Path(path).unlink(missing_ok=True)
        room += size
