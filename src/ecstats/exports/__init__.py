"""The tables as files for spreadsheets, Stata, R and statistics offices.

`export` writes all tables of a data folder in one of five formats, with labels and titles in
English or Chinese. Nothing but the tables decides the bytes: the same tables, language and
version of the libraries give the same files.

=========  ==========================================================================
format     files
=========  ==========================================================================
csv        one file per table, UTF-8 with a byte-order mark, so that Excel shows Chinese
xlsx       one workbook, a sheet per table and a sheet README
parquet    one file per table, with titles, meanings and units as field metadata
dta        one file per table for Stata 14 and later (version 118)
sdmx-csv   the figures as SDMX-CSV 2.0 or 2.1, and their structures as SDMX-ML 2.1
=========  ==========================================================================
"""

import argparse
from importlib import import_module
from pathlib import Path

from ecstats.errors import InputError, unknown_name_error
from ecstats.files import write_atomically

__all__ = ["FORMATS", "export"]

FORMATS = {
    "csv": "table_files",
    "xlsx": "workbook",
    "parquet": "table_files",
    "dta": "table_files",
    "sdmx-csv": "sdmx_files",
}
"""Formats, and the module that writes each."""
_LIBRARIES = ("xlsxwriter", "pyarrow", "sdmx")


def export(
    format: str, out: str | Path, language: str = "en", folder: Path | None = None
) -> list[Path]:
    """Write all tables in one format.

    Files of the same name in `out` are replaced when all contents are complete; when anything
    fails before, none is.

    Parameters
    ----------
    format : {"csv", "xlsx", "parquet", "dta", "sdmx-csv"}
    out : str or Path
        Folder for the files; made when it does not exist.
    language : {"en", "zh"}
        Language of labels, titles and the README.
    folder : Path, optional
        Data folder; the package's own by default.

    Returns
    -------
    list of Path
        The files written, in the order of their names.

    Raises
    ------
    InputError
        If the format or the language is unknown, a library is missing (with the extra that
        brings it), a table is malformed or has a text that the format cannot hold, or the
        folder cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as out:
    ...     [path.name for path in export("csv", out)][:3]
    ['README.txt', 'areas.csv', 'bodies.csv']
    """
    if format not in FORMATS:
        raise unknown_name_error("format", format, FORMATS)
    from ecstats.exports import contents
    from ecstats.tables import data_folder

    folder = folder or data_folder()
    tables = contents.load(language, folder)
    about = contents.about(format, language, folder)
    try:
        written = import_module(f"ecstats.exports.{FORMATS[format]}").files(tables, about)
    except ModuleNotFoundError as error:
        if error.name not in _LIBRARIES:
            raise
        raise InputError(
            f"format {format!r} needs {error.name}, which is not installed; "
            "install it with: pip install 'ecstats[exports]'"
        ) from None
    files = {Path(out, name): content for name, content in written.items()}
    if format != "xlsx":
        encoding = "utf-8-sig" if format == "csv" else "utf-8"
        files[Path(out, "README.txt")] = contents.readme(tables, about).encode(encoding)
    write_atomically(files)
    return sorted(files)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats export`."""
    parser.add_argument(
        "--format", required=True, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to fill")
    parser.add_argument(
        "--language", default="en", metavar="LANG", help="labels in en (default) or zh"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="tables (default: the package's)")


def run(options: argparse.Namespace) -> int:
    """Write the tables and print the files."""
    for path in export(options.format, options.out, options.language, options.data):
        print(path)
    return 0
