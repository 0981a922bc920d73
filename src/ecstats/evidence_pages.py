"""What a reader needs to check one figure: its quote, its reading and its uses.

`collect` gathers, for every quoted figure and every value published later, what one evidence page
shows. It knows nothing of HTML; the pages are made of it in ``docs``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecstats import consistency, tables
from ecstats.errors import InputError
from ecstats.evidence_words import word
from ecstats.intervals import with_bounds
from ecstats.plots.lookup import Lookup, find, figure_text, label, period_text
from ecstats.plots.numbers import NO_VALUE, format_interval
from ecstats.plots.origins import split_ids
from ecstats.plots.words import say

__all__ = ["Check", "Evidence", "Fact", "Related", "Use", "collect", "marked", "row_texts"]

_LEVEL = ["indicator_id", "ref_area", "entity_id", "per", "unit_measure"]


@dataclass(frozen=True)
class Fact:
    """One line of an evidence page: its name, its text, and where the text leads."""

    name: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Related:
    """Another figure of the same series."""

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
        Code of the kind: ``observed``, ``target``, ``threshold``, ``change`` or ``outturn``.
    quote : tuple of str
        The quoted words before the number, the number, and the words after it; empty for values
        published later.
    document, reading : list of Fact
        Where the number stands; how it was read.
    notes : list of str
    repeats, repeated_by : list of str
        Ids of the rows that print the same thing.
    series : list of Related
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
    lookup: Lookup, charts: Mapping[str, pd.DataFrame], language: str = "en"
) -> dict[str, Evidence]:
    """Gather the evidence of every quoted figure and every value published later.

    Parameters
    ----------
    lookup : Lookup
        Ledger, outturns and code lists.
    charts : mapping
        Rows by name of chart, as written to ``figures/<name>.csv``: with `rests_on`.
    language : {"en", "zh"}

    Returns
    -------
    dict
        `Evidence` by id, in the order of the ledger, values published later last.
    """
    ledger = tables.with_outturns(lookup.figures, lookup.outturns)
    bounded = with_bounds(ledger, indicators=lookup.indicators)
    occurrences = _occurrences(lookup.figures)
    checks = _checks(lookup, language)
    uses = _uses(charts, language)
    duties = _duties(language)
    found = {}
    for row in bounded.to_dict("records"):
        one = str(row["figure_id"])
        later = pd.notna(row["comparability"])
        source = _page_facts(lookup, one, language) if later else _document(lookup, row, language)
        same = ledger[_same_series(ledger, row) & (ledger["figure_id"] != one)]
        found[one] = Evidence(
            figure_id=one,
            indicator=label(lookup, "indicators", row["indicator_id"], language),
            where=label(lookup, "areas", row["ref_area"], language)
            if pd.isna(row["entity_id"])
            else label(lookup, "entities", row["entity_id"], language),
            period=period_text(row["time_period"], language),
            text=figure_text(lookup, one, language),
            kind="outturn" if later else str(row["obs_kind"]),
            quote=None
            if later
            else marked(str(row["quote"]), str(row["as_written"]), occurrences[one]),
            document=source,
            reading=_reading(lookup, row, language) + duties.get(one, []),
            notes=[] if pd.isna(row["note"]) else [str(row["note"])],
            repeats=[] if pd.isna(row["repeats"]) else [str(row["repeats"])],
            repeated_by=[str(i) for i in ledger.loc[ledger["repeats"] == one, "figure_id"]],
            series=[_related(lookup, other, language) for other in same.to_dict("records")],
            checks=checks.get(one, []),
            uses=uses.get(one, []),
            look_alikes=_look_alikes(lookup, row["indicator_id"], language),
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


def row_texts(row: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Name and value of a row of any chart, from the columns it has.

    Parameters
    ----------
    row : mapping
        A row of ``figures/<name>.csv``.
    language : {"en", "zh"}

    Returns
    -------
    name, value : str
        Either can be empty.
    """
    parts = [_cell(row, name) for name in ("entity", "cluster_label", "unit_label")]
    parts += [_cell(row, "label") or _cell(row, f"label_{language}") or _cell(row, "key")]
    parts += [_cell(row, "indicator")]
    for name in ("rule", "quantity", "obs_kind", "disposition", "role"):
        if name != "obs_kind" or not _cell(row, "written"):
            parts.append(_said(_cell(row, name), language, ""))
    when = _cell(row, "period_end") or _cell(row, "target_period") or _cell(row, "year")
    parts.append(period_text(when.removesuffix(".0"), language) if when else "")
    values = ("written", "classes", "outcome_written", "gap_written", "verdict", "count", "targets")
    value = next((_cell(row, name) for name in values if _cell(row, name)), "")
    if not value and _cell(row, "quoted"):
        value = format_interval(
            float(row["quoted_lower"]), float(row["quoted_upper"]), "FRACTION", language
        )
    if not value and _cell(row, "lower"):
        value = _interval(row, language)
    text = " · ".join(dict.fromkeys(part for part in parts if part))
    return text, _said(value, language, value)


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)


