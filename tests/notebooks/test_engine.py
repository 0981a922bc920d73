"""Forked kernels give what plain kernels give, and leave nothing behind."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import DeadKernelError

from ecstats import stamps
from ecstats.notebooks import engine, execution, forking

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# One cell each of what a notebook can show, and of what can go wrong in one.
CELLS = {
    "value": "1 + 1",
    "streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\n3",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('<b>1</b>'))\nprint(2)",
    "updated": "d = display('old', display_id='x')\nd.update('new')",
    "cleared": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "table": "import pandas as pd\npd.DataFrame({'a': [1.5, None], 'b': ['x', '<y>']})",
    "picture": "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "magic": "text = 'a'\n%who_ls str",
    "program": "!echo printed by a program",
    "descriptor": "import os\n_ = os.system('echo to the descriptor')",
    "await": "import asyncio\nawait asyncio.sleep(0, 'slept')",
    "loop": "try:\n    asyncio.run(asyncio.sleep(0))\nexcept RuntimeError as e:\n    print(e)",
    "main": "class A: ...\n__name__, A.__module__, sys.modules['__main__'].A is A",
    "warning": "import warnings\nwarnings.warn('beware')",
    "input": "try:\n    input()\nexcept Exception as e:\n    print(type(e).__name__, e)",
    "history": "In[1], Out[1], _",
    "folder": "from pathlib import Path\nPath.cwd().name, sys.path[0], list(Path().iterdir())",
    "environment": "[os.environ.get(name) for name in ('TERM', 'PAGER', 'MPLBACKEND')]",
}
FAILING = {
    "error": "def f(x):\n    return 1 / x\nf(0)",
    "syntax": "1 +",
    "exit": "import sys\nsys.exit(3)",
    "quiet exit": "import sys\nsys.exit(0)",
    "base": "raise KeyboardInterrupt('now')",
    "group": "raise ExceptionGroup('several', [ValueError(1), TypeError(2)])",
}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
    pytest.mark.usefixtures("forked"),
]


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": stamps.KERNELSPEC})


def outputs(node):
    """Executed cells, without what differs between two runs of the same kernel."""
    text = nbformat.writes(stamps.normalised(node))
    cells = nbformat.reads(re.sub(r"ipykernel_\d+", "ipykernel", text), as_version=4).cells
    return [(cell.id, cell.execution_count, cell.outputs) for cell in cells]


def both(node, folder, monkeypatch):
    """Execute a notebook with a plain and with a forked kernel."""
    path = folder / "notebook.ipynb"
    nbformat.write(node, path)
    results = []
    for kind in ("kernel", "fork"):
        monkeypatch.setenv("ECSTATS_ENGINE", kind)
        try:
            results.append(outputs(execution.execute(path, Path("charts"))))
        except papermill.PapermillExecutionError as error:
            results.append(str(error))
    return results


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def test_outputs_are_those_of_a_plain_kernel(folder, monkeypatch):
    plain, forked = both(notebook(*CELLS.values()), folder, monkeypatch)
    assert not isinstance(plain, str), plain
    for name, one, other in zip(CELLS, plain, forked, strict=True):
        assert one == other, name
    assert len(plain) == len(CELLS)


@pytest.mark.parametrize("name", FAILING)
def test_failures_are_those_of_a_plain_kernel(name, folder, monkeypatch):
    plain, forked = both(notebook("x = 1", FAILING[name], "x + 1"), folder, monkeypatch)
    assert plain == forked


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception"])
def test_tags_of_cells_count_as_with_a_plain_kernel(tag, folder, monkeypatch):
    node = notebook("x = 1", "x = 2\n1 / 0", "x")
    node.cells[1].metadata["tags"] = [tag]
    plain, forked = both(node, folder, monkeypatch)
    assert plain == forked


def test_nothing_is_executed_after_a_cell_that_failed(folder):
    path = folder / "notebook.ipynb"
    mark = "from pathlib import Path\nPath({!r}).touch()"
    sources = (mark.format("before"), "1 / 0", mark.format("after"))
    nbformat.write(notebook(*sources), path)
    with pytest.raises(papermill.PapermillExecutionError):
        execution.execute(path, folder)
    assert {one.name for one in folder.iterdir()} == {"before", "notebook.ipynb"}


def test_large_outputs_arrive(folder, monkeypatch):
    large = "from IPython.display import HTML\nHTML('<p>' + 'é' * 50_000 + '</p>')"
    plain, forked = both(
        notebook(large, f"{large[:-1]}, metadata={{'a': 1}})"), folder, monkeypatch
    )
    assert plain == forked
    assert len(plain[0][2][0]["data"]["text/html"]) > 50_000


BESIDE = """
from ecstats import beside, memory
done = beside.begin(lambda: {work})
if not done:
    print("here")
