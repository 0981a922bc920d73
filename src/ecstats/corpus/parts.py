"""What a run has finished: files beside the output that the next run finds.

``FILE.parquet.parts/`` holds one Parquet file per batch, written under another name first, and
named by the code that read it and the content of its documents. Rows of a document count only
while the document's SHA-256 is still the same.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from ecstats import __version__
from ecstats.corpus.reading import SCHEMA, Outcome, code, digest
from ecstats.errors import InputError

__all__ = ["Rows", "Store"]

_GROUP = 1 << 17


class Rows(NamedTuple):
    """Where the rows of a document stand."""

    part: Path
    offset: int
    number: int


class Store:
    """The finished batches of one output; one run at a time has it.

    Parameters
    ----------
    out : Path
        The output.

    Raises
    ------
    InputError
        If another run has it, or the folder cannot be written.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out.with_name(f"{out.name}.parts")
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._lock = _locked(self.folder)
        except OSError as error:
            raise InputError(f"{self.folder}: cannot be written ({error.strerror})") from None
        if self._lock is None:
            raise InputError(
                f"{self.out}: another run is writing it; wait for its end or give another --out"
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock:
            self._lock.close()

    def finished(self, documents: Mapping[str, Path]) -> dict[str, Rows]:
        """Documents that are read already and have not changed since."""
        known: dict[str, dict[str, Rows]] = {}
        for part in sorted(self.folder.glob(f"{code()[:16]}-*.parquet")):
            for name, sha256, rows in _contents(part):
                known.setdefault(name, {})[sha256] = rows
        done: dict[str, Rows] = {}
        for name in known.keys() & documents.keys():
            try:
                rows_now = known[name].get(digest(documents[name]))
            except OSError:
                continue
            if rows_now:
                done[name] = rows_now
        return done

    def add(self, outcome: Outcome) -> dict[str, Rows]:
        """Keep a batch; return where the rows of its documents stand.

        Raises
        ------
        InputError
            If the batch was read by other code than this, or cannot be written.
        """
        if not outcome.documents:
            return {}
        if outcome.code != code():
            raise InputError("the workers have another ecstats than this machine; install the same")
        named = hashlib.sha256(json.dumps(outcome.documents).encode()).hexdigest()
        part = self.folder / f"{code()[:16]}-{named[:32]}.parquet"
        temporary = part.with_suffix(".tmp")
        try:
            temporary.write_bytes(outcome.content)
            temporary.replace(part)
        except OSError as error:
            raise InputError(f"{part}: cannot be written ({error.strerror})") from None
        return {name: rows for name, _, rows in _placed(part, outcome.documents)}

    def merge(self, done: Mapping[str, Rows]) -> int:
        """Write the output from the parts, in the order of the documents' names.

        Returns
        -------
        int
            Number of rows.
        """
        described = {"version": f"ecstats {__version__}", "documents": str(len(done))}
        temporary = self.folder / "merged.tmp"
        count, held = 0, 0
        group: list[pa.Table] = []
        try:
            with pq.ParquetWriter(temporary, SCHEMA.with_metadata(described)) as writer:
                for table in _tables(done):
                    group.append(table)
                    held += len(table)
                    if held >= _GROUP:
                        writer.write_table(pa.concat_tables(group))
                        count, held, group = count + held, 0, []
                if group:
                    writer.write_table(pa.concat_tables(group))
            temporary.replace(self.out)
        except OSError as error:
            raise InputError(f"{self.out}: cannot be written ({error.strerror or error})") from None
        return count + held

    def clear(self) -> None:
        """Remove the parts, once they are in the output."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _tables(done: Mapping[str, Rows]) -> Iterator[pa.Table]:
    """Rows of each document in the order of their names."""

    @lru_cache(maxsize=4)
    def table(part: Path) -> pa.Table:
        return pq.read_table(part).replace_schema_metadata(None)

    for name in sorted(done):
        part, offset, number = done[name]
        yield table(part).slice(offset, number)


def _contents(part: Path) -> Iterator[tuple[str, str, Rows]]:
    """Documents of a part; none if the file is damaged, as after a loss of power."""
    try:
        documents = json.loads(pq.read_schema(part).metadata[b"documents"])
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return
    yield from _placed(part, documents)


def _placed(part: Path, documents: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, Rows]]:
    offset = 0
    for name, sha256, count in documents:
        yield name, sha256, Rows(part, offset, count)
        offset += count


def _locked(folder: Path) -> IO[bytes] | None:
    """The open lock file of a folder, None if another process holds it.

    The system lets go of the lock when the process ends, however it ends.
    """
    while True:
        folder.mkdir(exist_ok=True)
        path = folder / "lock"
        try:
            file = path.open("ab")
        except FileNotFoundError:
            continue  # the run that had it has removed the folder
        if not _lock(file):
            file.close()
            return None
        try:
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        except FileNotFoundError:
            pass
        file.close()


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
