"""Where plotted rows come from: their quoted figures, quotes, documents and source line."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.labels.code_lists import CodeLists, by_id, get
from ecstats.labels.words import text


def figure_ids(rows: pd.DataFrame, lists: CodeLists, columns: Sequence[str]) -> list[str]:
    """Ids of all quoted figures and published values that rows rest on, in order, without repeats.

    `columns` of `rows` have such ids; an InputError names one that neither table has.
    """
    known = by_id(lists, "figures").keys() | by_id(lists, "published_values").keys()
    ids = list(dict.fromkeys(one for row in _row_ids(rows, columns) for one in row))
    for one in ids:
        if one not in known:
            raise unknown_name_error("figure", one, known)
    return ids


def _row_ids(rows: pd.DataFrame, columns: Sequence[str]) -> list[list[str]]:
    """Ids of each row, in the order of the columns, without repeats."""
    if not columns:
        return [[] for _ in range(len(rows))]
    cells = zip(*(rows[name].tolist() for name in columns), strict=True)
    return [list(dict.fromkeys(one for cell in row for one in split_ids(cell))) for row in cells]


def split_ids(cell: Any) -> list[str]:
    """Ids in a cell: one, several separated by ``;``, a list, or none."""
    if isinstance(cell, (list, tuple)):
        return [str(part) for part in cell]
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return []
    return [part.strip() for part in str(cell).split(";") if part.strip()]


def with_quotes(
    rows: pd.DataFrame, lists: CodeLists, columns: Sequence[str] = ("figure_id",)
) -> pd.DataFrame:
    """Add what each row rests on: ``rests_on``, ``source_ids``, ``as_written``, ``quotes``.

    The four columns are texts; ids, which `columns` of `rows` hold, and sources are separated by
    ``;``, quotes by ``" | "``.
    """
    figure_ids(rows, lists, columns)
    figures, published_values = by_id(lists, "figures"), by_id(lists, "published_values")
    added: dict[str, list[str]] = {
        name: [] for name in ("rests_on", "source_ids", "as_written", "quotes")
    }
    for ids in _row_ids(rows, columns):
        quoted = [figures[one] for one in ids if one in figures]
        later = [published_values[one] for one in ids if one in published_values]
        added["rests_on"].append(";".join(ids))
        origins = [row["source_id"] for row in quoted] + [row["source_url"] for row in later]
        added["source_ids"].append(";".join(dict.fromkeys(map(str, origins))))
        added["as_written"].append(" | ".join(str(row["as_written"]) for row in quoted))
        added["quotes"].append(" | ".join(str(row["quote"]) for row in quoted))
    kept = [name for name in map(str, rows.columns) if name not in added]
    return rows[kept].assign(**added)


def source_line(
    rows: pd.DataFrame, lists: CodeLists, language: str, columns: Sequence[str] = ("rests_on",)
) -> str:
    """Write the documents that rows rest on: ``Source: <title> (<issuer>, <date>); …``.

    They are those of the ids in `columns` of `rows`, which `with_quotes` joins in ``rests_on``, and
    those in a column ``source_id``, in the order of the rows; published values are named by
    the titles of their pages.
    """
    figures, published_values = by_id(lists, "figures"), by_id(lists, "published_values")
    ids = figure_ids(rows, lists, columns)
    quoted = [figures[one]["source_id"] for one in ids if one in figures]
    quoted += list(rows["source_id"].dropna()) if "source_id" in rows.columns else []
    later = [published_values[one]["source_url"] for one in ids if one not in figures]
    # a row may call its page "(same)": the first title of an address names it
    titles = {row["source_url"]: row["source_title"] for row in reversed(published_values.values())}
    documents = [_document(lists, str(one), language) for one in dict.fromkeys(quoted)]
    pages = dict.fromkeys(_page(titles[address], language) for address in dict.fromkeys(later))
    semicolon = text("semicolon", language)
    if pages:
        documents.append(text("source_later", language, pages=semicolon.join(pages)))
    if not documents:
        return ""
    return text("sources", language, n=len(documents), documents=semicolon.join(documents))


def _document(lists: CodeLists, source_id: str, language: str) -> str:
    row = get(lists, "sources", source_id)
    date = str(row["date_published"])
    if row["date_basis"] == "inferred":
        date = text("source_inferred", language, date=date)
    title, issuer = row[f"title_{language}"], row[f"issuer_{language}"]
    return text("source_document", language, title=title, issuer=issuer, date=date)


def _page(title: str, language: str) -> str:
    """Title of a page; one in parentheses describes a page that has no title of its own."""
    untitled = title.startswith(("(", "（"))
    return title.strip("()（）") if untitled else text("source_page", language, title=title)
