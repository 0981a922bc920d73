"""The tables that give the ids of plotted rows their words and their origins."""

import math
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
    NO_VALUE,
    format_interval,
    format_range,
    format_scaled,
    format_value,
    step_of,
    unit_scale,
)
from ecstats.labels.words import check_language, code_name, period, text, words
from ecstats.tables.loading import load
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
_TURNED = str.maketrans("<>≤≥", "><≥≤")


@dataclass(frozen=True, eq=False)
class CodeLists:
    """The ledger and its code lists, as `ecstats.tables` loads them.

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
    relations: pd.DataFrame


TABLES = {
    "figures": "figure_id",
    "sources": "source_id",
    "indicators": "indicator_id",
    "areas": "ref_area",
    "entities": "entity_id",
    "units": "unit_measure",
    "published_values": "value_id",
    "bodies": "label_zh",
    "relations": "relation_id",
}
"""Tables of a `CodeLists`, with the column of their ids."""


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

    Examples
    --------
    >>> "130000" in set(load_code_lists().areas["ref_area"])
    True
    """
    folder = Path(folder) if folder else tables.data_folder()
    published_values = tables.load_published_values(folder=folder)
    if newer_values is not None:
        published_values = pd.concat([published_values, newer_values], ignore_index=True)
    others = {
        name: load("quoted_figures" if name == "figures" else name, None, folder)
        for name in TABLES
        if name != "published_values"
    }
    return CodeLists(published_values=published_values, **others)


@lru_cache(maxsize=64)
def by_id(lists: CodeLists, table: str) -> dict[str, dict[str, Any]]:
    """Rows of one of the tables by their id.

    Examples
    --------
    >>> list(by_id(load_code_lists(), "areas"))[:2]
    ['CN', 'CN-JJJ']
    """
    return {str(row[TABLES[table]]): row for row in dicts(getattr(lists, table))}


def get(lists: CodeLists, table: str, identifier: object) -> dict[str, Any]:
    """Row of an id in one of the tables; an unknown id names the nearest valid ones.

    Examples
    --------
    >>> get(load_code_lists(), "units", "PARCEL")["symbol_zh"]
    '件'
    """
    rows = by_id(lists, table)
    if str(identifier) not in rows:
        raise unknown_name_error(TABLES[table].removesuffix("_id"), identifier, rows)
    return rows[str(identifier)]


def figure_row(lists: CodeLists, figure_id: str) -> dict[str, Any]:
    """Row of a figure of the ledger, or of a value published elsewhere."""
    later = by_id(lists, "published_values").get(figure_id)
    return later or get(lists, "figures", figure_id)


def label(lists: CodeLists, table: str, identifier: object, language: str) -> str:
    """Label of an indicator, area, entity or unit in a language.

    Examples
    --------
    >>> label(load_code_lists(), "areas", "130900", "en")
    'Cangzhou'
    """
    return str(get(lists, table, identifier)[f"label_{check_language(language)}"])


def label_of_source(lists: CodeLists, source_id: str, language: str) -> str:
    """Title of a document in a language."""
    return str(get(lists, "sources", source_id)[f"title_{check_language(language)}"])


def noun(lists: CodeLists, unit: str, language: str, *, one: bool = False) -> str:
    """Noun that follows a count or a rank: ``" parcels"``, ``"件"``; empty for money and ratios."""
    row = by_id(lists, "units").get(unit)
    if row is None or (row["unit_type"] not in {"count", "physical"} and unit != "RANK"):
        return ""
    if language == "zh":
        return str(row["symbol_zh"])
    return " " + str(row["label_en"] if one else row["symbol_en"])


def quantity(
    lists: CodeLists, value: float, unit: str, language: str, step: float | None = None
) -> str:
    """Write a value in base units with its unit and noun.

    Examples
    --------
    >>> quantity(load_code_lists(), 100e8, "PARCEL", "en")
    '10 billion parcels'
    """
    written = format_value(value, unit, language, step=step)
    return written + noun(lists, unit, language, one=value == 1)


def quantity_range(
    lists: CodeLists,
    lower: float,
    upper: float,
    unit: str,
    language: str,
    *,
    lower_open: bool = False,
    upper_open: bool = False,
) -> str:
    """Write an interval in base units with its unit and noun.

    Examples
    --------
    >>> quantity_range(load_code_lists(), 412.98e6, 413.75e6, "PARCEL", "zh")
    '4.1298–4.1375亿件'
    """
    written = format_interval(
        lower, upper, unit, language, lower_open=lower_open, upper_open=upper_open
    )
    if written == NO_VALUE:
        return written
    one = 1 in (lower, upper) and not math.isfinite(upper - lower)
    return written + noun(lists, unit, language, one=one)


def figure_text(
    lists: CodeLists,
    figure_id: str,
    language: str,
    *,
    with_noun: bool = True,
    power: int | None = None,
) -> str:
    """Write a quoted figure with its printed digits, bound and unit.

    Parameters
    ----------
    lists : CodeLists
    figure_id : str
        Of the ledger, or a `value_id` of a value published elsewhere.
    language : {"en", "zh"}
    with_noun : bool
        Whether a count is followed by what is counted.
    power : int, optional
        Write digits only, divided by this power of ten (see `numbers.unit_scale`).

    Returns
    -------
    str

    Examples
    --------
    >>> lists = load_code_lists()
    >>> figure_text(lists, "hebei-miit-article-014", "en")
    '≤ −30%'
    >>> figure_text(lists, "hebei-miit-article-028", "zh")
    '> 3.8万家'
    """
    row = figure_row(lists, figure_id)
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
    top = None if pd.isna(upper) else float(Decimal(str(upper)).scaleb(mult))
    if power is not None:
        ends = [value] if top is None else [value, top]
        return sign + "–".join(format_scaled(end, power, language, step=step) for end in ends)
    if row["bound"] == "range" and top is not None:
        written = format_range(value, top, unit, language, step)
    else:
        written = sign + format_value(value, unit, language, step=step)
    single = value == 1 and top is None
    return written + (noun(lists, unit, language, one=single) if with_noun else "")


