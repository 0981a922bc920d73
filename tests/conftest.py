"""Fixtures that several test files share."""

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says something about the machine, not about the library.
settings.register_profile("ecstats", deadline=None)
settings.load_profile("ecstats")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    return ROOT / "data"


@pytest.fixture(scope="session")
def documents_folder() -> Path:
    """The five documents: ECSTATS_SOURCES, else ../shared/sources beside the checkout."""
    named = os.environ.get("ECSTATS_SOURCES")
    shared = ROOT.parent / "shared"
    folder = Path(named) if named else shared / "sources"
    if not folder.is_dir():
        if named or (os.environ.get("CI") and shared.exists()):
            pytest.fail(f"no documents in {folder}")
        pytest.skip("the documents are not beside the checkout; set ECSTATS_SOURCES")
    return folder


@pytest.fixture
def data_copy(data: Path, tmp_path: Path) -> Path:
    """A copy of the tables that a test may spoil."""
    return shutil.copytree(data, tmp_path / "data")


Change = Callable[[list[list[str]]], object]


@pytest.fixture(scope="session")
def rewrite() -> Callable[[Path, Change], Path]:
    """Rewrite a CSV file after a change to its rows; the header is row 0."""

    def change(path: Path, edit: Change) -> Path:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        edit(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return path

    return change
