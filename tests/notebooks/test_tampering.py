"""nbval, as `make test` runs it, finds a single changed number in a chart or a table."""

import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat

from ecstats import provenance

ROOT = Path(__file__).parents[2]
# A coordinate of a mark or a glyph; a cell of a table.
NUMBERS = {
    "image/svg+xml": re.compile(r'(<path d="M \d+\.\d*)(\d)'),
    "text/html": re.compile(r"(<td[^>]*>[^<\d]*)(\d)"),
}


def shown(notebook):
    """Find one output of each kind, in different cells: cell and number of the output by kind."""
    found = {}
    for place, cell in enumerate(notebook.cells):
        for number, output in enumerate(cell.get("outputs", ())):
            for mime, pattern in NUMBERS.items():
                data = output.get("data", {})
                new = mime not in found and place not in {one for one, _ in found.values()}
                if new and pattern.search(data.get(mime, "")):
                    found[mime] = place, number
    return found


def last_shown(notebook):
    """Number of the last cell that `shown` finds; beyond all if a kind of output is missing."""
    found = shown(notebook)
    return max(place for place, _ in found.values()) if found.keys() == NUMBERS.keys() else 10**9


def tampered(notebook, places):
    """Copy a notebook with one digit changed in each of some outputs."""
    result = copy.deepcopy(notebook)
    for mime, (place, number) in places.items():
        data = result.cells[place].outputs[number].data
        text = data[mime]
        data[mime] = NUMBERS[mime].sub(
            lambda match: match[1] + str((int(match[2]) + 1) % 10), text, count=1
        )
        assert sum(one != other for one, other in zip(text, data[mime], strict=True)) == 1
    return result


def validated(folder):
    """Run nbval on a folder as a reader would; return its output."""
    environment = {**os.environ, "ECSTATS_FIGURES": str(folder / "figures")}
    environment.pop("PYTEST_ADDOPTS", None)
    options = ["--nbval", "-rA", "--color=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", str(folder)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_a_changed_number_is_found(tmp_path):
    # Every notebook would do, and each of its further cells would only take time.
    notebook = min(map(provenance.read, provenance.select(ROOT)), key=last_shown)
    places = shown(notebook)
    assert places.keys() == NUMBERS.keys()
    del notebook.cells[last_shown(notebook) + 1 :]
    nbformat.write(notebook, tmp_path / "committed.ipynb")
    nbformat.write(tampered(notebook, places), tmp_path / "tampered.ipynb")

    report = validated(tmp_path)
    results = re.findall(r"^(\w+) (\w+)\.ipynb::Cell", report, flags=re.MULTILINE)
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    assert results.count(("PASSED", "committed")) == cells, report
    assert results.count(("FAILED", "tampered")) == len(places), report
    assert results.count(("PASSED", "tampered")) == cells - len(places), report
    for mime in places:
        assert f"mismatch '{mime}'" in report
