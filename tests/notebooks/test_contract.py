"""What every notebook promises of its parameters, in whatever way it is run.

Most of it is tried in one IPython shell in this process: the same cells, displays and errors as in
a kernel, without starting one.
"""

import re
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import matplotlib.figure
import nbformat
import pandas as pd
import papermill
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from ecstats import charts, parameters
from ecstats.charts import Chart

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ENTITIES = list(parameters.codes("entities"))
VARIABLES = (parameters.FIGURES, parameters.LABEL, parameters.FORMATS)


@pytest.fixture(autouse=True)
def copy(tmp_path, monkeypatch):
    """A checkout of its own with these notebooks, and no variable that names a folder."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    (tmp_path / "figures").mkdir()
    monkeypatch.setattr(parameters, "checkout", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch):
    """Charts that take no time."""
    chart = Chart(matplotlib.figure.Figure(), pd.DataFrame({"a": [1]}), "quick", "T", "C", "S", "A")
    for name in charts.__all__:
        if name.islower() and not name.startswith(("save", "to_", "source_line", "with_quotes")):
            monkeypatch.setattr(charts, name, lambda *_, **__: chart)


@pytest.fixture
def run():
    """Run all cells of a notebook in a shell, as JupyterLab does, with values set by hand."""
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))

    def all_cells(name, **values):
        outputs, errors = [], []
        for cell in nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4).cells:
            if cell.cell_type != "code":
                continue
            with capture_output() as shown:
                result = shell.run_cell(cell.source)
            if "parameters" in cell.metadata.get("tags", ()):
                shell.push(values)
            outputs += shown.outputs
            errors += [error for error in [result.error_before_exec, result.error_in_exec] if error]
        texts = [one.data.get("text/markdown", "") for one in outputs]
        return SimpleNamespace(
            names=shell.user_ns,
            errors=errors,
            outputs=outputs,
            texts=texts,
            sentences=[
                line[2:] for text in texts for line in text.splitlines() if line[:2] == "- "
            ],
        )

    yield all_cells
    InteractiveShell.clear_instance()


def read_cells(name):
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


# ---- what papermill and a reader see ----


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_papermill_knows_every_parameter_and_the_first_cell_checks_each(name):
    declaring, checking, *_ = read_cells(name)
    known = papermill.inspect_notebook(str(ROOT / "notebooks" / f"{name}.ipynb"))
    assert list(known) == re.findall(r"^(\w+)(?:: .*)? = ", declaring.source, flags=re.MULTILINE)
    assert all(one["help"] and one["inferred_type_name"] != "None" for one in known.values())
    assert "|" not in declaring.source
    call = re.search(r"parameters\.check\(\n(.*?)\n\)", checking.source, flags=re.DOTALL)[1]
    assert call.split() == [f'"{name}",', *(f"{one}={one}," for one in known)]
    assert set(known) <= set(parameters.KINDS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_parameter_reaches_the_cells(name):
    _, checking, *others = read_cells(name)
    after = checking.source.partition("parameters.check(")[2].partition("\n)")[2]
    used = set(re.findall(r"\bp\.(\w+)", after + "".join(cell.source for cell in others)))
    known = set(parameters.declared(ROOT / "notebooks" / f"{name}.ipynb"))
    assert known - used == {"output_folder"}
    assert all("p" in cell.source for cell in others)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_values_of_ones_own_are_asked_for_wherever_values_are_read(name):
    known = set(parameters.declared(ROOT / "notebooks" / f"{name}.ipynb"))
    reads_values = name not in ("00_figure_ledger", "05_accountability")
    assert ({"newer_values", "include_published_values"} <= known) == reads_values
    comments = [
        line
        for other in NOTEBOOKS
        for line in read_cells(other)[0].source.splitlines()
        if line.startswith(("base_year", "target_year", "include_", "language", "data_f", "output"))
    ]
    assert len({line.partition(":")[0] for line in comments}) == len(set(comments))


# ---- JupyterLab's "Run all", on the notebook and after its values were edited ----


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_charts_never_go_to_the_committed_ones_and_the_last_output_says_where(name, run, copy):
    first = run(name)
    assert not first.errors
    second = run(name, language="zh")
    assert not second.errors
    assert not list((copy / "figures").iterdir())
    folders = [copy / "runs" / name, parameters.run_folder(name, {"language": "zh"})]
    assert sorted((copy / "runs").iterdir()) == sorted(folders)
    for folder, done in zip(folders, (first, second), strict=True):
        assert (folder / "quick.csv").is_file()
        assert not (folder / "quick.png").exists(), "a picture that nobody asked for"
        assert f"`runs/{folder.name}/`" in done.texts[-1]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_after_a_refusal_nothing_is_shown_or_written_until_the_values_are_right(name, run, copy):
    assert not run(name).errors
    before = files(copy / "runs")
    refused = run(name, language="fr", data_folder="nowhere")
    assert not refused.outputs
    assert files(copy / "runs") == before
    first, *others = refused.errors
    assert isinstance(first, parameters.ParameterError)
    assert len(str(first).splitlines()) == 2, "all faults at once"
    assert {str(one) for one in others} == {
        "nothing is shown: correct the parameters and run from the top"
    }
    assert not run(name, data_folder="").errors


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("01_growth_rates", {"target_year": 2024}, "no target is due in 2024; valid: 2018, "),
        ("02_target_gaps", {"target_year": 2024}, "no target is due in 2024; valid: 2018, "),
        ("02_target_gaps", {"areas": ["130600"]}, "no figure is left of 130600 保定市 Baoding"),
        ("03_cluster_comparison", {"profile": "own.yml"}, "c1-income"),
        ("03_cluster_comparison", {"entities": ["baigou"]}, "nearest valid: baigou-park 白沟"),
        ("04_consistency", {"newer_values": "no.csv"}, "cannot read 'no.csv'"),
        ("04_consistency", {"indicators": ["cluster_revenue"], "areas": ["CN"]}, "no figure is"),
        ("05_accountability", {"bodies": ["Commerce"]}, "nearest valid: 市商务局 Commerce Bureau"),
    ],
)
def test_what_is_wrong_is_refused_in_the_first_cell(name, values, message, run, copy):
    (copy / "own.yml").write_text("name: Mine\nvalues: {c1-income: 60}\n")
    refused = run(name, **values)
    assert message in str(refused.errors[0])
    assert not refused.outputs
    assert not (copy / "runs").exists()


# ---- selections ----


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("number", [1, 2])
def test_every_entity_and_every_pair_of_entities_can_be_compared(number, run):
    for entities in combinations(ENTITIES, number):
        done = run("03_cluster_comparison", entities=list(entities))
        assert not done.errors, entities
