"""From a folder of documents to one table of mentions."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from ecstats.corpus import listing, parts, work
from ecstats.errors import InputError

__all__ = ["Report", "collect"]


class Report(NamedTuple):
    """What became of a folder.

    Attributes
    ----------
    documents, mentions : int
        Documents and rows of the output.
    faults : dict
        Why a document is not in the output, by its name.
    skipped : Counter
        Files of other formats by their ending.
    """

    documents: int
    mentions: int
    faults: dict[str, str]
    skipped: Counter[str]


def collect(
    folder: str | Path, out: str | Path, jobs: int | None = None, scheduler: str | None = None
) -> Report:
    """Write every numeral mention of every document below a folder.

    Parameters
    ----------
    folder : str or Path
        Looked through with all its folders; links to folders are not followed.
    out : str or Path
        The Parquet file, replaced at once when all documents are read. Columns: `reading.COLUMNS`;
        rows in the order of ``document`` and ``start``.
    jobs : int, optional
        Documents read at once; by default as many as there are processors.
    scheduler : str, optional
        Address of a Dask cluster that reads them instead.

    Returns
    -------
    Report
        Counts, and what could not be read. A document that cannot be read does not stop the rest;
        what is finished is then kept beside the output, for the run after it is mended.

    Raises
    ------
    InputError
        If there is no document, the output cannot be written, another run writes it, pyarrow is
        not installed, or the cluster cannot do the work.
    """
    folder, out = Path(folder), Path(out)
    found = listing.listed(folder)
    if not found.documents and not found.faults:
        raise InputError(f"{folder}: no documents; {listing.READ} are read")
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise InputError(f"{out}: cannot be written; give a file in a folder that exists")
    with parts.Store(out) as store:
        done = store.finished(found.documents)
        waiting = {name: path for name, path in found.documents.items() if name not in done}
        faults = dict(found.faults)
        for outcome in work.outcomes(waiting, len(found.documents), jobs, scheduler):
            done |= store.add(outcome)
            faults |= outcome.faults
        rows = store.merge(done)
        if not faults:
            store.clear()
    return Report(len(done), rows, faults, found.skipped)
