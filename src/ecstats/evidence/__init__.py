"""What a reader needs to check one figure: its quote, its reading and its uses.

`collect` gathers, for every quoted figure and every published value, what one evidence page
shows. It knows nothing of HTML; the pages are made of it in ``docs``.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from ecstats import consistency, tables
from ecstats.charts.chart import COLUMNS, Columns
from ecstats.charts.origins import split_ids
from ecstats.evidence.rows import Row, cell, interval_text, row_texts
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

__all__ = ["Check", "Evidence", "Fact", "Related", "Use", "collect"]

_LEVEL = ["indicator_id", "ref_area", "entity_id", "per", "unit_measure"]


class Fact(NamedTuple):
    """One line of an evidence page: its name, its text, and where the text leads."""

    name: str
    text: str
    link: str = ""


class Related(NamedTuple):
    """A figure of a series."""

    figure_id: str
    kind: str
    period: str
    text: str


class Check(NamedTuple):
    """A consistency check that a figure takes part in, with the other figures."""

    sentence: str
    verdict: str
    figure_ids: tuple[str, ...]


class Use(NamedTuple):
    """A row of a chart that rests on a figure."""

    chart: str
    row: int
    label: str
    text: str


class Evidence(NamedTuple):
    """Everything that one evidence page shows.

    Attributes
    ----------
    figure_id : str
        Id of a quoted figure, or of a value published elsewhere.
    indicator, where, period, text : str
        What is measured, of whom, when, and the number with its unit.
    kind : str
        ``observed``, ``target``, ``threshold``, ``change`` or ``published_value``.
    interval : str
        Values that the printed number allows; empty where it is exact.
    quote : tuple of str
        The quoted words before the number, the number, and the words after it; None for values
        published elsewhere.
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
    repeats: list[str]
    repeated_by: list[str]
    series: list[Related]
    checks: list[Check]
    uses: list[Use]
    look_alikes: list[str]
    place: tuple[str, int, int] | None


def collect(
    lists: CodeLists, charts: Mapping[str, pd.DataFrame], language: str = "en"
) -> dict[str, Evidence]:
    """Gather the evidence of every quoted figure and every value published elsewhere.

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
        `Evidence` by id, in the order of the ledger, values published elsewhere last.

    Examples
    --------
    >>> from ecstats.labels import load_code_lists
    >>> evidence = collect(load_code_lists(), {}, "en")["hebei-ecommerce-fyp14-001"]
    >>> evidence.text, evidence.interval
    ('CNY 273.58 billion', 'CNY 273.575–273.585 billion')
    """
    ledger = tables.with_published_values(lists.figures, lists.published_values)
    order = lists.figures.sort_values(["source_id", "start"], kind="stable")
    # Which of several equal numbers in its quote each figure is, in reading order.
    equal = order.groupby(["source_id", "quote", "as_written"], observed=True).cumcount()
    occurrences = dict(zip(order["figure_id"], equal, strict=True))
    checks = _checks(lists, language)
    uses = _uses(charts, lists, language)
    tasks = _responsibilities(lists, language)
    series = _series(lists, ledger, language)
    found = {}
    for row in dicts(with_bounds(ledger, indicators=lists.indicators)):
        one = str(row["figure_id"])
        quote, place = None, None
        if later := pd.notna(row["comparability"]):
            document = _page(lists, one, language)
        else:
            document = _document(lists, row, language)
            quote = _marked(row["quote"], row["as_written"], occurrences[one])
            place = (str(row["source_id"]), int(row["start"]), int(row["end"]))
        similar = get(lists, "indicators", row["indicator_id"])["not_comparable_with"]
        note = cell(row, "note")
        found[one] = Evidence(
            figure_id=one,
            indicator=label(lists, "indicators", row["indicator_id"], language),
            where=entity_or_area(lists, row, language),
            period=period(row["time_period"], language),
            text=figure_text(lists, one, language),
            kind="published_value" if later else str(row["obs_kind"]),
            interval=interval_text(lists, row, language),
            quote=quote,
            document=document,
            reading=_reading(lists, row, language) + tasks.get(one, []),
            notes=[note] if note else [],
            repeats=split_ids(row["repeats"]),
            repeated_by=[str(i) for i in ledger.loc[ledger["repeats"] == one, "figure_id"]],
            series=series[one],
            checks=checks.get(one, []),
            uses=uses.get(one, []),
            look_alikes=[label(lists, "indicators", i, language) for i in split_ids(similar)],
            place=place,
        )
    return found


def _marked(quote: str, as_written: str, occurrence: int) -> tuple[str, str, str]:
    """Split a quote at its number: the words before, the number, the words after.

    Of several equal numbers in the quote, `occurrence` says which is meant, from 0.
    """
    begin = -1
    for _ in range(occurrence + 1):
        begin = max(begin, quote.find(as_written, begin + 1))
    return quote[:begin], as_written, quote[begin + len(as_written) :]


def _series(lists: CodeLists, ledger: pd.DataFrame, language: str) -> dict[str, list[Related]]:
    """Series of each figure, in order of time; none for a figure that stands alone."""
    keys = ledger[_LEVEL].astype("string").fillna("")
    keys["change"] = ledger["obs_kind"].eq("change")
    in_time = ledger.sort_values("time_period", kind="stable", na_position="first")
    found: dict[str, list[Related]] = {}
    for _, rows in in_time.groupby([keys[name] for name in keys]):
        members = [
            Related(
                str(row["figure_id"]),
                code_name(
                    "obs_kind",
                    "published_value" if pd.notna(row["comparability"]) else row["obs_kind"],
                    language,
                ),
                period(row["time_period"], language),
                figure_text(lists, str(row["figure_id"]), language),
            )
            for row in dicts(rows)
        ]
        found |= {member.figure_id: members if len(members) > 1 else [] for member in members}
    return found


