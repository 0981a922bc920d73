"""One batch of documents, read by one process, here or on a cluster: the mentions as Parquet."""

import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

import ecstats
from ecstats.errors import InputError
from ecstats.extraction import text_of
from ecstats.mentions import Mention, stream

__all__ = ["COLUMNS", "SCHEMA", "Outcome", "code", "digest", "read", "read_sent"]

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
SCHEMA = pa.schema(
    [
        pa.field(name, pa.type_for_alias(kind), metadata={"description": meaning})
        for name, (kind, meaning) in COLUMNS.items()
    ]
)
_ROWS = 50_000
_PIECE = 1 << 18


class Outcome(NamedTuple):
    """What a batch gave.

    Attributes
    ----------
    content : bytes
        A Parquet file with the rows of all documents, one after another.
    documents : list of (str, str, int)
        Name, SHA-256 and number of rows of each.
    faults : dict
        Why a document could not be read, by its name.
    code : str
        Hash of the code that read them.
    """

    content: bytes
    documents: list[tuple[str, str, int]]
    faults: dict[str, str]
    code: str


@cache
def code() -> str:
    """Hash of the code that decides what a document gives."""
    package = Path(ecstats.__file__).parent
    parts = ("corpus", "extraction", "mentions")
    modules = [path for part in parts for path in sorted(package.glob(f"{part}/*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in modules)).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(batch: Mapping[str, Path]) -> Outcome:
    """Read documents by their names; one that cannot be read is a fault and no error."""
    batches: list[pa.RecordBatch] = []
    documents: list[tuple[str, str, int]] = []
    faults: dict[str, str] = {}
    for name, path in batch.items():
        try:
            sha256 = digest(path)
            text = text_of(path).text
            if digest(path) != sha256:
                raise InputError("was written to while it was read")
            rows = list(_record_batches(name, sha256, text))
        except OSError as error:
            faults[name] = f"cannot be read ({error.strerror or error})"
        except InputError as error:
            faults[name] = str(error).removeprefix(f"{path}: ")
        except Exception as error:  # a library that stumbles over one file
            faults[name] = " ".join(f"cannot be read ({type(error).__name__}: {error})".split())
        else:
            batches += rows
            documents.append((name, sha256, sum(len(one) for one in rows)))
    schema = SCHEMA.with_metadata({"documents": json.dumps(documents)})
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_batches(batches, SCHEMA).cast(schema), buffer)
    return Outcome(buffer.getvalue(), documents, faults, code())


def read_sent(batch: Mapping[str, bytes], faults: Mapping[str, str]) -> Outcome:
    """Read documents whose content was sent to another machine; `faults` are known before."""
    with tempfile.TemporaryDirectory(prefix="ecstats-") as folder:
        paths = {}
        for number, (name, data) in enumerate(batch.items()):
            paths[name] = Path(folder, f"{number}{Path(name).suffix}")
            paths[name].write_bytes(data)
        outcome = read(paths)
    return outcome._replace(faults={**faults, **outcome.faults})


def _record_batches(name: str, sha256: str, text: str) -> Iterator[pa.RecordBatch]:
    mentions = stream(text[i : i + _PIECE] for i in range(0, len(text), _PIECE))
    for some in _chunks(mentions):
        fields: Iterable[Sequence[Any]] = zip(*some, strict=True)
        columns = [[name] * len(some), [sha256] * len(some), *fields]
        arrays = [pa.array(one, of) for one, of in zip(columns, SCHEMA.types, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _chunks(mentions: Iterator[Mention]) -> Iterator[list[Mention]]:
    while some := list(islice(mentions, _ROWS)):
        yield some
