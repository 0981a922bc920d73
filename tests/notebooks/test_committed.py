"""The committed notebooks are what the code and the data produce, and nothing else is in them."""

import json
import re
import socket
from pathlib import Path

import nbformat
import pytest

from ecstats import provenance

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SVG = "image/svg+xml"

ABSOLUTE = re.compile(
    r"(?<![\w:/.<])/(?:home|root|Users|tmp|var|opt|mnt|private|workspace)/|[A-Z]:\\"
)
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
NOT_COMPARED = re.compile(r"NBVAL_|PYTEST_VALIDATE_IGNORE_OUTPUT")

each = pytest.mark.parametrize("notebook", PATHS, ids=lambda path: path.stem, indirect=True)


@pytest.fixture
def notebook(request):
    return provenance.read(request.param)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code(notebook) for output in cell.outputs]


def test_nothing_is_stale():
    assert provenance.check(ROOT) == []


@each
def test_every_cell_was_executed_in_order(notebook):
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == [*range(1, len(counts) + 1)]


@each
def test_nothing_was_warned_of(notebook):
    for output in outputs(notebook):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"


@each
def test_no_trace_of_a_machine_is_shown(notebook):
    text = "\n".join(json.dumps(output, ensure_ascii=False) for output in outputs(notebook))
    assert not ABSOLUTE.findall(text)
    assert not ADDRESS.findall(text)
    for name in (str(ROOT), str(Path.home()), socket.gethostname()):
        # A short name, such as "a" or "/", would be found in any text.
        assert len(name) < 5 or name not in text


@each
def test_every_output_is_compared(notebook):
    for cell in code(notebook):
        assert not NOT_COMPARED.search(cell.source)
        assert {*cell.metadata.get("tags", ())} <= {"parameters"}


@each
def test_a_reader_is_met_with_a_title(notebook):
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_bytes_depend_on_no_run_and_no_machine(path):
    notebook = provenance.read(path)
    assert provenance.normalised(notebook) == notebook
    assert path.read_bytes() == (nbformat.writes(notebook) + "\n").encode()


@each
def test_every_chart_is_shown_and_stands_in_the_folder(notebook):
    charts = {Path(name) for name in notebook.metadata[provenance.STAMP]["charts"]}
    names = {chart.stem for chart in charts}
    assert charts == {Path(f"{name}{end}") for name in names for end in (".svg", ".png", ".csv")}
    shown = {output.data[SVG] for output in outputs(notebook) if SVG in output.get("data", ())}
    assert shown
    drawn = {(ROOT / "figures" / f"{name}.svg").read_text(encoding="utf-8") for name in names}
    assert shown == drawn
