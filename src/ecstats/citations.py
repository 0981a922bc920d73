"""How to cite a quoted figure, a document, a table or the project: as text and in BibTeX."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import yaml

from ecstats import __version__, labels, tables
from ecstats.errors import unknown_name_error
from ecstats.files import state_of
from ecstats.labels import CodeLists, load_code_lists
from ecstats.tables import schema

__all__ = ["Project", "citation", "project"]

STYLES = ("text", "bibtex")
Row = Mapping[str, Any]
Author = tuple[str, str]
"""Family and given name, or the whole name of an office and nothing."""

# Braces by name: BibTeX counts them even behind a backslash, so that one alone ends a field.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
})  # fmt: skip
# Braces around the whole keep capitals, and an office's name with "and" in one piece.
_WHOLE = frozenset(["title", "titleaddon"])


class Project(NamedTuple):
    """What the project says of itself: title, authors, date of the release where known."""

    title: str
    authors: tuple[Author, ...]
    released: date | None


class _Cited(NamedTuple):
    """A citation as text, and the type, key, authors and fields of its BibTeX entry.

    Fields are plain text; empty ones are left out of the entry.
    """

    text: str
    kind: str
    key: str
    authors: tuple[Author, ...]
    fields: dict[str, str]


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

    Examples
    --------
    >>> print(citation("hebei-ecommerce-fyp14-001")[-83:])
    (code points 78–84 of the text). Figure hebei-ecommerce-fyp14-001 of ecstats 0.1.0.
    """
    if style not in STYLES:
        raise unknown_name_error("style", style, STYLES)
    cited = _cited(what, language, folder or tables.data_folder())
    return cited.text if style == "text" else _bibtex(cited)


@cache
def project() -> Project:
    """Read the project's own citation from CITATION.cff, of the package or of the checkout.

    Examples
    --------
    >>> project().authors
    (('ecstats contributors', ''),)
    """
    here = Path(__file__)
    places = [folder / "CITATION.cff" for folder in (here.parent, here.parents[2])]
    path = next(place for place in places if place.is_file())
    cff: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    authors = tuple(
        (one["name"], "") if "name" in one else (one["family-names"], one.get("given-names", ""))
        for one in cff["authors"]
    )
    released = cff.get("date-released")
    return Project(cff["title"], authors, date.fromisoformat(str(released)) if released else None)


def _cited(what: str | None, language: str, folder: Path) -> _Cited:
    if what is None:
        return _software("project", project().title, f"ecstats-{__version__}", language)
    lists = _lists(folder, state_of(folder.glob("*.[cj]s*")))
    declared = schema.resources(folder)
    if what in declared:
        return _table(what, declared[what], language, folder)
    known = list(declared)
    for name, cite in (("sources", _document), ("figures", _figure), ("published_values", _page)):
        rows = labels.by_id(lists, name)
        if what in rows:
            return cite(lists, rows[what], language)
        known += rows
    raise unknown_name_error("figure, document or table", what, known)


@lru_cache(maxsize=2)
def _lists(folder: Path, _: tuple[tuple[str, int, int], ...]) -> CodeLists:
    """Load the tables once as long as they do not change: a site cites every figure."""
    return load_code_lists(folder)


def _text(key: str, language: str, **values: object) -> str:
    return labels.text(f"cite_{key}", language, **values)


def _software(
    key: str, title: str, id: str, language: str, kind: str = "software", **values: str
) -> _Cited:
    _, authors, released = project()
    fields = {"title": title, "version": __version__, "date": str(released or "")}
    values |= {
        "authors": ", ".join(f"{given} {name}".strip() for name, given in authors),
        "year": _text("year", language, year=released.year) if released else "",
    }
    return _Cited(_text(key, language, **fields, **values), kind, id, authors, fields)


