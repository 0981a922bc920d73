"""Files of a draft: written whole or not at all, and never over another without being asked."""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ecstats.errors import InputError

__all__ = ["as_csv", "read_csv", "write"]


def as_csv(table: pd.DataFrame) -> bytes:
    """A table of text as CSV in the form of the data folder."""
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def write(files: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write files: all, or none if one is there already or cannot be written.

    Parameters
    ----------
    files : mapping
        Content by path.
    force : bool
        Whether files that are there are replaced. One that has the content already never is.

    Raises
    ------
    InputError
        Naming the file, and what to do.
    """
    new = {path: data for path, data in files.items() if not _holds(path, data)}
    for path in new:
        if path.exists() and not force:
            raise InputError(f"{path}: is there already; give another name, or --force to replace")
    staged: dict[Path, Path] = {}
    try:
        for path, data in new.items():
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            staged[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            staged[path].chmod(0o644)
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def read_csv(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Read a CSV file that a spreadsheet may have saved.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte-order mark; rows without any value are left out.

    Returns
    -------
    list of str
        The header.
    list of (int, dict)
        Line of the file and cells by column, stripped of spaces at both ends.

    Raises
    ------
    InputError
        Naming the line that cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it as “CSV UTF-8”") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(reader, [])
        before = reader.line_num
        for values in reader:
            line, before = before + 1, reader.line_num
            if any(value.strip() for value in values):
                _check_width(path, line, values, header)
                cells = zip(header, (value.strip() for value in values), strict=True)
                rows.append((line, dict(cells)))
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is not CSV ({error})") from None
    if not header:
        raise InputError(f"{path}: is empty; a header row is needed")
    return header, rows


def _check_width(path: Path, line: int, values: Sequence[str], header: Sequence[str]) -> None:
    if len(values) != len(header):
        raise InputError(
            f"{path}, line {line}: has {len(values)} cells, the header {len(header)}; "
            "put a text with a comma between quotation marks"
        )


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
