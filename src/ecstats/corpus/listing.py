"""Which files below a folder are documents."""

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from ecstats.errors import InputError
from ecstats.extraction import FORMATS

__all__ = ["READ", "Listing", "listed"]

READ = ", ".join(FORMATS)
# What a run leaves beside documents when its output stands among them.
_OWN = (".parquet", ".parts")


class Listing(NamedTuple):
    """Files below a folder: documents by name, files of other formats, and what cannot be used.

    A name is the path below the folder, with ``/`` between folders.
    """

    documents: dict[str, Path]
    skipped: Counter[str]
    faults: dict[str, str]


def listed(folder: Path) -> Listing:
    """Look through a folder; hidden files and folders are left out.

    Raises
    ------
    InputError
        If it is no folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of documents")
    documents: dict[str, Path] = {}
    skipped: Counter[str] = Counter()
    faults: dict[str, str] = {}

    def name_of(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    def unreadable(error: OSError) -> None:
        faults[name_of(Path(error.filename))] = f"cannot be read ({error.strerror})"

    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(one for one in folders if one[0] != "." and not one.endswith(_OWN))
        for file in sorted(one for one in files if one[0] != "." and not one.endswith(_OWN)):
            path = Path(place, file)
            if path.suffix.lower() not in FORMATS:
                skipped[path.suffix.lower() or "no ending"] += 1
            elif not path.is_file():
                faults[name_of(path)] = "is no file but a broken link or a device"
            elif not name_of(path).isprintable():
                shown = name_of(path).encode(errors="backslashreplace").decode()
                faults[shown] = "has a name that is not readable text; rename it"
            else:
                documents[name_of(path)] = path
    return Listing(dict(sorted(documents.items())), skipped, faults)