def _checks(lists: CodeLists, language: str) -> dict[str, list[Check]]:
    checks = consistency.check_ledger(
        lists.figures,
        lists.indicators,
        relations=lists.relations,
        published_values=lists.published_values,
    )
    found: dict[str, list[Check]] = {}
    for row in dicts(checks_table(checks, lists, language)):
        ids = list(dict.fromkeys(split_ids(row["figure_ids"])))
        for one in ids:
            others = tuple(other for other in ids if other != one)
            found.setdefault(one, []).append(Check(row["sentence"], row["verdict_name"], others))
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
            ids = row.get("rests_on") if "rests_on" in row else row.get("figure_ids")
            for one in dict.fromkeys(split_ids(ids)):
                found.setdefault(one, []).append(Use(chart, number, name, value))
    return found


def _facts(language: str, named: Iterable[tuple[str, str]]) -> list[Fact]:
    """Facts that have a text."""
    return [Fact(text(f"evidence_{name}", language), said) for name, said in named if said]


def _with_basis(said: str, basis: str, language: str) -> str:
    """A date or period with where it is from: printed in the document, or inferred."""
    if not said or not basis:
        return said
    return text("of_kind", language, name=said, kind=text(f"evidence_{basis}", language))


def _document(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """Document of a quoted figure, and the place of the number in it."""
    source = get(lists, "sources", row["source_id"])
    place = {"start": int(row["start"]) + 1, "end": int(row["end"])}
    dated = _with_basis(str(source["date_published"]), str(source["date_basis"]), language)
    return _facts(
        language,
        [
            ("document", str(source[f"title_{language}"])),
            ("issuer", str(source[f"issuer_{language}"])),
            ("document_number", cell(source, "document_number")),
            ("date", dated),
            ("place", text("evidence_characters", language, total=source["characters"], **place)),
            ("copy", cell(source, "note")),
        ],
    )


def _page(lists: CodeLists, one: str, language: str) -> list[Fact]:
    """Web page of a value published elsewhere, and what it is worth."""
    row = get(lists, "published_values", one)
    worth = [
        (name, code_name(name, row[name], language)) for name in ("comparability", "confidence")
    ]
    page = Fact(text("evidence_page", language), str(row["source_title"]), str(row["source_url"]))
    return [page, *_facts(language, worth)]


def _reading(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """How a number was read: value, unit, bound, interval, and what it is about."""
    unit = label(lists, "units", row["unit_measure"], language)
    power = {8: "yi", 4: "wan"}.get(int(row["unit_mult"]))
    if power is not None:
        unit = text(f"evidence_unit_{power}", language, label=unit)
    exact = float(row["lower"]) == float(row["upper"])
    interval = text("evidence_exactly", language) if exact else interval_text(lists, row, language)
    entity, per, when = cell(row, "entity_id"), cell(row, "per"), cell(row, "period_basis")
    undated = text("evidence_period_none", language) if when else ""
    dated = _with_basis(period(row["time_period"], language), when, language)
    return _facts(
        language,
        [
            ("value", figure_text(lists, str(row["figure_id"]), language)),
            ("as_written", cell(row, "as_written")),
            ("unit", unit),
            ("bound", code_name("bound", row["bound"], language)),
            ("interval", interval),
            ("kind", code_name("obs_kind", row["obs_kind"], language)),
            ("indicator", label(lists, "indicators", row["indicator_id"], language)),
            ("population", cell(get(lists, "indicators", row["indicator_id"]), "population")),
            ("area", label(lists, "areas", row["ref_area"], language)),
            ("entity", label(lists, "entities", entity, language) if entity else ""),
            ("per", code_name("per", per, language) if per else ""),
            ("period", dated or undated),
            ("reference", _reference(lists, cell(row, "reference"), language)),
        ],
    )


def _reference(lists: CodeLists, reference: str, language: str) -> str:
    kind, _, code = reference.partition(":")
    if kind == "before":
        return text("evidence_before", language)
    if kind in ("area", "indicator"):
        return label(lists, f"{kind}s", code, language)
    return period(reference or None, language)


def _responsibilities(lists: CodeLists, language: str) -> dict[str, list[Fact]]:
    """Tasks of the annex and conditions of the notice that figures belong to."""
    found: dict[str, list[Fact]] = {}
    tasks = tables.load_task_figures().merge(tables.load_tasks(), on="task_id")
    for row in dicts(tasks):
        unit = label(lists, "bodies", row["lead_unit"], language)
        named = text("evidence_led_by", language, task=row[f"label_{language}"], unit=unit)
        found.setdefault(row["figure_id"], []).extend(_facts(language, [("task", named)]))
    for row in dicts(tables.load_conditions().dropna(subset="figure_id")):
        condition = {"number": row["condition"], "label": row[f"label_{language}"]}
        named = text("evidence_numbered_condition", language, **condition)
        found.setdefault(row["figure_id"], []).extend(_facts(language, [("condition", named)]))
    return found
