"""A kernel that is used again gives what a new one gives, or is not used again."""

import random
from pathlib import Path

import nbformat
import papermill
import pytest

from ecstats import provenance
from ecstats.provenance import STAMP, normalised
from ecstats.runner.folders import execute
from ecstats.runner.kernels import alone

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
CHANGES = """\
import locale, os, random, sys, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
x, In2 = 1, In
plt.plot([1, 2]); plt.rcParams["font.size"] = 30; plt.style.use("ggplot")
pd.options.display.max_rows = 3; pd.set_option("display.precision", 1)
warnings.simplefilter("ignore"); warnings.warn("of this cell")
locale.setlocale(locale.LC_ALL, "C")
os.chdir("/"); os.environ["X"] = "1"; os.environ.pop("PATH"); sys.path.insert(0, "/")
np.seterr(all="raise"); np.set_printoptions(precision=1); np.random.seed(0); random.seed(0)
%alias_magic t timeit
"""
PROBE = """\
import locale, os, random, sys, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
names = sorted(name for name in globals() if not name.startswith("_"))
print(names, len(In), len(Out), plt.get_fignums(), dict(matplotlib.rcParams))
print(pd.options.display.max_rows, pd.options.display.precision, np.geterr(), np.array([1 / 3]))
print(locale.setlocale(locale.LC_ALL), os.getcwd(), os.environ, sys.path)
print(warnings.filters)
warnings.warn("of this cell")
"""


def run(*sources, folder="/", variables=None):
    """Execute cells; return their outputs and the process that they ran in."""
    cells = ["import os\nos.getpid()", *sources]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])

    def make():
        return papermill.execute_notebook(
            notebook, None, engine_name="ecstats", kernel_name="python3", language="python",
            progress_bar=False, folder=str(folder), variables=variables or {},
        )  # fmt: skip

    first, *others = alone(make).cells
    outputs = [output for cell in others for output in cell.outputs]
    return [one.get("text") or one.data["text/plain"] for one in outputs], first.outputs[0].data


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Kernels of this module are used by no other."""
    monkeypatch.setenv("ECSTATS_TEST", "kernels")
    for name in ("FIGURES", "FIGURES_FORMATS", "FIGURES_LABEL"):
        monkeypatch.delenv(f"ECSTATS_{name}", raising=False)


def test_what_a_notebook_changed_is_set_back():
    fresh, first = run(PROBE)
    assert run(CHANGES)[1] == first
    again, process = run(PROBE)
    assert process == first
    assert again == fresh


def test_each_notebook_has_its_folder_and_its_variables(tmp_path):
    (where, one), _ = run("import os\nprint(os.getcwd())", "os.environ['A']", folder=tmp_path,
                          variables={"A": "1"})  # fmt: skip
    assert (where.strip(), one) == (str(tmp_path), "'1'")
    assert run("os.getcwd(), os.environ.get('A')")[0] == ["('/', None)"]


@pytest.mark.parametrize(
    "change",
    [
        "import threading, time\nthreading.Thread(target=time.sleep, args=[9]).start()",
        "import helper",
        "get_ipython().display_formatter.formatters['text/html'].for_type(int, str)",
        "import matplotlib\nmatplotlib.use('agg')",
        "import logging\nlogging.basicConfig(force=True)",
        "%precision 2",
    ],
)
def test_what_cannot_be_set_back_ends_the_kernel(change, tmp_path):
    (tmp_path / "helper.py").touch()
    _, first = run(change, folder=tmp_path)
    text, process = run("print(1 / 3)")
    assert text == ["0.3333333333333333\n"]
    assert process != first


def test_a_kernel_belongs_to_one_environment(monkeypatch):
    _, first = run()
    assert run()[1] == first
    for name in ("ECSTATS_SOURCES", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "7")
        text, process = run(f"os.environ['{name}']")
        assert text == ["'7'"]
        assert process != first
        first = process


def test_a_kernel_of_another_language_is_papermills_own():
    with pytest.raises(Exception, match="No such kernel named r"):
        papermill.execute_notebook(
            nbformat.v4.new_notebook(), None, engine_name="ecstats", kernel_name="r",
            language="R", progress_bar=False,
        )  # fmt: skip


def outputs(path, values, folder):
    """Outputs by cell, and the charts."""
    notebook = execute(path, folder, values)
    shown = [cell.get("outputs") for cell in notebook.cells]
    return shown, {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize("seed", [random.SystemRandom().randrange(10**6)], ids=["random"])
def test_the_committed_outputs_come_in_any_order(seed, tmp_path):
    """nbval holds them against new kernels; here one kernel runs all, and others between."""
    runs = [(path, {}) for path in PATHS] + [(path, {"language": "zh"}) for path in PATHS[1:4]]
    random.Random(seed).shuffle(runs)
    for number, (path, values) in enumerate(runs):
        folder = tmp_path / str(number)
        folder.mkdir()
        shown, charts = alone(lambda path=path, v=values, to=folder: outputs(path, v, to))
        if not values:
            committed = provenance.read(path)
            assert shown == [cell.get("outputs") for cell in normalised(committed).cells]
            assert charts.keys() == committed.metadata[STAMP]["charts"].keys()
            for name, content in charts.items():
                assert content == (ROOT / "figures" / name).read_bytes(), name


@pytest.mark.slow
def test_a_sweep_gives_what_new_kernels_give(tmp_path, monkeypatch):
    sets = [
        (ROOT / "notebooks" / f"{name}.ipynb", values)
        for name in ("01_growth_rates", "02_target_gaps", "03_cluster_comparison")
        for values in ({"language": "zh"}, {"data_folder": "../data"})
    ]
    sets += [(path, {"areas": ["130900"]}) for path, _ in sets[:3:2]]
    found = {}
    for fresh in (True, False):
        for number in random.sample(range(len(sets)), len(sets)):
            folder = tmp_path / f"{fresh}-{number}"
            folder.mkdir()
            monkeypatch.setenv("ECSTATS_TEST", str(number) if fresh else "again")
            path, values = sets[number]
            made = alone(lambda path=path, v=values, to=folder: outputs(path, v, to))
            assert found.setdefault(number, made) == made
