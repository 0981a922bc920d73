"""The command `ecstats`, also `python -m ecstats`: one function for each small command."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from ecstats import __version__, corpus, exports
from ecstats.draft import adding, command as draft
from ecstats.errors import InputError, unknown_name_error
from ecstats.runner import checking, run as running, sweep

__all__ = ["main"]

DOCUMENTS = "ECSTATS_SOURCES"
# Commands that live in a module of their own.
_COMMANDS: tuple[tuple[str, str, ModuleType], ...] = (
    ("draft", "propose rows for every figure of a document", draft),
    ("add", "add reviewed rows to a data folder of one's own", adding),
    ("export", "write the tables for spreadsheets, Stata, R and statistics offices", exports),
    ("mentions", "find every number in a folder of documents", corpus),
    ("run", "run notebooks, with their own or with other parameters", running),
    ("sweep", "run a notebook with every set of parameters of a grid", sweep),
    ("check", "say which notebooks and charts are not up to date", checking),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after `ecstats`; those of the command line by default.

    Returns
    -------
    int
        0 when all is well, 1 when faults are found, 2 for input that cannot be used (one message
        on stderr), 130 when interrupted.

    Examples
    --------
    >>> main(["check-table", "published_values", "no-such-file.csv"])
    2
    """
    options = parse(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except InputError as error:
        print(f"ecstats: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("ecstats: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of a pipe left (`ecstats verify | head`): the rest is not wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read a command line; what no command knows ends the program with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="ecstats",
        description="Figures quoted in policy documents: draft and verify them, run the notebooks "
        "that analyse them, export and cite them.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ecstats {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Any, summary: str, description: str = "") -> argparse.ArgumentParser:
        described = description or f"{summary[0].upper()}{summary[1:]}."
        command: argparse.ArgumentParser = commands.add_parser(
            name, help=summary, description=described, allow_abbrev=False
        )
        command.set_defaults(run=run)
        return command

    verify = add(
        "verify",
        _verify,
        "re-anchor every quoted figure in the documents and list every fault",
        "Checks each document's SHA-256 and, for every row of quoted_figures.csv, its place, "
        "quote, number, sign and bound. Exit code 1 when there are faults.",
    )
    check = add(
        "check-table",
        _check_table,
        "check a CSV file of one's own against the shape of a table",
        "TABLE is the table whose shape the file must have: published_values for newer values, "
        "quoted_figures for figures of one's own.",
    )
    check.add_argument("table", metavar="TABLE")
    check.add_argument("file", type=Path, metavar="FILE")
    locate = add(
        "locate",
        _locate,
        "find words in a document: offsets for a new row",
        "Prints start, end and context of every place where the words occur.",
    )
    locate.add_argument("source", metavar="SOURCE_ID")
    locate.add_argument("words", metavar="WORDS")
    cite = add("cite", _cite, "cite a figure, a document, a table or the project")
    cite.add_argument(
        "what", nargs="?", metavar="ID", help="figure, document or table (default: the project)"
    )
    cite.add_argument("--style", default="text", metavar="STYLE", help="text (default) or bibtex")
    cite.add_argument("--language", default="en", metavar="LANG", help="en (default) or zh")
    for command in (verify, check, locate, cite):
        command.add_argument(
            "--data", type=Path, metavar="DIR", help="tables (default: the package's)"
        )
    for command in (verify, locate):
        command.add_argument(
            "--sources", type=Path, metavar="DIR", help=f"documents (default: ${DOCUMENTS})"
        )
    for name, summary, module in _COMMANDS:
        module.add_arguments(add(name, module.run, summary))

    options, rest = parser.parse_known_args(arguments)
    if rest:
        hint = "; a parameter is given as -p KEY=VALUE" if hasattr(options, "parameter") else ""
        parser.error(f"unrecognized arguments: {' '.join(rest)}{hint}")
    return options


def _verify(options: argparse.Namespace) -> int:
    folder = _documents(options)
    from ecstats import documents, tables

    figures = tables.load_quoted_figures(folder=options.data)
    sources = tables.load_sources(folder=options.data)
    faults = documents.verify(figures, sources, folder, tables.load_units(folder=options.data))
    for fault in faults.itertuples(index=False):
        where = f"{fault.file}: {fault.row}: {fault.check}"
        print(f"{where}: expected {fault.expected}, found {fault.found}")
    counted = f"{len(figures)} quoted figures in {len(sources)} documents"
    print(f"{counted}: {_plural(len(faults), 'fault') if len(faults) else 'no faults'}")
    return 1 if len(faults) else 0


def _check_table(options: argparse.Namespace) -> int:
    from ecstats import tables

    rows = tables.read_table(options.table, options.file, folder=options.data)
    print(f"{options.file}: {_plural(len(rows), 'row')}, no faults")
    return 0


def _locate(options: argparse.Namespace) -> int:
    folder = _documents(options)
    from ecstats import documents, tables

    sources = tables.load_sources(folder=options.data).set_index("source_id", drop=False)
    if options.source not in sources.index:
        raise unknown_name_error("source", options.source, sources.index)
    text = documents.read(sources.loc[options.source], folder)
    places = documents.locate(text, options.words)
    for start, end in places:
        print(f"{start},{end}\t{documents.context(text, start, end)}")
    if not places:
        print(f"{options.words!r} does not occur in {options.source}", file=sys.stderr)
    return 0 if places else 1


def _cite(options: argparse.Namespace) -> int:
    from ecstats.citations import citation

    print(citation(options.what, options.style, options.language, options.data))
    return 0


def _documents(options: argparse.Namespace) -> Path:
    folder = options.sources or os.environ.get(DOCUMENTS)
    if not folder:
        raise InputError(f"where are the documents? give --sources DIR or set {DOCUMENTS}")
    return Path(folder)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
