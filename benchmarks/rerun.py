"""How fast notebooks run again, as ratios in one run.

Against the papermill command with a plain kernel, and against a floor: what one start of a kernel
with all imports for each processor takes, and then the cells. Each round runs all competitors in
turn; shown are the medians over the rounds, with the lowest and the highest. A ratio counts only on
a machine that has nothing else to do.

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
AREAS = [["130000"], ["130900"], ["CN"], ["130000", "130900"], ["CN", "130900"]]
YEARS = [None, 2019]
SETS = [
    {"language": language, "areas": areas, "base_year": year}
    for year, areas, language in product(YEARS, AREAS, ["en", "zh"])
]
Values = Mapping[str, Any]
Seconds = dict[str, list[float]]
# Runs the cells in a process that has started and imported everything; prints both times.
CELLS = """
import json, sys, time
begin = time.perf_counter()
from IPython.core.interactiveshell import InteractiveShell
from ecstats.runner import session
for name in session.IMPORTED: __import__(f"ecstats.{name}")
started, times = time.perf_counter() - begin, []
shell, show = InteractiveShell.instance(), sys.stdout
for sources in json.load(open(sys.argv[1])):
    shell.reset()
    sys.stdout = open("/dev/null", "w")
    begin = time.perf_counter()
    for source in sources:
        shell.run_cell(source, store_history=True).raise_error()
    times.append(time.perf_counter() - begin)
    sys.stdout = show
print(json.dumps([started, times]))
"""


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
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
        for name in options.only:
            parts[name](options)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


def sweep(options: argparse.Namespace) -> None:
    """Many sets of parameters: `ecstats sweep` against a loop of the papermill command."""
    sets = SETS[: options.sets]
    Path("grid.yml").write_text(json.dumps([{name: [one] for name, one in each.items()}
                                            for each in sets]))  # fmt: skip
    notebook = path(NOTEBOOK)
    times = alternated(
        {
            f"{len(sets)} times the papermill command": lambda: [papermill(one) for one in sets],
            "ecstats sweep": lambda: ecstats(
                "sweep", NOTEBOOK, "--grid", "grid.yml", "--out", new()
            ),
            "the floor": lambda: floor([(notebook, one) for one in sets], "svg csv"),
        },
        options.rounds,
    )
    shown("A sweep", times, "ecstats sweep")


def single(options: argparse.Namespace) -> None:
    """One set: `rerun` in a session with a warm kernel, against the papermill command."""
    from ecstats.runner import rerun

    begin = time.perf_counter()
    rerun(NOTEBOOK, {}, out=new())
    print(f"\nthe first rerun of a session takes {time.perf_counter() - begin:.2f} s")
    sets = iter(islice(SETS, options.rounds))
    times: Seconds = {}
    for values in sets:
        once = alternated(
            {
                "the papermill command": partial(papermill, values),
                "rerun": partial(rerun, NOTEBOOK, values, out=new()),
            },
            1,
        )
        for name, seconds in once.items():
            times.setdefault(name, []).extend(seconds)
    shown("A single rerun", times, "rerun")


def everything(options: argparse.Namespace) -> None:
    """All notebooks: `ecstats run` against the longest chain of the work on these processors."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    times = alternated(
        {
            "ecstats run": lambda: ecstats("run", "--out", new()),
            "the longest chain": lambda: floor([(one, {}) for one in paths], ""),
        },
        options.rounds,
    )
    shown("All notebooks", times, "the longest chain")


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
            times[name].append(result if isinstance(result, float) else seconds)
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
    given = []
    for name, one in values.items():
        if one is not None:
            given += ["-p", name, json.dumps(one) if isinstance(one, list) else str(one)]
    python("-m", "papermill", str(path(NOTEBOOK)), f"{new()}.ipynb", "--no-progress-bar", *given)


def ecstats(*words: str) -> None:
    """Run the command."""
    python("-m", "ecstats", *words)


def python(*words: str) -> None:
    """Run Python as the environment's commands do."""
    subprocess.run([sys.executable, *words], check=True, capture_output=True)


def floor(runs: Iterable[tuple[Path, Values]], formats: str) -> float:
    """Seconds for one start and import on each processor and then the cells, at best."""
    import nbformat

    listed = []
    for notebook, values in runs:
        cells = [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
        sources = [cell.source for cell in cells]
        sources.insert(1, "\n".join(f"{name} = {one!r}" for name, one in values.items()))
        listed.append(sources)
    Path("cells.json").write_text(json.dumps(listed))
    environment = {**os.environ, "ECSTATS_FIGURES": new(), "ECSTATS_FIGURES_FORMATS": formats}
    if not formats:
        del environment["ECSTATS_FIGURES_FORMATS"]
    command = [sys.executable, "-c", CELLS, "cells.json"]
    # As many at once as there are processors: two share the machine's caches, as in a sweep.
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        for _ in range(processors())
    ]
    measured = [json.loads(one.communicate()[0]) for one in started]
    start = max(one for one, _ in measured)
    seconds = [statistics.mean(each) for each in zip(*(one for _, one in measured), strict=True)]
    return float(start + max(*seconds, sum(seconds) / processors()))


def path(name: str) -> Path:
    """Place of a notebook."""
    return ROOT / "notebooks" / f"{name}.ipynb"


def new() -> str:
    """A place in the working directory where nothing is."""
    return tempfile.mktemp(dir=".")


if __name__ == "__main__":
    sys.exit(main())
