"""Checks of percentage points: changes against shares, gaps of rates, gaps of growth."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from math import ceil, floor
from typing import Any

from ecstats.consistency import checks
from ecstats.consistency.findings import Finding, at_precisions
from ecstats.consistency.quoted import QuotedFigure, Reading
from ecstats.consistency.wording import Labels, about, figure, name, period, reproduced, span
from ecstats.intervals import Interval, subtract

__all__ = ["growth_gaps", "points_and_shares"]


def points_and_shares(
    rows: Sequence[QuotedFigure], measures: Mapping[str, str], known: Labels
) -> list[Finding]:
    """Compare changes in points with the shares, and gaps to an area with each other."""
    findings: list[Finding] = []
    quoted_changes = [
        row for row in rows if row.obs_kind == "change" and row.unit_measure == "PERCENTAGE_POINT"
    ]
    shares_seen: dict[tuple[Any, ...], list[QuotedFigure]] = defaultdict(list)
    for row in rows:
        if row.obs_kind == "observed" and measures.get(row.indicator_id) == "share" and row.year:
            shares_seen[row.subject].append(row)
    for group in shares_seen.values():
        for first, last in combinations(sorted(group, key=lambda row: row.year or 0), 2):
            if first.year == last.year:
                continue
            changes: list[QuotedFigure | None] = [
                row
                for row in quoted_changes
                if row.subject == last.subject
                and (row.reference, row.time_period) == (first.time_period, last.time_period)
            ]
            for change in changes or [None]:
                used = [row for row in (first, last, change) if row is not None]
                findings += at_precisions(
                    "points_and_shares", used, partial(_points, first, last, change, known)
                )
    gaps: dict[tuple[Any, ...], list[QuotedFigure]] = defaultdict(list)
    for row in quoted_changes:
        if (row.reference or "").startswith("area:") and row.time_period is not None:
            gaps[(*row.subject, row.reference)].append(row)
    for group in gaps.values():
        for first, last in combinations(sorted(group, key=lambda row: row.time_period or ""), 2):
            findings.append(_gap_movement(first, last, known))
    return findings


def _points(
    first: QuotedFigure,
    last: QuotedFigure,
    change: QuotedFigure | None,
    known: Labels,
    get: Reading,
) -> Finding:
    derived = subtract(get(last), get(first))
    result = "untestable" if change is None else checks.verdict(derived, get(change))
    lead_en = (
        f"{about(known, last, 'en')}: from {figure(known, first, 'en')} in {first.year} to "
        f"{figure(known, last, 'en')} in {last.year} are "
        f"{span(known, derived, 'PERCENTAGE_POINT', 'en')}"
    )
    lead_zh = (
        f"{about(known, last, 'zh')}：{first.year}年{figure(known, first, 'zh')}到{last.year}年"
        f"{figure(known, last, 'zh')}，变化{span(known, derived, 'PERCENTAGE_POINT', 'zh')}"
    )
    if change is None:
        end_en = "; the documents quote no change to compare"
        end_zh = "；文件未写变化幅度，无从比较"
    else:
        said_en, said_zh = reproduced(
            result,
            f"the quoted {figure(known, change, 'en')}",
            f"所写的{figure(known, change, 'zh')}",
        )
        end_en, end_zh = f", {said_en}", f"，{said_zh}"
    return Finding(
        "points_and_shares",
        [row for row in (first, last, change) if row is not None],
        "change",
        "PERCENTAGE_POINT",
        derived,
        None if change is None else get(change),
        result if change is not None else "untestable",
        "change" if change is not None else "no change quoted",
        f"{lead_en}{end_en}.",
        f"{lead_zh}{end_zh}。",
    )


def _gap_movement(first: QuotedFigure, last: QuotedFigure, known: Labels) -> Finding:
    derived = subtract(last.fine, first.fine)
    area = (last.reference or "").removeprefix("area:")
    gap_en, gap_zh = (name(known.areas, area, "en"), name(known.areas, area, "zh"))
    return Finding(
        "points_and_shares",
        [first, last],
        "movement of a gap",
        "PERCENTAGE_POINT",
        derived,
        None,
        "untestable",
        "levels not quoted",
        f"{about(known, last, 'en')}: the gap to {gap_en} moved from {first.text} points in "
        f"{period(first.time_period, 'en')} to {last.text} points in "
        f"{period(last.time_period, 'en')}, by {span(known, derived, 'PERCENTAGE_POINT', 'en')} "
        f"relative to {gap_en}; neither rate is quoted, so the gaps cannot be recomputed.",
        f"{about(known, last, 'zh')}：与{gap_zh}的差距由{period(first.time_period, 'zh')}的"
        f"{first.text}个百分点变为{period(last.time_period, 'zh')}的{last.text}个百分点，"
        f"相对{gap_zh}变动{span(known, derived, 'PERCENTAGE_POINT', 'zh')}；"
        "两地水平均未写出，无法复算差距。",
    )


def growth_gaps(rows: Sequence[QuotedFigure], known: Labels) -> list[Finding]:
    """Take a quoted gap in points off the growth of its subject: growth of the other indicator."""
    findings: list[Finding] = []
    growths = [row for row in rows if row.obs_kind == "change" and row.unit_measure == "PERCENT"]
    for gap in rows:
        other = (gap.reference or "").removeprefix("indicator:")
        if gap.unit_measure != "PERCENTAGE_POINT" or other == (gap.reference or ""):
            continue
        own = [
            row
            for row in growths
            if row.subject == gap.subject and row.time_period == gap.time_period
        ]
        quoted: list[QuotedFigure | None] = [
            row
            for row in growths
            if (row.indicator_id, row.ref_area, row.time_period)
            == (other, gap.ref_area, gap.time_period)
        ]
        for growth in own:
            for against in quoted or [None]:
                used = [row for row in (growth, gap, against) if row is not None]
                findings += at_precisions(
                    "growth_gap", used, partial(_growth_gap, growth, gap, against, other, known)
                )
        if not own:
            findings.append(
                Finding(
                    "growth_gap", [gap], "growth", "PERCENT", None, None,
                    "untestable", "no growth",
                    f"{about(known, gap, 'en')}: the gap of {figure(known, gap, 'en')} is quoted "
                    "without its own growth.",
                    f"{about(known, gap, 'zh')}：只写差距{figure(known, gap, 'zh')}，"
                    "未写本身增速。",
                    precision=None,
                )
            )  # fmt: skip
    return findings


def _growth_gap(
    growth: QuotedFigure,
    gap: QuotedFigure,
    against: QuotedFigure | None,
    other: str,
    known: Labels,
    get: Reading,
) -> Finding:
    derived = subtract(get(growth), get(gap))
    size = gap._replace(text=gap.text.removeprefix("-"))
    above_en, above_zh = ("below", "低于") if gap.text.startswith("-") else ("above", "高于")
    lead_en = (
        f"{about(known, growth, 'en')}, {period(growth.time_period, 'en')}: growth of "
        f"{figure(known, growth, 'en')}, {figure(known, size, 'en')} {above_en} that of "
        f"“{name(known.indicators, other, 'en')}”, implies {span(known, derived, 'PERCENT', 'en')} "
        "for the latter"
    )
    lead_zh = (
        f"{about(known, growth, 'zh')}{period(growth.time_period, 'zh')}增速"
        f"{figure(known, growth, 'zh')}，{above_zh}“{name(known.indicators, other, 'zh')}”"
        f"{figure(known, size, 'zh')}，推得后者增速为{span(known, derived, 'PERCENT', 'zh')}"
    )
    if against is None:
        tenths = _tenths(derived)
        end_en, end_zh = "; no document quotes it", "；没有文件写出该数"
        if len(tenths) == 1:
            end_en += f" (printed with one decimal it can only be {tenths[0]} %)"
            end_zh += f"（若以一位小数公布，只能是{tenths[0]}%）"
        elif not tenths:
            end_en += " (no number with one decimal fits)"
            end_zh += "（没有一位小数的数值与之相符）"
    else:
        said_en, said_zh = reproduced(
            checks.verdict(derived, get(against)),
            f"the quoted {figure(known, against, 'en')}",
            f"所写的{figure(known, against, 'zh')}",
        )
        end_en, end_zh = f", {said_en}", f"，{said_zh}"
    return Finding(
        "growth_gap",
        [row for row in (growth, gap, against) if row is not None],
        f"growth of {other}",
        "PERCENT",
        derived,
        None if against is None else get(against),
        "untestable" if against is None else checks.verdict(derived, get(against)),
        "other growth not quoted" if against is None else "growth",
        f"{lead_en}{end_en}.",
        f"{lead_zh}{end_zh}。",
    )


def _tenths(bounds: Interval) -> list[str]:
    """Numbers with one decimal within closed bounds."""
    whole = range(ceil(bounds.lower * 10), floor(bounds.upper * 10) + 1)
    return [f"{k / 10:.1f}" for k in whole]
