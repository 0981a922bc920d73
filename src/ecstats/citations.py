"""How to cite a quoted figure, a document, a table or the project: as text and in BibTeX."""

import argparse
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ecstats import __version__, bibtex
from ecstats.errors import unknown_name_error

if TYPE_CHECKING:
    import pandas as pd

    from ecstats.labels import CodeLists

__all__ = ["Project", "add_arguments", "citation", "project", "run"]

LANGUAGES = ("en", "zh")
STYLES = ("text", "bibtex")
Row = Mapping[str, str]

_KINDS = {
    "observed": ("", ""),
    "target": (" (target)", "（目标）"),
    "threshold": (" (threshold)", "（门槛）"),
    "change": (" (change)", "（变化）"),
}


class Project(NamedTuple):
    """What the project says of itself: title, authors, date of the release where known."""

    title: str
    authors: tuple[bibtex.Author, ...]
    released: date | None


def citation(
    what: str | None = None,
    style: str = "text",
    language: str = "en",
    folder: Path | None = None,
) -> str:
    """Cite a quoted figure, a document, a table or the project.

    Parameters
    ----------
    what : str, optional
        A `figure_id`, `value_id`, `source_id`, or the name of a table
        (``"quoted_figures"``); the project when it is not given.
    style : {"text", "bibtex"}
        A line of text, or an entry for biblatex: UTF-8, Chinese as it is, `date` in ISO 8601.
    language : {"en", "zh"}
        Language of titles and of the words around them. Quotes stay as they are printed.
    folder : Path, optional
        Data folder; the package's own by default.

    Returns
    -------
    str
        One line, or one BibTeX entry.

    Raises
    ------
    InputError
        If `what`, the style or the language is unknown, with the nearest valid names.
    """
    if style not in STYLES:
        raise unknown_name_error("style", style, STYLES)
    if language not in LANGUAGES:
        raise unknown_name_error("language", language, LANGUAGES)
    cited = _found(what, language, folder)
    if style == "text":
        return cited.text
    return bibtex.entry(cited.kind, cited.key, cited.authors, cited.fields)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `ecstats cite`."""
    parser.add_argument(
        "what", nargs="?", metavar="ID", help="figure, document or table (default: the project)"
    )
    parser.add_argument("--style", default="text", metavar="STYLE", help="text (default) or bibtex")
    parser.add_argument("--language", default="en", metavar="LANG", help="en (default) or zh")
    parser.add_argument("--data", type=Path, metavar="DIR", help="tables (default: the package's)")


def run(options: argparse.Namespace) -> int:
    """Print a citation."""
    print(citation(options.what, options.style, options.language, options.data))
    return 0


@cache
def project() -> Project:
    """Read the project's own citation from CITATION.cff, without it from the installed metadata."""
    here = Path(__file__)
    for place in (here.parent, here.parents[2]):
        if (place / "CITATION.cff").is_file():
            return _from_cff(place / "CITATION.cff")
    # Imported here, since it costs the start of every command 20 ms.
    from importlib import metadata

    try:
        about = metadata.metadata("ecstats")
    except metadata.PackageNotFoundError:
        return Project("ecstats", (("ecstats contributors", ""),), None)
    return Project(f"{about['Name']}: {about['Summary']}", ((about["Author"], ""),), None)


def _from_cff(path: Path) -> Project:
    import yaml

    cff: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    authors = tuple(
        (one["name"], "") if "name" in one else (one["family-names"], one.get("given-names", ""))
        for one in cff["authors"]
    )
    released = cff.get("date-released")
    day = date.fromisoformat(str(released)) if released else None
    return Project(cff["title"], authors, day)


class _Cited(NamedTuple):
    """A citation as text, and the type, key, authors and fields of its BibTeX entry."""

    text: str
    kind: str
    key: str
    authors: tuple[bibtex.Author, ...]
    fields: dict[str, str]


class _Records(NamedTuple):
    """Rows of the tables as text by their key, and the figures as they are read."""

    declared: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Row]
    figures: Mapping[str, Row]
    published_values: Mapping[str, Row]
    lists: "CodeLists"


