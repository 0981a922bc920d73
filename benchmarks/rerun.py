"""How fast notebooks run again, as ratios in one run.

Against the papermill command with a plain kernel, against the time that the cells alone take in a
process that has imported everything (the floor), and of the imports against bare Python and pandas.
Each round runs all competitors in turn; shown are the medians over the rounds, with the lowest and
the highest. A ratio counts only on a machine that has nothing else to do.

    python benchmarks/rerun.py [--rounds 5] [--sets 20] [--only sweep single all imports]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import Any

from ecstats.processes import processors

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = "02_target_gaps"
GRID: dict[str, list[Any]] = {
    "language": ["en", "zh"],
    "include_published_values": [True, False],
    "rules": [[], ["eurostat_family"], ["germany_trend"], ["sdsn_trend"], ["un_progress_chart"]],
}
CHANGES: dict[str, list[dict[str, Any]]] = {
    "another rule": [{"rules": [name]} for name in (
        "eurostat_family", "germany_trend", "sdsn_trend", "un_progress_chart",
        "unescap_current_status")],
    "another base year": [{"base_year": year} for year in (2019, 2018, 2017, 2016, 2020)],
    "another language and year": [{"language": "zh", "target_year": 2025},
                                  {"language": "zh", "target_year": 2020},
                                  {"language": "zh", "base_year": 2019},
                                  {"language": "zh", "base_year": 2017},
                                  {"language": "zh"}],
}  # fmt: skip
Values = Mapping[str, Any]
Seconds = dict[str, list[float]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sets", type=int, default=20, help="of the sweep, at most 20")
    parts = {"sweep": sweep, "single": single, "all": everything, "imports": imports}
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {processors()} processors, {options.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.setdefault("IPYTHONDIR", str(Path(folder, "ipython")))
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        os.environ["ECSTATS_ENGINE"] = "fork"
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
        for name in options.only:
            parts[name](options)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


def sweep(options: argparse.Namespace) -> None:
    """Many sets of parameters: `ecstats sweep` against a loop of the papermill command."""
    sets = [dict(zip(GRID, one, strict=True)) for one in islice(product(*GRID.values()), 20)]
    sets = sets[: options.sets]
    grids = [{name: [one] for name, one in each.items()} for each in sets]
    Path("grid.yml").write_text(json.dumps(grids))  # which YAML can read
    notebook = path(NOTEBOOK)
    command = ["sweep", NOTEBOOK, "--grid", "grid.yml"]
    floors = alternated(
        {
            f"{len(sets)} times the papermill command": lambda: [papermill(one) for one in sets],
            "ecstats sweep": lambda: ecstats(*command, "--out", new()),
            f"{len(sets)} times the cells": lambda: [cells(notebook, one) for one in sets],
        },
        options.rounds,
    )
    shown("A sweep", floors, "ecstats sweep")


def single(options: argparse.Namespace) -> None:
    """One set: `rerun` in a process that has the library loaded, against the papermill command.

    The session has run the notebook once. Every set is new to it: what the session remembers is
    what a set has in common with those before.
    """
    from ecstats.notebooks import rerun

    notebook = path(NOTEBOOK)
    begin = time.perf_counter()
    rerun(NOTEBOOK, {}, out=new())
    print(f"\nthe first rerun of a session takes {time.perf_counter() - begin:.2f} s")
    for change, sets in CHANGES.items():
        times: Seconds = {}
        for values in sets[: options.rounds]:
            once = alternated(
                {
                    "the papermill command": partial(papermill, values),
                    "rerun": partial(rerun, NOTEBOOK, values, out=new()),
                    "the cells": partial(cells, notebook, values),
                },
                1,
            )
            for name, seconds in once.items():
                times.setdefault(name, []).extend(seconds)
        shown(f"A single rerun, {change}", times, "rerun")


def everything(options: argparse.Namespace) -> None:
    """All notebooks: `ecstats run` against the longest chain of the work on these processors."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    alone = {one: [cells(one, {}) for _ in range(options.rounds)] for one in paths}
    medians = {one.stem: statistics.median(times) for one, times in alone.items()}
    work = max(*medians.values(), sum(medians.values()) / processors())
    print("\nCells of " + ", ".join(f"{name} {one:.2f} s" for name, one in medians.items()))
    preload = "from ecstats.notebooks import warm; warm._preload()"
    times = alternated(
        {
            "ecstats run": lambda: ecstats("run", "--out", new()),
            "the imports": lambda: python("-c", preload),
        },
        options.rounds,
    )
    chain = statistics.median(times["the imports"]) + work
    shown("All notebooks", times, "ecstats run")
    ratios = [one / chain for one in times["ecstats run"]]
    print(f"longest chain (imports once, then the cells) {chain:.2f} s")
    print(f"ecstats run takes {spread(ratios)} times as long")