def _table(name: str, table: Mapping[str, Any], language: str, folder: Path) -> _Cited:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    title = "title" if language == "en" else "title_zh"
    named = {"name": name, "whole": package[title], "licence": package["licenses"][0]["title"]}
    key = f"ecstats-{__version__}-{name.replace('_', '-')}"
    cited = _software("table", table[title], key, language, "dataset", **named)
    cited.fields["note"] = _text("table_note", language, **named)
    return cited


def _document(_: CodeLists, source: Row, language: str) -> _Cited:
    issuer, title = source[f"issuer_{language}"], source[f"title_{language}"]
    number = source["document_number"] or ""
    day, inferred = source["date_published"], source["date_basis"] == "inferred"
    values = {
        "issuer": issuer,
        "title": title,
        "printed": source["title_zh"],
        "number": number,
        "date": _text("inferred", language, date=day) if inferred else day,
    }
    fields = {
        "title": title,
        "titleaddon": source["title_zh"] if language == "en" else "",
        "howpublished": number,
        "date": day,
        "language": "chinese",
        "note": _text("date_inferred", language) if inferred else "",
    }
    text = _text("numbered_document" if number else "document", language, **values)
    return _Cited(text, "misc", source["source_id"], ((issuer, ""),), fields)


def _figure(lists: CodeLists, row: Row, language: str) -> _Cited:
    document = _document(lists, labels.get(lists, "sources", row["source_id"]), language)
    statement = _statement(lists, row, row["figure_id"], language)
    values = {name: row[name] for name in ("figure_id", "quote", "start", "end")}
    note = _text("figure_note", language, statement=statement, version=__version__, **values)
    document.fields["note"] += note
    text = _text("figure", language, document=document.text, note=note)
    return document._replace(text=text, key=row["figure_id"])


def _page(lists: CodeLists, row: Row, language: str) -> _Cited:
    address, values = row["source_url"], lists.published_values
    # A row may call its page "(same)": the first title of an address names it.
    title = str(values.loc[values["source_url"] == address, "source_title"].iloc[0])
    statement = _statement(lists, row, row["value_id"], language)
    named = {"statement": statement, "value_id": row["value_id"], "version": __version__}
    note = _text("page_note", language, **named)
    text = _text("page", language, title=title, address=address, note=note)
    link = "url" if address.startswith(("http://", "https://")) else "howpublished"
    fields = {"title": title, link: address, "language": "chinese", "note": note}
    return _Cited(text, "misc", f"ecstats-{row['value_id']}", (), fields)


def _statement(lists: CodeLists, row: Row, id: str, language: str) -> str:
    """What one figure says, in words: indicator, place, period, kind and value."""
    when = labels.period(row["time_period"], language) or labels.text("no_year", language)
    kind = row.get("obs_kind", "observed")
    if kind != "observed":
        named = labels.code_name("obs_kind", kind, language)
        when = labels.text("of_kind", language, name=when, kind=named)
    parts = [labels.series_name(row, lists, language), when]
    parts.append(labels.figure_text(lists, id, language))
    return labels.text("comma", language).join(parts)


def _bibtex(cited: _Cited) -> str:
    """Entry that biblatex and biber read; hyphens stand for what its key may not have."""
    names = " and ".join(
        f"{_escaped(family)}, {_escaped(given)}" if given else f"{{{_escaped(family)}}}"
        for family, given in cited.authors
    )
    values = {"author": names} | {name: _value(name, said) for name, said in cited.fields.items()}
    lines = [f"  {field} = {{{value}}}," for field, value in values.items() if value]
    key = re.sub("[^A-Za-z0-9.:-]", "-", cited.key)
    return "\n".join([f"@{cited.kind}{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    """Escape what TeX reads as a command; runs of space become one."""
    return " ".join(text.split()).translate(_TEX)


def _value(field: str, text: str) -> str:
    if field == "url":
        return quote(text, safe="%/:=&?#+!$,;'@()*[]~")
    return f"{{{_escaped(text)}}}" if field in _WHOLE and text else _escaped(text)
