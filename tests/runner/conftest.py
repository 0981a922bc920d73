"""An invented checkout with invented notebooks, and commands that run in it."""

import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from ecstats import provenance
from ecstats.runner.run import run_all

PARAMETERS = """\
from typing import Optional
language: str = "en"  # en or zh
base_year: Optional[int] = None  # earliest year
target_year: Optional[int] = None  # latest year
areas: list[str] = []  # GB/T 2260 codes; empty: all
scale: float = 1.0  # of the chart
output_folder: str = ""  # of the charts"""
READ = """\
from ecstats import parameters
p = parameters.check("CHART", ARGUMENTS)
p.output_folder.mkdir(parents=True, exist_ok=True)"""
DRAW = """\
from IPython.display import display
svg = f"<svg xmlns='http://www.w3.org/2000/svg'><title>CHART {p.language}</title></svg>"
(p.output_folder / "CHART.svg").write_text(svg)
rows = f"area,value,value_lower,value_upper\\nCN,{p.scale},{p.scale / 2},{p.scale * 2}\\n"
(p.output_folder / "CHART.csv").write_text(rows)
said = {"chart": "CHART", "key": ["area"], "values": ["value"]}
display({"image/svg+xml": svg, "text/plain": "a chart"}, raw=True, metadata={"ecstats": said})"""
COMMAND = """\
import sys
from pathlib import Path
from ecstats import cli, parameters
root = Path(sys.argv.pop(1))
parameters.checkout = lambda: root
sys.exit(cli.main(sys.argv[1:]))"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout."""
    for folder in ("notebooks", "figures", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.delenv("ECSTATS_FIGURES", raising=False)
    monkeypatch.setattr("ecstats.parameters.checkout", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refresh(checkout):
    """Run all notebooks in place; return a message for each that failed."""

    def run(**options):
        return run_all(checkout, dict.fromkeys(provenance.select(checkout)), {}, **options)

    return run


@pytest.fixture
def write(checkout):
    """Write a notebook that reads its parameters and draws a chart with its own name."""

    def notebook(name, *sources, declared=PARAMETERS, read=READ, folder="notebooks"):
        names = re.findall(r"^(\w+)[: ].*=", declared, re.MULTILINE)
        read = read.replace("ARGUMENTS", ", ".join(f"{name}={name}" for name in names))
        cells = [nbformat.v4.new_markdown_cell(f"# {name}?", id="head")]
        for place, source in enumerate([declared, read, DRAW, *sources]):
            cells.append(
                nbformat.v4.new_code_cell(source.replace("CHART", name), id=f"code-{place}")
            )
        cells[1].metadata["tags"] = ["parameters"]
        path = checkout / folder / f"{name}.ipynb"
        metadata = {"kernelspec": provenance.KERNELSPEC}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        return path

    return notebook


@pytest.fixture
def contents(checkout):
    """Every file with its content and time of change, except those that a test makes."""

    def files(root=checkout):
        return {
            path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in root.rglob("*")
            if path.is_file() and path.name != "started"
        }

    return files


@pytest.fixture
def ecstats(checkout):
    """Start the command in the checkout."""

    def start(*words, **options):
        command = [sys.executable, "-c", COMMAND, str(checkout), *map(str, words)]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **{"cwd": checkout, **options},
        )

    return start


class Processes:
    """Looks at other processes."""

    @staticmethod
    def until(condition, seconds):
        """Wait for something; return what it is at last."""
        end = time.monotonic() + seconds
        while not (found := condition()) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def awaited(self, path: Path) -> int:
        """Wait for a file with a process id."""
        text = self.until(lambda: path.is_file() and path.read_text(), 60)
        assert text, path
        return int(text)

    @staticmethod
    def alive(process: int) -> bool:
        """Whether a process runs; one that only waits to be counted as ended does not."""
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        return state != "Z"

    def ended(self, process: int) -> bool:
        """Wait for the end of a process."""
        return self.until(lambda: not self.alive(process), 10)

    def left(self, name: str, value: str) -> list[int]:
        """Processes started with a variable of the environment that are there a while later."""
        self.until(lambda: not self.with_variable(name, value), 20)
        return self.with_variable(name, value)

    @staticmethod
    def with_variable(name: str, value: str) -> list[int]:
        """All processes that were started with a variable of the environment."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"{name}={value}".encode() in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return [one for one in found if Processes.alive(one)]


@pytest.fixture(scope="session")
def processes():
    return Processes()
