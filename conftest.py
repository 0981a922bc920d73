"""For every run of pytest, with or without the notebooks."""

import os
import tempfile

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Keep the charts that nbval's executions draw away from the committed ones."""
    folder = tempfile.TemporaryDirectory(prefix="ecstats-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    os.environ["ECSTATS_FIGURES"] = folder.name