def unit_text(
    lists: CodeLists, values: Iterable[float], unit: str, language: str
) -> tuple[int, str]:
    """Power of ten in which values are well read, and that unit: ``(9, "billion parcels")``."""
    power, name = unit_scale(values, unit, language)
    return power, (name + noun(lists, unit, language)).strip()


def series_label(lists: CodeLists, row: Row, language: str) -> str:
    """Label of the indicator of a row."""
    return label(lists, "indicators", row["indicator_id"], language)


def series_detail(lists: CodeLists, rows: Iterable[Row], language: str) -> list[str]:
    """Entity or area of each row; empty throughout when it is the same in all rows."""
    places = [entity_or_area(lists, row, language) for row in rows]
    return places if len(set(places)) > 1 else [""] * len(places)


def dated(name: object, when: Any, language: str) -> str:
    """Name with a period in brackets, or behind a comma where the name ends in brackets.

    Examples
    --------
    >>> dated("Express parcels", "2025", "en"), dated("包裹", None, "zh")
    ('Express parcels (2025)', '包裹')
    >>> dated("Express parcels (Hebei)", "2025", "en")
    'Express parcels (Hebei), 2025'
    """
    written = period(when, language)
    if not written:
        return str(name)
    key = "of_period_after_brackets" if str(name).endswith((")", "）")) else "of_period"
    return text(key, language, name=name, period=written)


def entity_or_area(lists: CodeLists, row: Row, language: str) -> str:
    """Label of the entity of a row, else of its area.

    Examples
    --------
    >>> entity_or_area(load_code_lists(), {"ref_area": "130000"}, "zh")
    '河北省'
    """
    entity = row.get("entity_id")
    if not pd.isna(entity) and entity:
        return label(lists, "entities", entity, language)
    return label(lists, "areas", row["ref_area"], language)


def series_name(row: Row, lists: CodeLists, language: str) -> str:
    """Name of a series: its indicator, the entity or area it is about, and per what.

    Examples
    --------
    >>> lists = load_code_lists()
    >>> row = {"indicator_id": "speciality_products", "ref_area": "130900", "per": "county"}
    >>> series_name(row, lists, "en"), series_name(row, lists, "zh")
    ('Specialty products per county (Cangzhou)', '沧州市名优特色产品（每县）')
    """
    name = label(lists, "indicators", row["indicator_id"], language)
    place, per = entity_or_area(lists, row, language), ""
    if not pd.isna(row.get("per")) and row["per"]:
        per = text("per_one", language, unit=code_name("per", row["per"], language))
        per = "" if per in name else per
    if language == "zh":
        return f"{place}{name}" + (f"（{per}）" if per else "")
    return f"{name} ({', '.join(filter(None, [place, per]))})"


def reason(cell: Any, language: str, lists: CodeLists | None = None) -> str:
    """Word why something is not computable, not comparable, left out, or how it was decided.

    Parameters
    ----------
    cell : str or missing
        A code, with what it is about: ``no_target_year``, ``series_break|2024|2023``; several are
        separated by ``;``.
    language : {"en", "zh"}
    lists : CodeLists, optional
        Figures and names; without them ids are written.

    Returns
    -------
    str
        The text of the key ``reason_<code>`` (or ``reason_<code>_<n>``, where the code can have
        different numbers n of arguments) with its blanks filled; empty for a missing cell.

    Raises
    ------
    InputError
        If a code has no text, with the nearest that has one.

    Examples
    --------
    >>> reason("series_break|2024|2023", "en")
    '2024 is counted after a break in the series, 2023 before it'
    >>> reason("not_before_target|2025|2025", "zh")
    '2025年不早于2025年目标'
    """
    check_language(language)
    if pd.isna(cell):
        return ""
    written = []
    for part in str(cell).split(";"):
        code, *cells = part.strip().split("|")
        keys = f"reason_{code}_{len(cells)}", f"reason_{code}"
        key = next((key for key in keys if key in words()), None)
        if key is None:
            known = [key.removeprefix("reason_") for key in words() if key.startswith("reason_")]
            raise unknown_name_error("reason", code, known)
        blanks = (_Blank(one, language, lists) for one in cells)
        written.append(words()[key][language].format(*blanks))
    return text("semicolon", language).join(written)


class _Blank:
    """A cell that a template writes in a way of its own: ``{0:period}``, ``{1:indicator}``."""

    def __init__(self, cell: str, language: str, lists: CodeLists | None) -> None:
        self.cell, self.language, self.lists = cell, language, lists

    def __format__(self, kind: str) -> str:
        if kind == "period":
            return period(self.cell, self.language)
        if kind in ("bound", "comparability", "obs_kind"):
            codes = self.cell.split(",")
            return text("or", self.language).join(code_name(kind, c, self.language) for c in codes)
        if self.lists is None:
            return self.cell
        if kind == "figure":
            when = figure_row(self.lists, self.cell)["time_period"]
            return dated(figure_text(self.lists, self.cell, self.language), when, self.language)
        if kind in ("indicator", "unit"):
            return label(self.lists, f"{kind}s", self.cell, self.language)
        return self.cell
