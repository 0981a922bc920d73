"""How specialised and how concentrated a region is: measures for users' own complete tables.

The quoted figures of the documents never allow these measures, because no document gives a
denominator of the same scope. Each function therefore refuses to run without one.
"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ecstats.errors import InputError

__all__ = ["herfindahl_hirschman", "location_quotient", "location_quotients", "shift_share"]

HhiOutput = Literal["index", "normalised", "equivalent_number", "points"]


def location_quotient(
    industry_in_region: ArrayLike,
    region_total: ArrayLike,
    industry_total: ArrayLike,
    grand_total: ArrayLike,
) -> NDArray[np.float64] | float:
    """Share of an industry in a region relative to its share in the wider economy.

    Parameters
    ----------
    industry_in_region, region_total, industry_total, grand_total : float or array_like
        Amounts in one unit, of one year and one scope (for example persons employed in firms
        above the same size): of the industry in the region, of the whole region, of the
        industry in the wider economy, of the whole wider economy.

    Returns
    -------
    float or ndarray
        The quotient, broadcast shape; above 1 the region is specialised in the industry.

    Raises
    ------
    InputError
        If an amount is missing or negative, a total is not positive, or a part exceeds its
        total: then numerator and denominator are not of the same scope.

    References
    ----------
    Farhauer & Kröll, *Standorttheorien* (2013), as implemented in the R package REAT (`locq`).
    """
    amounts = {
        "industry_in_region": industry_in_region,
        "region_total": region_total,
        "industry_total": industry_total,
        "grand_total": grand_total,
    }
    part, region, industry, grand = np.broadcast_arrays(
        *(_amounts(name, value) for name, value in amounts.items())
    )
    for name, total in (
        ("region_total", region),
        ("industry_total", industry),
        ("grand_total", grand),
    ):
        if not (total > 0).all():
            raise InputError(f"location_quotient: {name} must be positive everywhere")
    for small, large, names in (
        (part, region, "industry_in_region exceeds region_total"),
        (part, industry, "industry_in_region exceeds industry_total"),
        (region, grand, "region_total exceeds grand_total"),
        (industry, grand, "industry_total exceeds grand_total"),
    ):
        if (small > large).any():
            raise InputError(
                f"location_quotient: {names}; valid: amounts and totals of the same scope"
            )
    quotient = (part / region) / (industry / grand)
    return float(quotient) if quotient.ndim == 0 else quotient


def location_quotients(table: pd.DataFrame) -> pd.DataFrame:
    """Location quotients of a complete table of regions by industries.

    Parameters
    ----------
    table : DataFrame, regions x industries
        Amounts in one unit, year and scope. The sums of rows and columns are the denominators,
        so the table must hold every region and industry of the scope, with zeros written out.

    Returns
    -------
    DataFrame, regions x industries
        Quotients.

    Raises
    ------
    InputError
        If the table is empty or a cell is missing or negative: its sums would then be
        denominators of another scope. Also if a region or an industry is zero throughout.
    """
    if table.empty:
        raise InputError("location_quotients: the table is empty; valid: regions x industries")
    values = _amounts("table", table)
    for axis, kind, labels in ((1, "region", table.index), (0, "industry", table.columns)):
        zero = values.sum(axis=axis) <= 0
        if zero.any():
            raise InputError(
                f"location_quotients: {kind} {labels[zero][0]!r} is zero throughout; "
                "valid: leave it out"
            )
    quotients = location_quotient(
        values, values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True), values.sum()
    )
    return pd.DataFrame(quotients, index=table.index, columns=table.columns)


def herfindahl_hirschman(values: ArrayLike, total: float, *, output: HhiOutput = "index") -> float:
    """Concentration as the sum of squared shares.

    Parameters
    ----------
    values : array_like, shape (n,)
        Amounts of *all* units of the scope, in one unit, not negative.
    total : float
        The published total of the same scope. It is asked for, and compared with the sum of
        `values`, because the index of an incomplete list describes no market.
    output : {"index", "normalised", "equivalent_number", "points"}
        Index between 1/n and 1; scaled to 0..1; number of equal units with the same index;
        index times 10,000, as competition offices print it.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If an amount is missing or negative, the total is not positive, or the values do not
        add up to the total within 0.1 %.

    References
    ----------
    Dörsam, *Wirtschaftsstatistik anschaulich dargestellt* (2004), in the R package REAT (`herf`).
    """
    amounts = _amounts("values", values).ravel()
    outputs = ("index", "normalised", "equivalent_number", "points")
    if output not in outputs:
        raise InputError(f"herfindahl_hirschman: output {output!r}; valid: {', '.join(outputs)}")
    if amounts.size == 0:
        raise InputError("herfindahl_hirschman: no values; valid: the amounts of all units")
    if not (np.isfinite(total) and total > 0):
        raise InputError(f"herfindahl_hirschman: total {total!r}; valid: a positive number")
    if abs(amounts.sum() - total) > 0.001 * total:
        raise InputError(
            f"herfindahl_hirschman: the values add up to {amounts.sum():g}, the total is "
            f"{total:g}; valid: all units of the scope of the total"
        )
    index = float(((amounts / amounts.sum()) ** 2).sum())
    if output == "index":
        return index
    if output == "points":
        return index * 10_000
    if output == "equivalent_number":
        return 1 / index
    if amounts.size == 1:
        raise InputError("herfindahl_hirschman: normalised needs two units or more, 1 is given")
    return (index - 1 / amounts.size) / (1 - 1 / amounts.size)


def shift_share(
    region_before: "pd.Series[float]",
    region_after: "pd.Series[float]",
    economy_before: "pd.Series[float]",
    economy_after: "pd.Series[float]",
) -> pd.DataFrame:
    """Split a region's change into the economy's growth, its mix of industries and the rest.

    Parameters
    ----------
    region_before, region_after, economy_before, economy_after : Series, industries
        Amounts in one unit and scope; the region is part of the economy.

    Returns
    -------
    DataFrame, industries and a last row ``"total"``
        Columns `growth` (after minus before), `national_share` (growth at the economy's overall
        rate), `industry_mix` (industry rate against overall rate), `regional_share` (what the
        region added to its industries' rates), `net_total_shift` (mix plus regional share).

    Raises
    ------
    InputError
        If the four series do not list the same industries, an amount is missing or negative,
        an industry of the economy starts at zero, or the region exceeds the economy.

    References
    ----------
    Dunn, "A statistical and analytical technique for regional analysis" (1960), as in the R
    package REAT (`shift`).
    """
    series = {
        "region_before": region_before,
        "region_after": region_after,
        "economy_before": economy_before,
        "economy_after": economy_after,
    }
    industries = region_before.index
    if industries.empty or not industries.is_unique:
        raise InputError("shift_share: region_before needs one row for each industry")
    aligned = {}
    for name, values in series.items():
        if not values.index.is_unique or set(values.index) != set(industries):
            differing = sorted(map(str, set(values.index) ^ set(industries)))
            raise InputError(
                f"shift_share: {name} and region_before list different industries "
                f"({', '.join(differing) or 'repeated'}); valid: the same list in all four"
            )
        aligned[name] = pd.Series(_amounts(name, values.reindex(industries)), index=industries)
    e1, e2 = aligned["region_before"], aligned["region_after"]
    wide1, wide2 = aligned["economy_before"], aligned["economy_after"]
    if (wide1 <= 0).any():
        raise InputError("shift_share: economy_before must be positive in every industry")
    if (e1 > wide1).any() or (e2 > wide2).any():
        raise InputError(
            "shift_share: the region exceeds the economy in an industry; "
            "valid: amounts of the same scope"
        )
    overall = wide2.sum() / wide1.sum() - 1
    rates = wide2 / wide1 - 1
    parts = pd.DataFrame(
        {
            "growth": e2 - e1,
            "national_share": e1 * overall,
            "industry_mix": e1 * (rates - overall),
            "regional_share": e2 - e1 * (1 + rates),
        }
    )
    parts["net_total_shift"] = parts["industry_mix"] + parts["regional_share"]
    total = parts.sum().to_frame("total").T
    return pd.concat([parts, total])


def _amounts(name: str, value: object) -> NDArray[np.float64]:
    try:
        amounts = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {value!r}; valid: numbers") from None
    if np.isnan(amounts).any():
        raise InputError(
            f"{name}: a value is missing; valid: every value of the scope, zeros written out"
        )
    if np.isinf(amounts).any() or (amounts < 0).any():
        raise InputError(f"{name}: a value is negative or infinite; valid: amounts from 0 up")
    return amounts
