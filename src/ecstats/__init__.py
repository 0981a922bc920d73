"""Figures quoted in policy documents as tidy tables, and what follows from them.

The tables load with ``load_quoted_figures()`` and its companions. Every module is an attribute:
``ecstats.mentions``, ``ecstats.growth``, ``ecstats.charts`` … Nothing heavy is imported before it
is used.
"""

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstats.errors import InputError as InputError
    from ecstats.intervals import with_bounds as with_bounds
    from ecstats.tables import (
        load_areas as load_areas,
        load_conditions as load_conditions,
        load_entities as load_entities,
        load_indicators as load_indicators,
        load_mentions as load_mentions,
        load_published_values as load_published_values,
        load_quoted_figures as load_quoted_figures,
        load_sources as load_sources,
        load_task_figures as load_task_figures,
        load_tasks as load_tasks,
        load_units as load_units,
        read_table as read_table,
        select as select,
        series as series,
    )

__version__ = "0.1.0"

_HOME = {
    "InputError": "errors",
    "with_bounds": "intervals",
    "load_areas": "tables",
    "load_conditions": "tables",
    "load_entities": "tables",
    "load_indicators": "tables",
    "load_mentions": "tables",
    "load_published_values": "tables",
    "load_quoted_figures": "tables",
    "load_sources": "tables",
    "load_task_figures": "tables",
    "load_tasks": "tables",
    "load_units": "tables",
    "read_table": "tables",
    "select": "tables",
    "series": "tables",
}
_MODULES = [found.name for found in pkgutil.iter_modules(__path__) if found.name != "__main__"]

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    """Import a module, or what a module holds, when it is first asked for (SPEC 1)."""
    if name in _MODULES:
        return import_module(f"ecstats.{name}")
    if name in _HOME:
        return getattr(import_module(f"ecstats.{_HOME[name]}"), name)
    raise AttributeError(f"module 'ecstats' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_MODULES])
