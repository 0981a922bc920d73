"""Notebooks are written back in place, all or nothing, whatever happens."""

import os
import signal
import sys

import papermill
import pytest

from ecstats import cli, provenance

WAIT = """\
import os, pathlib, time
pathlib.Path("../started").write_text(str(os.getpid()))
time.sleep(100)"""

EDIT = """\
from pathlib import Path
path = Path("03_edited.ipynb")
path.write_text(path.read_text().replace("# 03_edited?", "# Edited?"))"""


def test_notebooks_are_written_back_with_their_charts(
    checkout, write, refresh, contents, tmp_path_factory, monkeypatch
):
    paths = [
        write("00_one", "import sys\nprint(1)\nprint(sys.executable == EXECUTABLE)"),
        write("01_two"),
    ]
    paths[0].write_text(paths[0].read_text().replace("EXECUTABLE", repr(sys.executable)))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert refresh() == []

    assert sorted(path.name for path in (checkout / "figures").glob("*.svg")) == [
        "00_one.svg",
        "01_two.svg",
    ]
    one = provenance.read(paths[0])
    assert [cell.execution_count for cell in one.cells[1:]] == [1, 2, 3, 4]
    assert one.cells[3].outputs[0].data["image/svg+xml"].startswith("<svg ")
    assert one.cells[4].outputs[0].text == "1\nTrue\n"
    assert provenance.normalised(one) == one
    assert provenance.check(checkout) == []

    before = contents()
    assert cli.main(["run", "00_one"]) == 0
    assert contents() == before


def test_a_notebook_that_fails_is_left_as_it_was(checkout, write, refresh, contents, capfd):
    write("00_good")
    write("01_fails", "1 / 0")
    write("02_dies", "import os\nos.kill(os.getpid(), 9)")
    edited = write("03_edited", EDIT)
    (checkout / "notebooks" / "04_broken.ipynb").write_text("{")
    (checkout / "figures" / "01_fails.svg").write_text("the chart of an earlier run")
    before = contents()

    messages = refresh()
    fails, dies, left, broken = messages
    assert fails == "01_fails: cell 5 (In [4]) failed with ZeroDivisionError: division by zero"
    assert dies == "02_dies: its kernel died (killed, or out of memory)"
    assert left == "03_edited: it was edited while it ran, and is left so; run it again"
    assert broken.startswith("04_broken: ")
    assert "is not a notebook: " in broken
    assert "Traceback" not in capfd.readouterr().err

    after = contents()
    assert "# Edited?" in edited.read_text()
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "figures/00_good.csv",
        "figures/00_good.svg",
        "notebooks/00_good.ipynb",
        "notebooks/03_edited.ipynb",
    }


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_leaves_everything_as_it_was(
    one, checkout, write, contents, ecstats, processes
):
    write("00_waits", WAIT)
    before = contents()
    with ecstats("run") as process:
        kernel = processes.awaited(checkout / "started")
        process.send_signal(one)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "interrupted; what had not finished is as it was"
    assert "Traceback" not in errors
    assert contents() == before
    assert processes.ended(kernel)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes of Linux")
def test_kernels_end_with_a_killed_run(checkout, write, contents, ecstats, processes):
    write("00_waits", WAIT)
    before = contents()
    with ecstats("run") as process:
        kernel = processes.awaited(checkout / "started")
        assert processes.alive(kernel)
        process.kill()
        process.wait()
        process.stderr.close()
    assert processes.ended(kernel)
    assert {name: one for name, one in contents().items() if "temporary" not in name} == before


def test_papermill_stops_at_a_wrong_parameter(checkout, write, tmp_path):
    path = write("00_one")
    with pytest.raises(papermill.PapermillExecutionError) as error:
        papermill.execute_notebook(
            path, tmp_path / "out.ipynb", {"langauge": "zh"}, progress_bar=False
        )
    message = "unknown parameter 'langauge'; nearest valid: 'language'"
    assert error.value.traceback == [f"ParameterError: {message}"]
    assert error.value.exec_count == 3
    assert not any((checkout / "figures").iterdir())
    assert not (tmp_path / "runs").exists()


def test_an_unknown_notebook_is_refused(write, capsys):
    write("00_one")
    assert cli.main(["run", "00_won"]) == 2
    assert (
        capsys.readouterr().err == "ecstats: unknown notebook '00_won'; nearest valid: '00_one'\n"
    )


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_the_number_of_jobs_is_positive(jobs, capsys):
    with pytest.raises(SystemExit):
        cli.main(["run", "--jobs", jobs])
    assert f"--jobs: must be a whole number above zero, got {jobs!r}" in capsys.readouterr().err
