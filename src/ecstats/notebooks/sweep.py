"""The command `ecstats sweep`: a notebook with every set of parameters of a grid.

Each set has a folder of its own, as `ecstats run` writes it, so that an interrupted sweep goes on
where it was: sets that are there, made from the same code, data and cells, are not run again.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, get_origin

from ecstats.errors import InputError
from ecstats.notebooks import run as running
from ecstats.parameters import Parameter
from ecstats.processes import interruptible, positive, processors

__all__ = ["add_arguments", "expanded", "run", "sweep"]

RECORD = "sweep.json"
OVERVIEW = """
from pathlib import Path
from ecstats.notebooks.overview import make_overview
make_overview(Path.cwd())
"""
Values = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats sweep`."""
    parser.add_argument("notebook", metavar="NOTEBOOK", help="e.g. 02_target_gaps")
    parser.add_argument(
        "--grid",
        type=Path,
        required=True,
        metavar="grid.yml",
        help="values by parameter, as in target_year: [2020, 2025]; every combination is run. A "
        "list of such mappings makes one grid of several",
    )
    running.parameter_arguments(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder (default: runs/<notebook>-sweep-<hash>)"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs", type=positive, metavar="N", help="at once (default: processors + 1)"
    )
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster whose workers have the same ecstats (ecstats[distributed])",
    )


def run(options: argparse.Namespace) -> int:
    """Run a sweep; return 0, or 1 if a set failed."""
    (path,) = running.chosen([options.notebook])
    fixed = running.given_values(options)
    sets = expanded(path, read_grid(options.grid), fixed)
    target = options.out and options.out.expanduser().absolute()
    target = target or Path.cwd() / "runs" / _name(path, sets)
    _refuse_foreign(target)
    from ecstats.notebooks.files import refuse_unwritable

    refuse_unwritable(target)

    try:
        with interruptible():
            failures = sweep(path, sets, target, options.jobs, options.scheduler)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on where it was", file=sys.stderr)
        return 130
    for message in failures:
        print(message, file=sys.stderr)
    print(target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target)
    return 1 if failures else 0


