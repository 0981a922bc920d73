"""The checks of consistency in words: names of kinds and verdicts, and a sentence for each row."""

import math
from typing import Any

import pandas as pd

from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    entity_or_area,
    figure_row,
    figure_text,
    get,
    label,
    quantity,
    quantity_range,
    series_name,
)
from ecstats.labels.numbers import format_value
from ecstats.labels.words import check_language, code_name, listing, period, text, words
from ecstats.tables.records import dicts

__all__ = ["checks_table"]


def checks_table(checks: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Add to checks their names and sentences in a language.

    Parameters
    ----------
    checks : DataFrame
        From `consistency.check_ledger`.
    lists : CodeLists
        With every figure and published value of the checks.
    language : {"en", "zh"}

    Returns
    -------
    DataFrame
        The columns of `checks` with `check_name`, `verdict_name`, `precision_name` (empty where no
        rounding matters) and `sentence`.

    Examples
    --------
    >>> from ecstats import consistency
    >>> from ecstats.labels import load_code_lists
    >>> lists = load_code_lists()
    >>> checks = consistency.check_ledger(lists.figures, lists.indicators)
    >>> checks_table(checks, lists, "zh")["verdict_name"].unique().tolist()
    ['一致', '不一致', '没有可核对的数字', '无法核对']
    """
    check_language(language)
    names = {
        f"{column}_name": [
            "" if pd.isna(code) else code_name(column, code, language) for code in checks[column]
        ]
        for column in ("check", "verdict", "precision")
    }
    sentences = [check_sentence(row, lists, language) for row in dicts(checks)]
    table = checks.assign(**names, sentence=sentences)
    nothing = table["reason"] == "no_candidates"
    table.loc[nothing, "verdict_name"] = text("nothing_to_test", language)
    return table


def check_sentence(row: Row, lists: CodeLists, language: str) -> str:
    """Say what a check found, a row of `consistency.check_ledger`.

    The text is ``check_<kind>_<reason>``, or ``check_<reason>`` where the words are the same for
    every kind, with its blanks filled.
    """
    kind, reason = str(row["check"]), str(row["reason"])
    key = f"check_{kind}_{reason}"
    blanks: dict[str, Any] = {
        "derived": _interval(row, "", lists, language),
        "quoted": _interval(row, "quoted_", lists, language),
        **_details(row, lists, language),
    }
    if reason == "no_candidates":
        blanks["needs"] = text(f"check_{kind}_needs", language)
    elif reason == "no_number":
        ids = str(row["figure_ids"]).split(";")
        blanks |= {"n": len(ids), "figures": _listed(ids, language)}
    else:
        blanks |= _operands(row, lists, language)
    return text(key if key in words() else f"check_{reason}", language, **blanks)


def _operands(row: Row, lists: CodeLists, language: str) -> dict[str, Any]:
    """Figures by their role: ``{level}``, ``{level_period}``, ``{level_subject}``; all of them."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for operand in str(row["operands"]).split(";"):
        role, _, figure_id = operand.partition("=")
        figure = {**figure_row(lists, figure_id), "id": figure_id}
        roles.setdefault(role, []).append(figure)
    blanks: dict[str, Any] = {}
    for role, figures in roles.items():
        written = [_figure(figure, role, lists, language) for figure in figures]
        dates = [period(figure["time_period"], language) for figure in figures]
        blanks[role] = (
            listing(zip(dates, written, strict=True), language)
            if role == "milestone"
            else _listed(written, language)
        )
        blanks[f"{role}_period"] = dates[0]
        blanks[f"{role}_subject"] = series_name(figures[0], lists, language)
    first = next(iter(roles))
    subject, when = blanks[f"{first}_subject"], blanks[f"{first}_period"]
    gap = roles.get("gap", [{}])[0].get("obs_text", "")
    return blanks | {
        "n": sum(map(len, roles.values())),
        "figures": _listed([str(blanks[role]) for role in roles], language),
        "subject": subject,
        "place": entity_or_area(lists, roles[first][0], language),
        "period": when,
        "lead": text("check_lead", language, subject=subject, period=when) if when else subject,
        "side": text("check_below" if str(gap).startswith("-") else "check_above", language),
    }


def _figure(figure: Row, role: str, lists: CodeLists, language: str) -> str:
    if role == "change" and "growth_percent" in figure:
        # The growth printed with a published value is a cell of that value's row.
        digits = f"{figure['growth_percent']:.10g}"
        step = 10.0 ** -len(digits.partition(".")[2])
        return format_value(float(digits), "PERCENT", language, step=step)
    written = figure_text(lists, str(figure["id"]), language)
    if role == "gap":
        return written.replace("\N{MINUS SIGN}", "")
    if role == "change" and figure.get("per") == "year":
        return text("check_a_year", language, figure=written)
    return written


def _details(row: Row, lists: CodeLists, language: str) -> dict[str, str]:
    """What the columns `details` and `relation_id` name, in words."""
    codes: dict[str, str] = {}
    if not pd.isna(row["details"]):
        codes |= [cell.split("=", 1) for cell in str(row["details"]).split(";")]
    blanks = dict(codes)
    for name, table in (("indicator", "indicators"), ("area", "areas")):
        if name in codes:
            blanks[name] = label(lists, table, codes[name], language)
    if "reference" in codes:
        blanks["reference"] = period(codes["reference"], language)
    if "movement" in codes:
        blanks["movement"] = text(f"check_{codes['movement']}", language)
    if "numbers" in codes:
        blanks["numbers"] = _listed(codes["numbers"].split(","), language)
    if not pd.isna(row["relation_id"]):
        relation = get(lists, "relations", row["relation_id"])
        blanks |= {"relation": relation[f"label_{language}"], "quote": relation["quote"]}
    if row["unit_measure"] == "YEAR":
        years = [str(int(row[end])) for end in ("lower", "quoted_lower")]
        blanks["year"] = period(years[0], language)
        blanks |= dict(
            zip(("early", "late"), (period(y, language) for y in sorted(years)), strict=True)
        )
    return blanks


def _interval(row: Row, prefix: str, lists: CodeLists, language: str) -> str:
    lower, upper = row[f"{prefix}lower"], row[f"{prefix}upper"]
    if pd.isna(lower):
        return ""
    unit = str(row["unit_measure"])
    if lower == upper and not float(lower).is_integer():
        # Four digits, as an interval beside it has: 36.59, where three would be 36.6.
        step = 10.0 ** (math.floor(math.log10(abs(lower))) - 3)
        return quantity(lists, float(lower), unit, language, step)
    opens = {name: bool(row[prefix + name]) for name in ("lower_open", "upper_open")}
    return quantity_range(lists, float(lower), float(upper), unit, language, **opens)


def _listed(items: list[str], language: str) -> str:
    return text("check_comma", language).join(dict.fromkeys(items))
