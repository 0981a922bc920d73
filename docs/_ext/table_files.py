"""The exported tables for download: the workbook as it is, the other formats as ZIP files."""

import tempfile
import zipfile
from pathlib import Path

from ecstats.exports import FORMATS, export

# ZIP files keep a date; the same tables are to give the same bytes.
DATE = (1980, 1, 1, 0, 0, 0)


def write_table_files(folder: Path, language: str) -> None:
    """Write the tables in every format of `ecstats export`.

    Parameters
    ----------
    folder : Path
        Made; gets ``ecstats.xlsx`` and ``ecstats-<format>.zip``.
    language : {"en", "zh"}
        Language of the labels.
    """
    folder.mkdir(parents=True)
    for name in FORMATS:
        with tempfile.TemporaryDirectory() as made:
            files = export(name, made, language)
            if len(files) == 1:
                (folder / files[0].name).write_bytes(files[0].read_bytes())
            else:
                zip_files(files, folder / f"ecstats-{name}.zip")


def zip_files(files: list[Path], target: Path) -> None:
    """Put files into a ZIP file, without dates."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            about = zipfile.ZipInfo(file.name, DATE)
            archive.writestr(about, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
