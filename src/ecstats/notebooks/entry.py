"""The entry point that papermill finds: ``papermill --engine ecstats …``.

Papermill loads this module while it is itself being imported, so what the engine needs comes only
when a notebook runs.
"""

from typing import Any

from papermill.engines import NBClientEngine

__all__ = ["Engine"]


class Engine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine with a forked kernel, or as it is where that cannot be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook, see papermill."""
        from ecstats.notebooks.engine import Manager
        from ecstats.notebooks.forking import possible, warm

        if possible(kernel_name) and warm().ready():
            options.setdefault("kernel_manager_class", Manager)
        return super().execute_managed_notebook(nb_man, kernel_name, **options)
