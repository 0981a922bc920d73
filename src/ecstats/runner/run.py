"""Run notebooks: in place from their own parameters, or into a folder of their own with others."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from ecstats.errors import InputError
from ecstats.processes import interruptible, positive
from ecstats.runner import given

__all__ = ["add_arguments", "chosen", "rerun", "run", "run_all"]


def rerun(
    notebook: str | Path,
    values: Mapping[str, object] | None = None,
    *,
    out: str | Path | None = None,
) -> Path:
    """Run a notebook with other parameters into a folder of its own.

    The kernel stays, so that the next call in the same session starts at once.

    Parameters
    ----------
    notebook : str or Path
        A notebook of the checkout, such as ``"02_target_gaps"`` or ``"02"``, or the path of any
        other.
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

    Examples
    --------
    What is wrong is said before anything starts:

    >>> rerun("02_target_gaps", {"language": "fr"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ecstats.errors.InputError: 02_target_gaps: parameter 'language': ...'fr'...
    """
    (path,) = chosen([str(notebook)])
    checked = given.changed(path, values or {}, given.declared_in(path))
    from ecstats.runner.folders import refuse, results, write_run
    from ecstats.runner.kernels import alone

    target = given.run_folder(path, checked) if out is None else Path(out).expanduser().absolute()
    refuse(target)
    write_run(target, alone(partial(results, path, checked, pixels=out is not None)))
    return target


def run_all(
    root: Path,
    targets: Mapping[Path, Path | None],
    values: Mapping[Path, Mapping[str, object]],
    jobs: int | None = None,
    *,
    pages: bool = False,
    pixels: bool = False,
) -> list[str]:
    """Run notebooks, several at once; return a message for each that failed and is as it was.

    Parameters
    ----------
    root : Path
        The checkout.
    targets : mapping
        Folder of the results by notebook; None: in place, with the charts in ``figures/``.
    values : mapping
        Parameters by notebook, of those that have a folder.
    jobs : int or None
        At once; by default as many as there are processors.
    pages : bool
        Whether to write ``runs/<notebook>.html`` too for those in place.
    pixels : bool
        Whether charts in a folder are in PNG too.
    """
    from ecstats.runner.folders import refreshed, results, write_back, write_run
    from ecstats.runner.kernels import Job, work

    todo = []
    for path, target in targets.items():
        size = path.stat().st_size
        if target is None:
            keep = partial(write_back, path, pages=pages)
            todo.append(Job(path.stem, partial(refreshed, root, path), keep, size))
        else:
            make = partial(results, path, values[path], pixels=pixels)
            todo.append(Job(path.stem, make, partial(write_run, target), size))
    return [f"{name}: {why}" for name, why in work(todo, jobs).items()]


def chosen(names: Iterable[str]) -> list[Path]:
    """Find notebooks: of the checkout, as `provenance.select` does, or by the path of any."""
    from ecstats.provenance import select

    root = given.checkout()
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats run`."""
    parser.add_argument(
        "notebooks",
        nargs="*",
        metavar="NOTEBOOK",
        help="e.g. 02_target_gaps, or its beginning, 02 (default: all)",
    )
    given.add_arguments(parser)
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


def run(options: argparse.Namespace) -> int:
    """Run notebooks; return 0, or 1 if one failed."""
    paths = chosen(options.notebooks)
    if options.list:
        print("\n\n".join(given.listing(path.stem, given.declared_in(path)) for path in paths))
        return 0
    root = given.checkout()
    asked = given.from_options(options)
    # A notebook that cannot be read fails alone, below.
    values = {path: given.changed(path, asked, given.declared_in(path)) for path in paths if asked}
    targets = {
        path: _target(root, path, values.setdefault(path, {}), options.out, len(paths))
        for path in paths
    }
    try:
        with interruptible():
            named = options.out is not None
            failures = run_all(
                root, targets, values, options.jobs, pages=options.html, pixels=named
            )
    except KeyboardInterrupt:
        print("interrupted; what had not finished is as it was", file=sys.stderr)
        return 130
    for message in failures:
        print(message, file=sys.stderr)
    failed = {message.partition(":")[0] for message in failures}
    done = {path: target for path, target in targets.items() if path.stem not in failed}
    if written := [path for path, target in done.items() if target is None]:
        number = "1 notebook" if len(written) == 1 else f"{len(written)} notebooks"
        places = short(root / "notebooks"), short(root / "figures")
        print("{} written to {}/, charts to {}/".format(number, *places))
    for target in filter(None, done.values()):
        print(short(target))
    return 1 if failures else 0


def _target(
    root: Path, path: Path, values: Mapping[str, object], out: Path | None, many: int
) -> Path | None:
    """Folder of a run; None if it is written back in place."""
    from ecstats.runner.folders import refuse

    if out is None and not values and path.parent == root / "notebooks":
        return None
    if out is None:
        target = given.run_folder(path, values)
    else:
        target = out.expanduser().absolute() / (path.stem if many > 1 else "")
    refuse(target)
    return target


def short(path: Path) -> str:
    """A path as it is seen from the working directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
