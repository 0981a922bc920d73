"""The command `ecstats mentions`."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from ecstats.errors import InputError
from ecstats.processes import interruptible, positive

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats mentions`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="documents, with its folders")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE.parquet",
        help="one row per mention; a run that was killed goes on where it was",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=positive, metavar="N", help="at once (default: processors)")
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster whose workers have the same ecstats (ecstats[distributed])",
    )


def run(options: argparse.Namespace) -> int:
    """Read the documents of a folder; return 0, or 1 if one of them could not be read."""
    if find_spec("pyarrow") is None:
        raise InputError(
            "Parquet files need pyarrow, which is not installed; "
            "install it with: pip install 'ecstats[exports]'"
        )
    from ecstats.corpus import listing
    from ecstats.corpus.collection import collect

    try:
        with interruptible():
            report = collect(options.folder, options.out, options.jobs, options.scheduler)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on where it was", file=sys.stderr)
        return 130
    for ending, count in sorted(report.skipped.items()):
        print(f"{count} files skipped: {ending} (read are {listing.READ})", file=sys.stderr)
    for name, reason in sorted(report.faults.items()):
        print(f"{name}: {reason}", file=sys.stderr)
    print(f"{options.out}: {report.mentions:,} mentions in {report.documents:,} documents")
    return 1 if report.faults else 0
