"""What goes with every export: source, version, licence, and what each column means."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from ecstats import __version__
from ecstats.citations import citation, project
from ecstats.exports.contents import Package, Table
from ecstats.labels import count, text as words

__all__ = ["About", "column_rows", "facts", "stamp", "text"]


class About(NamedTuple):
    """What an export says of itself: the data package, the language and the format."""

    package: Package
    language: str
    format: str


def stamp() -> datetime:
    """Date that files carry as that of their making: the release's, so that bytes do not vary."""
    return datetime.combine(project().released or date(2000, 1, 1), time())


def facts(about: About) -> Iterator[tuple[str, str]]:
    """Heads and texts of the README, in the language of the export."""
    language = about.language
    said = [
        ("content", about.package.title),
        ("content", about.package.description),
        ("source", about.package.source),
        ("version", f"ecstats {__version__}"),
        ("licence", about.package.licence_text),
        ("cite", citation(language=language)),
        ("language", words("export_language_name", language)),
    ]
    for key in ("export_notes", f"export_notes_{about.format}"):
        said += [("note", note) for note in words(key, language).splitlines()]
    for head, fact in said:
        yield words(f"export_{head}", language), fact


def column_rows(tables: Sequence[Table], language: str) -> Iterator[tuple[str, ...]]:
    """Heads of seven columns, then what each column of each table is."""
    yield tuple(words("export_column_heads", language).split(" · "))
    for table in tables:
        for column in table.columns:
            yield (
                table.name,
                str(len(table.frame)),
                column.name,
                column.title,
                column.type,
                column.unit,
                column.description,
            )


def text(about: About, tables: Sequence[Table]) -> str:
    """Write the README of a folder of files."""
    colon = words("colon", about.language)
    lines = [f"{head}{colon}{fact}" for head, fact in facts(about)]
    for table in tables:
        rows = count(len(table.frame), "rows", about.language)
        lines += ["", f"{table.name} — {table.title} ({rows})", f"  {table.description}"]
        for column in table.columns:
            unit = f", {column.unit}" if column.unit else ""
            lines.append(
                f"  {column.name} ({column.type}{unit}): {column.title}. {column.description}"
            )
    return "\n".join(lines) + "\n"
