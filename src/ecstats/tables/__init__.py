"""The tidy tables as typed DataFrames, with labels and filters.

Every loader checks its table against `data/datapackage.json` and returns proper dtypes: codes and
enumerations as categories, numbers as numbers, text as pandas strings, empty cells as missing.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from numbers import Integral
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ecstats.errors import InputError, unknown
from ecstats.tables import schema

__all__ = [
    "data_folder",
    "dictionary",
    "load_areas",
    "load_bodies",
    "load_conditions",
    "load_entities",
    "load_indicators",
    "load_mentions",
    "load_outturns",
    "load_quoted_figures",
    "load_relations",
    "load_sources",
    "load_task_figures",
    "load_tasks",
    "load_units",
    "read_table",
    "select",
    "series",
    "with_outturns",
]

Names = str | Iterable[str] | None
Years = int | Iterable[int] | None
Column: TypeAlias = "pd.Series[Any]"

_LABELS = {
    "indicator_id": ("indicators", "indicator_label", "label"),
    "ref_area": ("areas", "area_label", "label"),
    "entity_id": ("entities", "entity_label", "label"),
    "unit_measure": ("units", "unit_label", "label"),
    "source_id": ("sources", "source_label", "title"),
}


@cache
def data_folder() -> Path:
    """Folder of the tables: inside the installed package, else `data/` of the checkout."""
    packaged = Path(str(files("ecstats"))) / "data"
    checkout = Path(__file__).parents[3] / "data"
    return packaged if (packaged / "datapackage.json").exists() else checkout


def load_quoted_figures(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the ledger: one row per quoted figure and period.

    Parameters
    ----------
    labels : {"en", "zh"}, optional
        Language of the columns `indicator_label`, `area_label`, `entity_label`, `unit_label` and
        `source_label`, which are added when it is given.
    folder : Path, optional
        Data folder; the package's own by default.

    Returns
    -------
    DataFrame
        The columns of `quoted_figures.csv` and, derived from them: `obs_text` and
        `obs_text_upper` (the digits as printed), `base_value` and `base_value_upper`
        (obs_value × 10^unit_mult, in units of `unit_measure`: yuan, persons, per cent),
        `year` (the last year of a span).

    Raises
    ------
    InputError
        If the table is malformed: file, line, column, value, and what would be valid.
    """
    return _load("quoted_figures", labels, folder)


