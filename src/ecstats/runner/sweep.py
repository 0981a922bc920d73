"""The command `ecstats sweep`: a notebook with every set of parameters of a grid.

Each set has a folder of its own, as `ecstats run` writes it, so that an interrupted sweep goes on
where it was: sets that are there, made from the same code, data and cells, are not run again.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from ecstats.errors import InputError
from ecstats.files import write_atomically
from ecstats.processes import add_workers, connected, interruptible
from ecstats.provenance import sha256
from ecstats.runner import given
from ecstats.runner.run import chosen, short

__all__ = ["add_arguments", "expanded", "run", "sweep"]

RECORD = "sweep.json"
OVERVIEW = """
from pathlib import Path
from ecstats.runner.results import make_overview
make_overview(Path.cwd())
"""
Values = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats sweep`."""
    parser.add_argument("notebook", metavar="NOTEBOOK", help="e.g. 02_target_gaps, or 02")
    parser.add_argument(
        "--grid",
        type=Path,
        metavar="grid.yml",
        help="values by parameter, as in target_year: [2020, 2025]; every combination is run. A "
        "list of such mappings makes one grid of several. Without a file: -p target_year=2020,2025 "
        "(of a parameter that is a list, -p gives one value)",
    )
    given.add_arguments(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder (default: runs/<notebook>-sweep-<hash>)"
    )
    add_workers(parser)


def run(options: argparse.Namespace) -> int:
    """Run a sweep; return 0, or 1 if a set failed."""
    from ecstats.runner.folders import refuse

    (path,) = chosen([options.notebook])
    fixed = given.from_options(options)
    sets = expanded(path, given.grids(options.grid) if options.grid else [{}], fixed)
    if len(sets) == 1 and not options.grid:
        raise InputError("give several values of a parameter, -p target_year=2020,2025, or --grid")
    if options.out is None:
        folder = given.run_folder(path, {"sets": list(sets)})
        stem, _, digest = folder.name.rpartition("-")
        target = folder.with_name(f"{stem}-sweep-{digest}")
    else:
        target = options.out.expanduser().absolute()
    refuse(target, RECORD)
    try:
        with interruptible():
            failures = sweep(path, sets, target, options.jobs, options.scheduler)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on where it was", file=sys.stderr)
        return 130
    for message in failures:
        print(message, file=sys.stderr)
    print(short(target))
    return 1 if failures else 0


def expanded(
    path: Path, grids: Sequence[Mapping[str, object]], fixed: Mapping[str, object] | None = None
) -> dict[str, Values]:
    """Make every set of parameters of some grids, checked, each once and by its short hash.

    A grid has values by parameter, see `given.alternatives`; `fixed` holds where it says nothing.
    """
    declared = given.declared_in(path)
    # A list is one value of those that are fixed; only a text of a command line can hold several.
    once = {name: [one] if isinstance(one, list) else one for name, one in (fixed or {}).items()}
    found: dict[str, Values] = {}
    for grid in grids:
        wanted = {
            name: given.alternatives(declared, name, value)
            for name, value in {**once, **grid}.items()
        }
        if not all(wanted.values()):
            raise InputError(f"{path.stem}: a parameter of the grid has no values")
        for values in product(*wanted.values()):
            checked = given.changed(path, dict(zip(wanted, values, strict=True)), declared)
            found.setdefault(sha256(json.dumps(checked, sort_keys=True).encode())[:8], checked)
    return found


def sweep(
    path: Path,
    sets: Mapping[str, Values],
    target: Path,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> list[str]:
    """Run a notebook with many sets of parameters, see `expanded`, and collect the results.

    The folder has ``sets/<hash>/`` for each set, ``results.csv``, the chart ``overview`` and
    ``sweep.json``. Returns one message per set that failed: notebook, parameters, cell and error.
    """
    from nbclient.util import run_sync

    from ecstats.runner.folders import is_complete, made_from
    from ecstats.runner.kernels import Job, alone, evaluate, reason, work

    declared = given.declared_in(path)
    varied = {name: declared[name].default for values in sets.values() for name in values}
    # With each set's parameters also those of the grid that have defaults.
    whole = {name: {**varied, **values} for name, values in sets.items()}
    _record(target, path, whole, {})
    places = {name: target / "sets" / name for name in sets}
    needed = {name: made_from(path, values) for name, values in sets.items()}
    waiting = [name for name in sets if not is_complete(places[name], needed[name])]
    number = "1 set" if len(sets) == 1 else f"{len(sets)} sets"
    print(f"{number}, {len(sets) - len(waiting)} done before", file=sys.stderr)
    text = path.read_text("utf-8")
    todo = [
        Job(
            name,
            partial(_executed, path, text, sets[name]),
            partial(_keep, places[name], needed[name]),
        )
        for name in reversed(waiting)
    ]
    with connected(scheduler) if scheduler else contextlib.nullcontext() as client:
        executor = client.get_executor(pure=False) if client else None
        failures = work(todo, jobs, what="set", executor=executor) if todo else {}
    failures = {name: failures[name] for name in sets if name in failures}
    _record(target, path, whole, failures)
    messages = [f"{_label(path, sets[name])}: {why}" for name, why in failures.items()]
    try:
        alone(partial(run_sync(evaluate), OVERVIEW, target))
    except Exception as error:
        messages.append(f"the overview could not be made: {reason(error)}")
    return messages


def _executed(path: Path, text: str, values: Values) -> dict[str, bytes]:
    """Execute a notebook, here or on a worker that may not have it, and return the run's files."""
    from ecstats.runner.folders import new_folder, results

    with new_folder() as folder:
        for place in (path, given.checkout() / "notebooks" / path.name):
            if place.is_file() and place.read_text("utf-8") == text:
                return results(place, values)
        sent = folder / path.name
        sent.write_text(text, "utf-8")
        return results(sent, values)


def _keep(target: Path, needed: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    from ecstats.runner.folders import RECORD as MADE_FROM, write_run

    record = json.loads(files[MADE_FROM])
    if any(record[name] != value for name, value in needed.items()):
        raise InputError("the worker has other code, data or versions")
    write_run(target, files)


def _record(target: Path, path: Path, sets: Mapping[str, Values], failures: object) -> None:
    """Write down what a sweep is, and which of its sets failed."""
    record = {"notebook": path.stem, "sets": sets, "failures": failures}
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    write_atomically({target / RECORD: text.encode()})


def _label(path: Path, values: Values) -> str:
    written = ", ".join(
        f"{name}={json.dumps(one, ensure_ascii=False)}" for name, one in values.items()
    )
    return f"{path.stem} with {written or 'its defaults'}"
