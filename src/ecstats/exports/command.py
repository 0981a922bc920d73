"""The command `ecstats export`."""

import argparse
from pathlib import Path

from ecstats.exports import FORMATS, export

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats export`."""
    parser.add_argument(
        "--format", required=True, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to fill")
    parser.add_argument(
        "--language", default="en", metavar="LANG", help="labels in en (default) or zh"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="tables (default: the package's)")


def run(options: argparse.Namespace) -> int:
    """Write the tables and print the files."""
    for path in export(options.format, options.out, options.language, options.data):
        print(path)
    return 0
