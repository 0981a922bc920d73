"""Filters that an economist would type: by indicator, area, entity, kind, year, document."""

from collections.abc import Iterable, Mapping
from numbers import Integral

import pandas as pd

from ecstats.errors import InputError, unknown_name_error
from ecstats.tables import schema
from ecstats.tables.loading import LABELS, Column, data_folder, load

Names = str | Iterable[str] | None
Years = int | Iterable[int] | None


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
        Quoted figures or published_values.
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
        If a name is unknown (with the nearest valid codes and their names), a year is not a whole
        number, or the table lacks the column of a filter.

    Examples
    --------
    >>> from ecstats import tables
    >>> targets = select(tables.load_quoted_figures(), areas="Cangzhou", kinds="target", years=2020)
    >>> targets["ref_area"].unique().tolist(), targets["year"].unique().tolist()
    (['130900'], [2020])
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
            identifiers = _identifiers(_column(figures, column))
            codes = [_resolve(kind, name, *identifiers) for name in _several(names)]
            keep &= figures[column].isin(codes)
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
        Quoted figures or published_values; the package's ledger by default.

    Raises
    ------
    InputError
        If a name is unknown (with the nearest valid ones).

    Examples
    --------
    >>> rows = series("industrial_ecommerce_penetration", "130000", kind="observed")
    >>> rows[["time_period", "as_written"]].to_numpy().tolist()
    [['2016', '43.9%'], ['2019', '51.3%']]
    """
    figures = load("quoted_figures") if figures is None else figures
    rows = select(figures, indicator, area, entity, kind)
    if "repeats" in rows:
        rows = rows[rows["repeats"].isna()]
    return rows.sort_values(["year", "time_period"], kind="stable", na_position="last")


def _several(names: str | Iterable[str]) -> list[str]:
    single = isinstance(names, str) or not isinstance(names, Iterable)
    return [str(name) for name in ([names] if single else names)]


def _column(figures: pd.DataFrame, column: str) -> Column:
    if column not in figures:
        raise unknown_name_error("column", column, figures.columns)
    return figures[column]


def _whole_years(years: object) -> list[int]:
    if isinstance(years, Iterable) and not isinstance(years, str):
        return [year for part in years for year in _whole_years(part)]
    if isinstance(years, bool) or not isinstance(years, Integral):
        raise InputError(f"year {years!r} is not a whole number such as 2020")
    return [int(years)]


def _identifiers(codes: Column) -> tuple[dict[str, str], dict[str, str]]:
    """Names that a filter accepts with their codes, and with what a message shows for each."""
    column = str(codes.name)
    valid = codes.cat.categories if isinstance(codes.dtype, pd.CategoricalDtype) else codes.dropna()
    code_of = {str(code): str(code) for code in valid}
    if column not in LABELS:
        return code_of, {}
    table, _, stem = LABELS[column]
    names = [
        schema.column_of(table, name, data_folder())
        for name in (column, f"{stem}_en", f"{stem}_zh")
    ]
    shown = {}
    for code, *labels in zip(*names, strict=True):
        for name in (code, *labels):
            code_of.setdefault(name, code)
            shown[name] = " ".join([repr(code), *reversed(labels)])
    return code_of, shown


def _resolve(kind: str, name: str, code_of: Mapping[str, str], shown: Mapping[str, str]) -> str:
    if name in code_of:
        return code_of[name]
    for label, code in code_of.items():
        if label.casefold() == name.casefold():
            return code
    raise unknown_name_error(kind, name, code_of, shown)