def imports(options: argparse.Namespace) -> None:
    """The imports and the help against bare Python and a bare import of pandas."""
    times = alternated(
        {
            "python": lambda: python("-c", "pass"),
            "import ecstats": lambda: python("-c", "import ecstats"),
            "ecstats --help": lambda: ecstats("--help"),
            "import pandas": lambda: python("-c", "import pandas"),
        },
        4 * options.rounds,
    )
    shown("Imports", times, "import pandas")


def alternated(runs: Mapping[str, Callable[[], object]], rounds: int) -> Seconds:
    """Run each in turn, again and again; return what a run takes, or says that it takes."""
    times: Seconds = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            begin = time.perf_counter()
            result = run()
            seconds = time.perf_counter() - begin
            own = result if isinstance(result, list) else [result]
            measured = [one for one in own if isinstance(one, float)]
            times[name].append(sum(measured) if measured else seconds)
    return times


def shown(title: str, times: Seconds, reference: str) -> None:
    """Print medians, and ratios to a reference."""
    print(f"\n{title:38}{'seconds':>26}{f'ratio to {reference}':>34}")
    for name, seconds in times.items():
        ratios = [one / other for one, other in zip(seconds, times[reference], strict=True)]
        print(f"{name:38}{spread(seconds):>26}{spread(ratios):>34}")


def spread(values: Iterable[float]) -> str:
    """Median, lowest and highest."""
    values = sorted(values)
    return f"{statistics.median(values):.2f} ({values[0]:.2f} to {values[-1]:.2f})"


def papermill(values: Values) -> None:
    """Run the papermill command with its own engine and a plain kernel."""
    texts = {
        name: json.dumps(one) if isinstance(one, list) else str(one) for name, one in values.items()
    }
    given = [word for pair in texts.items() for word in ("-p", *pair)]
    python("-m", "papermill", str(path(NOTEBOOK)), f"{new()}.ipynb", "--no-progress-bar", *given)


def ecstats(*words: str) -> None:
    """Run the command."""
    python("-m", "ecstats.cli", *words)


def python(*words: str) -> None:
    """Run Python as the environment's commands do."""
    subprocess.run([sys.executable, *words], check=True, capture_output=True)


def cells(notebook: Path, values: Values) -> float:
    """Run the cells in a fork of this process, which has imported everything; return seconds."""
    import nbformat

    from ecstats.notebooks import warm

    warm._preload()
    sources = [cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    sources.insert(1, "\n".join(f"{name} = {one!r}" for name, one in values.items()))
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        from IPython.core.interactiveshell import InteractiveShell

        os.environ["ECSTATS_FIGURES"] = new()
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        shell = InteractiveShell.instance()
        begin = time.perf_counter()
        results = [shell.run_cell(source, store_history=True) for source in sources]
        seconds = time.perf_counter() - begin
        good = all(one.success for one in results)
        os.write(writing, f"{seconds if good else -1}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        seconds = float(pipe.read())
    os.waitpid(child, 0)
    if seconds < 0:
        raise RuntimeError(f"a cell of {notebook.stem} failed")
    return seconds


def path(name: str) -> Path:
    """Place of a notebook."""
    return ROOT / "notebooks" / f"{name}.ipynb"


def new() -> str:
    """A place in the working directory where nothing is."""
    return tempfile.mktemp(dir=".")


if __name__ == "__main__":
    sys.exit(main())