def _said(code: str, language: str, otherwise: str) -> str:
    """Word of a code where the charts have one."""
    try:
        return say(code, language).partition(": " if language == "en" else "：")[0]
    except InputError:
        return otherwise


def _interval(row: Mapping[str, Any], language: str) -> str:
    unit = {
        "fraction per year": "FRACTION_PER_YEAR",
        "percentage points per year": "PERCENTAGE_POINT_PER_YEAR",
        "ratio": "RATIO",
    }.get(_cell(row, "unit"), _cell(row, "unit_measure"))
    ends = float(row["lower"]), float(row["upper"])
    text = format_interval(*ends, unit, language, lower_open=_cell(row, "lower_open") == "True")
    return "" if text == NO_VALUE else text


def _occurrences(figures: pd.DataFrame) -> dict[str, int]:
    """Which of several equal numbers in its quote each figure is, in reading order."""
    order = figures.sort_values(["source_id", "start"], kind="stable")
    rank = order.groupby(["source_id", "quote", "as_written"], observed=True).cumcount()
    return {str(one): int(number) for one, number in zip(order["figure_id"], rank, strict=True)}


def _same_series(ledger: pd.DataFrame, row: Mapping[Any, Any]) -> "pd.Series[bool]":
    same = pd.Series(True, index=ledger.index)
    for name in _LEVEL:
        column = ledger[name].astype("string")
        same &= column.isna() if pd.isna(row[name]) else column == str(row[name])
    return same & ((ledger["obs_kind"] == "change") == (row["obs_kind"] == "change"))


def _related(lookup: Lookup, row: Mapping[Any, Any], language: str) -> Related:
    later = pd.notna(row["comparability"])
    return Related(
        str(row["figure_id"]),
        say("outturn" if later else str(row["obs_kind"]), language),
        period_text(row["time_period"], language),
        figure_text(lookup, str(row["figure_id"]), language),
    )


def _document(lookup: Lookup, row: Mapping[Any, Any], language: str) -> list[Fact]:
    source = find(lookup, "sources", row["source_id"])
    place = word(
        "characters",
        language,
        start=int(row["start"]) + 1,
        end=int(row["end"]),
        total=source["characters"],
    )
    dated = word(
        "with_basis",
        language,
        text=source["date_published"],
        basis=word(f"date_{source['date_basis']}", language),
    )
    facts = [
        Fact(word("document", language), str(source[f"title_{language}"])),
        Fact(word("issuer", language), str(source[f"issuer_{language}"])),
        Fact(word("document_number", language), _cell(source, "document_number")),
        Fact(word("date", language), dated),
        Fact(word("place", language), place),
        Fact(word("copy", language), _cell(source, "note")),
    ]
    return [fact for fact in facts if fact.text]


def _page_facts(lookup: Lookup, one: str, language: str) -> list[Fact]:
    row = find(lookup, "outturns", one)
    return [
        Fact(word("page", language), str(row["source_title"]), str(row["source_url"])),
        Fact(word("comparability", language), word(str(row["comparability"]), language)),
        Fact(word("confidence", language), word(str(row["confidence"]), language)),
    ]


