"""The tables that give the ids of plotted rows their words and their origins."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ecstats import tables
from ecstats.errors import unknown_name_error
from ecstats.labels.numbers import (
    check_language,
    format_interval,
    format_scaled,
    format_value,
    step_of,
    unit_scale,
)
from ecstats.labels.words import say
from ecstats.tables.records import dicts

Row: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"
"""A row of a table, by column."""

SIGNS = {
    "over": "> ",
    "some_over": "> ",
    "at_least": "≥ ",
    "at_most": "≤ ",
    "under": "< ",
    "nearly": "< ",
    "about": "≈ ",
    "order_of_magnitude": "~ ",
}
_EN_PARTS = {"S1": "first half", "S2": "second half"} | {f"Q{n}": f"Q{n}" for n in range(1, 5)}
_ZH_PARTS = {
    "S1": "上半年",
    "S2": "下半年",
    **{f"Q{n}": f"{'一二三四'[n - 1]}季度" for n in range(1, 5)},
}
_TURNED = str.maketrans("<>≤≥", "><≥≤")


@dataclass(frozen=True, eq=False)
class CodeLists:
    """The ledger and its code lists, as `ecstats.tables` loads them.

    Attributes
    ----------
    figures, sources, indicators, areas, entities, units, bodies, published_values : DataFrame
        One row per id, columns as in the data dictionary.
    """

    figures: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    areas: pd.DataFrame
    entities: pd.DataFrame
    units: pd.DataFrame
    published_values: pd.DataFrame
    bodies: pd.DataFrame


def load_code_lists(
    folder: Path | None = None, newer_values: pd.DataFrame | None = None
) -> CodeLists:
    """Load the tables of the package, or those of a folder of one's own.

    Parameters
    ----------
    folder : Path, optional
        Data folder; the package's own by default.
    newer_values : DataFrame, optional
        Values of one's own with the columns of `tables.load_published_values`.
    """
    folder = Path(folder) if folder else tables.data_folder()
    published_values = tables.load_published_values(folder=folder)
    if newer_values is not None:
        published_values = pd.concat([published_values, newer_values], ignore_index=True)
    return CodeLists(
        figures=tables.load_quoted_figures(folder=folder),
        sources=tables.load_sources(folder=folder),
        indicators=tables.load_indicators(folder=folder),
        areas=tables.load_areas(folder=folder),
        entities=tables.load_entities(folder=folder),
        units=tables.load_units(folder=folder),
        published_values=published_values,
        bodies=tables.load_bodies(folder=folder),
    )


TABLES = {
    "figures": "figure_id",
    "sources": "source_id",
    "indicators": "indicator_id",
    "areas": "ref_area",
    "entities": "entity_id",
    "units": "unit_measure",
    "published_values": "value_id",
    "bodies": "label_zh",
}
"""Tables of a `CodeLists`, with the column of their ids."""


@lru_cache(maxsize=64)
def by_id(lists: CodeLists, table: str) -> dict[str, dict[str, Any]]:
    """Rows of one of the tables by their id."""
    return {str(row[TABLES[table]]): row for row in dicts(getattr(lists, table))}


def get(lists: CodeLists, table: str, identifier: object) -> dict[str, Any]:
    """Row of an id in one of the tables; an unknown id names the nearest valid ones."""
    rows = by_id(lists, table)
    if str(identifier) not in rows:
        raise unknown_name_error(TABLES[table].removesuffix("_id"), identifier, rows)
    return rows[str(identifier)]


def label(lists: CodeLists, table: str, identifier: object, language: str) -> str:
    """Label of an indicator, area, entity or unit in a language."""
    return str(get(lists, table, identifier)[f"label_{check_language(language)}"])


def label_of_source(lists: CodeLists, source_id: str, language: str) -> str:
    """Title of a document in a language."""
    return str(get(lists, "sources", source_id)[f"title_{check_language(language)}"])


def noun(lists: CodeLists, unit: str, language: str, *, one: bool = False) -> str:
    """Noun that follows a count: ``" parcels"``, ``"件"``; empty for money and ratios."""
    row = get(lists, "units", unit)
    if row["unit_type"] not in {"count", "physical"}:
        return ""
    if language == "zh":
        return str(row["symbol_zh"])
    return " " + str(row["label_en"] if one else row["symbol_en"])


def quantity(
    lists: CodeLists, value: float, unit: str, language: str, step: float | None = None
) -> str:
    """Write a value in base units with its unit and noun: ``10.0 billion parcels``."""
    text = format_value(value, unit, language, step=step)
    if unit not in by_id(lists, "units"):
        return text
    return text + noun(lists, unit, language, one=value == 1)


def figure_text(
    lists: CodeLists,
    figure_id: str,
    language: str,
    *,
    with_noun: bool = True,
    power: int | None = None,
) -> str:
    """Write a quoted figure with its printed digits, bound and unit: ``≥ 80%``.

    Parameters
    ----------
    lists : CodeLists
    figure_id : str
        Of the ledger, or an published_value (a value published later).
    language : {"en", "zh"}
    with_noun : bool
        Whether a count is followed by what is counted.
    power : int, optional
        Write digits only, divided by this power of ten (see `numbers.unit_scale`).

    Returns
    -------
    str
    """
    table = "published_values" if figure_id in by_id(lists, "published_values") else "figures"
    row = get(lists, table, figure_id)
    printed, unit, mult = str(row["obs_text"]), str(row["unit_measure"]), int(str(row["unit_mult"]))
    step = step_of(printed, mult)
    sign = SIGNS.get(str(row["bound"]), "")
    if printed.startswith("-"):
        # "a reduction of at least 30 %" bounds the size of the change, which is negative
        sign = sign.translate(_TURNED)
    if unit == "FRACTION" and "/" in str(row.get("as_written")):
        minus = "\N{MINUS SIGN}" if printed.startswith("-") else ""
        return sign + minus + str(row["as_written"])
    value = float(Decimal(printed).scaleb(mult))
    upper = row.get("obs_text_upper")
    if power is not None:
        ends = [value] + ([] if pd.isna(upper) else [float(Decimal(str(upper)).scaleb(mult))])
        return sign + "–".join(format_scaled(one, power, language, step=step) for one in ends)
    if row["bound"] == "range" and not pd.isna(upper):
        top = float(Decimal(str(upper)).scaleb(mult))
        text = format_interval(value, top, unit, language, step=step)
    else:
        text = sign + format_value(value, unit, language, step=step)
    single = value == 1 and pd.isna(upper)
    return text + (noun(lists, unit, language, one=single) if with_noun else "")


def unit_text(
    lists: CodeLists, values: Iterable[float], unit: str, language: str
) -> tuple[int, str]:
    """Power of ten and name of the unit of a row: ``billion parcels``, ``亿件``."""
    power, name = unit_scale(values, unit, language)
    return power, (name + noun(lists, unit, language)).strip()


def series_label(lists: CodeLists, row: Row, language: str) -> str:
    """Label of the indicator of a row."""
    return label(lists, "indicators", row["indicator_id"], language)


def series_detail(lists: CodeLists, rows: Iterable[Row], language: str) -> list[str]:
    """Entity or area of each row; empty throughout when it is the same in all rows."""
    places = [entity_or_area(lists, row, language) for row in rows]
    return places if len(set(places)) > 1 else [""] * len(places)


def period_text(period: Any, language: str) -> str:
    """Write a period of the ledger: ``2020-S1`` is the first half of 2020."""
    if pd.isna(period):
        return ""
    text = str(period)
    if language == "zh" and re.fullmatch(r"\d{4}", text):
        return f"{text}年"
    found = re.fullmatch(r"(\d{4})-([SQ])(\d)", text)
    if found:
        year, kind, number = found.groups()
        if language == "zh":
            return f"{year}年{_ZH_PARTS[kind + number]}"
        return f"{_EN_PARTS[kind + number]} {year}"
    return text.replace("/", "–")


def dated(name: object, period: Any, language: str) -> str:
    """Name with a period in brackets: ``Express parcels (2025)``; the name where there is none."""
    when = period_text(period, language)
    return say("of_period", language, name=name, period=when) if when else str(name)


def entity_or_area(lists: CodeLists, row: Row, language: str) -> str:
    """Label of the entity of a row, else of its area."""
    entity = row.get("entity_id")
    if entity is not None and not pd.isna(entity):
        return label(lists, "entities", entity, language)
    return label(lists, "areas", row["ref_area"], language)


def series_name(row: Row, lists: CodeLists, language: str) -> str:
    """Name of a series: its indicator, with the entity or area it is about."""
    name = label(lists, "indicators", row["indicator_id"], language)
    place = entity_or_area(lists, row, language)
    return f"{place}{name}" if language == "zh" else f"{name} ({place})"
