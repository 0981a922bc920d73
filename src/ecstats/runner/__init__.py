"""Run notebooks with their own or with other parameters, one or many, and check them.

In Python: ``rerun("02_target_gaps", {"language": "zh"})``; on the command line: ``ecstats run``,
``ecstats sweep`` and ``ecstats check``.
"""

from ecstats.runner.run import rerun

__all__ = ["rerun"]
