"""Periods of the tables as days of the calendar and as SDMX writes them."""

import calendar
from datetime import date, timedelta

__all__ = ["days", "frequency", "sdmx_period"]


def days(period: str) -> tuple[date, date]:
    """First and last day of a period.

    Parameters
    ----------
    period : str
        ``2020``, ``2020-S1``, ``2020-Q1``, ``2020-03``, ``2020-03-31``, or a span of two of
        these: ``2016/2020``.

    Returns
    -------
    tuple of date
        Both days belong to the period.
    """
    first, _, last = period.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(period: str) -> tuple[date, date]:
    year, rest = int(period[:4]), period[5:]
    if len(rest) == len("03-31"):
        day = date.fromisoformat(period)
        return day, day
    if rest.startswith(("S", "Q")):
        length = {"S": 6, "Q": 3}[rest[0]]
        last = length * int(rest[1])
        first = last - length + 1
    else:
        first, last = (int(rest), int(rest)) if rest else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def sdmx_period(period: str) -> str:
    """Write a period as an SDMX observational time period.

    Years, half years, quarters, months and days are written alike in both. A span becomes a
    time range, start and duration (ISO 8601): ``2016/2020`` is ``2016-01-01/P5Y``.

    References
    ----------
    SDMX 3.0, section 6, *Technical notes*, 4.2.6 (time range).
    """
    if "/" not in period:
        return period
    start, last = days(period)
    end = last + timedelta(days=1)
    months = 12 * (end.year - start.year) + end.month - start.month
    if start.day != end.day:
        duration = f"{(end - start).days}D"
    elif months % 12:
        duration = f"{months}M"
    else:
        duration = f"{months // 12}Y"
    return f"{start.isoformat()}/P{duration}"


def frequency(period: str) -> str:
    """Code of `SDMX:CL_FREQ(2.0)` for the length of a period; empty for a span and for none."""
    if not period or "/" in period:
        return ""
    by_length = {len("2020"): "A", len("2020-03"): "M", len("2020-03-31"): "D"}
    return period[5] if period[5:6] in ("S", "Q") else by_length[len(period)]
