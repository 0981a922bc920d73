"""Run notebooks with their own or with other parameters, one or many, and check them.

In Python: ``rerun("02_target_gaps", {"language": "zh"})``; on the command line: ``ecstats run``,
``ecstats sweep`` and ``ecstats check``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstats.runner.folders import execute as execute
    from ecstats.runner.run import refresh as refresh, rerun as rerun

_HOME = {"execute": "folders", "refresh": "run", "rerun": "run"}

__all__ = ["rerun"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"ecstats.runner.{_HOME[name]}"), name)
    raise AttributeError(f"module 'ecstats.runner' has no attribute {name!r}")
