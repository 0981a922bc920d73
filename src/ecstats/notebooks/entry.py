"""The entry point that papermill finds: ``papermill --engine ecstats …``.

Papermill loads this module while it is itself being imported, so what the engine needs comes only
when a notebook runs.
"""

from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode
from papermill.engines import NBClientEngine

__all__ = ["Engine"]

# With one of these, what is executed is known only when the cell is reached.
UNPLANNED = {NotebookClient.skip_cells_with_tag.default_value, "raises-exception"}


class Engine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine with a forked kernel, or as it is where that cannot be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook, see papermill."""
        from ecstats.notebooks.engine import Manager
        from ecstats.notebooks.forking import possible, warm

        manager = options.get("kernel_manager_class")
        if manager is None and possible(kernel_name) and warm().ready():
            manager = Manager
        if manager is not None and issubclass(manager, Manager):
            planned = {"cells": [] if options.get("allow_errors") else _planned(nb_man.nb)}
            options["kernel_manager_class"] = type("Manager", (manager,), planned)
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


def _planned(notebook: NotebookNode) -> list[str]:
    """Code of the cells that nbclient will have executed; none if that cannot be known."""
    cells = [one for one in notebook.cells if one.cell_type == "code" and one.source.strip()]
    tags = {tag for one in cells for tag in one.metadata.get("tags", ())}
    return [] if tags & UNPLANNED else [one.source for one in cells]
