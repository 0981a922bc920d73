"""Checks of figures of one series against each other: levels, growth, increments."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from ecstats.consistency import checks
from ecstats.consistency.findings import Finding, at_precisions
from ecstats.consistency.quoted import QuotedFigure, Reading
from ecstats.consistency.wording import Labels, about, figure, period, reproduced, span
from ecstats.errors import InputError
from ecstats.intervals import Interval, scale

__all__ = ["increments", "levels_and_growth"]

PERCENT = Fraction(100)
_PERIOD = re.compile(r"\d{4}(-(S[12]|Q[1-4]|\d{2}))?")
_RELATIVE = ("PERCENT", "FRACTION", "PERCENTAGE_POINT")


def _at(
    rows: Sequence[QuotedFigure], like: QuotedFigure, when: str | None, kind: str = "observed"
) -> list[QuotedFigure]:
    """Figures of a kind about the subject of `like` at a period."""
    # An average growth "a year" is about a level that is not per anything.
    per = None if like.per == "year" else like.per
    subject = (*like.subject[:3], per)
    return [
        row
        for row in rows
        if row.subject == subject and row.time_period == when and row.obs_kind == kind
    ]


def levels_and_growth(rows: Sequence[QuotedFigure], known: Labels) -> list[Finding]:
    """Compare a quoted growth with the level and the level that it refers to."""
    findings: list[Finding] = []
    nameless = []
    for change in rows:
        if change.obs_kind != "change" or change.unit_measure not in ("PERCENT", "FRACTION"):
            continue
        if not _PERIOD.fullmatch(change.reference or "") or change.time_period is None:
            nameless.append(change)
            continue
        levels = _at(rows, change, change.time_period)
        earlier: list[QuotedFigure | None] = [*_at(rows, change, change.reference)]
        if not levels:
            findings.append(_no_level(change, known))
        for level in levels:
            for before in earlier or [None]:
                used = [row for row in (level, before, change) if row is not None]
                findings += at_precisions(
                    "level_and_growth",
                    used,
                    partial(_level_growth, level, before, change, known),
                )
    if nameless:
        findings.append(
            Finding(
                "level_and_growth", nameless, "growth", "PERCENT", None, None,
                "untestable", "no period",
                f"{len(nameless)} quoted changes are against an unnamed time before: no levels, "
                "nothing to recompute.",
                f"{len(nameless)}个变化只说与此前相比，未写水平，无从复算。",
                precision=None,
            )
        )  # fmt: skip
    return findings


def _no_level(change: QuotedFigure, known: Labels) -> Finding:
    return Finding(
        "level_and_growth", [change], "growth", change.unit_measure, None, change.fine,
        "untestable", "no level",
        f"{about(known, change, 'en')}: growth of {figure(known, change, 'en')} in "
        f"{period(change.time_period, 'en')} is quoted without a level.",
        f"{about(known, change, 'zh')}{period(change.time_period, 'zh')}只有增速"
        f"{figure(known, change, 'zh')}，没有水平数。",
        precision=None,
    )  # fmt: skip


def _years_between(change: QuotedFigure) -> int:
    return int((change.time_period or "")[:4]) - int((change.reference or "")[:4])


def _level_growth(
    level: QuotedFigure,
    before: QuotedFigure | None,
    change: QuotedFigure,
    known: Labels,
    get: Reading,
) -> Finding:
    quoted = _fraction(change, get)
    years = _years_between(change)
    average = change.per == "year" and years > 1
    lead_en = f"{about(known, level, 'en')}, {period(level.time_period, 'en')}: "
    lead_zh = f"{about(known, level, 'zh')}{period(level.time_period, 'zh')}："
    lead_en += f"{figure(known, level, 'en')} and growth of {figure(known, change, 'en')}"
    lead_zh += f"{figure(known, level, 'zh')}、增速{figure(known, change, 'zh')}"
    lead_en += " a year" if average else ""
    if before is None:
        over_all = checks.compounded(quoted, years) if average else quoted
        implied = checks.implied_earlier(get(level), over_all)
        return Finding(
            "level_and_growth", [level, change], "earlier level", level.unit_measure, implied,
            None, "untestable", "earlier level not quoted",
            f"{lead_en} imply {span(known, implied, level.unit_measure, 'en')} in "
            f"{period(change.reference, 'en')}; no document quotes that level.",
            f"{lead_zh}，推得{period(change.reference, 'zh')}为"
            f"{span(known, implied, level.unit_measure, 'zh')}；没有文件写出该数。",
        )  # fmt: skip
    if level.unit_measure != before.unit_measure:
        raise InputError("the units of the two levels differ")
    derived = checks.growth(get(level), get(before))
    result = (
        checks.average_growth_verdict(derived, quoted, years)
        if average
        else checks.verdict(derived, quoted)
    )
    if average:
        derived = checks.average_growth(derived, years)
    shown = scale(derived, PERCENT)
    broken = result == "inconsistent" and (level.after_break or before.after_break)
    said_en, said_zh = reproduced(result, "the quoted growth", "所写增速")
    return Finding(
        "level_and_growth",
        [level, before, change],
        "growth",
        "PERCENT",
        shown,
        scale(quoted, PERCENT),
        result,
        "break of series" if broken else "growth",
        f"{lead_en}; from {figure(known, before, 'en')} in {period(before.time_period, 'en')} "
        f"growth is {span(known, shown, 'PERCENT', 'en')}, "
        + said_en
        + (", as the table marks a break of series." if broken else "."),
        f"{lead_zh}；由{period(before.time_period, 'zh')}的{figure(known, before, 'zh')}计算，"
        f"增速为{span(known, shown, 'PERCENT', 'zh')}，{said_zh}"
        + ("（表中注明数列中断）。" if broken else "。"),
    )


def _fraction(row: QuotedFigure, get: Reading) -> Interval:
    factor = Fraction(1) if row.unit_measure == "FRACTION" else 1 / PERCENT
    return scale(get(row), factor)


def increments(rows: Sequence[QuotedFigure], known: Labels) -> list[Finding]:
    """Compare a level, its absolute increase and its quoted growth."""
    findings: list[Finding] = []
    for change in rows:
        if change.obs_kind != "change" or change.unit_measure in _RELATIVE:
            continue
        levels = [
            row
            for row in _at(rows, change, change.time_period)
            if row.unit_measure == change.unit_measure
        ]
        growths = [
            row
            for row in _at(rows, change, change.time_period, "change")
            if row.unit_measure == "PERCENT" and row.reference == change.reference
        ]
        for level in levels if growths else []:
            for growth in growths:
                findings += at_precisions(
                    "level_and_increment",
                    [level, change, growth],
                    partial(_increment, level, change, growth, known),
                )
        if not (levels and growths):
            findings.append(
                Finding(
                    "level_and_increment", [change], "growth", "PERCENT", None, None,
                    "untestable", "no level or growth",
                    f"{about(known, change, 'en')}: a change of {figure(known, change, 'en')} is "
                    "quoted without both a level and a growth rate.",
                    f"{about(known, change, 'zh')}：变化{figure(known, change, 'zh')}"
                    "未同时写出水平和增速。",
                    precision=None,
                )
            )  # fmt: skip
    return findings


def _increment(
    level: QuotedFigure, change: QuotedFigure, growth: QuotedFigure, known: Labels, get: Reading
) -> Finding:
    derived = scale(checks.growth_from_increment(get(level), get(change)), PERCENT)
    result = checks.verdict(derived, get(growth))
    said_en, said_zh = reproduced(
        result, f"the quoted {figure(known, growth, 'en')}", f"所写的{figure(known, growth, 'zh')}"
    )
    return Finding(
        "level_and_increment",
        [level, change, growth],
        "growth",
        "PERCENT",
        derived,
        get(growth),
        result,
        "growth",
        f"{about(known, level, 'en')}, {period(level.time_period, 'en')}: "
        f"{figure(known, level, 'en')} after an increase of {figure(known, change, 'en')} is "
        f"growth of {span(known, derived, 'PERCENT', 'en')}, {said_en}.",
        f"{about(known, level, 'zh')}{period(level.time_period, 'zh')}："
        f"{figure(known, level, 'zh')}、增加{figure(known, change, 'zh')}，"
        f"增速应为{span(known, derived, 'PERCENT', 'zh')}，{said_zh}。",
    )
