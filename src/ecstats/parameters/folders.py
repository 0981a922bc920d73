"""Folders and files that parameters name: checked before anything is read or written."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ecstats.errors import InputError

__all__ = [
    "FIGURES_VARIABLE",
    "checkout",
    "existing_file",
    "existing_folder",
    "figures_folder",
    "rerun_folder",
    "tables_folder",
    "writable_folder",
]

FIGURES_VARIABLE = "ECSTATS_FIGURES"


def existing_file(name: str, value: str | None) -> Path | None:
    """Return the absolute path of a file to read; None if `value` is empty.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read.
    """
    if not value:
        return None
    try:
        path = Path(value).expanduser().absolute()
        with path.open("rb"):
            return path
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"parameter {name!r}: cannot read {value!r} ({_why(error)}); "
            f"give the path of a file, relative to {str(Path.cwd())!r} or absolute"
        ) from None


def existing_folder(name: str, value: object) -> Path | None:
    """Return the absolute path of a folder of tables; None if `value` is empty.

    Raises
    ------
    InputError
        If it is not a folder with a ``datapackage.json``.
    """
    if not value:
        return None
    folder = Path(str(value)).expanduser().absolute()
    if not (folder / "datapackage.json").is_file():
        raise InputError(
            f"parameter {name!r}: {str(value)!r} holds no datapackage.json; "
            "give a folder of tables, a changed copy of data/"
        )
    return folder


def writable_folder(value: str | Path) -> Path:
    """Return the absolute path of a folder to write to, made if it does not exist.

    Raises
    ------
    InputError
        If it cannot be made, or nothing can be written to it.
    """
    try:
        folder = Path(value).expanduser().absolute()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"parameter 'output_folder': cannot write to {str(value)!r} ({_why(error)}); "
            "give a folder that you may write to"
        ) from None


def checkout() -> Path | None:
    """Return the folder of the checkout that this package is imported from, if it is one."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def tables_folder() -> Path:
    """Return the folder of the tables that the package loads, without importing pandas."""
    root = checkout()
    return root / "data" if root else Path(__file__).resolve().parents[1] / "data"


def figures_folder() -> Path:
    """Return the folder for charts when a notebook names none.

    The environment variable ``ECSTATS_FIGURES``, else ``figures`` in the checkout, else ``figures``
    in the working directory.
    """
    if named := os.environ.get(FIGURES_VARIABLE):
        return Path(named).absolute()
    return (checkout() or Path.cwd()) / "figures"


def rerun_folder(values: Mapping[str, object]) -> Path:
    """Folder for the charts of a rerun with other parameters: never the committed charts."""
    if os.environ.get(FIGURES_VARIABLE):
        return figures_folder()
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return Path.cwd() / "runs" / hashlib.sha256(text.encode()).hexdigest()[:8]


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
