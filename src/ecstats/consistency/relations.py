"""Checks of figures of several indicators that a relation joins: shares and sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Any

from ecstats.consistency import checks
from ecstats.consistency.findings import Finding, at_precisions
from ecstats.consistency.quoted import QuotedFigure, Reading
from ecstats.consistency.wording import Labels, about, figure, name, period, reproduced, span
from ecstats.errors import InputError
from ecstats.intervals import MEASURED_UNITS, Interval, scale, subtract

__all__ = ["parts_and_totals", "shares"]

PERCENT = Fraction(100)
WHOLE = Interval(Fraction(0), PERCENT, False, False)
UNCHANGED = Interval(Fraction(-1, 20), Fraction(1, 20), False, False)
"""Percentage points that round to no change at one decimal."""


def shares(
    rows: Sequence[QuotedFigure], relations: Iterable[Mapping[str, Any]], known: Labels
) -> list[Finding]:
    """Check relations ``share_of``: share = part / total, in one period and over time."""
    findings: list[Finding] = []
    for relation in relations:
        if len(relation["operands"]) != 2:
            raise InputError(
                f"relations: {relation['relation_id']!r}: operands "
                f"{';'.join(relation['operands'])!r}; valid for share_of: the part and the total"
            )
        part_id, total_id = relation["operands"]
        quoted = [row for row in rows if row.indicator_id == relation["result_indicator"]]
        pairs = _pairs(rows, part_id, total_id, relation["ref_area"])
        for part, total in pairs:
            given: list[QuotedFigure | None] = [row for row in quoted if _together(row, part)]
            for share in given or [None]:
                used = [row for row in (part, total, share) if row is not None]
                findings += at_precisions(
                    "share_of_total", used, partial(_share, part, total, share, relation, known)
                )
        for one, two in combinations(pairs, 2):
            if one[0].subject == two[0].subject and one[0].time_period != two[0].time_period:
                findings += at_precisions(
                    "share_over_time", [*one, *two], partial(_shift, one, two, relation, known)
                )
        for share in quoted:
            for count in rows:
                alone = not any(count in pair for pair in pairs)
                if count.indicator_id == part_id and _together(share, count) and alone:
                    findings += at_precisions(
                        "count_and_share", [share], partial(_count, count, share, known)
                    )
    return findings


def _together(row: QuotedFigure, other: QuotedFigure) -> bool:
    """Whether two figures of different indicators are of one kind, place, entity and period."""
    return row.time_period is not None and (row.obs_kind, row.time_period, *row.subject[1:]) == (
        other.obs_kind,
        other.time_period,
        *other.subject[1:],
    )


def _pairs(
    rows: Sequence[QuotedFigure], part_id: str, total_id: str, area: str | None
) -> list[tuple[QuotedFigure, QuotedFigure]]:
    return [
        (part, total)
        for part in rows
        for total in rows
        if (part.indicator_id, total.indicator_id) == (part_id, total_id)
        and area in (None, part.ref_area)
        and part.obs_kind in ("observed", "target")
        and _together(part, total)
    ]


def _same_unit(*rows: QuotedFigure) -> None:
    if len({row.unit_measure for row in rows}) > 1:
        units = ", ".join(sorted({row.unit_measure for row in rows}))
        raise InputError(f"the units differ ({units})")


def _share(
    part: QuotedFigure,
    total: QuotedFigure,
    share: QuotedFigure | None,
    relation: Mapping[str, Any],
    known: Labels,
    get: Reading,
) -> Finding:
    _same_unit(part, total)
    derived = scale(checks.share(get(part), get(total)), PERCENT)
    if share is None:
        quoted, said_en, said_zh = WHOLE, "a possible share", "属可能的比重"
        result = checks.verdict(derived, WHOLE)
        if result == "inconsistent":
            said_en, said_zh = "more than the total", "超过总量"
    else:
        factor = PERCENT if share.unit_measure == "FRACTION" else Fraction(1)
        quoted = scale(get(share), factor)
        result = checks.verdict(derived, quoted)
        said_en, said_zh = reproduced(
            result,
            f"the quoted {figure(known, share, 'en')}",
            f"所写的{figure(known, share, 'zh')}",
        )
    return Finding(
        "share_of_total",
        [row for row in (part, total, share) if row is not None],
        str(relation["relation_id"]),
        "PERCENT",
        derived,
        quoted,
        result,
        "share quoted" if share is not None else "share not quoted",
        f"{relation['label_en']}, {name(known.areas, part.ref_area, 'en')}, "
        f"{period(part.time_period, 'en')}: {figure(known, part, 'en')} of "
        f"{figure(known, total, 'en')} are {span(known, derived, 'PERCENT', 'en')}, {said_en}.",
        f"{name(known.areas, part.ref_area, 'zh')}{relation['label_zh']}"
        f"（{period(part.time_period, 'zh')}）：{figure(known, part, 'zh')}占"
        f"{figure(known, total, 'zh')}的{span(known, derived, 'PERCENT', 'zh')}，{said_zh}。",
    )


def _shift(
    one: tuple[QuotedFigure, QuotedFigure],
    two: tuple[QuotedFigure, QuotedFigure],
    relation: Mapping[str, Any],
    known: Labels,
    get: Reading,
) -> Finding:
    _same_unit(*one, *two)
    early, late = sorted([one, two], key=lambda pair: pair[0].time_period or "")
    before = scale(checks.share(get(early[0]), get(early[1])), PERCENT)
    after = scale(checks.share(get(late[0]), get(late[1])), PERCENT)
    derived = subtract(after, before)
    constant = checks.verdict(derived, UNCHANGED) == "consistent"
    when = early[0].time_period, late[0].time_period
    spans_en = [span(known, bounds, "PERCENT", "en") for bounds in (before, after)]
    spans_zh = [span(known, bounds, "PERCENT", "zh") for bounds in (before, after)]
    return Finding(
        "share_over_time",
        [*early, *late],
        f"change of {relation['relation_id']}",
        "PERCENTAGE_POINT",
        derived,
        UNCHANGED,
        "consistent" if constant else "untestable",
        "share unchanged" if constant else "share moves",
        f"{relation['label_en']}, {name(known.areas, early[0].ref_area, 'en')}: {spans_en[0]} in "
        f"{period(when[0], 'en')} and {spans_en[1]} in {period(when[1], 'en')}, "
        + (
            f"the same at one decimal{_common(before, after, ' ({} %)')}: part and total grow "
            "at practically one pace."
            if constant
            else f"a move of {span(known, derived, 'PERCENTAGE_POINT', 'en')} on which the "
            "documents say nothing."
        ),
        f"{name(known.areas, early[0].ref_area, 'zh')}{relation['label_zh']}："
        f"{period(when[0], 'zh')}为{spans_zh[0]}，{period(when[1], 'zh')}为{spans_zh[1]}，"
        + (
            f"保留一位小数即相同{_common(before, after, '（{}%）')}：部分与总量几乎同步增长。"
            if constant
            else f"变动{span(known, derived, 'PERCENTAGE_POINT', 'zh')}，文件未作说明。"
        ),
    )


def _common(before: Interval, after: Interval, words: str) -> str:
    """The one number with one decimal that both shares can be printed as, or nothing."""
    rounded = [
        {f"{k / 10:.1f}" for k in range(round(each.lower * 10), round(each.upper * 10) + 1)}
        for each in (before, after)
    ]
    both = rounded[0] & rounded[1]
    return words.format(both.pop()) if len(both) == 1 else ""


def _count(count: QuotedFigure, share: QuotedFigure, known: Labels, get: Reading) -> Finding:
    if count.unit_measure in MEASURED_UNITS or get(count).lower != count.fine.upper:
        raise InputError(f"{count.figure_id} is no exact count")
    quoted = scale(get(share), Fraction(1) if share.unit_measure == "FRACTION" else 1 / PERCENT)
    totals, whole = checks.denominators(int(count.fine.lower), quoted)
    few = ", ".join(map(str, whole[:6])) + (" …" if len(whole) > 6 else "")
    return Finding(
        "count_and_share",
        [count, share],
        "total",
        count.unit_measure,
        totals,
        None,
        "consistent" if whole else "inconsistent",
        "whole totals exist" if whole else "no whole total",
        f"{about(known, count, 'en')}: {figure(known, count, 'en')} as "
        f"{figure(known, share, 'en')} need a total of "
        f"{span(known, totals, count.unit_measure, 'en')}: "
        + (f"possible with {few}." if whole else "no whole number fits."),
        f"{about(known, count, 'zh')}：{figure(known, count, 'zh')}占{figure(known, share, 'zh')}，"
        f"总数应为{span(known, totals, count.unit_measure, 'zh')}："
        + (f"可以是{few}。" if whole else "没有整数符合。"),
    )


def parts_and_totals(
    rows: Sequence[QuotedFigure], relations: Iterable[Mapping[str, Any]], known: Labels
) -> list[Finding]:
    """Check relations ``sum_of``: the parts against the total, in levels and in growth."""
    findings: list[Finding] = []
    for relation in relations:
        members = [*relation["operands"], relation["result_indicator"]]
        groups: dict[tuple[Any, ...], dict[tuple[str, str], QuotedFigure]] = defaultdict(dict)
        for row in rows:
            if row.indicator_id in members and relation["ref_area"] in (None, row.ref_area):
                kind = "growth" if row.obs_kind == "change" else row.obs_kind
                if kind != "growth" or row.unit_measure == "PERCENT":
                    groups[(row.time_period, *row.subject[1:])].setdefault(
                        (row.indicator_id, kind), row
                    )
        for (when, *_), found in groups.items():
            for kind in ("observed", "target"):
                parts = [found.get((part, kind)) for part in relation["operands"]]
                total = found.get((relation["result_indicator"], kind))
                levels = [row for row in parts if row is not None]
                if when is None or total is None or len(levels) < len(parts):
                    continue
                findings += at_precisions(
                    "parts_and_total",
                    [*levels, total],
                    partial(_sum, levels, total, relation, known),
                )
                growths = [found.get((row.indicator_id, "growth")) for row in levels]
                rates = [row for row in growths if row is not None]
                quoted = found.get((relation["result_indicator"], "growth"))
                one_reference = len({row.reference for row in [*rates, quoted] if row}) == 1
                if quoted is not None and len(rates) == len(levels) and one_reference:
                    findings += at_precisions(
                        "weighted_growth",
                        [*levels, *rates, total, quoted],
                        partial(_weighted, levels, rates, total, quoted, relation, known),
                    )
    return findings


def _sum(
    parts: Sequence[QuotedFigure],
    total: QuotedFigure,
    relation: Mapping[str, Any],
    known: Labels,
    get: Reading,
) -> Finding:
    _same_unit(*parts, total)
    derived = checks.total(get(part) for part in parts)
    result = checks.verdict(derived, get(total))
    said_en, said_zh = reproduced(
        result, f"the quoted {figure(known, total, 'en')}", f"所写的{figure(known, total, 'zh')}"
    )
    unit = total.unit_measure
    return Finding(
        "parts_and_total",
        [*parts, total],
        str(relation["relation_id"]),
        unit,
        derived,
        get(total),
        result,
        "sum",
        f"{relation['label_en']}, {period(total.time_period, 'en')}: "
        f"{' + '.join(figure(known, part, 'en') for part in parts)} is "
        f"{span(known, derived, unit, 'en')}, {said_en}.",
        f"{relation['label_zh']}（{period(total.time_period, 'zh')}）："
        f"{'＋'.join(figure(known, part, 'zh') for part in parts)}为"
        f"{span(known, derived, unit, 'zh')}，{said_zh}。",
    )


def _weighted(
    parts: Sequence[QuotedFigure],
    rates: Sequence[QuotedFigure],
    total: QuotedFigure,
    quoted: QuotedFigure,
    relation: Mapping[str, Any],
    known: Labels,
    get: Reading,
) -> Finding:
    _same_unit(*parts, total)
    pairs = [
        (get(part), scale(get(rate), 1 / PERCENT)) for part, rate in zip(parts, rates, strict=True)
    ]
    derived = scale(checks.total_growth(pairs, get(total)), PERCENT)
    result = checks.verdict(derived, get(quoted))
    said_en, said_zh = reproduced(
        result, f"the quoted {figure(known, quoted, 'en')}", f"所写的{figure(known, quoted, 'zh')}"
    )
    return Finding(
        "weighted_growth",
        [*parts, *rates, total, quoted],
        "growth",
        "PERCENT",
        derived,
        get(quoted),
        result,
        "growth",
        f"{relation['label_en']}, {period(total.time_period, 'en')}: the parts grow by "
        f"{', '.join(figure(known, rate, 'en') for rate in rates)}, the total therefore by "
        f"{span(known, derived, 'PERCENT', 'en')}, {said_en}.",
        f"{relation['label_zh']}（{period(total.time_period, 'zh')}）：各部分增速为"
        f"{'、'.join(figure(known, rate, 'zh') for rate in rates)}，总量增速应为"
        f"{span(known, derived, 'PERCENT', 'zh')}，{said_zh}。",
    )
