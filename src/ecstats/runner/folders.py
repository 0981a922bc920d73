"""What an execution gives, and where it goes: a folder of its own, or back into the checkout."""

import contextlib
import json
import logging
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from ecstats import __version__, provenance
from ecstats.errors import InputError
from ecstats.files import write_atomically
from ecstats.parameters import FIGURES, FORMATS, LABEL
from ecstats.tables import data_folder

__all__ = ["execute", "is_complete", "made_from", "refreshed", "refuse", "results", "write_run"]

RECORD = "made_from.json"
PARAMETERS = "parameters.yml"
ALL_FORMATS = "svg png csv"
CHARTS = (".svg", ".png", ".csv")
LIBRARIES = "ipykernel ipython matplotlib nbclient numpy pandas papermill scipy statsmodels"
LEFT = re.compile(r"(?:\.|ecstats-)(\d+)-.*")
# What fails is reported once, by `kernels.reason`.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def execute(
    path: Path,
    figures: Path,
    values: Mapping[str, object] | None = None,
    *,
    label: str = "figures/",
    formats: str = ALL_FORMATS,
    shown: bool = False,
) -> NotebookNode:
    """Execute a notebook with papermill, from its default parameters unless others are given.

    Parameters
    ----------
    path : Path
        The notebook; it is not written to. The kernel runs in its folder.
    figures : Path
        Folder that the notebook's charts go to.
    values : mapping, optional
        Values of parameters by name.
    label : str
        How the notebook names this folder to its reader.
    formats : str
        Of the charts.
    shown : bool
        Whether the cell with `values` stays in the notebook.

    Returns
    -------
    NotebookNode
        The executed notebook, normalised.

    Raises
    ------
    papermill.PapermillExecutionError
        If a cell failed.
    """
    executed = _executed(
        provenance.unexecuted(path),
        path.absolute().parent,
        {FIGURES: str(figures), LABEL: label, FORMATS: formats},
        values,
    )
    return provenance.normalised(executed, parameters=shown)


def evaluate(code: str, folder: Path) -> None:
    """Run code of our own in a kernel, which has imported what it needs."""
    _executed(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), folder, {})


def _executed(
    notebook: NotebookNode,
    folder: Path,
    variables: Mapping[str, str],
    values: Mapping[str, object] | None = None,
) -> NotebookNode:
    import papermill
    from papermill.engines import papermill_engines

    from ecstats.runner.engine import Engine
    from ecstats.runner.kernels import KERNEL

    papermill_engines.register("ecstats", Engine)  # also where the package is not installed
    try:
        executed: NotebookNode = papermill.execute_notebook(
            notebook,
            None,
            dict(values or {}),
            engine_name="ecstats",
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            start_timeout=120,
            folder=str(folder),
            variables=variables,
        )
    except papermill.PapermillExecutionError as error:
        if values:
            # Say where it is in the notebook itself, which has no cell with the values.
            error.cell_index -= 1
            error.exec_count -= 1
        raise
    return executed


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """A folder for what is not in its place yet; those of dead runs are removed."""
    remove_left(Path(tempfile.gettempdir()), "ecstats-*")
    prefix = f"ecstats-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def remove_left(folder: Path, names: str = ".*.tmp") -> None:
    """Remove what runs that were killed left in a folder; their process is in its name."""
    if os.name != "posix":
        return  # there, asking for a process may end it
    for path in folder.glob(names):
        if match := LEFT.fullmatch(path.name):
            try:
                os.kill(int(match[1]), 0)
            except (ProcessLookupError, OverflowError):
                shutil.rmtree(path, ignore_errors=True)
                path.unlink(missing_ok=True)
            except PermissionError:  # it runs, for somebody else
                continue


