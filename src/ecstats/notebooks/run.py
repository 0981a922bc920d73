"""Run notebooks: in place from their own parameters, or into a folder of their own with others."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecstats import parameters
from ecstats.errors import InputError
from ecstats.notebooks.listing import table
from ecstats.parameters import Parameter
from ecstats.processes import interruptible, positive

if TYPE_CHECKING:
    from ecstats.notebooks.execution import Kernels

__all__ = [
    "add_arguments",
    "chosen",
    "declared_in",
    "prepare",
    "refresh",
    "rerun",
    "run",
    "run_folder",
    "values_of",
]


def rerun(
    notebook: str | Path,
    values: Mapping[str, object] | None = None,
    *,
    out: str | Path | None = None,
) -> Path:
    """Run a notebook with other parameters into a folder of its own.

    Parameters
    ----------
    notebook : str or Path
        A notebook of the checkout, such as ``"02_target_gaps"``, or the path of any other.
    values : mapping, optional
        Parameters that differ from the defaults.
    out : path, optional
        The folder; by default ``runs/<notebook>-<short hash of the parameters>``.

    Returns
    -------
    Path
        The folder, with the executed notebook, its page for a browser, charts, plotted rows,
        ``parameters.yml`` and ``made_from.json``. The same parameters land in the same place.

    Raises
    ------
    InputError
        If a parameter cannot be used; nothing was started.
    papermill.PapermillExecutionError
        If a cell failed; the folder is as it was.
    """
    (path,) = chosen([str(notebook)])
    checked = values_of(path, values or {})
    prepare()
    from ecstats.notebooks.folders import make

    target = run_folder(path, checked) if out is None else Path(out).expanduser().absolute()
    make(path, checked, target)
    return target


def refresh(
    root: Path, only: Iterable[str] = (), jobs: int | None = None, *, pages: bool = False
) -> list[str]:
    """Execute notebooks from their defaults and write them, with their charts, back in place.

    Parameters
    ----------
    root : Path
        The checkout.
    only : iterable of str, optional
        See `stamps.select`.
    jobs : int, optional
        Notebooks that run at once; by default as many as there are processors.
    pages : bool
        Whether to write ``runs/<notebook>.html`` too.

    Returns
    -------
    list of str
        One message per notebook that failed and was left as it was.

    Raises
    ------
    InputError
        See `stamps.select`.
    KeyboardInterrupt
        After all kernels have ended and all temporary files are gone.
    """
    prepare()
    from ecstats.notebooks.inplace import remake
    from ecstats.notebooks.jobs import Job, work
    from ecstats.stamps import select

    paths = select(root, only)
    todo = [
        Job(path.stem, partial(remake, root, path, pages=pages), path.stat().st_size)
        for path in paths
    ]
    return work(todo, jobs)


def chosen(names: Iterable[str]) -> list[Path]:
    """Find notebooks by name or path.

    Parameters
    ----------
    names : iterable of str
        Names of the checkout's notebooks, with or without ending, or paths of any; if empty, all
        of the checkout.

    Raises
    ------
    InputError
        For a name that is none, with the nearest.
    """
    from ecstats.stamps import select

    root = parameters.checkout() or Path.cwd()
    names = list(names)
    if not names:
        return select(root)
    found = []
    for name in names:
        path = Path(name).expanduser()
        if path.suffix == ".ipynb" and path.is_file():
            found.append(path.absolute())
        elif "=" in name:
            raise InputError(f"{name!r} is no notebook; a parameter is given as -p {name}")
        elif path.parent != Path() and not (root / path).is_file():
            # Not the checkout's notebook of this name, which a run would overwrite.
            raise InputError(f"there is no notebook {name!r}")
        else:
            found += select(root, [name])
    return list(dict.fromkeys(found))


def values_of(
    path: Path,
    given: Mapping[str, object],
    known: Mapping[str, Parameter] | None = None,
) -> dict[str, Any]:
    """Check parameters against what a notebook declares; keep those that differ from its defaults.

    Parameters
    ----------
    path : Path
        The notebook.
    given : mapping
        Value by name; texts of a command line are converted.
    known : mapping, optional
        See `declared_in`.

    Raises
    ------
    InputError
        Naming the notebook, the parameter and what would be valid.
    """
    known = declared_in(path) if known is None else known
    try:
        return parameters.changed(known, given)
    except InputError as error:
        raise InputError(f"{path.stem}: {error}") from None


def declared_in(path: Path) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares.

    Raises
    ------
    InputError
        Naming the notebook and what is no declaration.
    """
    try:
        return parameters.declared(path)
    except InputError as error:
        raise InputError(f"{path.stem}: {error}") from None


