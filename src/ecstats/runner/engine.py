"""The entry point that papermill finds: ``papermill --engine ecstats …``.

Papermill loads this module while it is itself being imported: import papermill first.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from ecstats.runner.kernels import KERNEL, drop, ready

__all__ = ["Engine"]


class Engine(NBClientEngine):  # type: ignore[misc]
    """``papermill --engine ecstats``, and what all runs of this package use."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        folder: str | None = None,
        variables: Mapping[str, str] | None = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Execute a notebook in the kernel of this thread, as papermill asks for it.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            With the notebook.
        kernel_name : str
            A kernel other than that of Python is started for the notebook alone, as by papermill.
        folder : str, optional
            The working directory; by default that of this process.
        variables : mapping, optional
            Variables of the environment for this notebook.
        start_timeout, execution_timeout : int
            Seconds.
        **options
            For nbclient.
        """
        executed: NotebookNode
        timeouts = {"start_timeout": start_timeout, "execution_timeout": execution_timeout}
        if kernel_name != KERNEL:
            executed = super().execute_managed_notebook(nb_man, kernel_name, **timeouts, **options)
            return executed
        options.pop("input_path", None)
        kernel = run_sync(ready)(folder or str(Path.cwd()), variables or {}, start_timeout)
        options |= {"kernel_name": KERNEL, "timeout": execution_timeout, "log": logger}
        client = PapermillNotebookClient(nb_man, km=kernel.manager, **options)
        client.kc = kernel.client
        try:
            executed = client.execute()
        except BaseException:
            run_sync(drop)(kernel)
            raise
        return executed