def read_grid(path: Path) -> list[Mapping[str, object]]:
    """Read a grid, or several in a list.

    Raises
    ------
    InputError
        If it is neither a mapping nor a list of them.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        why = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read ({why})") from None
    grids = content if isinstance(content, list) else [content]
    for grid in grids:
        if not isinstance(grid, dict) or not all(isinstance(name, str) for name in grid):
            raise InputError(
                f"{path}: give the values of each parameter, as in target_year: [2020, 2025]"
            )
    return grids


def expanded(
    path: Path, grids: Sequence[Mapping[str, object]], fixed: Mapping[str, object] | None = None
) -> dict[str, Values]:
    """Make every set of parameters of a grid, checked.

    Parameters
    ----------
    path : Path
        The notebook.
    grids : sequence of mapping
        Values by parameter. A list holds alternatives; for a parameter that is itself a list, an
        alternative is a list, or one item of it alone.
    fixed : mapping, optional
        Parameters that all sets have.

    Returns
    -------
    dict
        Sets by their short hash, each once; only what differs from the defaults.

    Raises
    ------
    InputError
        For the first value that cannot be used, before anything runs.
    """
    from ecstats.notebooks.naming import short_hash

    known = running.declared_in(path)
    found: dict[str, Values] = {}
    for grid in grids:
        alternatives = [alternatives_of(known, name, value) for name, value in grid.items()]
        if not all(alternatives):
            raise InputError(f"{path.stem}: a parameter of the grid has no values")
        for values in product(*alternatives):
            given = {**(fixed or {}), **dict(zip(grid, values, strict=True))}
            checked = running.values_of(path, given, known)
            found.setdefault(short_hash(checked), checked)
    return found


def alternatives_of(known: Mapping[str, Parameter], name: str, value: object) -> list[object]:
    """The values that a parameter of a grid takes."""
    if not isinstance(value, list):
        return [value]
    if name in known and get_origin(known[name].kind) is list:
        return [one if isinstance(one, list) else [one] for one in value]
    return value


def sweep(
    path: Path,
    sets: Mapping[str, Values],
    target: Path,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> list[str]:
    """Run a notebook with many sets of parameters and collect the results.

    Parameters
    ----------
    path : Path
        The notebook.
    sets : mapping
        See `expanded`.
    target : Path
        Folder of the sweep: ``sets/<hash>/`` for each set, ``results.csv``, the chart ``overview``
        and ``sweep.json``.
    jobs : int, optional
        Sets that run at once; by default one more than there are processors.
    scheduler : str, optional
        Address of a Dask cluster that runs them.

    Returns
    -------
    list of str
        One message per set that failed: notebook, parameters, cell and error.
    """
    running.prepare()
    from ecstats.notebooks.folders import is_complete, made_from

    record = _record(path, sets)
    _write(target, record)
    places = {name: target / "sets" / name for name in sets}
    waiting = {
        name: values
        for name, values in sets.items()
        if not is_complete(places[name], made_from(path, values))
    }
    number = "1 set" if len(sets) == 1 else f"{len(sets)} sets"
    print(f"{number}, {len(sets) - len(waiting)} done before", file=sys.stderr)
    if not waiting:
        failures: dict[str, str] = {}
    elif scheduler is not None:
        from ecstats.notebooks.cluster import work_on

        failures = work_on(scheduler, path, waiting, places)
    else:
        failures = _work_here(path, waiting, places, jobs)
    # A cluster names them as they come; the record is the same wherever the sets ran.
    failures = {name: failures[name] for name in sets if name in failures}
    _write(target, {**record, "failures": failures})
    messages = [f"{_label(path, sets[name])}: {why}" for name, why in failures.items()]
    return [*messages, *_overview(target)]


def _work_here(
    path: Path, sets: Mapping[str, Values], places: Mapping[str, Path], jobs: int | None
) -> dict[str, str]:
    from ecstats.notebooks.folders import make
    from ecstats.notebooks.jobs import Job, work

    todo = [Job(name, partial(make, path, sets[name], places[name])) for name in _apart(sets)]
    # While one is prepared or written, the kernels of the others keep the processors busy.
    messages = work(todo, jobs or processors() + 1, what="set")
    return dict(message.split(": ", 1) for message in messages)


def _apart(sets: Mapping[str, Values]) -> list[str]:
    """Order sets so that those which run at once have little in common, and later ones much.

    What one has computed the next need not (`ecstats.memory`), but two at once both would. In the
    order of a grid neighbours differ in the parameter that it names last, which is met first.
    """
    names = list(dict.fromkeys(name for values in sets.values() for name in values))
    met = {name: [values.get(name) for values in sets.values()] for name in names}
    return sorted(sets, key=lambda one: [met[name].index(sets[one].get(name)) for name in names])


def _overview(target: Path) -> list[str]:
    from ecstats.notebooks.execution import evaluate
    from ecstats.notebooks.jobs import reason

    try:
        evaluate(OVERVIEW, target)
    except Exception as error:
        return [f"the overview could not be made: {reason(error)}"]
    return []


def _record(path: Path, sets: Mapping[str, Values]) -> dict[str, Any]:
    """What a sweep is: with each set's parameters also those of the grid that have defaults."""
    known = running.declared_in(path)
    named = {name: known[name].default for values in sets.values() for name in values}
    whole = {name: {**named, **values} for name, values in sets.items()}
    return {"notebook": path.stem, "sets": whole, "failures": {}}


def _write(target: Path, record: Mapping[str, Any]) -> None:
    from ecstats.notebooks.files import publish

    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    try:
        publish({target / RECORD: text.encode()})
    except OSError as error:
        raise InputError(f"cannot write to {str(target)!r} ({error.strerror})") from None


def _name(path: Path, sets: Mapping[str, Values]) -> str:
    from ecstats.notebooks.naming import folder_name

    stem, _, digest = folder_name(path, {"sets": list(sets)}).rpartition("-")
    return f"{stem}-sweep-{digest}"


def _refuse_foreign(target: Path) -> None:
    if target.is_dir() and not (target / RECORD).is_file() and any(target.iterdir()):
        raise InputError(
            f"{str(target)!r} holds something else than a sweep; give a new or an empty folder"
        )


def _label(path: Path, values: Values) -> str:
    written = _written(values)
    return f"{path.stem} with {written}" if written else f"{path.stem} with its defaults"


def _written(values: Values) -> str:
    return ", ".join(
        f"{name}={json.dumps(one, ensure_ascii=False)}" for name, one in values.items()
    )