"""


def beside(folder, monkeypatch, work, before="", alone=True):
    """What the cells of a notebook show that lets something be done beside, if it may."""
    monkeypatch.setattr(execution, "processors", lambda: 2)
    path = folder / "notebook.ipynb"
    sources = (f"{before}\nfrom ecstats import memory", BESIDE.format(work=work), "print('next')",
               "memory.os.getpid()")  # fmt: skip
    nbformat.write(notebook(*sources), path)
    executed = execution.execute(path, folder, execution.Kernels(alone=alone))
    _, begun, after, last = executed.cells
    assert [one.text for one in after.outputs] == ["next\n"]
    return [one.text for one in begun.outputs], last.outputs[0].data["text/plain"]


def test_what_is_done_beside_appears_where_it_was_begun(folder, monkeypatch):
    shown, kernel = beside(folder, monkeypatch, "print(memory.os.getpid())")
    (other,) = shown
    assert int(other) != int(kernel)


def test_what_fails_beside_is_tried_again_without(folder, monkeypatch):
    for work in ("1 / 0", "memory.os.kill(memory.os.getpid(), 9)"):
        assert beside(folder, monkeypatch, work)[0] == ["here\n"]


def test_nothing_is_done_beside_where_a_cell_could_see_it_or_others_run(folder, monkeypatch):
    for before in ("import os", "open", "%who", "from pathlib import Path"):
        assert beside(folder, monkeypatch, "print(1)", before)[0] == ["here\n"], before
    assert beside(folder, monkeypatch, "print(1)", alone=False)[0] == ["here\n"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=() if "target" in path.stem else pytest.mark.slow)
        for path in NOTEBOOKS
    ],
)
def test_the_notebooks_give_the_same_bytes(path, monkeypatch):
    values = {"language": "zh"}
    results = []
    executed = []
    execute = execution._executed
    monkeypatch.setattr(execution, "_executed", lambda *a: executed.append(1) or execute(*a))
    for kind in ("kernel", "fork", "fork"):  # the last finds what the one before has computed
        monkeypatch.setenv("ECSTATS_ENGINE", kind)
        results.append(execution.produce(path, values))
    assert len(executed) == len(results), "what was done beside has failed"
    plain, *forked = results
    for one in forked:
        assert plain.notebook == one.notebook
        assert plain.charts.keys() == one.charts.keys()
        assert [name for name in plain.charts if plain.charts[name] != one.charts[name]] == []


def run(*sources):
    executed = papermill.execute_notebook(
        notebook(*sources), None, engine_name=engine.ENGINE, progress_bar=False
    )
    return [cell.outputs[0] for cell in executed.cells if cell.outputs]


def test_the_papermill_engine_is_there_under_its_name(tmp_path):
    (pid,) = run("import os\nos.getppid()")
    assert int(pid.data["text/plain"]) == forking.warm()._process.pid
    nbformat.write(notebook("1 + 1"), tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "--engine", "ecstats"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "No engine named" in result.stderr:
        pytest.skip("the package is not installed")
    assert result.returncode == 0, result.stderr


def test_random_numbers_differ_between_kernels():
    source = "import numpy, random\nnumpy.random.rand(), random.random(), numpy.random.rand()"
    first, second = (run(source)[0].data["text/plain"] for _ in range(2))
    assert not {*first.strip("()").split(", ")} & {*second.strip("()").split(", ")}


def test_a_kernel_has_its_own_place_for_temporary_files(monkeypatch, tmp_path):
    assert run("1")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (shown,) = run("import tempfile\ntempfile.gettempdir()")
    assert shown.data["text/plain"] == repr(str(tmp_path))


def test_what_one_kernel_does_another_does_not_see():
    run("import os, pandas\nos.environ['SPOILT'] = '1'\npandas.DataFrame = None\nos.chdir('/')")
    (shown,) = run("import os, pandas\nos.environ.get('SPOILT'), pandas.DataFrame is None")
    assert shown.data["text/plain"] == "(None, False)"


REMEMBERING = """
import os
from ecstats import memory
{change}
def pid(n):
    return os.getpid() + 0 * n
