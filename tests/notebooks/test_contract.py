"""What every notebook promises of its parameters, in whatever way it is run.

Most of it is tried in one IPython shell in this process: the same cells, displays and errors as in
a kernel, without starting one.
"""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
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

from ecstats import charts, labels, parameters
from ecstats.charts import Chart
from ecstats.errors import InputError
from ecstats.runner.folders import refuse

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
    chart = Chart(
        matplotlib.figure.Figure(), (), pd.DataFrame({"a": [1]}), "quick", "T", "C", "S", "A"
    )
    for name in charts.__all__:
        if name.islower() and not name.startswith(("save", "to_")):
            monkeypatch.setattr(charts, name, lambda *_, **__: chart)


@pytest.fixture
def run(monkeypatch):
    """Run all cells of a notebook in a shell, as JupyterLab does, with values set by hand."""
    monkeypatch.setattr("IPython.core.history.HistoryManager.enabled", False)
    shell = InteractiveShell.instance()

    def all_cells(name, **values):
        outputs, errors = [], []
        for cell in read_cells(name):
            with capture_output() as shown:
                result = shell.run_cell(cell.source)
            if "parameters" in cell.metadata.get("tags", ()):
                shell.push(values)
            outputs += [one.data for one in shown.outputs]
            if result.result is not None:
                outputs.append(shell.display_formatter.format(result.result)[0])
            errors += [error for error in [result.error_before_exec, result.error_in_exec] if error]
        texts = [one["text/markdown"] for one in outputs if "text/markdown" in one]
        lines = [line for text in texts for line in text.splitlines()]
        return SimpleNamespace(
            names=shell.user_ns,
            errors=errors,
            outputs=outputs,
            texts=texts,
            sentences=[line[2:] for line in lines if line.startswith("- ")],
        )

    yield all_cells
    InteractiveShell.clear_instance()


@cache
def read_cells(name):
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