def _reading(lookup: Lookup, row: Mapping[Any, Any], language: str) -> list[Fact]:
    one = str(row["figure_id"])
    unit = label(lookup, "units", row["unit_measure"], language)
    power = {8: ("hundred million (亿)", "亿"), 4: ("ten thousand (万)", "万")}.get(
        int(row["unit_mult"])
    )
    if power is not None:
        unit = word("scaled", language, label=unit, power=power[language == "zh"])
    indicator = find(lookup, "indicators", row["indicator_id"])
    facts = [
        Fact(word("value", language), figure_text(lookup, one, language)),
        Fact(word("as_written", language), _cell(row, "as_written")),
        Fact(word("unit", language), unit),
        Fact(word("bound", language), word(f"bound_{row['bound']}", language)),
        Fact(word("interval", language), _possible(row, language)),
        Fact(word("kind", language), say(str(row["obs_kind"]), language)),
        Fact(word("indicator", language), str(indicator[f"label_{language}"])),
        Fact(word("population", language), _cell(indicator, "population")),
        Fact(word("area", language), label(lookup, "areas", row["ref_area"], language)),
        Fact(
            word("entity", language),
            ""
            if pd.isna(row["entity_id"])
            else label(lookup, "entities", row["entity_id"], language),
        ),
        Fact(
            word("per", language), "" if pd.isna(row["per"]) else say(f"per_{row['per']}", language)
        ),
        Fact(word("period", language), _period(row, language)),
        Fact(word("reference", language), _reference(lookup, row["reference"], language)),
    ]
    return [fact for fact in facts if fact.text]


def _possible(row: Mapping[Any, Any], language: str) -> str:
    lower, upper = float(row["lower"]), float(row["upper"])
    if lower == upper:
        return word("exactly", language)
    text = format_interval(
        lower,
        upper,
        str(row["unit_measure"]),
        language,
        lower_open=bool(row["lower_open"]),
        upper_open=bool(row["upper_open"]),
    )
    return "" if text == NO_VALUE else text


def _period(row: Mapping[Any, Any], language: str) -> str:
    basis = _cell(row, "period_basis")
    text = period_text(row["time_period"], language)
    if not basis or not text:
        return text or (word("period_none", language) if basis else "")
    return word("with_basis", language, text=text, basis=word(f"period_{basis}", language))


def _reference(lookup: Lookup, reference: Any, language: str) -> str:
    if pd.isna(reference):
        return ""
    kind, _, code = str(reference).partition(":")
    if kind == "before":
        return word("before", language)
    if kind in ("area", "indicator"):
        return label(lookup, f"{kind}s", code, language)
    return period_text(reference, language)


def _look_alikes(lookup: Lookup, indicator: Any, language: str) -> list[str]:
    others = find(lookup, "indicators", indicator)["not_comparable_with"]
    return [label(lookup, "indicators", one, language) for one in split_ids(others)]


def _checks(lookup: Lookup, language: str) -> dict[str, list[Check]]:
    results = consistency.check_ledger(
        lookup.figures,
        lookup.indicators,
        relations=tables.load_relations(),
        outturns=lookup.outturns,
        areas=lookup.areas,
        entities=lookup.entities,
        units=lookup.units,
    )
    found: dict[str, list[Check]] = {}
    for row in results.to_dict("records"):
        ids = split_ids(row["figure_ids"])
        sentence = str(row[f"sentence_{language}"])
        for one in dict.fromkeys(ids):
            others = tuple(dict.fromkeys(other for other in ids if other != one))
            found.setdefault(one, []).append(Check(sentence, str(row["verdict"]), others))
    return {one: list(dict.fromkeys(checks)) for one, checks in found.items()}


def _uses(charts: Mapping[str, pd.DataFrame], language: str) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for chart, rows in charts.items():
        column = "rests_on" if "rests_on" in rows else "figure_ids"
        for number, row in enumerate(rows.to_dict("records")):
            name, text = row_texts(row, language)
            name = name or word("plotted_row", language, number=number + 1)
            for one in dict.fromkeys(split_ids(row.get(column))):
                found.setdefault(one, []).append(Use(chart, number, name, text))
    return found


def _duties(language: str) -> dict[str, list[Fact]]:
    """Tasks of the annex and conditions of the notice that figures belong to."""
    found: dict[str, list[Fact]] = {}
    bodies = tables.load_bodies().set_index("label_zh")["label_en"]
    tasks = tables.load_tasks().set_index("task_id")
    for row in tables.load_task_figures().to_dict("records"):
        task = tasks.loc[row["task_id"]]
        unit = task["lead_unit"]
        named = word(
            "led_by",
            language,
            task=task[f"label_{language}"],
            unit=unit if language == "zh" else bodies.get(unit, unit),
        )
        found.setdefault(str(row["figure_id"]), []).append(Fact(word("task", language), named))
    for row in tables.load_conditions().dropna(subset="figure_id").to_dict("records"):
        named = word(
            "numbered_condition",
            language,
            number=row["condition"],
            label=row[f"label_{language}"],
        )
        fact = Fact(word("condition", language), named)
        found.setdefault(str(row["figure_id"]), []).append(fact)
    return found