def _content_below(folder: Path) -> dict[str, bytes]:
    """Content by name of the files below a folder, without links, which lead elsewhere."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in provenance.files_below(folder)
        if not path.is_symlink()
    }


def made_from(path: Path, values: Mapping[str, object]) -> dict[str, Any]:
    """What a run is made from: hashes of the cells, the code, all data, and versions."""
    files = {
        name: Path(value)
        for name, value in values.items()
        if isinstance(value, str) and Path(value).is_absolute() and Path(value).exists()
    }
    return {
        "notebook": path.name,
        "cells": provenance.contents(provenance.unexecuted(path))["cells"],
        "code": provenance.code_hash(),
        "data": _fingerprint(data_folder()),
        "files": {name: _fingerprint(one) for name, one in files.items()},
        "versions": {
            "ecstats": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES.split()},
        },
    }


def _fingerprint(path: Path) -> str:
    """Hash of a file, or of the tables in a folder."""
    tables = [*path.glob("*.csv"), *path.glob("datapackage.json")]
    return provenance.fingerprint(path.parent, tables if path.is_dir() else [path])


def results(path: Path, values: Mapping[str, object], *, pixels: bool = False) -> dict[str, bytes]:
    """Execute a notebook and return the files of its run by name, with a record of them.

    Charts are in PNG too if `pixels` is set: for a folder that somebody named, not below ``runs/``.
    """
    from ecstats.runner.page import page

    before = made_from(path, values)
    formats = ALL_FORMATS if pixels else "svg csv"
    with new_folder() as folder:
        notebook = execute(path, folder, values, label="./", formats=formats, shown=True)
        files = _content_below(folder)
    written = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=True)
    files |= {
        f"{path.stem}.ipynb": _text_of(notebook),
        f"{path.stem}.html": page(notebook, path.stem, str(values.get("language", "en"))),
        PARAMETERS: written.encode(),
    }
    record = {
        **before,
        "charts": _named_charts(notebook),
        "wrote": {name: provenance.sha256(files[name]) for name in sorted(files)},
    }
    return {**files, RECORD: (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()}


def _text_of(notebook: NotebookNode) -> bytes:
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def _named_charts(notebook: NotebookNode) -> dict[str, Any]:
    """What each chart says of the columns of its rows, by its name: key and values."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    said = [output.get("metadata", {}).get(provenance.STAMP, {}) for output in outputs]
    return {one.pop("chart"): one for one in map(dict, said) if "chart" in one}


def write_run(target: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of a run into its folder, in place of those of an earlier one.

    Files that no run wrote stay. Whatever happens, each file is whole, and the record fits only if
    all of them are there.
    """
    refuse(target)
    earlier = set(_recorded(target).get("wrote", ()))
    remove_left(target)
    write_atomically({target / name: files[name] for name in files if name != RECORD})
    for name in earlier - files.keys():
        (target / name).unlink(missing_ok=True)
    write_atomically({target / RECORD: files[RECORD]})


def is_complete(folder: Path, current: Mapping[str, Any]) -> bool:
    """Whether a folder holds a whole run that was made from what there is now, see `made_from`."""
    recorded = _recorded(folder)
    try:
        return all(recorded[name] == one for name, one in current.items()) and all(
            provenance.sha256((folder / name).read_bytes()) == digest
            for name, digest in recorded["wrote"].items()
        )
    except (OSError, KeyError, AttributeError):
        return False


def _recorded(folder: Path) -> dict[str, Any]:
    try:
        recorded = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def refuse(target: Path, mark: str = RECORD) -> None:
    """Refuse a place for results where something else is, or that cannot be written to."""
    names = [one.name for one in target.iterdir()] if target.is_dir() else []
    # Papermill or JupyterLab with the same parameters leave charts there, see `parameters.check`.
    charts = target.parent.name == "runs" and all(name.endswith(CHARTS) for name in names)
    free = not target.exists() or (target.is_dir() and (mark in names or charts or not names))
    if target.is_symlink() or not free:
        what = mark.partition(".")[0].replace("made_from", "run")
        raise InputError(
            f"{str(target)!r} holds something else than a {what}; give a new or an empty folder"
        )
    try:
        with tempfile.TemporaryFile(dir=next(one for one in target.parents if one.exists())):
            pass
    except OSError as error:
        raise InputError(
            f"cannot write to {str(target)!r} ({error.strerror}); give --out DIR"
        ) from None


def refreshed(root: Path, path: Path) -> tuple[object, dict[Path, bytes]]:
    """Execute a notebook of the checkout from its defaults.

    Returns what of it was written by hand, and what it and its charts become; the notebook comes
    last, as its stamp names the charts.
    """
    before, made = written_by_hand(path), provenance.inputs(root)
    with new_folder() as folder:
        notebook = execute(path, folder)
        charts = _content_below(folder)
    files = {root / "figures" / name: content for name, content in charts.items()}
    files[path] = _text_of(provenance.stamped(notebook, charts, made))
    return before, files


def write_back(path: Path, made: tuple[object, dict[Path, bytes]], *, pages: bool = False) -> None:
    """Write what `refreshed` made into the checkout, unless the notebook was edited meanwhile."""
    before, files = made
    if written_by_hand(path) != before:
        raise InputError("it was edited while it ran, and is left so; run it again")
    if pages:
        from ecstats.runner.page import page

        executed = nbformat.reads(files[path].decode(), as_version=4)
        files = {Path.cwd() / "runs" / f"{path.stem}.html": page(executed, path.stem), **files}
    for folder in {one.parent for one in files}:
        remove_left(folder)
    write_atomically(files)


def written_by_hand(path: Path) -> object:
    """What of a notebook is not its outputs: another run may write these at the same time."""
    try:
        notebook = provenance.read(path)
    except InputError:
        return path.read_bytes()
    return [
        (cell.cell_type, cell.source, cell.metadata.get("tags", []))
        for cell in notebook.cells
        if provenance.INJECTED not in cell.metadata.get("tags", ())
    ]