# ---- what papermill and a reader see ----


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_papermill_knows_every_parameter_and_the_first_cell_checks_each(name):
    declaring, checking, *others = read_cells(name)
    assert declaring.metadata["tags"] == ["parameters"]
    assert not any("tags" in cell.metadata for cell in [checking, *others])
    known = papermill.inspect_notebook(str(ROOT / "notebooks" / f"{name}.ipynb"))
    assert list(known) == re.findall(r"^(\w+)(?:: .*)? = ", declaring.source, flags=re.MULTILINE)
    assert all(one["help"] and one["inferred_type_name"] != "None" for one in known.values())
    assert "|" not in declaring.source
    call = re.search(r"parameters\.check\(\n(.*?)\n\)", checking.source, flags=re.DOTALL)[1]
    assert call.split() == [f'"{name}",', *(f"{one}={one}," for one in known)]
    assert {"language", "output_folder"} <= set(known) <= set(parameters.KINDS)


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
    committed = read_cells(name)[-1].outputs[0].data
    assert first.outputs[-1]["text/markdown"] == committed["text/markdown"]
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
@pytest.mark.parametrize("number", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_every_entity_and_every_pair_of_entities_can_be_compared(number, run, copy, monkeypatch):
    monkeypatch.setenv(parameters.FIGURES, str(copy / "runs"))
    monkeypatch.setenv(parameters.FORMATS, "svg")
    for entities in combinations(ENTITIES, number):
        done = run("03_cluster_comparison", entities=list(entities))
        assert not done.errors, entities


# ---- sentences ----


def test_the_notebooks_are_there():
    assert list(GRID) == NOTEBOOKS


GRID = {
    "00_figure_ledger": [
        {},
        *({"sources": source} for source in parameters.codes("sources")),
        {"areas": "130672"},
        {"areas": "CN"},
        {"areas": "653129"},
        {"sources": "smart-cluster-notice", "areas": "130000"},
    ],
    "01_growth_rates": [
        {},
        {"include_published_values": False},
        {"base_year": 2020},
        {"target_year": 2020},
        {"areas": "130900"},
        {"areas": "130500"},
        {"indicators": "express_parcels", "base_year": 2022},
        {"indicators": "industrial_ecommerce_penetration"},
        {"indicators": "physical_online_share", "round_numbers": True},
        {"newer_values": "newer.csv"},
        {"newer_values": "newer.csv", "include_published_values": False, "target_year": 2025},
    ],
    "02_target_gaps": [
        {},
        {"areas": []},
        {"include_published_values": False},
        {"base_year": 2018},
        {"base_year": 2024},
        {"target_year": 2020},
        {"target_year": 2018, "areas": "130900"},
        {"indicators": "taobao_villages"},
        {"indicators": "express_parcels", "rules": "sdsn_trend"},
        {"newer_values": "newer.csv"},
        {"areas": "130722"},
    ],
    "03_cluster_comparison": [
        {},
        {"profile": "example_cluster.yml"},
        {"entities": "junlebao"},
        {"entities": "baigou-park,qinghe-park", "profile": "example_cluster.yml"},
        {"entities": "jingye,brand-day"},
        {"include_published_values": False},
    ],
    "04_consistency": [
        {},
        {"include_published_values": False},
        {"areas": "130900"},
        {"areas": "CN"},
        {"indicators": "online_retail_sales"},
        {"indicators": "taobao_towns", "areas": "130900"},
        {"newer_values": "newer.csv"},
    ],
    "05_accountability": [
        {},
        *({"bodies": body} for body in list(parameters.codes("bodies"))[::6]),
        {"bodies": "市邮政管理局,市商务局"},
    ],
}
NEWER = """\
indicator_id,ref_area,time_period,obs_value,unit_measure
online_retail_sales,130000,2024,494070000000,CNY
industrial_ecommerce_penetration,130000,2023,63.2,PERCENT
"""


def numbers(sentence):
    return [
        int(one.replace(",", "")) for one in re.findall(r"(?<![\d.])\d[\d,]*(?![\d.]*\d)", sentence)
    ]


def count(column, *codes):
    return [(column == code).sum() for code in codes]


def in_ledger(t):
    figures, mentions = t["figures"], t["mentions"]
    kinds = [
        (figures["obs_kind"] == one).sum() for one in ("observed", "target", "threshold", "change")
    ]
    basis = [(figures["period_basis"] == one).sum() for one in ("stated", "inferred", "none")]
    repeated, used = figures["repeats"].notna().sum(), (mentions["disposition"] == "figure").sum()
    yield [len(figures), *kinds]
    yield [(figures["bound"] != "exact").sum()], 1
    yield basis
    if repeated:
        yield [repeated]
    yield [len(mentions), mentions["source_id"].nunique(), 100, used], 4
    if used < len(mentions):
        rest = mentions.loc[mentions["disposition"] != "figure", "disposition"].astype(str)
        yield list(rest.value_counts())


def in_growth(t, said):
    rates, lists, language = t["rates"], t["lists"], t["p"].language
    usable = rates[rates["status"] == "ok"]
    text = "\n".join(said)
    for row in usable[usable["pair_kind"] == "to_target"].to_dict("records"):
        years = labels.period(f"{row['period_start']}/{row['period_end']}", language)
        name = labels.series_name(row, lists, language)
        item = re.escape(labels.text("of_period", language, name=name, period=years))
        (rate,) = re.findall(item + r"(?:: |：)[≥≤<> ]*([−\d.]+)", text)
        rate = float(rate.replace("−", "-")) / (100 if row["measure"] == "compound" else 1)
        loose = 0.06 / (100 if row["measure"] == "compound" else 1)
        assert row["lower"] - loose <= rate <= row["upper"] + loose, item
    ends = usable["figure_id_start"].astype(str) + ";" + usable["figure_id_end"].astype(str)
    others = ends.str.contains("o0|newer").sum()
    rest = [
        one for one in said if numbers(one)[:2] in ([len(usable), others], [others, len(usable)])
    ]
    assert bool(rest) or not others
    implied = t["quoted"].loc[t["quoted"]["status"] == "ok", "implied_lower"].notna().sum()
    key = {"en": "the quoted growth of", "zh": "公布的增速"}[language]
    assert text.count(key) == implied


def in_gaps(t):
    goals, attained, growth = t["goals"], t["attained"], t["growth"]
    drawn = goals["gap_from_latest_lower"].notna() | goals["gap_from_baseline_lower"].notna()
    based = goals["baseline_id"].notna().sum()
    yield [len(goals), drawn.sum(), based, drawn.sum() - based]
    if not drawn.all():
        yield [(~drawn).sum()]
    ratios = growth[(growth["quantity"] == "growth_ratio") & (growth["status"] == "ok")]
    for _ in range(len(ratios)):
        yield [], 0
    known = attained["verdict"] != "not_established"
    for _ in range(known.sum()):
        yield [], 0
    if not known.all():
        yield [(~known).sum()]


def in_clusters(t):
    changes, matrix = t["changes"], t["matrix"]
    if len(changes):
        kinds = count(changes["kind"], "reduction", "gain")
        yield sorted([*kinds, changes["entity_id"].nunique()]), None
    cells = matrix[matrix["level"] == "requirement"]
    known, overall = cells[cells["verdict"] != "unknown"], matrix[matrix["level"] == "overall"]
    if len(overall):
        own = known["cluster"].isin(ENTITIES).sum()
        requirements = cells["requirement_id"].nunique()
        yield [len(overall), requirements, len(cells), own, len(known) - own]
        met, failed = count(overall["verdict"], "met", "not_met")
        yield [met, failed, len(overall) - met - failed]


def in_checks(t):
    checks = t["checks"]
    once = checks[checks["figure_ids"].notna()].drop_duplicates("check_id")
    own = once[~once["figure_ids"].str.contains(r"\bo\d\d\d|newer")]
    for part in (once, own) if len(own) < len(once) else (once,):
        yield [len(part), *count(part["verdict"], "consistent", "inconsistent", "untestable")]
    for _ in checks.loc[checks["verdict"] == "inconsistent", "sentence"].unique():
        yield [], 0


def in_tasks(t):
    due = t["responsibilities"].drop_duplicates(["task_id", "year"])
    tasks, some = due["task_id"].nunique(), due.loc[due["targets"] > 0, "task_id"].nunique()
    yield [tasks, tasks - some, some, due["targets"].sum()]
    rows = t["responsibilities"]
    led = rows[(rows["role"] == "lead") & (rows["targets"] > 0)].groupby("unit")["targets"].sum()
    if len(led):
        yield sorted(led, reverse=True)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_sentence_holds_under_every_parameter(name, language, run, copy, monkeypatch):
    monkeypatch.setenv(parameters.FIGURES, str(copy / "runs"))
    (copy / "newer.csv").write_text(NEWER)
    shutil.copy(ROOT / "notebooks" / "profiles" / "example_cluster.yml", copy)
    reset = {key: "" for values in GRID[name] for key in values}
    reset |= dict.fromkeys(["base_year", "target_year"])
    reset |= {"include_published_values": True, "round_numbers": False}
    for values in GRID[name]:
        done = run(name, language=language, **{**reset, **values})
        assert not done.errors, values
        said, tables_ = done.sentences, done.names
        assert said, values
        for sentence in said:
            assert not re.search(r"\b(?:nan|inf|None)\b|<NA>|[{}_]", sentence), sentence
            assert not re.search(r"(?<![\d.,–])1 (?!series)[a-z]+s\b", sentence), sentence
            words = re.sub("“.*?”", "", sentence)
            assert bool(re.search("[一-鿿]", words)) == (language == "zh"), sentence
        if name == "01_growth_rates":
            in_growth(tables_, said)
            continue
        wanted = list(CHECKS[name](tables_))
        assert len(wanted) == len(said), (values, said)
        for sentence, one in zip(said, wanted, strict=True):
            expected, first = one if isinstance(one, tuple) else (one, len(one))
            found = numbers(sentence)
            if first is None:
                assert sorted(found) == expected, (values, sentence)
            elif language == "en":
                assert found[:first] == expected, (values, sentence)
            else:  # other words, other order
                assert set(expected) <= set(found), (values, sentence)


CHECKS = {
    "00_figure_ledger": in_ledger,
    "02_target_gaps": in_gaps,
    "03_cluster_comparison": in_clusters,
    "04_consistency": in_checks,
    "05_accountability": in_tasks,
}


# ---- the other ways of running, each in a kernel of its own ----

WAYS = ["papermill", "jupyter execute", "jupyter execute on a copy"]


@pytest.mark.parametrize("way", WAYS)
def test_no_other_way_of_running_writes_the_committed_charts(way, tmp_path):
    """The command `ecstats run` is in `tests/runner`."""
    root = tmp_path / "own"
    for name in ("src", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "notebooks").mkdir()
    (root / "figures").mkdir()
    shutil.copy(ROOT / "pyproject.toml", root)
    path = Path(shutil.copy(ROOT / "notebooks" / "05_accountability.ipynb", root / "notebooks"))
    if way == "papermill":
        words = ["papermill", path, "out.ipynb", "-p", "language", "zh", "--no-progress-bar"]
    else:
        words = ["jupyter", "execute", path, "--output=out.ipynb"]
    if way.endswith("copy"):
        words[2] = shutil.copy(path, tmp_path / "edited.ipynb")
        source = path.read_text().replace('language: str = \\"en\\"', 'language = \\"zh\\"')
        words[2].write_text(source)
    environment = {name: one for name, one in os.environ.items() if name not in VARIABLES}
    environment |= {"PYTHONPATH": str(root / "src"), "PATH": str(Path(sys.executable).parent)}
    command = [sys.executable, "-m", *map(str, words)]
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert not list((root / "figures").iterdir())
    changed = {} if way == "jupyter execute" else {"language": "zh"}
    folder = root / "runs" / parameters.run_folder("05_accountability", changed).name
    assert list((root / "runs").iterdir()) == [folder]
    assert {one.suffix for one in folder.iterdir()} == {".svg", ".csv"}
    (done,) = tmp_path.rglob("out.ipynb")
    last = nbformat.read(done, 4).cells[-1].outputs[0]
    assert f"runs/{folder.name}/" in last.data["text/markdown"]
    assert "unknown parameter" not in result.stderr


def test_the_command_takes_over_the_folder_that_another_way_wrote():
    folder = parameters.run_folder("05_accountability", {"language": "zh"})
    folder.mkdir(parents=True)
    for ending in ("svg", "csv"):
        (folder / f"accountability.{ending}").touch()
    refuse(folder)
    (folder / "thesis.txt").touch()
    with pytest.raises(InputError, match="holds something else than a run"):
        refuse(folder)
