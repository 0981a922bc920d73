"""What the committed notebooks are made of, and whether they are up to date.

An executed notebook is normalised before it is written, so that its bytes depend on the code, the
data and its own cells only. It then carries in its metadata, under ``ecstats``, hashes of what
made it (the modules it reaches, the tables, its code cells) and of what it made (its outputs and
charts). `check` compares them with the files, without executing anything.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ecstats.errors import InputError, unknown_name_error

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "KERNELSPEC",
    "STAMP",
    "check",
    "contents",
    "files_below",
    "inputs",
    "normalised",
    "read",
    "select",
    "stamped",
    "unexecuted",
]

PACKAGE = Path(__file__).resolve().parent
ROOT = "ecstats"
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+([^\n]*))", re.M
)
# Lines for IPython and imports by name, which may import anything.
UNSEEN = re.compile(r"^[ \t]*[%!]|import_module|__import__", re.M)
# Beside code, what a chart depends on.
FONTS = ".ttf"
# What papermill or JupyterLab, run beside the notebooks, leave there of other parameters.
RERUNS = "runs"
STAMP = "ecstats"
INJECTED = "injected-parameters"
VOLATILE = ("papermill", "execution", "ExecuteTime")
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
CHANGED = {
    "code": "the code that it uses changed since it was executed",
    "data": "the data changed since it was executed",
    "cells": "its code cells changed since it was executed",
    "outputs": "its outputs are not those that were executed",
}


def select(root: Path, only: Iterable[str] = ()) -> list[Path]:
    """Find the notebooks of a checkout.

    Parameters
    ----------
    root : Path
        The checkout, with a folder ``notebooks``.
    only : iterable of str, optional
        Names such as ``02_target_gaps``, with or without folder and ending; all if empty.

    Returns
    -------
    list of Path
        In the order of their numbers.

    Raises
    ------
    InputError
        If there are none, or a name is not among them.
    """
    found = {path.stem: path for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))}
    if not found:
        raise InputError(f"no notebooks (NN_*.ipynb) in {str(root / 'notebooks')!r}")
    names = [Path(name).name.removesuffix(".ipynb") for name in only]
    for name in names:
        if name not in found:
            raise unknown_name_error("notebook", name, found)
    return [path for name, path in found.items() if not names or name in names]


def read(path: Path) -> "NotebookNode":
    """Read a notebook.

    Raises
    ------
    InputError
        If the file is no notebook.
    """
    import nbformat

    try:
        notebook: NotebookNode = nbformat.reads(path.read_text("utf-8"), as_version=4)
    except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        why = str(error).partition("\n")[0][:100]
        raise InputError(f"{str(path)!r} is not a notebook: {why}") from None
    return notebook


def unexecuted(path: Path) -> "NotebookNode":
    """Read a notebook without its outputs; what they are is looked at once for all runs of it.

    Raises
    ------
    InputError
        If the file is no notebook.
    """
    import nbformat

    state = path.stat()
    text = _without_outputs(path, state.st_mtime_ns, state.st_size)
    notebook: NotebookNode = nbformat.reads(text, as_version=4)
    return notebook


@lru_cache(maxsize=16)
def _without_outputs(path: Path, _changed: int, _size: int) -> str:
    import nbformat

    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return str(nbformat.writes(notebook))


def normalised(notebook: "NotebookNode", *, parameters: bool = False) -> "NotebookNode":
    """Return a copy of a notebook without what differs between two runs or two machines.

    Times, paths and papermill's other traces go, as do pixel images and, unless `parameters` is
    set, injected parameters; the kernel's description becomes the same for every Python; streams
    between two displays are joined, standard output first; the id of an injected cell, or a
    missing one, is made from the cell's place and source.
    """
    import nbformat

    result: NotebookNode = nbformat.from_dict(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    unwanted = {"papermill-error-cell-tag"} | (set() if parameters else {INJECTED})
    result.cells = [
        cell for cell in result.cells if not unwanted & {*cell.metadata.get("tags", ())}
    ]
    for key in ("papermill", "widgets"):
        result.metadata.pop(key, None)
    result.metadata.update(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    for place, cell in enumerate(result.cells):
        if "id" not in cell or INJECTED in cell.metadata.get("tags", ()):
            cell.id = _sha256(f"{place} {cell.source}".encode())[:8]
        for key in VOLATILE:
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs = list(_outputs(cell.outputs))
    return result


def _outputs(outputs: Iterable["NotebookNode"]) -> Iterator["NotebookNode"]:
    """Join the streams between two displays, and drop pixel images."""
    from nbformat.v4 import new_output

    streams = {"stdout": "", "stderr": ""}
    for output in [*outputs, None]:
        if output is not None and output.output_type == "stream":
            streams[output.name] += output.text
            continue
        for name, text in streams.items():
            if text:
                yield new_output("stream", name=name, text=text)
            streams[name] = ""
        if output is None:
            return
        pixels = {"image/png", "image/jpeg"} & {*output.get("data", ())}
        for mime in pixels:
            del output.data[mime]
            output.metadata.pop(mime, None)
        if output.get("data", not pixels):
            yield output


def inputs(root: Path, notebook: "NotebookNode | None" = None) -> dict[str, str]:
    """Hash what a notebook is made from: the code that it uses, and the data.

    Parameters
    ----------
    root : Path
        The checkout, for its tables and for the files beside the notebooks.
    notebook : NotebookNode, optional
        Only modules that it reaches by imports are counted; without it, the whole package.

    Returns
    -------
    dict
        SHA-256 as hexadecimal text: ``code``, ``data``.
    """
    tables = [*root.glob("data/*.csv"), *root.glob("data/datapackage.json")]
    beside = [
        path
        for path in files_below(root / "notebooks")
        if path.suffix != ".ipynb" and path.relative_to(root).parts[1] != RERUNS
    ]
    modules = _modules() if notebook is None else _reached(notebook)
    fonts = [path for path in files_below(PACKAGE) if path.suffix == FONTS]
    return {
        "code": _fingerprint(PACKAGE, [*modules, *fonts]),
        "data": _fingerprint(root, tables + beside),
    }


def contents(notebook: "NotebookNode") -> dict[str, str]:
    """Hash the code cells of a notebook (``cells``) and what they gave (``outputs``)."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    sources = [(cell.source, cell.metadata.get("tags", [])) for cell in cells]
    outputs = [(cell.execution_count, cell.outputs) for cell in cells]
    return {
        "cells": _sha256(json.dumps(sources, sort_keys=True).encode()),
        "outputs": _sha256(json.dumps(outputs, sort_keys=True).encode()),
    }


