r"""What the committed notebooks are made of, and whether they are up to date.

An executed notebook is normalised before it is written, so that its bytes depend on the code, the
data and its own cells only. It then carries in its metadata, under ``ecstats``, hashes of what
made it (the package, the tables, its code cells) and of what it made (its outputs and charts).
`check` compares them with the files, without executing anything. Texts are hashed with ``\n`` at
the end of their lines, so that a checkout on Windows has the same hashes.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ecstats.errors import InputError, unknown_name_error
from ecstats.files import state_of

if TYPE_CHECKING:
    from nbformat import NotebookNode


PACKAGE = Path(__file__).resolve().parent
# What a chart depends on, beside the tables.
CODE = {".mplstyle", ".py", ".toml", ".ttf"}
BINARY = {".png", ".ttf"}
# What papermill or JupyterLab, run beside the notebooks, leave there of other parameters.
RERUNS = "runs"
STAMP = "ecstats"
TAG, INJECTED = "parameters", "injected-parameters"
VOLATILE = ("ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "trusted")
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {  # without the version of Python, which does not change what a notebook gives
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.M)
CHANGED = {
    "code": "the code of ecstats changed since it was executed",
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
        Names such as ``02_target_gaps``, with or without folder and ending, or their beginning
        where it belongs to one alone, such as ``02``; all if empty.

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
    wanted = set()
    for name in (Path(one).name.removesuffix(".ipynb") for one in only):
        fitting = [one for one in found if one == name] or [
            one for one in found if name and one.startswith(name)
        ]
        if len(fitting) > 1:
            raise InputError(f"{name!r} may be any of {', '.join(fitting)}; write more of the name")
        if not fitting:
            raise unknown_name_error("notebook", name, found)
        wanted.add(fitting[0])
    return [path for name, path in found.items() if not wanted or name in wanted]


def read(path: Path) -> "NotebookNode":
    """Read a notebook.

    Raises
    ------
    InputError
        If the file is no notebook, or two versions of it were left unmerged.
    """
    import nbformat

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "not in UTF-8"
        raise InputError(f"{path.name!r} is not a notebook: {why}") from None
    try:
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
    except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        if CONFLICT.search(text):
            why = "it holds the marks of a merge conflict, resolve them first"
        else:
            why = str(error).partition("\n")[0][:100]
        raise InputError(f"{path.name!r} is not a notebook: {why}") from None
    return notebook


def unexecuted(path: Path) -> "NotebookNode":
    """Read a notebook without its outputs, which are looked at once for all runs of it.

    A notebook that lost the tag of its parameters has it again: they stand in its first code cell,
    and every notebook of the checkout has a ``language``.

    Raises
    ------
    InputError
        If the file is no notebook.
    """
    import nbformat

    notebook: NotebookNode = nbformat.reads(_without_outputs(path, state_of([path])), as_version=4)
    return notebook


@lru_cache(maxsize=16)
def _without_outputs(path: Path, _state: object) -> str:
    import nbformat

    notebook = read(path)
    for cell in (one for one in notebook.cells if one.cell_type == "code"):
        cell.outputs, cell.execution_count = [], None
    if (cell := _without_its_tag(notebook)) is not None:
        cell.metadata.setdefault("tags", []).append(TAG)
    return str(nbformat.writes(notebook))


def _without_its_tag(notebook: "NotebookNode") -> "NotebookNode | None":
    """The cell of the parameters, if it has lost its tag."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = any(TAG in cell.metadata.get("tags", ()) for cell in code)
    return code[0] if code and not tagged and "language" in code[0].source else None


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
            cell.id = sha256(f"{place} {cell.source}".encode())[:8]
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


def inputs(root: Path) -> dict[str, str]:
    """Hash what notebooks are made from, beside their own cells.

    Parameters
    ----------
    root : Path
        The checkout, for its tables and for the files beside the notebooks; of these, a script
        that is paired with a notebook (of the same name) is that notebook once more, and no data.

    Returns
    -------
    dict
        SHA-256 as hexadecimal text: ``code`` of the whole package, ``data``.
    """
    tables = [*root.glob("data/*.csv"), *root.glob("data/datapackage.json")]
    beside = [
        path
        for path in files_below(root / "notebooks")
        if path.relative_to(root).parts[1] != RERUNS and not path.with_suffix(".ipynb").is_file()
    ]
    return {"code": code_hash(), "data": fingerprint(root, tables + beside)}


def code_hash() -> str:
    """Hash of the whole package."""
    return fingerprint(PACKAGE, [path for path in files_below(PACKAGE) if path.suffix in CODE])


def contents(notebook: "NotebookNode") -> dict[str, str]:
    """Hash the code cells of a notebook (``cells``) and what they gave (``outputs``)."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    sources = [(cell.source, cell.metadata.get("tags", [])) for cell in cells]
    outputs = [(cell.execution_count, cell.outputs) for cell in cells]
    return {
        "cells": sha256(json.dumps(sources, sort_keys=True).encode()),
        "outputs": sha256(json.dumps(outputs, sort_keys=True).encode()),
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
    hashes = {name: sha256(content) for name, content in sorted(charts.items())}
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
    only, figures, current = list(only), root / "figures", inputs(root)
    owned: set[str] = set()
    for path in select(root, only):
        try:
            notebook = read(path)
            recorded = notebook.metadata.get(STAMP)
        except InputError as error:
            faults.append(f"{path.stem}: {error}")
            only = [path.stem]  # which charts are its own, nobody knows
            continue
        if recorded is None:
            faults.append(f"{path.stem}: never executed by ecstats run")
            continue
        faults += [f"{path.stem}: {why}" for why in _changes(notebook, recorded, current)]
        for name, digest in recorded.get("charts", {}).items():
            owned.add(name)
            if not (figures / name).is_file():
                faults.append(f"{path.stem}: its chart figures/{name} is missing")
            elif sha256(content_of(figures / name)) != digest:
                faults.append(f"{path.stem}: its chart figures/{name} is not the one it wrote")
    if not only:
        present = {path.relative_to(figures).as_posix() for path in files_below(figures)}
        faults += [f"figures/{name}: no notebook writes it" for name in sorted(present - owned)]
    return faults


def _changes(
    notebook: "NotebookNode", recorded: Mapping[str, str], current: Mapping[str, str]
) -> Iterator[str]:
    """What of a notebook is not as it was executed, named by its likely cause."""
    now = {**current, **contents(notebook)}
    changed = [key for key in CHANGED if recorded.get(key) != now[key]]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if _without_its_tag(notebook) is not None:
        changed = [key for key in changed if key != "cells"]
        yield f"its parameters have lost their tag {TAG!r}"
    if "outputs" in changed and not any(cell.outputs for cell in code):
        changed.remove("outputs")
        yield "its outputs were removed"
    yield from (CHANGED[key] for key in changed)


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, without hidden ones."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part[0] == "." for part in path.relative_to(folder).parts)
    )


def content_of(path: Path) -> bytes:
    r"""Content of a file; lines of a text end with ``\n``, however they end on this machine."""
    content = path.read_bytes()
    return content if path.suffix in BINARY else content.replace(b"\r\n", b"\n")


def fingerprint(root: Path, paths: Iterable[Path]) -> str:
    """Hash names and contents of files below a folder."""
    lines = (
        f"{path.relative_to(root).as_posix()} {sha256(content_of(path))}\n"
        for path in sorted(paths)
    )
    return sha256("".join(lines).encode())


def sha256(content: bytes) -> str:
    """Hash, as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()
