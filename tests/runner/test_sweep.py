"""`ecstats sweep`: every set of a grid, resumable, with the failures named and the rest done."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ecstats import cli, processes
from ecstats.runner import folders
from ecstats.runner.given import Text
from ecstats.runner.sweep import expanded

GRID = """\
scale: [1, 2]
language: [en, zh]
"""


@pytest.fixture
def sweep(checkout, capsys):
    def command(grid, *words):
        (checkout / "grid.yml").write_text(grid)
        code = cli.main(["sweep", "00_one", "--grid", "grid.yml", *map(str, words)])
        return (code, *capsys.readouterr())

    return command


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_grid_gives_one_table_and_one_chart(checkout, write, contents, sweep):
    write("00_one")
    code, out, err = sweep(GRID)
    assert code == 0
    assert "4 sets, 0 done before" in err
    assert "100%" in err
    folder = checkout / out.strip()
    assert folder.name.startswith("00_one-sweep-")
    assert sorted(path.name for path in folder.iterdir()) == [
        "overview.csv", "overview.png", "overview.svg", "results.csv", "sets", "sweep.json",
    ]  # fmt: skip
    rows = table(folder / "results.csv")
    assert [(row["scale"], row["language"], row["value"]) for row in rows] == [
        (scale, language, scale) for scale in ("1.0", "2.0") for language in ("en", "zh")
    ]
    assert {row["quantity"] for row in rows} == {"value"}
    assert [(row["parameter"], row["share"]) for row in table(folder / "overview.csv")] == [
        ("language", "0.0"),
        ("scale", "1.0"),
    ]
    record = json.loads((folder / "sweep.json").read_text())
    assert {path.name for path in (folder / "sets").iterdir()} == record["sets"].keys()
    assert (folder / "sets" / rows[1]["set"] / "00_one.html").is_file()

    before = contents(folder)
    code, again, err = sweep(GRID)
    assert (code, again) == (0, out)
    assert "4 sets, 4 done before" in err
    assert contents(folder) == before


def test_a_failed_set_is_named_and_the_rest_goes_on(checkout, write, sweep):
    path = write("00_one", "1 / (p.scale - 2)", "if p.language == 'zh': import os; os._exit(1)")
    code, out, err = sweep(GRID, "--jobs", 2)
    assert code == 1
    folder = checkout / out.strip()
    failed = "cell 5 (In [4]) failed with ZeroDivisionError: float division by zero"
    died = "its kernel died (killed, or out of memory)"
    assert sorted(err.splitlines()[-3:]) == [
        f'00_one with language="zh", scale=2.0: {failed}',
        f'00_one with language="zh": {died}',
        f"00_one with scale=2.0: {failed}",
    ]
    assert {row["scale"] for row in table(folder / "results.csv")} == {"1.0"}
    record = json.loads((folder / "sweep.json").read_text())
    assert len(record["failures"]) == 3

    (good,) = record["sets"].keys() - record["failures"].keys()
    assert folders.is_complete(folder / "sets" / good, folders.made_from(path, {}))
    path.write_text(path.read_text().replace("p.scale - 2", "p.scale - 3"))
    assert not folders.is_complete(folder / "sets" / good, folders.made_from(path, {}))


def test_a_killed_sweep_goes_on_where_it_was(checkout, write, ecstats, processes, sweep):
    source = (
        "import os, pathlib, time\n"
        "if p.scale == 2:\n"
        "    pathlib.Path('../started').write_text(str(os.getpid()))\n"
        "    while not pathlib.Path('../go').exists(): time.sleep(0.05)"
    )
    write("00_one", source)
    (checkout / "grid.yml").write_text(GRID)
    with ecstats("sweep", "00_one", "--grid", "grid.yml", "--jobs", "1") as process:
        kernel = processes.awaited(checkout / "started")
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
        process.stdout.close()
    assert processes.ended(kernel)
    (checkout / "go").touch()
    code, out, err = sweep(GRID)
    assert code == 0
    assert "4 sets, 2 done before" in err
    assert len(table(checkout / out.strip() / "results.csv")) == 4


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ("scale: [1, big]", "00_one: parameter 'scale': 'big' is not a valid number"),
        ("scales: [1]", "00_one: unknown parameter 'scales'; nearest valid: 'scale'"),
        ("scale: []", "00_one: a parameter of the grid has no values"),
        ("base_year: [2020, 2025]\ntarget_year: [2022]", "00_one: parameter 'target_year': "),
        ("areas: [[130900], [130901]]", "unknown area '130901'; nearest valid"),
        ("output_folder: [a, b]", "'output_folder' cannot be set here"),
        ("[1, 2]", "grid.yml: give one line per parameter"),
        ("just text", "grid.yml: give one line per parameter"),
        ("a: [1", "grid.yml: cannot be read (while parsing"),
        ("!!python/object/apply:os.getcwd []", "grid.yml: cannot be read (could not determine"),
    ],
)
def test_a_grid_that_cannot_be_used_is_refused_before_anything_starts(
    grid, message, checkout, write, sweep, monkeypatch
):
    monkeypatch.setattr("papermill.execute_notebook", lambda: pytest.fail("something was started"))
    write("00_one")
    code, out, err = sweep(grid)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert not (checkout / "runs").exists()


def test_a_grid_is_expanded(write):
    path = write("00_one")

    def sets(*grids, **fixed):
        return [*expanded(path, grids, fixed).values()]

    assert sets({"scale": [1, 2], "language": "zh"}) == [
        {"language": "zh"},
        {"language": "zh", "scale": 2.0},
    ]
    assert sets({"areas": [130000, [130000, 130900], []]}) == [
        {"areas": ["130000"]},
        {"areas": ["130000", "130900"]},
        {},
    ]
    assert sets({"scale": [2]}, {"base_year": [None, 2020], "scale": 2}) == [
        {"scale": 2.0},
        {"base_year": 2020, "scale": 2.0},
    ]
    assert sets({"scale": [1, 2]}, language="zh", scale=3) == [
        {"language": "zh"},
        {"language": "zh", "scale": 2.0},
    ]


def test_lists_on_the_command_line_are_a_grid(checkout, write, capsys):
    path = write("00_one")
    given = {"scale": Text("1,2"), "language": Text("en,zh"), "areas": Text("130000,130900")}
    sets = [*expanded(path, [{}], given).values()]
    areas = ["130000", "130900"]
    assert sets == [
        {"areas": areas},
        {"areas": areas, "language": "zh"},
        {"areas": areas, "scale": 2.0},
        {"areas": areas, "language": "zh", "scale": 2.0},
    ]
    assert next(iter(expanded(path, [{"scale": 3}], given).values()))["scale"] == 3.0
    assert cli.main(["sweep", "00", "-p", "scale=1"]) == 2
    assert "give several values of a parameter" in capsys.readouterr().err
    assert cli.main(["sweep", "00", "-p", "scale=1,2"]) == 0
    (folder,) = (checkout / "runs").iterdir()
    assert [row["scale"] for row in table(folder / "results.csv")] == ["1.0", "2.0"]


def test_another_folder_is_refused(checkout, write, sweep):
    write("00_one")
    (checkout / "notes").mkdir()
    (checkout / "notes" / "thesis.txt").touch()
    code, _, err = sweep(GRID, "--out", "notes")
    assert code == 2
    assert "notes' holds something else than a sweep; give a new or an empty folder" in err


def test_no_scheduler_is_one_message(write, sweep, monkeypatch):
    monkeypatch.setattr(processes, "CONNECT_TIMEOUT", 1)
    write("00_one")
    code, _, err = sweep(GRID, "--scheduler", "tcp://127.0.0.1:1")
    assert code == 2
    assert "no Dask scheduler answers at 'tcp://127.0.0.1:1'" in err.splitlines()[-1]


def test_a_cluster_gives_what_this_machine_gives(checkout, write, sweep):
    source = "if p.scale == 2: raise ValueError('two')"
    write("00_one", source)
    assert sweep(GRID, "--out", "here")[0] == 1
    scheduler = checkout / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli."]
    common = ["--scheduler-file", str(scheduler), "--no-dashboard"]
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    started = []
    try:
        for part, options in (
            ("dask_scheduler", ["--host", "127.0.0.1", "--port", "0"]),
            ("dask_worker", ["--nworkers", "1", "--nthreads", "2", "--local-directory", "dask"]),
        ):
            line = [*command[:-1], command[-1] + part, *common, *options]
            started.append(
                subprocess.Popen(
                    line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
        address = None
        while address is None:
            assert all(process.poll() is None for process in started)
            if scheduler.is_file() and (text := scheduler.read_text()):
                address = json.loads(text)["address"]
        code, _, err = sweep(GRID, "--out", "there", "--scheduler", address)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    assert code == 1
    assert "cell 5 (In [4]) failed with ValueError: two" in err
    for path in Path(checkout, "here").rglob("*"):
        if path.is_file():
            there = checkout / "there" / path.relative_to(checkout / "here")
            assert path.read_bytes() == there.read_bytes(), path
