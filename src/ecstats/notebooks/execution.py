"""Execute a notebook with papermill, from its own parameters or from others.

A notebook is read, never written to: its charts go to a temporary folder that the kernel finds in
the environment variable ``ECSTATS_FIGURES``, and what becomes of them is for the caller.
"""

import ast
import asyncio
import contextlib
import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ecstats import parameters
from ecstats.notebooks.files import read_below
from ecstats.notebooks.heavy import restore
from ecstats.processes import processors
from ecstats.stamps import KERNELSPEC, normalised, unexecuted

__all__ = ["Kernels", "Produced", "evaluate", "execute", "produce"]

# Names of Python and IPython with which a cell could look at files.
SEEING = {"__import__", "compile", "eval", "exec", "get_ipython", "open"}
# What fails is reported once, by `jobs.work`.
logging.getLogger("papermill").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Produced:
    """What an execution gave.

    Attributes
    ----------
    notebook : NotebookNode
        Executed and normalised.
    charts : dict
        Content by name of the files that it wrote.
    """

    notebook: NotebookNode
    charts: dict[str, bytes]


class Kernels:
    """The kernels that run now, so that an interrupt can end them.

    Parameters
    ----------
    alone : bool
        Whether one runs at a time, and forks of it may use the other processors.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self.alone = alone
        self.stopping = threading.Event()
        self._managers: list[Any] = []

    def manager_class(self, folder: Path, figures: Path, scope: str = "", forks: int = 0) -> type:
        """Build a kernel manager for a notebook in `folder` that saves charts in `figures`.

        The kernel is forked from a warm process, where that can be, or else it is the running
        interpreter, whatever kernels are installed. A forked one finds what others of the same
        scope have computed, and may let as many forks as are given work beside its cells.
        """
        environment = {
            **os.environ,
            parameters.FIGURES: str(figures),
            parameters.LABEL: "figures/",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        kernels, given = self, scope

        class Manager(self._base()):  # type: ignore[misc]
            scope, beside = given, forks

            async def start_kernel(self, **options: Any) -> None:
                if kernels.stopping.is_set():
                    raise RuntimeError("interrupted")
                # ipykernel warns of every kernel that listens on the local host.
                quiet = [*options.pop("extra_arguments", ()), "--log-level=ERROR"]
                await super().start_kernel(
                    env=environment, cwd=str(folder), extra_arguments=quiet, **options
                )
                kernels._managers.append(self)

        return Manager

    def _base(self) -> type:
        from ecstats.notebooks import engine, forking

        if forking.possible() and forking.warm().ready(self.stopping):
            return engine.Manager

        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager

        class Plain(AsyncKernelManager):
            def __init__(self, **options: Any) -> None:
                super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **options)

            def kill(self) -> None:
                process = getattr(self.provisioner, "process", None)
                if process is not None and process.poll() is None:
                    process.kill()

        return Plain

    def stop(self) -> None:
        """End all kernels at once and let none start."""
        self.stopping.set()
        for manager in self._managers:
            manager.kill()


def produce(
    path: Path, values: Mapping[str, object] | None = None, kernels: Kernels | None = None
) -> Produced:
    """Execute a notebook and collect what it gives.

    Parameters
    ----------
    path : Path
        The notebook.
    values : mapping, optional
        Parameters that differ from the defaults. They are shown in a cell of their own.
    kernels : Kernels, optional
        Where the kernel is registered, to be ended by an interrupt.

    Raises
    ------
    papermill.PapermillExecutionError
        If a cell failed.
    """
    with tempfile.TemporaryDirectory(prefix="ecstats-", ignore_cleanup_errors=True) as folder:
        notebook = execute(path, Path(folder), kernels, values, shown=True)
        return Produced(notebook, read_below(Path(folder)))


def execute(
    path: Path,
    figures: Path,
    kernels: Kernels | None = None,
    values: Mapping[str, object] | None = None,
    *,
    shown: bool = False,
) -> NotebookNode:
    """Execute a notebook with papermill, from its default parameters unless others are given.

    Parameters
    ----------
    path : Path
        The notebook; it is not written to. The kernel runs in its folder.
    figures : Path
        Folder that the notebook's charts go to.
    kernels : Kernels, optional
        Where the kernel is registered, to be ended by an interrupt.
    values : mapping, optional
        Values of parameters by name.
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
    from papermill import PapermillExecutionError

    notebook = unexecuted(path)
    kernels = kernels or Kernels(alone=True)
    place = path.absolute().parent, figures, _scope(path, notebook)
    forks = processors() - 1 if kernels.alone and _keeps_to_itself(notebook) else 0
    given = dict(values or {})
    try:
        executed = _executed(notebook, kernels.manager_class(*place, forks), given)
    except PapermillExecutionError:
        if not forks or kernels.stopping.is_set():
            raise
        # What failed may have been done beside, or have missed what was: one thing at a time now.
        executed = _executed(unexecuted(path), kernels.manager_class(*place), given)
    return normalised(executed, parameters=shown)


def _keeps_to_itself(notebook: NotebookNode) -> bool:
    """Whether no cell can see when a file is written: they use this package and nothing else."""
    try:
        trees = [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    except (SyntaxError, ValueError):  # a line for IPython
        return False
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = [one.name for node in nodes if isinstance(node, ast.Import) for one in node.names]
    modules += [f"{node.module}" for node in nodes if isinstance(node, ast.ImportFrom)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return all(one.split(".")[0] == "ecstats" for one in modules) and not names & SEEING


def _scope(path: Path, notebook: NotebookNode) -> str:
    """The same for the same cells in the same place, whatever the parameters."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps([str(path.absolute()), cells]).encode()).hexdigest()


def evaluate(code: str, folder: Path, kernels: Kernels | None = None) -> None:
    """Run code of our own in a kernel, which has imported what it needs.

    Raises
    ------
    papermill.PapermillExecutionError
        If it failed.
    """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    _executed(notebook, (kernels or Kernels()).manager_class(folder, folder), {})


def _executed(notebook: NotebookNode, manager: type, values: dict[str, Any]) -> NotebookNode:
    import papermill
    from papermill.engines import papermill_engines

    from ecstats.notebooks.engine import ENGINE
    from ecstats.notebooks.entry import Engine

    papermill_engines.register(ENGINE, Engine)  # also where the package is not installed
    try:
        with tempfile.TemporaryDirectory(prefix="ecstats-", ignore_cleanup_errors=True) as folder:
            executed: NotebookNode = papermill.execute_notebook(
                notebook,
                None,
                values,
                kernel_name=KERNELSPEC["name"],
                language=KERNELSPEC["language"],
                progress_bar=False,
                start_timeout=120,
                engine_name=ENGINE,
                kernel_manager_class=type("Manager", (manager,), {"heavy": folder}),
                shutdown_kernel="immediate",
            )
            restore(executed, Path(folder))
            return executed
    except papermill.PapermillExecutionError as error:
        if values:
            # Say where it is in the notebook itself, which has no cell with the values.
            error.cell_index -= 1
            error.exec_count -= 1
        raise
    finally:
        _forget_loop()


def _forget_loop() -> None:
    """Close the loop that nbclient made for a thread which ends without it."""
    if threading.current_thread() is not threading.main_thread():
        with contextlib.suppress(RuntimeError):
            loop = asyncio.get_event_loop_policy().get_event_loop()
            if not loop.is_running():
                for task in asyncio.all_tasks(loop):
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        loop.run_until_complete(task)
                loop.close()
                asyncio.set_event_loop(None)
