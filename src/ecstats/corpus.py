"""The mentions of a whole folder of documents as one table: `ecstats mentions`.

Beside the output, ``FILE.parquet.parts/`` keeps what each finished document gave until all are
finished, one file for each, named by the document's name and content and by the code that read
it. A run that was killed therefore goes on where it was, and a document that has changed is read
again.
"""

import argparse
import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ecstats import __version__
from ecstats.errors import InputError
from ecstats.extraction import FORMATS, text_in
from ecstats.files import write_atomically
from ecstats.mentions import find
from ecstats.processes import add_workers, connected

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "Report", "collect"]

COLUMNS = {
    "document": ("string", "path below the folder, with / between folders"),
    "sha256": ("string", "SHA-256 of the file, hexadecimal"),
    "start": ("int64", "offset of the first character in the document's text, in code points"),
    "end": ("int64", "offset after the last character"),
    "text": ("string", "the mention as printed, with scale, unit and adjoining bound word"),
    "value": ("double", "value in base units; null for kinds that count nothing"),
    "upper": ("double", "upper end of a range, in base units"),
    "unit": ("string", "unit as printed, in simplified characters"),
    "bound": ("string", "how the words bound the value: exact, over, at_least …; quantities only"),
    "kind": ("string", "quantity, date, period, ordinal, document_number or name"),
}
READ = ", ".join(FORMATS)
# What a run leaves beside documents when its output stands among them.
_OWN = (".parquet", ".parts")
_GROUP = 256  # documents that are sent together, and whose rows are written together
_DIED = "the process that read it died (killed, or out of memory)"


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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats mentions`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="documents, with its folders")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE.parquet",
        help="one row per mention; a run that was killed goes on where it was",
    )
    add_workers(parser)


def run(options: argparse.Namespace) -> int:
    """Read the documents of a folder; return 0, or 1 if one of them could not be read."""
    report = collect(options.folder, options.out, options.jobs, options.scheduler)
    for ending, count in sorted(report.skipped.items()):
        print(f"{count} files skipped: {ending} (read are {READ})", file=sys.stderr)
    for name, reason in sorted(report.faults.items()):
        print(f"{name}: {reason}", file=sys.stderr)
    print(f"{options.out}: {report.mentions:,} mentions in {report.documents:,} documents")
    return 1 if report.faults else 0


def collect(
    folder: str | Path, out: str | Path, jobs: int | None = None, scheduler: str | None = None
) -> Report:
    """Write every mention of every document below a folder.

    Parameters
    ----------
    folder : str or Path
        Looked through with all its folders; links to folders are not followed.
    out : str or Path
        The Parquet file, replaced at once when all documents are read. Columns: `COLUMNS`; rows in
        the order of ``document`` and ``start``.
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
        If there is no document, the output cannot be written, pyarrow is not installed, or the
        cluster does not answer.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("普及率达到60%。", encoding="utf-8")
    ...     report = collect(folder, Path(folder, "mentions.parquet"), jobs=1)
    >>> report.documents, report.mentions
    (1, 1)
    """
    if find_spec("pyarrow") is None:
        raise InputError(
            "Parquet files need pyarrow, which is not installed; "
            "install it with: pip install 'ecstats[exports]'"
        )
    from tqdm import tqdm

    folder, out = Path(folder), Path(out)
    documents, skipped = _listed(folder)
    if not documents:
        raise InputError(f"{folder}: no documents; {READ} are read")
    if (out.exists() and not out.is_file()) or not out.absolute().parent.is_dir():
        raise InputError(f"{out}: cannot be written; give a file in a folder that exists")
    parts = out.with_name(f"{out.name}.parts")
    faults: dict[str, str] = {}
    finished: dict[str, Path] = {}

    def read(some: Mapping[str, Path], executor: Executor) -> None:
        for name, part, fault in _outcomes(some, parts, executor):
            bar.update()
            if fault:
                faults[name] = fault
            else:
                finished[name] = part

    with tqdm(total=len(documents), desc="documents", unit="document") as bar:
        with _executor(jobs, scheduler) as executor:
            read(documents, executor)
        # Whichever killed its process took others with it: each is read by a process of its own.
        for name in [name for name, fault in faults.items() if fault == _DIED]:
            del faults[name]
            bar.update(-1)
            with _executor(1, None) as executor:
                read({name: documents[name]}, executor)
    rows = _merge(finished, out, parts)
    if not faults:
        shutil.rmtree(parts, ignore_errors=True)
    return Report(len(finished), rows, faults, skipped)


def _listed(folder: Path) -> tuple[dict[str, Path], Counter[str]]:
    """Documents below a folder by name, and files of other formats; hidden ones are left out."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of documents")
    documents: dict[str, Path] = {}
    skipped: Counter[str] = Counter()
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and not name.endswith(_OWN)]
        for path in (Path(place, file) for file in files if file[0] != "."):
            if path.suffix.lower() in FORMATS:
                name = path.relative_to(folder).as_posix()
                documents[name.encode(errors="backslashreplace").decode()] = path
            elif path.suffix not in _OWN:
                skipped[path.suffix.lower() or "no ending"] += 1
    return dict(sorted(documents.items())), skipped


def _executor(jobs: int | None, scheduler: str | None) -> Executor:
    """Processes of this machine, or the workers of a Dask cluster behind the same interface."""
    if scheduler is not None:
        executor: Executor = connected(scheduler).get_executor(pure=False)
        return executor
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _follow)


def _follow() -> None:
    """In a worker: leave an interrupt to the run that started it, and end with that run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def end_after(run: multiprocessing.process.BaseProcess) -> None:
        run.join()
        os._exit(1)

    if run := multiprocessing.parent_process():
        threading.Thread(target=end_after, args=(run,), daemon=True).start()


def _outcomes(
    documents: Mapping[str, Path], parts: Path, executor: Executor
) -> Iterator[tuple[str, Path, str]]:
    """Each document with its part, or why it has none."""
    waiting = iter(documents.items())
    while some := list(islice(waiting, _GROUP)):
        sent: list[tuple[str, Path, Future[tuple[bytes, str]]]] = []
        for name, path in some:
            try:
                if not path.is_file():
                    raise InputError("is no file but a broken link or a device")
                data = path.read_bytes()
                digest = hashlib.sha256(data).hexdigest()
                part = parts / f"{_hashed(_code(), name, digest)[:40]}.parquet"
                if part.exists():
                    yield name, part, ""
                else:
                    sent.append((name, part, executor.submit(_part, name, data, digest, _code())))
            except (OSError, InputError, BrokenExecutor) as error:
                yield name, parts, _reason(error)
        for name, part, future in sent:
            try:
                content, fault = future.result()
            except Exception as error:
                content, fault = b"", _reason(error)
            if not fault:
                write_atomically({part: content})
            yield name, part, fault


def _part(name: str, data: bytes, digest: str, code: str) -> tuple[bytes, str]:
    """The mentions of one document as a Parquet file, or why there are none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if code != _code():
            raise InputError("the workers have another ecstats than this machine; install the same")
        mentions = find(text_in(data, name).text)
    except Exception as error:  # also a library that stumbles over one file
        return b"", _reason(error).removeprefix(f"{name}: ")
    rows = [{"document": name, "sha256": digest, **one._asdict()} for one in mentions]
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, _schema()), buffer)
    return buffer.getvalue().to_pybytes(), ""


def _reason(error: Exception) -> str:
    """Why a document could not be read, on one line."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":
        return _DIED
    words = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    return " ".join(f"cannot be read ({words})".split())


def _merge(finished: Mapping[str, Path], out: Path, parts: Path) -> int:
    """Write the output from the parts in the order of the documents' names; return its rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {"version": f"ecstats {__version__}", "documents": str(len(finished))}
    rows = 0
    try:
        parts.mkdir(exist_ok=True)
        with pq.ParquetWriter(parts / "merged", _schema().with_metadata(about)) as writer:
            names = iter(sorted(finished))
            while some := list(islice(names, _GROUP)):
                table = pa.concat_tables(pq.read_table(finished[name]) for name in some)
                writer.write_table(table)
                rows += len(table)
        (parts / "merged").replace(out)
    except pa.ArrowInvalid as error:
        raise InputError(f"{parts}: holds a damaged file ({error}); remove the folder") from None
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return rows


@cache
def _schema() -> "pa.Schema":
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(name, pa.type_for_alias(kind), metadata={"description": meaning})
            for name, (kind, meaning) in COLUMNS.items()
        ]
    )


@cache
def _code() -> str:
    """Hash of the code and words that decide what a document gives."""
    package = Path(__file__).parent
    files = [path for part in ("extraction", "mentions") for path in package.glob(f"{part}/*.*")]
    return _hashed(*(path.read_text("utf-8") for path in sorted(files)))


def _hashed(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
