"""The folder of one run: the executed notebook with all that it made and all that made it."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from ecstats.filestate import state_of
from ecstats.notebooks.execution import Kernels, produce
from ecstats.notebooks.files import MARK, refuse_foreign, replace_folder
from ecstats.notebooks.forking import code_state
from ecstats.notebooks.heavy import writes
from ecstats.stamps import contents, inputs, read
from ecstats.tables import data_folder as tables_folder

__all__ = ["is_complete", "made_from", "make"]

PARAMETERS = "parameters.yml"
LIBRARIES = "ecstats ipykernel ipython matplotlib nbclient numpy pandas papermill scipy statsmodels"


def made_from(path: Path, values: Mapping[str, object]) -> dict[str, Any]:
    """What a run is made from: hashes of the cells, the code, all data, and versions."""
    given = {
        name: _fingerprint(Path(value))
        for name, value in values.items()
        if isinstance(value, str) and value and Path(value).is_absolute() and Path(value).exists()
    }
    tables = tables_folder()
    state = state_of([path, *tables.glob("*")]), code_state()
    return {**_base(path, tables, state), "files": given}


@lru_cache(maxsize=16)
def _base(path: Path, tables: Path, _state: object) -> dict[str, Any]:
    """What all runs of a notebook are made from, found anew when a file has changed."""
    notebook = read(path)
    return {
        "notebook": path.name,
        "cells": contents(notebook)["cells"],
        "code": inputs(tables, notebook)["code"],
        "data": _fingerprint(tables),
        "versions": {"python": platform.python_version(), **_versions()},
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES.split():
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # the package itself, when it is not installed
            from ecstats import __version__

            found[name] = __version__
    return found


def _fingerprint(path: Path) -> str:
    """Hash of a file, or of the tables in a folder."""
    tables = [*path.glob("*.csv"), *path.glob("datapackage.json")]
    paths = sorted(tables) if path.is_dir() else [path]
    hashes = [(one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in paths]
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()


def make(
    path: Path, values: Mapping[str, object], target: Path, kernels: Kernels | None = None
) -> None:
    """Execute a notebook and put what it gives into a folder, in place of an earlier run.

    Parameters
    ----------
    path : Path
        The notebook.
    values : mapping
        Parameters that differ from the defaults, as `parameters.changed` gives them.
    target : Path
        The folder.
    kernels : Kernels, optional
        Where the kernel is registered, to be ended by an interrupt.

    Raises
    ------
    papermill.PapermillExecutionError
        If a cell failed; then the folder is as it was.
    InputError, OSError
        See `files.replace_folder`.
    """
    refuse_foreign(target)
    files = results(path, values, kernels)
    if kernels is None or not kernels.stopping.is_set():
        replace_folder(target, files)


def results(
    path: Path, values: Mapping[str, object], kernels: Kernels | None = None
) -> dict[str, bytes]:
    """Execute a notebook and return the files of its run by name."""
    from ecstats.notebooks.page import page

    before = made_from(path, values)
    produced = produce(path, values, kernels)
    language = str(values.get("language", "en"))
    written = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=True)
    files = {
        **produced.charts,
        f"{path.stem}.ipynb": (writes(produced.notebook).rstrip("\n") + "\n").encode(),
        f"{path.stem}.html": page(produced.notebook, path.stem, language),
        PARAMETERS: (written if values else "{}\n").encode(),
    }
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    record = {**before, "wrote": hashes}
    files[MARK] = (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def is_complete(folder: Path, current: Mapping[str, Any]) -> bool:
    """Whether a folder holds a whole run that was made from what there is now.

    Parameters
    ----------
    folder : Path
    current : mapping
        See `made_from`.
    """
    try:
        recorded = json.loads((folder / MARK).read_text("utf-8"))
        written = recorded.pop("wrote")
        return recorded == current and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for name, digest in written.items()
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return False
