"""For every run of pytest, with or without the notebooks."""

import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# Papermill imports its entry points while it is itself imported, so that this cannot come first.
collect_ignore = ["src/ecstats/runner/engine.py"]

# As in the Makefile: the settings of the machine must not reach the charts.
for variable, folder in (("IPYTHONDIR", "ipython"), ("MPLCONFIGDIR", "matplotlib")):
    os.environ.setdefault(variable, str(Path(sys.prefix) / folder))


def pytest_configure(config: pytest.Config) -> None:
    """Keep the charts that nbval's executions draw away from the committed ones."""
    folder = tempfile.TemporaryDirectory(prefix="ecstats-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    os.environ["ECSTATS_FIGURES"] = folder.name
    os.environ["ECSTATS_FIGURES_LABEL"] = "figures/"
    os.environ["ECSTATS_FIGURES_FORMATS"] = "svg csv"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the cells of a notebook, each of which is a test, in one process."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(autouse=True)
def names_of_the_examples(request: pytest.FixtureRequest) -> None:
    """Give every example of a docstring the tables of the package."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("doctest_namespace").update(package_tables())


@cache
def package_tables() -> dict[str, Any]:
    """Return `lists`, `figures` and `values`, as the package `charts` says."""
    import ecstats
    from ecstats import intervals, labels, tables

    lists = labels.load_code_lists()
    both = tables.with_published_values(lists.figures, lists.published_values)
    bounded = [
        intervals.with_bounds(one, indicators=lists.indicators) for one in (lists.figures, both)
    ]
    return {"ecstats": ecstats, "lists": lists, "figures": bounded[0], "values": bounded[1]}