def load_sources(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the documents: identity, issuer and date."""
    return _load("sources", labels, folder)


def load_indicators(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the indicators: what is counted, its measure, direction and look-alikes."""
    return _load("indicators", labels, folder)


def load_areas(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the areas by code."""
    return _load("areas", labels, folder)


def load_entities(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the firms, platforms, clusters and programmes."""
    return _load("entities", labels, folder)


def load_units(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the units of measure."""
    return _load("units", labels, folder)


def load_tasks(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the tasks of the Cangzhou annex with their responsible units."""
    return _load("tasks", labels, folder)


def load_bodies(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the public bodies that answer for the tasks."""
    return _load("bodies", labels, folder)


def load_task_figures(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the links from tasks to quoted figures."""
    return _load("task_figures", labels, folder)


def load_conditions(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the requirements of the seven conditions for smart clusters."""
    return _load("conditions", labels, folder)


def load_outturns(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the values published later elsewhere; derived columns as in the ledger."""
    return _load("outturns", labels, folder)


def load_relations(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Relations between indicators that the consistency checks use: shares, common goals."""
    return _load("relations", labels, folder)


def load_mentions(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load every numeral mention of every document with its disposition."""
    return _load("mentions", labels, folder)


def read_table(name: str, path: str | Path, labels: str | None = None) -> pd.DataFrame:
    """Read a CSV file of one's own that has the shape of one of the tables.

    Parameters
    ----------
    name : str
        Table whose shape the file has: `"outturns"` for newer values, `"quoted_figures"` …
    path : str or Path
        The CSV file. Its codes must be those of the package's code lists.
    labels : {"en", "zh"}, optional
        As in `load_quoted_figures`.

    Raises
    ------
    InputError
        If the table is unknown or the file malformed: file, line, column, value, and what would
        be valid.
    """
    return _table(name, Path(path), labels, data_folder())


def with_outturns(figures: pd.DataFrame, *outturns: pd.DataFrame | None) -> pd.DataFrame:
    """Quoted figures with values published later below them, as observed figures.

    Parameters
    ----------
    figures : DataFrame
        From `load_quoted_figures`.
    *outturns : DataFrame or None
        Tables of the shape of `load_outturns`; `None` is left out.

    Returns
    -------
    DataFrame
        The columns of `figures` and `comparability`; the `figure_id` of a value published later
        is its `outturn_id`.
    """
    later = [
        table.rename(columns={"outturn_id": "figure_id"}).assign(obs_kind="observed")
        for table in outturns
        if table is not None
    ]
    columns = [*figures.columns, "comparability"]
    return pd.concat([figures, *later], ignore_index=True).reindex(columns=columns)


def dictionary(name: str, labels: str = "en", folder: Path | None = None) -> pd.DataFrame:
    """Columns of a table with title, type, whether a value is required, and meaning."""
    suffix = {"en": "", "zh": "_zh"}.get(labels)
    if suffix is None:
        raise unknown("language", labels, ["en", "zh"])
    return pd.DataFrame(
        {
            "column": column,
            "title": field["title" + suffix],
            "type": field["type"],
            "required": field.get("constraints", {}).get("required", False),
            "description": field["description" + suffix],
        }
        for column, field in schema.fields(name, folder or data_folder()).items()
    )


def _load(name: str, labels: str | None, folder: Path | None) -> pd.DataFrame:
    folder = folder or data_folder()
    return _table(name, folder / f"{name}.csv", labels, folder)


def _table(name: str, path: Path, labels: str | None, folder: Path) -> pd.DataFrame:
    if labels not in (None, "en", "zh"):
        raise unknown("language", labels, ["en", "zh"])
    declared = schema.fields(name, folder)
    rows = schema.read(name, path, folder)
    whole = {
        key.column: list(dict.fromkeys(schema.column_of(key.table, key.target, folder)))
        for key in schema.foreign_keys(name, folder)
        if key.table != name and not (key.prefix or key.delimiter)
    }
    text = {column: [row.cells[column] for row in rows] for column in declared}
    frame = pd.DataFrame(
        {
            column: _typed(field, text[column], whole.get(column))
            for column, field in declared.items()
        }
    )
    if "obs_value" in text:
        _add_values(frame, text)
    return _add_labels(frame, name, labels, folder) if labels else frame


def _typed(field: Mapping[str, Any], text: list[str], codes: list[str] | None) -> Column:
    constraints = field.get("constraints", {})
    present = [cell or None for cell in text]
    values: Column
    if field["type"] == "number":
        values = pd.Series([float(cell) if cell else None for cell in text], dtype="float64")
    elif field["type"] == "integer":
        dtype = "int64" if constraints.get("required") else "Int64"
        values = pd.Series([int(cell) if cell else None for cell in text], dtype=dtype)
    elif codes is not None or "enum" in constraints:
        categories = pd.Index(codes or constraints["enum"], dtype="str")
        values = pd.Series(pd.Categorical(present, categories=categories))
    else:
        values = pd.Series(present, dtype="string")
    return values


def _add_values(frame: pd.DataFrame, text: Mapping[str, list[str]]) -> None:
    """Add the digits as printed, the value in base units and the year to a table of figures."""
    for end in ("", "_upper"):
        if "obs_value" + end not in text:
            continue
        printed = text["obs_value" + end]
        frame["obs_text" + end] = pd.array([cell or None for cell in printed], dtype="string")
        # Scaled as a decimal: 2735.8 × 10^8 in binary would be 273580000000.00003.
        frame["base_value" + end] = pd.array(
            [
                float(Decimal(cell).scaleb(int(power))) if cell else float("nan")
                for cell, power in zip(printed, text["unit_mult"], strict=True)
            ],
            dtype="float64",
        )
    years = [int(period.split("/")[-1][:4]) if period else None for period in text["time_period"]]
    frame["year"] = pd.array(years, dtype="Int64")


def _add_labels(frame: pd.DataFrame, name: str, language: str, folder: Path) -> pd.DataFrame:
    for column, (table, added, stem) in _LABELS.items():
        if column in frame and table != name:
            codes = schema.column_of(table, column, folder)
            labels = schema.column_of(table, f"{stem}_{language}", folder)
            known = dict(zip(codes, labels, strict=True))
            frame[added] = frame[column].astype("string").map(known).astype("string")
    return frame


def select(
    figures: pd.DataFrame,
    indicators: Names = None,
    areas: Names = None,
    entities: Names = None,
    kinds: Names = None,
    years: Years = None,
    sources: Names = None,
) -> pd.DataFrame:
    """Rows of a table of figures that match all filters given.

    Parameters
    ----------
    figures : DataFrame
        Quoted figures or outturns.
    indicators, areas, entities, sources : str or iterable of str, optional
        Identifiers, or labels in English or Chinese: `"130900"`, `"Cangzhou"`, `"沧州市"`.
    kinds : str or iterable of str, optional
        `"observed"`, `"target"`, `"threshold"`, `"change"`.
    years : int or iterable of int, optional
        Years of the column `year`.

    Returns
    -------
    DataFrame
        A copy of the rows, in their order; empty when nothing matches.

    Raises
    ------
    InputError
        If a name is unknown (with the nearest valid ones), a year is not a whole number, or the
        table lacks the column of a filter.
    """
    keep = pd.Series(True, index=figures.index)
    for kind, column, names in (
        ("indicator", "indicator_id", indicators),
        ("area", "ref_area", areas),
        ("entity", "entity_id", entities),
        ("kind", "obs_kind", kinds),
        ("source", "source_id", sources),
    ):
        if names is not None:
            known = _identifiers(_column(figures, column))
            keep &= figures[column].isin([_resolve(kind, name, known) for name in _several(names)])
    if years is not None:
        keep &= _column(figures, "year").isin(_whole_years(years))
    return figures[keep].copy()


def series(
    indicator: str,
    area: str | None = None,
    entity: str | None = None,
    kind: str | None = None,
    figures: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Figures of one indicator in order of time, each counted once.

    Rows that the document prints a second time (`repeats`) are left out.

    Parameters
    ----------
    indicator, area, entity, kind : str
        As in `select`; None does not filter.
    figures : DataFrame, optional
        Quoted figures or outturns; the package's ledger by default.

    Raises
    ------
    InputError
        If a name is unknown (with the nearest valid ones).
    """
    figures = load_quoted_figures() if figures is None else figures
    rows = select(figures, indicator, area, entity, kind)
    if "repeats" in rows:
        rows = rows[rows["repeats"].isna()]
    return rows.sort_values(["year", "time_period"], kind="stable", na_position="last")


def _several(names: str | Iterable[str]) -> list[str]:
    single = isinstance(names, str) or not isinstance(names, Iterable)
    return [str(name) for name in ([names] if single else names)]


def _column(figures: pd.DataFrame, column: str) -> Column:
    if column not in figures:
        raise unknown("column", column, figures.columns)
    return figures[column]


def _whole_years(years: object) -> list[int]:
    if isinstance(years, Iterable) and not isinstance(years, str):
        return [year for one in years for year in _whole_years(one)]
    if isinstance(years, bool) or not isinstance(years, Integral):
        raise InputError(f"year {years!r} is not a whole number such as 2020")
    return [int(years)]


def _identifiers(codes: Column) -> dict[str, str]:
    """Names that a filter accepts, with their codes: the codes of a column and their labels."""
    column = str(codes.name)
    valid = codes.cat.categories if isinstance(codes.dtype, pd.CategoricalDtype) else codes.dropna()
    known = {str(code): str(code) for code in valid}
    if column in _LABELS:
        table, _, stem = _LABELS[column]
        names = [
            schema.column_of(table, name, data_folder())
            for name in (column, column, f"{stem}_en", f"{stem}_zh")
        ]
        for code, *labels in zip(*names, strict=True):
            known |= {label: code for label in labels if label not in known}
    return known


def _resolve(kind: str, name: str, known: Mapping[str, str]) -> str:
    if name in known:
        return known[name]
    folded = name.casefold()
    for label, code in known.items():
        if label.casefold() == folded:
            return code
    raise unknown(kind, name, known)