def stamped(
    notebook: "NotebookNode", charts: Mapping[str, bytes], made_from: Mapping[str, str]
) -> "NotebookNode":
    """Write into the metadata of an executed notebook what made it and what it made.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and normalised; changed in place.
    charts : mapping
        Content by name of the files that the notebook wrote.
    made_from : mapping
        `inputs` as they were before the execution.

    Returns
    -------
    NotebookNode
        The same notebook.
    """
    hashes = {name: _sha256(content) for name, content in sorted(charts.items())}
    notebook.metadata[STAMP] = {**made_from, **contents(notebook), "charts": hashes}
    return notebook


def check(root: Path, only: Iterable[str] = ()) -> list[str]:
    """Say which committed notebooks and charts are not what the current code and data produce.

    Parameters
    ----------
    root : Path
        The checkout.
    only : iterable of str, optional
        See `select`. Charts without a notebook are looked for only if it is empty.

    Returns
    -------
    list of str
        One sentence per fault; nothing is executed.
    """
    faults = []
    figures = root / "figures"
    owned: set[str] = set()
    for path in select(root, only):
        notebook = read(path)
        recorded = notebook.metadata.get(STAMP)
        if recorded is None:
            faults.append(f"{path.stem}: never executed by ecstats run")
            continue
        current = {**inputs(root, notebook), **contents(notebook)}
        faults += [
            f"{path.stem}: {why}"
            for key, why in CHANGED.items()
            if recorded.get(key) != current[key]
        ]
        for name, recorded_hash in recorded.get("charts", {}).items():
            owned.add(name)
            if not (figures / name).is_file():
                faults.append(f"{path.stem}: its chart figures/{name} is missing")
            elif _sha256((figures / name).read_bytes()) != recorded_hash:
                faults.append(f"{path.stem}: its chart figures/{name} is not the one it wrote")
    if not only:
        present = {path.relative_to(figures).as_posix() for path in files_below(figures)}
        faults += [f"figures/{name}: no notebook writes it" for name in sorted(present - owned)]
    return faults


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, without hidden ones."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part[0] == "." for part in path.relative_to(folder).parts)
    )


def _modules() -> list[Path]:
    return [path for path in files_below(PACKAGE) if path.suffix == ".py"]


def _reached(notebook: "NotebookNode") -> list[Path]:
    """Modules of the package that a notebook imports, and what these import, and so on."""
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    files = {_dotted(path): path for path in _modules()}
    names = set(_imported(source))
    # `ecstats.load_areas` is looked up when it is used; no import says where it is.
    looked_up = any(name.count(".") < 2 and name not in files.keys() - {ROOT} for name in names)
    if looked_up or UNSEEN.search(source):
        return _modules()
    found: dict[str, Path] = {}
    while names:
        name = names.pop()
        if parent := name.rpartition(".")[0]:
            names |= {parent} - found.keys()
        if name in files and name not in found:
            found[name] = files[name]
            names |= _imports_of(files[name], files[name].stat().st_mtime_ns) - found.keys()
    return list(found.values())


def _dotted(path: Path) -> str:
    parts = (ROOT, *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=1024)
def _imports_of(path: Path, _changed: int) -> frozenset[str]:
    return frozenset(_imported(path.read_text("utf-8")))


def _imported(source: str) -> Iterator[str]:
    """Names of the package that the import statements of a source mention.

    Not by `ast`: in Python 3.11 it cannot be used in several threads at once.
    """
    for match in IMPORT.finditer(source):
        module, names, modules = match.groups()
        for one in re.sub(r"#.*|[()]", "", names or modules).split(","):
            name = ".".join(filter(None, (module, *one.split()[:1])))
            if name.split(".")[0] == ROOT:
                yield name


def _fingerprint(root: Path, paths: Iterable[Path]) -> str:
    """Hash names and contents of files."""
    lines = (
        f"{path.relative_to(root).as_posix()} {_sha256(path.read_bytes())}\n"
        for path in sorted(paths)
    )
    return _sha256("".join(lines).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
