"""The words themselves: texts, counts, lists and periods in English and Chinese.

The words are data: every text stands in ``words.toml`` under its key, in both languages.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from ecstats.errors import unknown_name_error

LANGUAGES: Final = ("en", "zh")
_PART_OF_YEAR = re.compile(r"(\d{4})-([SQ]\d)")
_MONTH_OR_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@cache
def words() -> dict[str, dict[str, str]]:
    """All texts by key: each with `en` and `zh`, and `one` where English has a singular."""
    return tomllib.loads(files("ecstats.labels").joinpath("words.toml").read_text("utf-8"))


def check_language(language: str) -> str:
    """Return a language that has texts; raise `InputError` naming the valid ones."""
    if language not in LANGUAGES:
        raise unknown_name_error("language", language, LANGUAGES)
    return language


def text(key: str, language: str, **values: object) -> str:
    """Text in a language, with its blanks filled.

    Parameters
    ----------
    key : str
        Name of the text in ``words.toml``.
    language : {"en", "zh"}
    **values
        What stands in the blanks. Where `n` is 1, the English text is the singular, if the key
        has one.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If there is no such text or language, with the nearest valid names.

    Examples
    --------
    >>> text("observed", "zh")
    '实际值'
    >>> text("n_targets", "en", n=1), text("n_targets", "en", n=3)
    ('1 target', '3 targets')
    """
    check_language(language)
    if key not in words():
        raise unknown_name_error("text", key, words())
    forms = words()[key]
    singular = language == "en" and values.get("n") == 1
    return forms["one" if singular and "one" in forms else language].format(**values)


def count(n: int, noun: str, language: str) -> str:
    """Write a number of things: the key ``n_<noun>`` has the words.

    Examples
    --------
    >>> count(1, "units", "en"), count(2, "units", "en"), count(2, "units", "zh")
    ('1 unit', '2 units', '2个单位')
    """
    return text(f"n_{noun}", language, n=n)


def code_name(column: str, code: object, language: str) -> str:
    """Name of a code of a column: of an enumeration, a verdict, a rule.

    The key is ``<column>_<code>`` where a code means different things in different columns, and
    the code itself where it does not.

    Examples
    --------
    >>> code_name("bound", "at_least", "en"), code_name("obs_kind", "target", "zh")
    ('at least', '目标值')
    """
    key = f"{column}_{code}"
    return text(key if key in words() else str(code), language)


def listing(items: Iterable[tuple[str, object]], language: str) -> str:
    """List names with their values.

    Examples
    --------
    >>> listing([("a", 1), ("b", 2)], "en"), listing([("a", 1)], "zh")
    ('a: 1; b: 2', 'a：1')
    """
    colon, semicolon = text("colon", language), text("semicolon", language)
    return semicolon.join(f"{name}{colon}{value}" for name, value in items)


def alt_text(title: str, items: Iterable[tuple[str, object]], language: str) -> str:
    """Say what a chart shows: its title, then every name with its value.

    Examples
    --------
    >>> alt_text("Parcels", [("2020", "3.7 billion"), ("2025", "10 billion")], "en")
    'Parcels. 2020: 3.7 billion; 2025: 10 billion.'
    """
    stop = "" if title.endswith(("?", "？")) else text("stop", language).strip()
    gap, end = ("", "。") if language == "zh" else (" ", ".")
    return f"{title}{stop}{gap}{listing(items, language)}{end}"


def period(period: Any, language: str) -> str:
    """Write a period of the tables.

    Parameters
    ----------
    period : str or missing
        ``2020``, ``2020-S1``, ``2020-Q3``, ``2020-03``, ``2020-03-31``, or a span of two of
        these: ``2016/2020``. A missing period is an empty text.
    language : {"en", "zh"}

    Returns
    -------
    str

    Examples
    --------
    >>> [period(code, "en") for code in ("2021-Q3", "2020-03", "2019-S1", "2016/2020")]
    ['Q3 2021', 'March 2020', 'first half of 2019', '2016–2020']
    >>> [period(code, "zh") for code in ("2021-Q3", "2020-03", "2019-S1", "2016/2020")]
    ['2021年三季度', '2020年3月', '2019年上半年', '2016–2020年']
    """
    check_language(language)
    if pd.isna(period):
        return ""
    first, _, last = str(period).partition("/")
    start, end = _single(first, language), _single(last, language)
    if not last:
        return start
    # Of two parts of one year the year is written once: January–March 2020, 2020年1月–3月.
    if first[:4] == last[:4]:
        short = start.removesuffix(f" {first[:4]}")
        start = start if short.endswith(" of") else short
        end = end.removeprefix(f"{first[:4]}年")
    elif first.isdigit() and last.isdigit():
        start = first
    gap = " " if " " in start else ""
    return f"{start}{gap}–{gap}{end}"


def _single(period: str, language: str) -> str:
    if found := _PART_OF_YEAR.fullmatch(period):
        return text(f"period_{found[2]}", language, year=found[1])
    if found := _MONTH_OR_DAY.fullmatch(period):
        year, month, day = found.groups()
        name = text("months", language).split()[int(month) - 1]
        if day is None:
            return f"{name} {year}" if language == "en" else f"{year}年{name}"
        return f"{int(day)} {name} {year}" if language == "en" else f"{year}年{name}{int(day)}日"
    return f"{period}年" if language == "zh" and period.isdigit() else period
