"""What a reader needs to check one figure: its quote, its reading and its uses.

`collect` gathers, for every quoted figure and every value published later, what one evidence page
shows. It knows nothing of HTML; the pages are made of it in ``docs``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecstats import consistency, tables
from ecstats.charts.chart import COLUMNS, Columns
from ecstats.charts.origins import split_ids
from ecstats.evidence import facts
from ecstats.evidence.facts import Fact, Row
from ecstats.evidence.rows import row_texts
from ecstats.intervals import with_bounds
from ecstats.labels import (
    CodeLists,
    code_name,
    entity_or_area,
    figure_text,
    get,
    label,
    period,
    text,
)
from ecstats.labels.checks import checks_table
from ecstats.tables.records import dicts

__all__ = ["Check", "Evidence", "Related", "Use", "collect", "marked"]

_LEVEL = ["indicator_id", "ref_area", "entity_id", "per", "unit_measure"]


@dataclass(frozen=True)
class Related:
    """A figure of a series."""

    figure_id: str
    kind: str
    period: str
    text: str


@dataclass(frozen=True)
class Check:
    """A consistency check that a figure takes part in, with the other figures."""

    sentence: str
    verdict: str
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """A row of a chart that rests on a figure."""

    chart: str
    row: int
    label: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """Everything that one evidence page shows.

    Attributes
    ----------
    figure_id : str
        Id of a quoted figure, or of a value published later.
    indicator, where, period, text : str
        What is measured, of whom, when, and the number with its unit.
    kind : str
        ``observed``, ``target``, ``threshold``, ``change`` or ``published_value``.
    interval : str
        Values that the printed number allows; empty where it is exact.
    quote : tuple of str
        The quoted words before the number, the number, and the words after it; empty for values
        published later.
    document, reading : list of Fact
        Where the number stands; how it was read.
    notes : list of str
    repeats, repeated_by : list of str
        Ids of the rows that print the same thing.
    series : list of Related
        All figures of the same series with this one among them, in order of time; empty where
        there is no other.
    checks : list of Check
    uses : list of Use
    look_alikes : list of str
        Labels of indicators that must not be compared with this one.
    place : tuple of (str, int, int), optional
        Document, start and end, to find the passage where the document is at hand.
    """

    figure_id: str
    indicator: str
    where: str
    period: str
    text: str
    kind: str
    interval: str
    quote: tuple[str, str, str] | None
    document: list[Fact]
    reading: list[Fact]
    notes: list[str]
    repeats: list[str] = field(default_factory=list)
    repeated_by: list[str] = field(default_factory=list)
    series: list[Related] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    look_alikes: list[str] = field(default_factory=list)
    place: tuple[str, int, int] | None = None


def collect(
    lists: CodeLists, charts: Mapping[str, pd.DataFrame], language: str = "en"
) -> dict[str, Evidence]:
    """Gather the evidence of every quoted figure and every value published later.

    Parameters
    ----------
    lists : CodeLists
        Ledger, published_values and code lists.
    charts : mapping
        Rows by name of chart, as written to ``figures/<name>.csv``: with `rests_on`.
    language : {"en", "zh"}

    Returns
    -------
    dict
        `Evidence` by id, in the order of the ledger, values published later last.

    Examples
    --------
    >>> from ecstats.labels import load_code_lists
    >>> evidence = collect(load_code_lists(), {}, "en")["hebei-ecommerce-fyp14-001"]
    >>> evidence.text, evidence.interval
    ('CNY 273.58 billion', 'CNY 273.575–273.585 billion')
    """
    ledger = tables.with_published_values(lists.figures, lists.published_values)
    bounded = with_bounds(ledger, indicators=lists.indicators)
    occurrences = _occurrences(lists.figures)
    checks = _checks(lists, language)
    uses = _uses(charts, lists, language)
    tasks = facts.responsibilities(lists, language)
    series = _series(lists, ledger, language)
    found = {}
    for row in dicts(bounded):
        one = str(row["figure_id"])
        later = pd.notna(row["comparability"])
        source = facts.page(lists, one, language) if later else facts.document(lists, row, language)
        found[one] = Evidence(
            figure_id=one,
            indicator=label(lists, "indicators", row["indicator_id"], language),
            where=entity_or_area(lists, row, language),
            period=period(row["time_period"], language),
            text=figure_text(lists, one, language),
            kind="published_value" if later else str(row["obs_kind"]),
            interval=facts.possible(lists, row, language),
            quote=None
            if later
            else marked(str(row["quote"]), str(row["as_written"]), occurrences[one]),
            document=source,
            reading=facts.reading(lists, row, language) + tasks.get(one, []),
            notes=[] if pd.isna(row["note"]) else [str(row["note"])],
            repeats=[] if pd.isna(row["repeats"]) else [str(row["repeats"])],
            repeated_by=[str(i) for i in ledger.loc[ledger["repeats"] == one, "figure_id"]],
            series=series[one],
            checks=checks.get(one, []),
            uses=uses.get(one, []),
            look_alikes=_look_alikes(lists, row["indicator_id"], language),
            place=None if later else (str(row["source_id"]), int(row["start"]), int(row["end"])),
        )
    return found


def marked(quote: str, as_written: str, occurrence: int = 0) -> tuple[str, str, str]:
    """Split a quote at its number: the words before, the number, the words after.

    Parameters
    ----------
    quote, as_written : str
    occurrence : int
        Which of several equal numbers in the quote is meant, from 0.

    Examples
    --------
    >>> marked("5家企业与5家企业签约", "5家", 1)
    ('5家企业与', '5家', '企业签约')
    """
    begin = -1
    for _ in range(occurrence + 1):
        further = quote.find(as_written, begin + 1)
        if further < 0:
            break
        begin = further
    if begin < 0:
        return quote, "", ""
    return quote[:begin], as_written, quote[begin + len(as_written) :]


def _occurrences(figures: pd.DataFrame) -> dict[str, int]:
    """Which of several equal numbers in its quote each figure is, in reading order."""
    order = figures.sort_values(["source_id", "start"], kind="stable")
    rank = order.groupby(["source_id", "quote", "as_written"], observed=True).cumcount()
    return {str(one): int(number) for one, number in zip(order["figure_id"], rank, strict=True)}


def _series(lists: CodeLists, ledger: pd.DataFrame, language: str) -> dict[str, list[Related]]:
    """Series of each figure, in order of time; none for a figure that stands alone."""
    levels = (
        ledger[_LEVEL]
        .astype("string")
        .fillna("")
        .assign(
            change=ledger["obs_kind"].eq("change").astype("string"),
            period=ledger["time_period"].astype("string").fillna(""),
        )
    )
    order = levels.sort_values("period", kind="stable").index
    found: dict[str, list[Related]] = {}
    for _, rows in ledger.loc[order].groupby(
        [levels.loc[order, one] for one in [*_LEVEL, "change"]]
    ):
        members = [_related(lists, row, language) for row in rows.to_dict("records")]
        for member in members:
            found[member.figure_id] = members if len(members) > 1 else []
    return found


def _related(lists: CodeLists, row: Row, language: str) -> Related:
    later = pd.notna(row["comparability"])
    return Related(
        str(row["figure_id"]),
        code_name("obs_kind", "published_value" if later else row["obs_kind"], language),
        period(row["time_period"], language),
        figure_text(lists, str(row["figure_id"]), language),
    )


def _look_alikes(lists: CodeLists, indicator: Any, language: str) -> list[str]:
    others = get(lists, "indicators", indicator)["not_comparable_with"]
    return [label(lists, "indicators", one, language) for one in split_ids(others)]


def _checks(lists: CodeLists, language: str) -> dict[str, list[Check]]:
    checks = consistency.check_ledger(
        lists.figures,
        lists.indicators,
        relations=lists.relations,
        published_values=lists.published_values,
    )
    found: dict[str, list[Check]] = {}
    for row in checks_table(checks, lists, language).to_dict("records"):
        ids = split_ids(row["figure_ids"])
        sentence = str(row["sentence"])
        for one in dict.fromkeys(ids):
            others = tuple(dict.fromkeys(other for other in ids if other != one))
            found.setdefault(one, []).append(Check(sentence, str(row["verdict_name"]), others))
    return {one: list(dict.fromkeys(those)) for one, those in found.items()}


def _uses(
    charts: Mapping[str, pd.DataFrame], lists: CodeLists, language: str
) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for chart, rows in charts.items():
        columns = COLUMNS.get(chart, Columns((), ()))
        for number, row in enumerate(rows.to_dict("records")):
            name, value, _ = row_texts(columns, row, lists, language)
            name = name or text("evidence_plotted_row", language, number=number + 1)
            use = Use(chart, number, name, value)
            ids = row.get("rests_on") if "rests_on" in row else row.get("figure_ids")
            for one in dict.fromkeys(split_ids(ids)):
                found.setdefault(one, []).append(use)
    return found
