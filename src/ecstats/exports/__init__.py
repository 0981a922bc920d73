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

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from ecstats.errors import InputError, unknown_name_error

__all__ = ["FORMATS", "export"]


class Format(NamedTuple):
    """A format: the module that writes it and the library that the module needs."""

    module: str
    library: str | None = None


FORMATS = {
    "csv": Format("csv_files"),
    "xlsx": Format("workbook", "xlsxwriter"),
    "parquet": Format("parquet_files", "pyarrow"),
    "dta": Format("stata"),
    "sdmx-csv": Format("sdmx_files", "sdmx"),
}


def export(
    format: str, out: str | Path, language: str = "en", folder: Path | None = None
) -> list[Path]:
    """Write all tables in one format.

    Files of the same name in `out` are replaced, each at once: first all are written beside
    their places, then moved. When anything fails, none is.

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
    """
    if format not in FORMATS:
        raise unknown_name_error("format", format, FORMATS)
    writer = _module(format)

    import tempfile

    from ecstats.exports import contents, readme
    from ecstats.tables import data_folder

    folder = folder or data_folder()
    tables = contents.load(language, folder)
    about = readme.About(contents.package(language, folder), language, format)
    target = Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".ecstats-", dir=target, ignore_cleanup_errors=True
        ) as staging:
            writer.write(tables, about, Path(staging))
            return _publish(Path(staging), target)
    except OSError as error:
        raise InputError(
            f"cannot write {format} into the folder {str(target)!r}: {error.strerror or error}; "
            "name a folder that you may write to, and close its files in other programs"
        ) from error


def _module(format: str) -> ModuleType:
    module, library = FORMATS[format]
    try:
        return import_module(f"ecstats.exports.{module}")
    except ModuleNotFoundError as error:
        if library is None or error.name != library:
            raise
        raise InputError(
            f"format {format!r} needs {library}, which is not installed; "
            "install it with: pip install 'ecstats[exports]'"
        ) from None


def _publish(staging: Path, target: Path) -> list[Path]:
    files = sorted(staging.iterdir())
    for file in files:
        if (target / file.name).is_dir():
            raise InputError(f"{str(target / file.name)!r} is a folder; a file is to be there")
    for file in files:
        file.replace(target / file.name)
    return [target / file.name for file in files]