def _found(what: str | None, language: str, folder: Path | None) -> _Cited:
    if what is None:
        return _cite_project(language)
    from ecstats import tables

    folder = folder or tables.data_folder()
    changed = tuple(
        (path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.[cj]s*"))
    )
    records = _records(folder, changed)
    if what in records.declared:
        return _cite_table(what, records.declared[what], language, folder)
    if what in records.sources:
        return _cite_document(records.sources[what], language)
    if what in records.figures:
        figure = records.figures[what]
        said = _said(what, "figures", records.lists, language)
        return _cite_figure(figure, records.sources[figure["source_id"]], said, language)
    if what in records.published_values:
        published_value = records.published_values[what]
        # A row may call its page "(same)": the first title of an address names it.
        titles = (
            row["source_title"]
            for row in records.published_values.values()
            if row["source_url"] == published_value["source_url"]
        )
        said = _said(what, "published_values", records.lists, language)
        return _cite_published_value(published_value, next(titles), said, language)
    known = [*records.declared, *records.sources, *records.figures, *records.published_values]
    raise unknown_name_error("figure, document or table", what, known)


@lru_cache(maxsize=2)
def _records(folder: Path, changed: tuple[tuple[str, int], ...]) -> _Records:  # noqa: ARG001
    """Load the tables once as long as they do not change: a site cites every figure."""
    from ecstats.labels import load_code_lists
    from ecstats.tables import schema

    lists = load_code_lists(folder)
    return _Records(
        schema.resources(folder),
        _rows(lists.sources, "source_id"),
        _rows(lists.figures, "figure_id"),
        _rows(lists.published_values, "value_id"),
        lists,
    )


def _rows(table: "pd.DataFrame", key: str) -> dict[str, Row]:
    text = table.astype("string").fillna("")
    names = [str(name) for name in text.columns]
    rows = (dict(zip(names, row, strict=True)) for row in text.itertuples(index=False, name=None))
    return {row[key]: row for row in rows}


def _said(key: str, table: str, lists: "CodeLists", language: str) -> str:
    """What one figure says, in words: indicator, place, period, kind and value."""
    from ecstats import labels

    row = labels.get(lists, table, key)
    when = labels.period(row["time_period"], language) or labels.text("no_year", language)
    kind = _KINDS[row.get("obs_kind", "observed")][LANGUAGES.index(language)]
    value = labels.figure_text(lists, key, language)
    name = labels.series_name(row, lists, language)
    return labels.text("comma", language).join([name, when + kind, value])


def _cite_project(language: str) -> _Cited:
    about = project()
    if language == "zh":
        year = f"，{about.released.year} 年" if about.released else ""
        text = f"{_named(about)}：{about.title}，{__version__} 版{year}。"
    else:
        text = f"{_named(about)}{_year(about)}. {about.title}. Version {__version__}."
    fields = _software(about, about.title)
    return _Cited(text, "software", f"ecstats-{__version__}", about.authors, fields)


def _cite_table(name: str, table: Mapping[str, Any], language: str, folder: Path) -> _Cited:
    import json

    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    title = table["title" if language == "en" else "title_zh"]
    whole = package["title" if language == "en" else "title_zh"]
    licence = package["licenses"][0]["title"]
    about = project()
    if language == "zh":
        year = f"，{about.released.year} 年" if about.released else ""
        text = (
            f"{_named(about)}：{title}（表 {name}），载《{whole}》，"
            f"ecstats {__version__} 版{year}，{licence}。"
        )
        note = f"ecstats 的表 {name}，载《{whole}》，{licence}"
    else:
        text = (
            f"{_named(about)}{_year(about)}. {title} [table {name}]. In: {whole}. "
            f"ecstats, version {__version__}. {licence}."
        )
        note = f"Table {name} of ecstats, in: {whole}. {licence}"
    key = f"ecstats-{__version__}-{name.replace('_', '-')}"
    fields = _software(about, title) | {"note": note}
    return _Cited(text, "dataset", key, about.authors, fields)


def _cite_document(source: Row, language: str) -> _Cited:
    text, fields = _document(source, language)
    return _Cited(text, "misc", source["source_id"], _issuer(source, language), fields)


def _cite_figure(figure: Row, source: Row, said: str, language: str) -> _Cited:
    text, fields = _document(source, language)
    place, key = f"{figure['start']}–{figure['end']}", figure["figure_id"]
    if language == "zh":
        quoted = f"{said}：“{figure['quote']}”（全文第 {place} 码位）"
        note = f"{quoted}。ecstats {__version__}，数字 {key}"
        text = f"{text}{note}。"
    else:
        quoted = f"{said}: “{figure['quote']}” (code points {place} of the text)"
        note = f"{quoted}. Figure {key} of ecstats {__version__}"
        text = f"{text} {note}."
    fields["note"] += note
    return _Cited(text, "misc", key, _issuer(source, language), fields)


def _cite_published_value(published_value: Row, title: str, said: str, language: str) -> _Cited:
    address, key = published_value["source_url"], published_value["value_id"]
    if language == "zh":
        note = f"{said}。ecstats {__version__}，后续公布数值 {key}"
        text = f"{title}，{address}。{note}。"
    else:
        note = f"{said}. Later value {key} of ecstats {__version__}"
        text = f"{title}. {address}. {note}."
    link = "url" if address.startswith(("http://", "https://")) else "howpublished"
    fields = {"title": title, link: address, "language": "chinese", "note": note}
    return _Cited(text, "misc", f"ecstats-{key}", (), fields)


def _document(source: Row, language: str) -> tuple[str, dict[str, str]]:
    """Text and fields of a document, without the figure."""
    issuer, title = source[f"issuer_{language}"], source[f"title_{language}"]
    printed, number, day = source["title_zh"], source["document_number"], source["date_published"]
    inferred = source["date_basis"] == "inferred"
    if language == "zh":
        dated = f"{day}（推断）" if inferred else day
        text = f"{issuer}：《{title}》，{f'{number}，' if number else ''}{dated}。"
    else:
        dated = f"{day}, inferred" if inferred else day
        text = f"{issuer} ({dated}). {title} [{printed}]{f', {number}' if number else ''}."
    fields = {
        "title": title,
        "titleaddon": printed if language == "en" else "",
        "howpublished": number,
        "date": day,
        "language": "chinese",
        "note": {"en": "Date inferred. ", "zh": "日期系推断。"}[language] if inferred else "",
    }
    return text, fields


def _issuer(source: Row, language: str) -> tuple[bibtex.Author, ...]:
    return ((source[f"issuer_{language}"], ""),)


def _named(about: Project) -> str:
    return ", ".join(f"{given} {name}".strip() for name, given in about.authors)


def _year(about: Project) -> str:
    return f" ({about.released.year})" if about.released else ""


def _software(about: Project, title: str) -> dict[str, str]:
    day = about.released.isoformat() if about.released else ""
    return {"title": title, "version": __version__, "date": day}
