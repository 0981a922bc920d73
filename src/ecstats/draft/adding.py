"""The command `ecstats add`: reviewed rows into a data folder of one's own."""

import argparse
import csv
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ecstats import mentions
from ecstats.draft.layout import quote
from ecstats.errors import InputError
from ecstats.files import write_atomically
from ecstats.mentions.quantities import number

__all__ = ["add", "add_arguments", "run"]

SHOWN = 10
# A spreadsheet of China writes 2025-02-20 so.
_DAY = re.compile("([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})")
_EXACT = 1e-4  # a fraction is stored with four decimals


class _Row(NamedTuple):
    """A row for a table: the file and line that it comes from, and its cells."""

    file: Path
    line: int
    cells: dict[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats add`."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="CSV with rows of one table each, known by its columns: a reviewed draft, its "
        "sources, new areas, indicators, entities or units",
    )
    parser.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="DIR",
        help="data folder; made as a copy of the package's tables if it is not there",
    )
    parser.add_argument(
        "--sources",
        type=Path,
        metavar="DIR",
        help="the documents' texts (default: the folder of the first FILE)",
    )


def run(options: argparse.Namespace) -> int:
    """Add the rows and say how many of which table."""
    counts = add(options.files, options.to, options.sources)
    for table, count in counts.items():
        print(f"{options.to / table}.csv: {count} {'row' if count == 1 else 'rows'} added")
    return 0


def add(files: Sequence[Path], target: Path, sources: Path | None = None) -> dict[str, int]:
    r"""Add rows to a data folder, all or none.

    Parameters
    ----------
    files : sequence of Path
        CSV files with the columns of one table each, in any order; columns that begin with
        ``review_`` are left aside.
    target : Path
        Data folder. If it is not there it is made as a copy of the package's tables.
    sources : Path, optional
        Folder of the documents' texts; by default that of the first file.

    Returns
    -------
    dict
        Number of rows added by table; `mentions` too, which are computed from the texts: every
        numeral of a document that is not one of its figures is accounted for.

    Raises
    ------
    InputError
        If a file is of no table, a row breaks a rule of its table (named by its own file and
        line), or a figure does not stand in its document as it says. Nothing is changed then.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     units = Path(folder, "units.csv")
    ...     _ = units.write_text(
    ...         "unit_measure,label_zh,label_en,symbol_zh,symbol_en,printed_forms,unit_type\n"
    ...         "SHIP,艘船,ships,艘,ships,艘,count\n",
    ...         encoding="utf-8",
    ...     )
    ...     add([units], Path(folder, "mydata"))
    {'units': 1}
    """
    from ecstats import tables

    base = target if target.exists() else tables.data_folder()
    if not (base / "datapackage.json").is_file():
        raise InputError(f"{target}: holds no datapackage.json; give a data folder or a new one")
    added = _recognised(files, base)
    _undo_spreadsheet(added, base, sources or files[0].parent)
    with TemporaryDirectory(prefix="ecstats-") as stage:
        folder = Path(stage)
        for path in base.iterdir():
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
        for name, rows in added.items():
            _append(folder, name, rows)
        _load(folder, added)
        counts = {name: len(rows) for name, rows in added.items()}
        if "quoted_figures" in added:
            texts = sources or files[0].parent
            counts["mentions"] = _anchor(folder, added["quoted_figures"], texts)
        write_atomically({target / path.name: path.read_bytes() for path in folder.iterdir()})
    return {name: count for name, count in counts.items() if count}


def _recognised(files: Sequence[Path], base: Path) -> dict[str, list[_Row]]:
    """Rows by table; the order of tables is that of the declaration."""
    from ecstats.tables import schema
    from ecstats.tables.csv_files import read_csv, unguarded

    columns = {name: list(schema.fields(name, base)) for name in schema.resources(base)}
    found: dict[str, list[_Row]] = {}
    for path in files:
        header, rows = read_csv(path)
        own = [column for column in header if not column.startswith(schema.REVIEW)]
        name = next((name for name, known in columns.items() if sorted(own) == sorted(known)), None)
        if name is None:
            raise InputError(f"{path}: {_no_table(own, columns)}")
        if not rows:
            raise InputError(f"{path}: has no rows below its header")
        found.setdefault(name, []).extend(
            _Row(path, line, {column: unguarded(cells[column]) for column in columns[name]})
            for line, cells in rows
        )
    return {name: found[name] for name in columns if name in found}


def _undo_spreadsheet(added: Mapping[str, list[_Row]], base: Path, texts: Path) -> None:
    """Restore from the texts what a spreadsheet made of figures: 46.0 → 46, 1/5 → a date."""
    from ecstats.tables.csv_files import read_csv

    new = [row.cells for row in added.get("sources", [])]
    for source in new:
        if day := _DAY.fullmatch(source["date_published"]):
            source["date_published"] = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    names = {
        source["source_id"]: source["file_name"]
        for source in [*(cells for _, cells in read_csv(base / "sources.csv")[1]), *new]
    }
    figures = [row.cells for row in added.get("quoted_figures", [])]
    for source_id in {row["source_id"] for row in figures} & names.keys():
        path = texts / names[source_id]
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        places = {(str(m.start), str(m.end)): m for m in mentions.find(text)}
        for row in (row for row in figures if row["source_id"] == source_id):
            mention = places.get((row["start"], row["end"]))
            if mention is None or mention.kind != "quantity":
                continue
            printed = mentions.read_mention(mention)
            if not _is_number(row["obs_value"], printed.value):
                continue
            if "/" not in printed.value:
                sign = "-" if row["obs_value"].startswith("-") else ""
                row["obs_value"] = sign + printed.value.lstrip("-")
            if row["as_written"] != mention.text:
                row["as_written"] = mention.text
                if mention.text not in row["quote"]:
                    row["quote"] = quote(text, mention.start, mention.end)


def _is_number(cell: str, printed: str) -> bool:
    """Whether a cell holds the printed number, sign apart: 46 for 46.0, 0.2 for 1/5."""
    try:
        return abs(abs(float(cell)) - abs(number(printed, 0))) < _EXACT
    except ValueError:
        return False


def _no_table(own: Sequence[str], columns: Mapping[str, Sequence[str]]) -> str:
    nearest = max(columns, key=lambda name: len({*own} & {*columns[name]}))
    missing = [column for column in columns[nearest] if column not in own]
    more = [column for column in own if column not in columns[nearest]]
    parts = [f"without {', '.join(missing)}"] if missing else []
    parts += [f"with {', '.join(map(repr, more))}"] if more else []
    return f"has the columns of no table; nearest: {nearest}, but {' and '.join(parts) or 'twice'}"


def _append(folder: Path, name: str, rows: Sequence[_Row]) -> None:
    """Write rows below those of a table, in the order of its own columns."""
    from ecstats.tables.csv_files import read_csv

    path = folder / f"{name}.csv"
    header, known = read_csv(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*(cells for _, cells in known), *(row.cells for row in rows)])


def _load(folder: Path, added: Mapping[str, Sequence[_Row]]) -> None:
    """Read every table; a fault of an added row is named by its own file and line."""
    from ecstats.tables import schema
    from ecstats.tables.csv_files import read_csv

    faults: list[str] = []
    for name in schema.resources(folder):
        path = folder / f"{name}.csv"
        try:
            schema.read(name, path, folder)
        except schema.TableError as error:
            rows = added.get(name, ())
            lines = [line for line, _ in read_csv(path)[1]]
            own = dict(zip(reversed(lines), reversed(rows), strict=False))
            for fault in error.faults:
                row = own.get(fault.line, _Row(Path(path.name), fault.line, {}))
                faults.append(f"{row.file}, {fault._replace(line=row.line)}")
    if faults:
        raise InputError(_listed(faults))


def _anchor(folder: Path, figures: Sequence[_Row], texts: Path) -> int:
    """Hold new figures against their documents and account for every mention of these."""
    import pandas as pd

    from ecstats import documents, tables

    ledger = tables.load_quoted_figures(folder=folder)
    sources = tables.load_sources(folder=folder)
    sources = sources[sources["source_id"].isin({row.cells["source_id"] for row in figures})]
    for row in sources.itertuples(index=False):
        if not (texts / str(row.file_name)).is_file():
            raise InputError(
                f"{row.source_id}: no text {row.file_name} in {texts}; "
                "give its folder with --sources DIR"
            )
    own = ledger[ledger["figure_id"].isin({row.cells["figure_id"] for row in figures})]
    faults = documents.verify(own, sources, texts, tables.load_units(folder=folder))
    if len(faults):
        shown = [
            f"{fault.row}: {fault.check}: "
            f"the document gives {fault.expected}, the row {fault.found}"
            for fault in faults.itertuples(index=False)
        ]
        raise InputError(
            f"{_listed(shown)}\n  if a row is right, begin its note with 'reviewed: ' and say why"
        )
    known = pd.read_csv(folder / "mentions.csv", dtype="string", keep_default_na=False)
    parts = [known[~known["source_id"].isin(sources["source_id"])]]
    for source in sources.itertuples(index=False):
        text = documents.read(source, texts)
        parts.append(mentions.ledger(text, str(source.source_id), ledger).astype("string"))
    joined = pd.concat(parts, ignore_index=True).fillna("")
    joined.to_csv(folder / "mentions.csv", index=False, lineterminator="\n")
    tables.load_mentions(folder=folder)
    return len(joined) - len(known)


def _listed(faults: Sequence[str]) -> str:
    first, *more = faults
    lines = [first + (f" (first of {len(faults)} faults)" if more else "")]
    lines += [f"  {line}" for line in more[: SHOWN - 1]]
    lines += [f"  … and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return "\n".join(lines)
