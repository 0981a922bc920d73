"""Write an executed notebook and its charts back into the checkout."""

from pathlib import Path

import nbformat

from ecstats.errors import InputError
from ecstats.notebooks.execution import Kernels, produce
from ecstats.notebooks.files import publish
from ecstats.notebooks.heavy import writes
from ecstats.stamps import inputs, read, stamped

__all__ = ["remade", "remake"]


def remake(root: Path, path: Path, kernels: Kernels, *, pages: bool = False) -> None:
    """Execute one notebook and publish it.

    Parameters
    ----------
    root : Path
        The checkout.
    path : Path
        The notebook.
    kernels : Kernels
        Where the kernel is registered; when they are stopped, nothing is published.
    pages : bool
        Whether to write ``runs/<notebook>.html`` too.

    Raises
    ------
    InputError
        If the notebook was edited while it ran.
    """
    before = _written_by_hand(path)
    files = remade(root, path, kernels)
    if _written_by_hand(path) != before:
        raise InputError("it was edited while it ran, and is left so; run it again")
    if pages:
        from ecstats.notebooks.page import page

        executed = nbformat.reads(files[path].decode(), as_version=4)
        files[Path.cwd() / "runs" / f"{path.stem}.html"] = page(executed, path.stem)
    if not kernels.stopping.is_set():
        publish(files)


def _written_by_hand(path: Path) -> object:
    """What of a notebook is not its outputs: another run may write these at the same time."""
    try:
        notebook = read(path)
    except InputError:
        return path.read_bytes()
    return [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def remade(root: Path, path: Path, kernels: Kernels | None = None) -> dict[Path, bytes]:
    """Execute one notebook; return what it and its charts would become.

    The notebook comes last: its stamp names the charts.
    """
    made_from = inputs(root, read(path))
    produced = produce(path, kernels=kernels)
    text = writes(stamped(produced.notebook, produced.charts, made_from))
    files = {root / "figures" / name: content for name, content in produced.charts.items()}
    files[path] = (text.rstrip("\n") + "\n").encode()
    return files
