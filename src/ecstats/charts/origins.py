"""Where plotted rows come from: their quoted figures, quotes, documents and source line."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.labels.code_lists import CodeLists, by_id, get
from ecstats.labels.words import check_language

_OTHER_IDS = frozenset(
    [
        "check_id",
        "entity_id",
        "indicator_id",
        "requirement_id",
        "source_id",
        "source_ids",
        "task_id",
    ]
)


def figure_ids(rows: pd.DataFrame, lists: CodeLists) -> list[str]:
    """Ids of all quoted figures and published_values that rows rest on, in order, without repeats.

    Parameters
    ----------
    rows : DataFrame
        Every column whose name ends in ``_id`` or ``_ids``, or begins with ``figure_id``, holds
        ids of figures or published values, unless it is the key of another table. Several ids in
        a cell are separated by ``;``.
    lists : CodeLists

    Raises
    ------
    InputError
        If an id is neither in the ledger nor among the published_values.
    """
    known = by_id(lists, "figures").keys() | by_id(lists, "published_values").keys()
    found = list(dict.fromkeys(one for ids in _row_ids(rows) for one in ids))
    for one in found:
        if one not in known:
            raise unknown_name_error("figure", one, known)
    return found


def _row_ids(rows: pd.DataFrame) -> list[list[str]]:
    """Ids of each row, in the order of the columns, without repeats."""
    columns = [rows[name].tolist() for name in rows.columns if _is_id_column(str(name))]
    if not columns:
        return [[] for _ in range(len(rows))]
    return [
        list(dict.fromkeys(one for cell in cells for one in split_ids(cell)))
        for cells in zip(*columns, strict=True)
    ]


def _is_id_column(name: str) -> bool:
    return (name.endswith(("_id", "_ids")) or name.startswith("figure_id")) and (
        name not in _OTHER_IDS
    )


def split_ids(cell: Any) -> list[str]:
    """Ids in a cell: one, several separated by ``;``, a list, or none."""
    if isinstance(cell, (list, tuple)):
        return [str(part) for part in cell]
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return []
    return [part.strip() for part in str(cell).split(";") if part.strip()]


def with_quotes(rows: pd.DataFrame, lists: CodeLists) -> pd.DataFrame:
    """Add what each row rests on: ``rests_on``, ``source_ids``, ``as_written``, ``quotes``.

    Parameters
    ----------
    rows : DataFrame
        Plotted rows with at least one column of figure ids.
    lists : CodeLists

    Returns
    -------
    DataFrame
        A copy with four text columns more; ids and sources are separated
        by ``;``, quotes by ``" | "``.
    """
    figure_ids(rows, lists)
    figures, published_values = by_id(lists, "figures"), by_id(lists, "published_values")
    added: dict[str, list[str]] = {
        name: [] for name in ("rests_on", "source_ids", "as_written", "quotes")
    }
    for ids in _row_ids(rows):
        quoted = [figures[one] for one in ids if one in figures]
        later = [published_values[one] for one in ids if one in published_values]
        added["rests_on"].append(";".join(ids))
        origins = [row["source_id"] for row in quoted] + [row["source_url"] for row in later]
        added["source_ids"].append(";".join(dict.fromkeys(map(str, origins))))
        added["as_written"].append(" | ".join(str(row["as_written"]) for row in quoted))
        added["quotes"].append(" | ".join(str(row["quote"]) for row in quoted))
    kept = [name for name in map(str, rows.columns) if name not in added]
    return rows[kept].assign(**added)


def source_line(rows: pd.DataFrame, lists: CodeLists, language: str) -> str:
    """Write the documents that rows rest on, computed from the rows themselves.

    Parameters
    ----------
    rows : DataFrame
        With columns of figure ids, or with ``source_id``.
    lists : CodeLists
    language : {"en", "zh"}

    Returns
    -------
    str
        ``Source: <title> (<issuer>, <date>); …`` in the order of the rows; values published
        later are named by the titles of their pages.
    """
    check_language(language)
    figures, published_values = by_id(lists, "figures"), by_id(lists, "published_values")
    documents: list[str] = []
    pages: dict[str, str] = {}
    for one in figure_ids(rows, lists):
        if one in figures:
            documents.append(str(figures[one]["source_id"]))
        else:
            address = published_values[one]["source_url"]
            pages[str(address)] = next(
                str(row["source_title"])
                for row in published_values.values()
                if row["source_url"] == address
            )
    if "source_id" in rows.columns:
        documents += [str(one) for one in rows["source_id"] if not pd.isna(one)]
    names = [_document(lists, one, language) for one in dict.fromkeys(documents)]
    # a row may call its page "(same)": the first title of an address names it
    later = _quoted(dict.fromkeys(pages.values()), language)
    if language == "zh":
        text = "来源：" + "；".join(names) if names else ""
        return text + (("；" if text else "来源：") + "后续公布：" + later if later else "")
    text = ("Source: " if len(names) + bool(later) == 1 else "Sources: ") + "; ".join(names)
    return text + (("; " if names else "") + "published later: " + later if later else "")


def _document(lists: CodeLists, source_id: str, language: str) -> str:
    row = get(lists, "sources", source_id)
    title, issuer = str(row[f"title_{language}"]), str(row[f"issuer_{language}"])
    date = str(row["date_published"])
    inferred = row["date_basis"] == "inferred"
    if language == "zh":
        return f"《{title}》（{issuer}，{date}{'，日期系推断' if inferred else ''}）"
    return f"{title} ({issuer}, {date}{', date inferred' if inferred else ''})"


def _quoted(titles: Iterable[str], language: str) -> str:
    """Titles of pages; one in parentheses describes a page that has no title of its own."""
    if language == "zh":
        return "；".join(
            title.strip("()") if title.startswith("(") else f"《{title}》" for title in titles
        )
    return "; ".join(title.strip("()") if title.startswith("(") else title for title in titles)