memory.remembered(pid)(1)
"""


def pids(folder, change, values=({}, {})):
    """Numbers of the kernels in which two runs of a notebook computed their results."""
    node = notebook("language: str = 'en'", REMEMBERING.format(change=change))
    node.cells[0].metadata["tags"] = ["parameters"]
    path = folder / "notebook.ipynb"
    nbformat.write(node, path)
    runs = [execution.execute(path, folder, values=one) for one in values]
    return [one.cells[-1].outputs[0].data["text/plain"] for one in runs]


def test_a_kernel_finds_what_one_with_the_same_cells_has_computed(folder):
    first, second = pids(folder, "")
    assert first == second
    first, third = pids(folder, "", [{"language": "zh"}, {}])
    assert {first, third} == {second}
    (other,) = pids(folder, "x = 1", [{}])
    assert other != second


def test_a_kernel_that_changes_the_package_leaves_and_finds_nothing(folder):
    change = (
        "from ecstats.plots import style\n"
        "if language == 'zh':\n    style.{} = style.KINDS['target']"
    )
    for what in ("BLUE", "KINDS['observed']"):
        changed = change.format(what)
        first, second = pids(folder, changed, [{"language": "zh"}, {}])
        assert first != second, what
        third, fourth = pids(folder, changed, [{}, {"language": "zh"}])
        assert third == second, what
        assert fourth != second, what


def test_a_kernel_that_ends_is_noticed():
    for source in ("import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)"):
        with pytest.raises(DeadKernelError):
            run(source)
    assert run("1")


def test_programs_of_a_killed_kernel_end_with_it(tmp_path, processes):
    started = tmp_path / "started"
    sources = [
        "import subprocess\nchild = subprocess.Popen(['sleep', '100'])",
        f"from pathlib import Path\n_ = Path({str(started)!r}).write_text(str(child.pid))",
    ]
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook(*sources), path)
    execution.execute(path, tmp_path)
    assert processes.ended(int(started.read_text()))


def test_what_a_notebook_registers_for_its_end_runs(tmp_path):
    mark = tmp_path / "ended"
    run(f"import atexit, pathlib\n_ = atexit.register(pathlib.Path({str(mark)!r}).touch)")
    assert mark.exists()


def test_a_cell_that_takes_too_long_is_given_up():
    from nbclient.exceptions import CellTimeoutError

    with pytest.raises(CellTimeoutError):
        papermill.execute_notebook(
            notebook("import time\ntime.sleep(100)"),
            None,
            engine_name=engine.ENGINE,
            progress_bar=False,
            execution_timeout=1,
        )


def test_many_kernels_at_once(tmp_path):
    found = []
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook("import os, time\ntime.sleep(0.2)\nos.getpid()"), path)

    def one():
        executed = execution.execute(path, tmp_path)
        found.append(executed.cells[0].outputs[0].data["text/plain"])

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 6


def test_changed_code_is_imported_anew(monkeypatch, tmp_path):
    first = forking.warm()
    assert forking.warm() is first
    code = tmp_path / "module.py"
    code.touch()
    monkeypatch.setattr(forking, "PACKAGE", tmp_path)
    second = forking.warm()
    assert second is not first
    code.write_text("x = 1")
    assert forking.warm() is not second
    assert first._process.poll() is not None


def test_a_dead_warm_process_is_replaced():
    first = forking.warm()
    assert first.ready()
    first._process.kill()
    first._process.wait()
    assert forking.warm() is not first
    assert run("1")


def test_nothing_is_left_behind(processes, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("ECSTATS_TEST_MARK", str(time.time_ns()))
    code = (
        "from ecstats.notebooks import forking\n"
        "assert forking.warm().ready()\n"
        "print(forking.warm()._process.pid, flush=True)\n"
        "{end}"
    )
    for end in ("", "import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"):
        command = [sys.executable, "-c", code.format(end=end)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert processes.ended(int(result.stdout)), end
    mark = os.environ["ECSTATS_TEST_MARK"]
    assert processes.with_variable("ECSTATS_TEST_MARK", mark) == []
    assert list(tmp_path.iterdir()) == []


def test_plain_kernels_where_forking_is_impossible(monkeypatch, tmp_path):
    assert forking.possible()
    assert not forking.possible("julia-1.11")
    monkeypatch.setenv("ECSTATS_ENGINE", "kernel")
    assert not forking.possible()
    monkeypatch.delenv("ECSTATS_ENGINE")
    monkeypatch.setenv("CI", "true")
    assert not forking.possible()
    monkeypatch.delenv("CI")
    assert forking.possible()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not forking.possible()
    monkeypatch.undo()
    monkeypatch.setenv("ECSTATS_ENGINE", "fork")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    assert forking.possible()
    (startup / "mine.py").touch()
    assert not forking.possible()


def test_a_warm_process_that_cannot_start_is_done_without(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    broken = forking.Warm()
    monkeypatch.undo()
    assert not broken.ready()
    broken.close()
    monkeypatch.setattr(forking, "warm", lambda: broken)
    monkeypatch.setenv("ECSTATS_ENGINE", "fork")
    assert run("1")[0].data["text/plain"] == "1"
