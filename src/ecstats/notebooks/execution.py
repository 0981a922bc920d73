"""Execute a notebook with papermill, from its own parameters or from others.

A notebook is read, never written to: its charts go to a temporary folder that the kernel finds in
the environment variable ``ECSTATS_FIGURES``, and what becomes of them is for the caller.
"""

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
from ecstats.stamps import KERNELSPEC, normalised, unexecuted

__all__ = ["Kernels", "Produced", "evaluate", "execute", "produce"]

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
    """The kernels that run now, so that an interrupt can end them."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._managers: list[Any] = []

    def manager_class(self, folder: Path, figures: Path, scope: str = "") -> type:
        """Build a kernel manager for a notebook in `folder` that saves charts in `figures`.

        The kernel is forked from a warm process, where that can be, or else it is the running
        interpreter, whatever kernels are installed. A forked one finds what others of the same
        scope have computed.
        """
        environment = {
            **os.environ,
            parameters.FIGURES_VARIABLE: str(figures),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        kernels, given = self, scope

        class Manager(self._base()):  # type: ignore[misc]
            scope = given

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
    notebook = unexecuted(path)
    kernels = kernels or Kernels()
    manager = kernels.manager_class(path.absolute().parent, figures, _scope(path, notebook))
    return normalised(_executed(notebook, manager, dict(values or {})), parameters=shown)


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

    try:
        executed: NotebookNode = papermill.execute_notebook(
            notebook,
            None,
            values,
            kernel_name=KERNELSPEC["name"],
            language=KERNELSPEC["language"],
            progress_bar=False,
            start_timeout=120,
            kernel_manager_class=manager,
            shutdown_kernel="immediate",
        )
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
