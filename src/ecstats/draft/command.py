"""The command `ecstats draft`."""

import argparse
import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ecstats.draft.layout import plain
from ecstats.errors import InputError, unknown_name_error
from ecstats.extraction import text_of
from ecstats.files import holds, write_atomically

if TYPE_CHECKING:
    import pandas as pd

    from ecstats.draft.rows import Codes, Document

__all__ = ["add_arguments", "run"]

_NAME = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_ISSUED = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?日"
)
_EDGE = 200  # characters at both ends of a document in which its own date stands
_TITLE = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats draft`."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".txt .html .docx .pdf")
    parser.add_argument("--source-id", metavar="ID", help="of one FILE (default: its name)")
    parser.add_argument("--published", metavar="DATE", help="such as 2024-03-15, 2024-03 or 2024")
    parser.add_argument("--area", metavar="CODE", help="the area that the document is about")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE.csv",
        help="the draft; beside it the document's row for sources.csv and, unless FILE is a text "
        "in UTF-8, its text (default: print the draft)",
    )
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    parser.add_argument("--data", type=Path, metavar="DIR", help="tables (default: the package's)")


def run(options: argparse.Namespace) -> int:
    """Draft the rows and say what was written."""
    _check(options)
    import pandas as pd

    from ecstats import tables
    from ecstats.draft import rows

    areas = tables.load_areas(folder=options.data)["ref_area"]
    if options.area not in (None, *areas):
        raise unknown_name_error("area", options.area, areas)
    known = rows.codes(options.data)
    ledger = tables.load_quoted_figures(folder=options.data)
    drafts: list[pd.DataFrame] = []
    sources: list[dict[str, str]] = []
    written: dict[Path, bytes] = {}
    for path in options.files:
        document, source, text = _document(path, options, known)
        if document.source_id in [row["source_id"] for row in sources]:
            raise InputError(
                f"{path}: another FILE is {document.source_id!r} too; "
                "draft it alone with a --source-id of its own"
            )
        # Numbers go on after the highest that the ledger gives to figures of this document.
        entered = ledger.loc[ledger["source_id"] == document.source_id, "figure_id"]
        numbers = entered.str.split("-").str[-1].astype("int64")
        drafts.append(rows.draft(document, known, 1 + max(numbers, default=0)))
        sources.append(source)
        if text is not None and options.out is not None:
            written[options.out.parent / source["file_name"]] = text
    draft = pd.concat(drafts, ignore_index=True)
    if options.out is None:
        sys.stdout.write(_as_csv(draft).decode())
        return 0
    columns = list(tables.dictionary("sources", folder=options.data)["column"])
    about = options.out.with_name(f"{options.out.stem}-sources.csv")
    written[options.out] = _as_csv(draft)
    written[about] = _as_csv(pd.DataFrame(sources, columns=columns, dtype="string"))
    for path, content in written.items():
        if path.exists() and not options.force and not holds(path, content):
            raise InputError(f"{path}: is there already; give another name, or --force to replace")
    write_atomically(written)
    print(_summary(draft))
    for path in written:
        print(path)
    return 0


def _as_csv(table: "pd.DataFrame") -> bytes:
    """A table of text as CSV that a spreadsheet runs no formula from."""
    from ecstats.tables.csv_files import guarded

    words = [column for column in table if not str(column).startswith("obs_value")]
    table = table.assign(**{str(column): table[column].fillna("").map(guarded) for column in words})
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _check(options: argparse.Namespace) -> None:
    if options.source_id is not None:
        if len(options.files) > 1:
            raise InputError("--source-id names one document; give one FILE with it")
        if not _NAME.fullmatch(options.source_id):
            raise InputError(
                f"--source-id {options.source_id!r}: valid are small letters, digits and hyphens, "
                "such as 'linhe-bulletin-2024'"
            )
    if options.published is not None and not _DATE.fullmatch(options.published):
        raise InputError(f"--published {options.published!r} is no date; valid: 2024-03-15, 2024")
    if options.out is not None and not options.out.parent.is_dir():
        raise InputError(f"--out {options.out}: no folder {options.out.parent}; make it first")


def _document(
    path: Path, options: argparse.Namespace, known: "Codes"
) -> tuple["Document", dict[str, str], bytes | None]:
    """A document, its row of sources.csv, and its text if the file itself is not that text."""
    from ecstats import tables
    from ecstats.draft import rows
    from ecstats.draft.code_lists import area_of

    text, is_file = text_of(path)
    source_id = options.source_id or path.stem.lower().replace("_", "-").replace(" ", "-")
    if not _NAME.fullmatch(source_id):
        raise InputError(f"{path}: no --source-id follows from this name; give --source-id ID")
    entered = tables.load_sources(folder=options.data).set_index("source_id", drop=False)
    row = {"title_zh": "", "ref_area": "", "date_published": "", "date_basis": ""}
    if source_id in entered.index:
        cells = entered.loc[source_id].astype("string").fillna("")
        row = {str(column): str(cell) for column, cell in cells.items()}
    content = text.encode("utf-8", "surrogatepass")
    changed = sum(a != b for a, b in zip(text, plain(text), strict=True) if a.isalpha())
    row |= {
        "source_id": source_id,
        "file_name": path.name if is_file else f"{source_id}.txt",
        "sha256": hashlib.sha256(content).hexdigest(),
        "characters": str(len(text)),
        "script": "Hant" if changed >= 0.02 * len(text) else "Hans",
    }
    lines = (line.strip("\ufeff \u3000\t") for line in text.splitlines() if line.strip())
    row["title_zh"] = row["title_zh"] or next(lines)[:_TITLE]
    if options.published or not row["date_published"]:
        found = _issued(text)
        row["date_published"] = options.published or found
        row["date_basis"] = "stated" if found or options.published else ""
    title = plain(row["title_zh"])
    own = options.area or row["ref_area"]
    row["ref_area"] = own or area_of(known.areas, title, "", "")
    document = rows.Document(
        source_id, text, row["title_zh"], row["date_published"], row["ref_area"]
    )
    return document, row, None if is_file else content


def _issued(text: str) -> str:
    """The day printed at the end of a document, else at its beginning; empty if at neither."""
    ends = [*_ISSUED.finditer(text[-_EDGE:]), *_ISSUED.finditer(text[:_EDGE])]
    if not ends:
        return ""
    last = ends[-1] if len(text) <= _EDGE else ends[0]
    return f"{last['y']}-{int(last['m']):02}-{int(last['d']):02}"


def _summary(draft: "pd.DataFrame") -> str:
    import pandas as pd

    from ecstats.draft.rows import BANDS, bands

    counts = bands(pd.to_numeric(draft["review_confidence"])).value_counts()
    parts = ", ".join(f"{counts[band]} {band}" for band in BANDS)
    noun = "row" if len(draft) == 1 else "rows"
    return f"{len(draft)} {noun} to review; confidence: {parts}"