def run_folder(path: Path, values: Mapping[str, object], parent: Path | None = None) -> Path:
    """Place of a run: the same for the same notebook and parameters."""
    from ecstats.notebooks.naming import folder_name

    return (parent or Path.cwd() / "runs") / folder_name(path, values)


def prepare() -> None:
    """Let the warm process import what the kernels need while this one imports papermill."""
    from ecstats.notebooks import forking

    if forking.possible():
        forking.warm()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats run`."""
    parser.add_argument(
        "notebooks", nargs="*", metavar="NOTEBOOK", help="e.g. 02_target_gaps (default: all)"
    )
    parameter_arguments(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder for the results (default: with parameters of their own, "
        "runs/<notebook>-<hash>; without, notebooks/ and figures/ themselves)",
    )
    parser.add_argument("--jobs", type=positive, metavar="N", help="at once (default: processors)")
    parser.add_argument(
        "--html",
        action="store_true",
        help="also a page for a browser, runs/<notebook>.html (a folder of a run always has one)",
    )
    parser.add_argument("--list", action="store_true", help="list the parameters and run nothing")


def parameter_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that set parameters."""
    parser.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a parameter, as often as needed; a list as a,b or [a, b]",
    )
    parser.add_argument("--params", type=Path, metavar="FILE.yml", help="parameters from a file")
    parser.add_argument("--language", metavar="LANG", help="short for -p language=LANG")


def given_values(options: argparse.Namespace) -> dict[str, object]:
    """Collect the parameters of a command line; -p comes before --params.

    Raises
    ------
    InputError
        If a text or the file cannot be read.
    """
    given: dict[str, object] = dict(read_mapping(options.params)) if options.params else {}
    texts = list(options.parameter)
    if options.language is not None:
        texts.append(f"language={options.language}")
    return {**given, **pairs(texts)}


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """Split ``key=value`` texts.

    Raises
    ------
    InputError
        If one has no ``=``, or a key occurs twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InputError(f"{text!r} sets no parameter; write it as key=value")
        if key in found:
            raise InputError(f"parameter {key!r} is given twice: {found[key]!r} and {value!r}")
        found[key] = value
    return found


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that gives a value to each of some names.

    Raises
    ------
    InputError
        If it cannot be read, or holds something else.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        why = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read ({why})") from None
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise InputError(f"{path}: give one line per parameter, as in language: zh")
    return content


def run(options: argparse.Namespace) -> int:
    """Run notebooks; return 0, or 1 if one failed."""
    paths = chosen(options.notebooks)
    if options.list:
        print("\n\n".join(table(path.stem, declared_in(path)) for path in paths))
        return 0
    given = given_values(options)
    values = {path: values_of(path, given) for path in paths}
    targets = {path: _target(path, values[path], options.out, len(paths)) for path in paths}
    prepare()
    from ecstats.notebooks.folders import make
    from ecstats.notebooks.inplace import remake
    from ecstats.notebooks.jobs import Job, work

    jobs = []
    for path, target in targets.items():
        do: Callable[[Kernels], object]
        if target is None:
            do = partial(remake, path.parents[1], path, pages=options.html)
        else:
            do = partial(make, path, values[path], target)
        jobs.append(Job(path.stem, do, path.stat().st_size))
    try:
        with interruptible():
            failures = work(jobs, options.jobs)
    except KeyboardInterrupt:
        print("interrupted; what had not finished is as it was", file=sys.stderr)
        return 130
    for message in failures:
        print(message, file=sys.stderr)
    failed = {message.partition(":")[0] for message in failures}
    for path, target in targets.items():
        if target is not None and path.stem not in failed:
            print(_short(target))
    return 1 if failures else 0


def _target(path: Path, values: Mapping[str, object], out: Path | None, many: int) -> Path | None:
    """Folder of a run; None if it is written back in place."""
    from ecstats.notebooks.files import refuse_foreign, refuse_unwritable

    root = parameters.checkout() or Path.cwd()
    if out is None and not values and path.parent == (root / "notebooks").absolute():
        return None
    if out is None:
        target = run_folder(path, values)
    else:
        target = out.expanduser().absolute() / (path.stem if many > 1 else "")
    refuse_foreign(target)
    refuse_unwritable(target)
    return target


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
