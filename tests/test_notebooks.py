import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest

from ecstats import notebooks, stamps
from ecstats.errors import InputError

PARAMETERS = """\
language: str = "en"  # en or zh
output_folder: str = ""  # of the charts"""
READ = """\
from ecstats import parameters
p = parameters.read(globals())"""
DRAW = """\
from IPython.display import SVG
svg = "<svg xmlns='http://www.w3.org/2000/svg'><title>CHART</title></svg>"
(p.output_folder / "CHART.svg").write_text(svg)
SVG(svg)"""
WAIT = """\
import os, pathlib, time
pathlib.Path("../started").write_text(str(os.getpid()))
time.sleep(100)"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout, and a folder of its own for temporary files."""
    for folder in ("notebooks", "figures", "data", "temporary"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.delenv("ECSTATS_FIGURES", raising=False)
    return tmp_path


def write(root, name, *sources):
    """Write a notebook that reads its parameters and draws a chart with its own name."""
    cells = [nbformat.v4.new_markdown_cell(f"# {name}?", id="head")]
    for place, source in enumerate([PARAMETERS, READ, DRAW.replace("CHART", name), *sources]):
        cells.append(nbformat.v4.new_code_cell(source, id=f"code-{place}"))
    cells[1].metadata["tags"] = ["parameters"]
    path = root / "notebooks" / f"{name}.ipynb"
    metadata = {"kernelspec": stamps.KERNELSPEC}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def contents(root):
    """Every file with its content and time of change, except those that a test makes."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file() and path.name != "started"
    }


def test_notebooks_are_written_back_with_their_charts(checkout, tmp_path_factory, monkeypatch):
    paths = [
        write(checkout, "00_one", "import sys\nprint(1)\nprint(sys.executable == EXECUTABLE)"),
        write(checkout, "01_two"),
    ]
    paths[0].write_text(paths[0].read_text().replace("EXECUTABLE", repr(sys.executable)))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert notebooks.run(checkout) == []

    assert sorted(path.name for path in (checkout / "figures").iterdir()) == [
        "00_one.svg",
        "01_two.svg",
    ]
    one = stamps.read(paths[0])
    assert [cell.execution_count for cell in one.cells[1:]] == [1, 2, 3, 4]
    assert one.cells[3].outputs[0].data["image/svg+xml"].startswith("<svg ")
    assert one.cells[4].outputs[0].text == "1\nTrue\n"
    assert stamps.normalised(one) == one
    assert stamps.check(checkout) == []

    before = contents(checkout)
    assert notebooks.main(["--root", str(checkout), "--only", "00_one"]) == 0
    assert contents(checkout) == before
    assert not any(Path().iterdir())


def test_a_notebook_that_fails_is_left_as_it_was(checkout, capfd):
    write(checkout, "00_good")
    write(checkout, "01_fails", "1 / 0")
    write(checkout, "02_dies", "import os\nos.kill(os.getpid(), 9)")
    edited = write(checkout, "03_edited", "open('03_edited.ipynb', 'a').write('\\n')")
    (checkout / "notebooks" / "04_broken.ipynb").write_text("{")
    (checkout / "figures" / "01_fails.svg").write_text("the chart of an earlier run")
    before = contents(checkout)

    assert notebooks.main(["--root", str(checkout)]) == 1
    *_, fails, dies, left, broken = capfd.readouterr().err.strip().splitlines()
    assert fails == "01_fails: cell 5 (In [4]) failed with ZeroDivisionError: division by zero"
    assert dies == "02_dies: its kernel died (killed, or out of memory)"
    assert left == "03_edited: it was edited while it ran, and is left so; run it again"
    assert broken.startswith("04_broken: ")
    assert "is not a notebook: " in broken

    after = contents(checkout)
    assert edited.read_text().endswith("}\n\n")
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "figures/00_good.svg",
        "notebooks/00_good.ipynb",
        "notebooks/03_edited.ipynb",
    }


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_leaves_everything_as_it_was(one, checkout):
    write(checkout, "00_waits", WAIT)
    before = contents(checkout)
    command = [sys.executable, "-m", "ecstats.notebooks", "--root", str(checkout)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        kernel = awaited(checkout / "started")
        process.send_signal(one)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    message = "interrupted; notebooks that had not finished are as they were"
    assert errors.splitlines()[-1] == message
    assert "Traceback" not in errors
    assert contents(checkout) == before
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def awaited(path, seconds=60):
    """Wait for a file with a process id."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.is_file() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    raise TimeoutError(path)


def test_papermill_stops_at_a_wrong_parameter(checkout, tmp_path, monkeypatch):
    path = write(checkout, "00_one")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(papermill.PapermillExecutionError) as error:
        papermill.execute_notebook(
            path, tmp_path / "out.ipynb", {"langauge": "zh"}, progress_bar=False
        )
    message = "unknown parameter 'langauge'; nearest valid: 'language'"
    assert error.value.traceback == [f"ParameterError: {message}"]
    assert error.value.exec_count == 3
    assert not any((checkout / "figures").iterdir())
    assert not (tmp_path / "runs").exists()


def test_files_are_published_together_or_not_at_all(tmp_path):
    old, new, barred = tmp_path / "old", tmp_path / "sub" / "new", tmp_path / "old" / "below"
    old.write_bytes(b"1")
    with pytest.raises(OSError, match="old"):
        notebooks.publish({new: b"2", old: b"2", barred: b"2"})
    assert contents(tmp_path).keys() == {"old"}
    assert old.read_bytes() == b"1"

    notebooks.publish({new: b"2", old: b"2"})
    assert (new.read_bytes(), old.read_bytes()) == (b"2", b"2")
    assert contents(tmp_path).keys() == {"old", "sub/new"}

    before = contents(tmp_path)
    notebooks.publish({new: b"2", old: b"2"})
    assert contents(tmp_path) == before


def test_check_executes_nothing(checkout, capsys):
    write(checkout, "00_one")
    before = contents(checkout)
    assert notebooks.main(["--root", str(checkout), "--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "00_one: never executed by ecstats.notebooks",
        "run: python -m ecstats.notebooks",
    ]
    assert contents(checkout) == before


def test_an_unknown_notebook_is_refused(checkout, capsys):
    write(checkout, "00_one")
    assert notebooks.main(["--root", str(checkout), "--only", "00_won"]) == 2
    assert capsys.readouterr().err == "unknown notebook '00_won'; nearest valid: '00_one'\n"
    with pytest.raises(InputError):
        notebooks.run(checkout, ["00_won"])


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_the_number_of_jobs_is_positive(jobs, capsys):
    with pytest.raises(SystemExit):
        notebooks.main(["--jobs", jobs])
    assert "argument --jobs" in capsys.readouterr().err
