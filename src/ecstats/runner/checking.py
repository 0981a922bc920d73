"""The command `ecstats check`: whether what is committed is what would be made now."""

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from ecstats.errors import InputError
from ecstats.processes import interruptible, positive
from ecstats.runner import given

__all__ = ["add_arguments", "differences", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats check`."""
    parser.add_argument(
        "notebooks", nargs="*", metavar="NOTEBOOK", help="e.g. 02_target_gaps (default: all)"
    )
    parser.add_argument(
        "--execute",
        action="store_true",
        help="execute the notebooks, change nothing, and compare every byte (without: compare the "
        "hashes that each notebook carries of its code, data, cells, outputs and charts)",
    )
    parser.add_argument("--jobs", type=positive, metavar="N", help="at once (default: processors)")


def run(options: argparse.Namespace) -> int:
    """Print what is stale; return 0 if nothing is, else 1."""
    from ecstats import provenance

    root = given.checkout()
    faults = provenance.check(root, options.notebooks)
    count = len(provenance.select(root, options.notebooks))
    if options.execute:
        try:
            with interruptible():
                executed = differences(root, options.notebooks, options.jobs)
        except KeyboardInterrupt:
            print("interrupted; nothing was changed", file=sys.stderr)
            return 130
        # What the hashes suspect is decided by the execution, but for charts that nobody writes.
        faults = [*executed, *(fault for fault in faults if fault.startswith("figures/"))]
    for fault in faults:
        print(fault)
    if faults:
        print("to renew: ecstats run", file=sys.stderr)
        return 1
    one = "1 notebook with its charts is up to date"
    print(one if count == 1 else f"{count} notebooks with their charts are up to date")
    return 0


def differences(root: Path, only: Iterable[str] = (), jobs: int | None = None) -> list[str]:
    """Execute notebooks and say what differs from the checkout, which stays as it is.

    Returns one sentence per notebook or chart that is not what an execution gives.
    """
    from ecstats.provenance import select
    from ecstats.runner.folders import refreshed
    from ecstats.runner.kernels import Job, work

    todo = [
        Job(path.stem, partial(refreshed, root, path), partial(_compare, root, path))
        for path in select(root, only)
    ]
    failures = work(todo, jobs)
    return [f"{name}: {line}" for name, why in failures.items() for line in why.split("\n")]


def _compare(root: Path, path: Path, made: tuple[object, dict[Path, bytes]]) -> None:
    """Refuse files that are not what was made now, naming each."""
    import nbformat

    from ecstats.provenance import STAMP, content_of, read

    before, files = read(path), made[1]
    recorded = before.metadata.pop(STAMP, {})
    now = nbformat.reads(files.pop(path).decode(), as_version=4)
    now.metadata.pop(STAMP)
    faults = []
    for place, content in files.items():
        name = place.relative_to(root).as_posix()
        if not place.is_file():
            faults.append(f"{name} is missing")
        elif content_of(place) != content:
            faults.append(f"{name} is not what it draws now")
    for name in recorded.get("charts", {}):
        if root / "figures" / name not in files:
            faults.append(f"figures/{name} is no longer drawn")
    if now != before:
        faults.append("its outputs are not what it gives now")
    if faults:
        raise InputError("\n".join(faults))
