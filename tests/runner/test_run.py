"""`ecstats run`: strict before anything starts, and every run in a place of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ecstats import cli, provenance
from ecstats.errors import InputError
from ecstats.runner import folders, rerun
from ecstats.runner.folders import RECORD
from ecstats.runner.given import run_folder
from ecstats.runner.run import chosen

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main(["run", *map(str, words)])
        return (code, *capsys.readouterr())

    return command


@pytest.fixture
def no_kernels(monkeypatch):
    """Nothing may be started."""

    def started(*_, **__):
        raise AssertionError("something was started")

    monkeypatch.setattr("papermill.execute_notebook", started)


def test_a_run_with_parameters_has_a_folder_of_its_own(checkout, write, contents, run):
    write("00_one")
    before = contents()
    code, out, _ = run("00_one", "-p", "language=zh", "-p", "base_year=2020")
    assert code == 0
    folder = checkout / out.strip()
    assert folder.parent == checkout / "runs"
    assert folder.name.startswith("00_one-")
    one = {f"00_one.{ending}" for ending in ("csv", "html", "ipynb", "svg")}
    assert {path.name for path in folder.iterdir()} == one | {"made_from.json", "parameters.yml"}
    assert "<title>00_one zh</title>" in (folder / "00_one.svg").read_text()
    values = yaml.safe_load((folder / "parameters.yml").read_text())
    assert values == {"base_year": 2020, "language": "zh"}
    notebook = provenance.read(folder / "00_one.ipynb")
    assert notebook.cells[2].source == '# Parameters\nbase_year = 2020\nlanguage = "zh"\n'
    assert provenance.normalised(notebook, parameters=True) == notebook
    record = json.loads((folder / RECORD).read_text())
    assert {*record} == {*"notebook cells code data files versions charts wrote".split()}
    assert {"python", "ecstats", "pandas", "papermill", "matplotlib"} <= record["versions"].keys()
    assert folders.is_complete(folder, folders.made_from(checkout / "notebooks/00_one.ipynb", {}))
    assert {name: one for name, one in contents().items() if "runs/" not in name} == before

    there = contents()
    code, again, _ = run("00_one", "--language", "zh", "--params", folder / "parameters.yml")
    assert (code, again) == (0, out)
    assert [name for name in contents() if contents()[name][0] != there.get(name, [b""])[0]] == []


def test_a_run_with_its_defaults_is_written_back(checkout, write, run):
    path = write("00_one")
    code, out, _ = run("00_one", "-p", "language=en", "--html")
    assert (code, out) == (0, "1 notebook written to notebooks/, charts to figures/\n")
    assert (checkout / "figures" / "00_one.svg").is_file()
    assert provenance.check(checkout) == []
    charts = provenance.read(path).metadata[provenance.STAMP]["charts"]
    assert charts.keys() == {"00_one.csv", "00_one.svg"}
    assert [one.name for one in (checkout / "runs").iterdir()] == ["00_one.html"]


def test_out_names_the_folder(checkout, write, run):
    write("00_one")
    write("01_two")
    assert run("00_one", "--out", "mine")[0] == 0
    assert (checkout / "mine" / "00_one.html").is_file()
    assert yaml.safe_load((checkout / "mine" / "parameters.yml").read_text()) == {}
    code, out, _ = run("--out", "all", "-p", "scale=2")
    assert (code, out) == (0, "all/00_one\nall/01_two\n")
    assert "2.0,1.0,4.0" in (checkout / "all" / "01_two" / "01_two.csv").read_text()
    assert not any((checkout / "figures").iterdir())


def test_a_failed_run_leaves_the_earlier_one(write, contents, run):
    write("00_one", "1 / (p.scale - 3)")
    code, out, _ = run("00_one", "--out", "mine")
    assert code == 0
    before = contents()
    code, out, err = run("00_one", "--out", "mine", "-p", "scale=3")
    assert (code, out) == (1, "")
    message = "00_one: cell 5 (In [4]) failed with ZeroDivisionError: float division by zero"
    assert err.splitlines()[-1] == message
    assert contents() == before


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "langauge=zh"], "00_one: unknown parameter 'langauge'; nearest valid: 'language'"),
        (["--language", "fr"], "00_one: parameter 'language': 'fr' is not 'en' or 'zh'"),
        (["-p", "areas=130901"], "unknown area '130901'; nearest valid: 130981 泊头市 Botou, "),
        (["-p", "scale=big"], "parameter 'scale': 'big' is not a valid number"),
        (
            ["-p", "base_year=2025", "-p", "target_year=2020"],
            "'target_year': 2020 is not after base_year",
        ),
        (["-p", "output_folder=x"], "'output_folder' cannot be set here; give --out DIR"),
        (["-p", "language"], "'language' sets no parameter; write it as key=value"),
        (["-p", "scale=1", "-p", "scale=2"], "parameter 'scale' is given twice: '1' and '2'"),
        (["-p", "language=zh", "--language", "en"], "parameter 'language' is given twice"),
        (["--params", "no.yml"], "no.yml: cannot be read (No such file or directory)"),
        (["--params", "list.yml"], "list.yml: give one line per parameter"),
        (["--params", "evil.yml"], "evil.yml: cannot be read (could not determine a constructor"),
        (["--out", "notes"], "notes' holds something else than a run"),
        (["--out", "notes/thesis.txt/x"], "notes/thesis.txt/x' (Not a directory); give --out DIR"),
        (["00_won"], "unknown notebook '00_won'; nearest valid: '00_one'"),
        (["scale=2"], "'scale=2' is no notebook; a parameter is given as -p scale=2"),
        (["mine/00_one.ipynb"], "there is no notebook 'mine/00_one.ipynb'"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_starts(
    words, message, checkout, write, contents, run
):
    write("00_one")
    (checkout / "list.yml").write_text("[language, zh]")
    (checkout / "evil.yml").write_text("language: !!python/object/apply:os.system ['touch x']")
    (checkout / "notes").mkdir()
    (checkout / "notes" / "thesis.txt").touch()
    before = contents()
    code, out, err = run("00_one", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert contents() == before


@pytest.mark.usefixtures("no_kernels")
def test_parameters_are_listed(write, run):
    write("00_one")
    code, out, err = run("--list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == ["00_one", "  language: 'en' or 'zh' = 'en'", "      en or zh"]
    assert lines[lines.index("  areas: list[str] = []") + 1].endswith("codes; empty: all")
    assert any(line.startswith("      valid: CN 中国 China, ") for line in lines)


def test_a_parameter_given_as_an_option_is_explained(capsys):
    with pytest.raises(SystemExit):
        cli.main(["run", "02_target_gaps", "--target_year", "2025"])
    message = "unrecognized arguments: --target_year 2025; a parameter is given as -p KEY=VALUE\n"
    assert capsys.readouterr().err.endswith(message)


def test_a_notebook_of_ones_own_runs_too(checkout, write, run):
    (checkout / "mine").mkdir()
    declared = "rate = 0.5  # a year\nlanguage = 'en'"
    path = write("study", declared=declared, read=READ_BY_HAND, folder="mine")
    source = path.read_text()
    code, out, _ = run("mine/study.ipynb", "-p", "rate=2")
    assert code == 0
    folder = checkout / out.strip()
    assert "2.0,1.0,4.0" in (folder / "study.csv").read_text()
    assert run("mine/study.ipynb")[1] != out
    assert path.read_text() == source
    code, _, err = run("mine/study.ipynb", "-p", "rat=2")
    assert code == 2
    assert "unknown parameter 'rat'; nearest valid: 'rate'" in err


READ_BY_HAND = (
    "import os, types, pathlib; p = types.SimpleNamespace(scale=rate, language=language, "
    "output_folder=pathlib.Path(os.environ['ECSTATS_FIGURES']))"
)


def test_two_notebooks_of_one_name_have_two_folders(checkout, write):
    (checkout / "mine").mkdir()
    paths = [write("00_one"), write("00_one", folder="mine")]
    first, second = (run_folder(path, {"scale": 2.0}) for path in paths)
    assert first != second
    assert run_folder(paths[0], {"scale": 2.0}) == first


def test_notebooks_are_found_by_name_and_by_path(write, monkeypatch):
    one, two = write("00_one"), write("01_two")
    assert chosen([]) == [one, two]
    assert chosen(["01_two.ipynb", "notebooks/00_one.ipynb", "01_two"]) == [two, one]
    with pytest.raises(InputError, match="unknown notebook 'mine'"):
        chosen(["mine.ipynb"])
    monkeypatch.chdir("/")
    assert chosen(["notebooks/00_one.ipynb"]) == [one]


def test_no_parameter_is_evaluated(checkout, write, run):
    evil = "__import__('os').system('touch ran')"
    quoted = "'); import os; os.system('touch ran'); ('\"\"\"\n\\"
    notes = [evil, quoted, "{pm.__class__}", "%run x", "!touch ran", "$(touch ran)", "`touch ran`"]
    named = {f"note_{number}": text for number, text in enumerate(notes)}
    declared = 'language: str = "en"\nscale: float = 1.0\noutput_folder: str = ""\n'
    declared += "base_year = None\ntarget_year = None\nareas = []\n"
    declared += "\n".join(f'{name}: str = ""' for name in named)
    write("00_one", f"import json\nprint(json.dumps([{', '.join(named)}]))", declared=declared)
    words = [word for name, text in named.items() for word in ("-p", f"{name}={text}")]
    code, out, err = run("00_one", *words)
    assert code == 0, err
    notebook = provenance.read(checkout / out.strip() / "00_one.ipynb")
    assert json.loads(notebook.cells[-1].outputs[0].text) == notes
    assert not list(checkout.rglob("ran"))


def test_what_no_run_wrote_stays(checkout, write, run):
    path = write("00_one", "(p.output_folder / 'old.csv').touch()")
    assert run("00_one", "--out", "mine")[0] == 0
    (checkout / "mine" / "notes.txt").write_text("of the reader")
    path.write_text(path.read_text().replace("old.csv", "new.csv"))
    assert run("00_one", "--out", "mine")[0] == 0
    names = {one.name for one in (checkout / "mine").iterdir()}
    assert {"notes.txt", "new.csv"} <= names
    assert "old.csv" not in names


@pytest.mark.skipif(os.name != "posix", reason="looks for processes")
def test_what_killed_runs_left_is_removed(checkout, write, run, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(checkout))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = [f"figures/.{ended.pid}-0.tmp", f"ecstats-{ended.pid}-abc"]
    kept = [f"figures/.{os.getppid()}-0.tmp", f"ecstats-{os.getppid()}-abc", "ecstats-notes"]
    for name in left + kept:
        (checkout / name).touch()
    write("00_one")
    assert run("00_one")[0] == 0
    assert [name for name in left + kept if (checkout / name).exists()] == kept


def test_in_python(checkout, write):
    write("00_one")
    folder = rerun("00_one", {"language": "zh"})
    assert folder == run_folder(checkout / "notebooks" / "00_one.ipynb", {"language": "zh"})
    assert (folder / "00_one.svg").is_file()
    assert rerun("00_one", {"scale": 2}, out="mine") == checkout / "mine"
    with pytest.raises(InputError, match="unknown parameter 'scales'"):
        rerun("00_one", {"scales": 2})


def test_a_running_loop_is_no_obstacle(write):
    """JupyterLab runs cells inside a loop, with threads."""
    import asyncio

    write("00_one")

    async def cell():
        return rerun("00_one", {"language": "zh"})

    assert (asyncio.run(cell()) / "00_one.html").is_file()


def test_the_command_imports_nothing_heavy():
    code = "import sys, ecstats.cli\necstats.cli.parse(['run'])\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    loaded = {name.partition(".")[0] for name in result.stdout.split()}
    heavy = "pandas numpy matplotlib papermill nbformat nbclient IPython tqdm yaml".split()
    assert loaded & {*heavy} == set()
