"""Checks of what documents say twice: the same figure, goal, path or year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations, pairwise
from typing import Any

from ecstats.consistency import checks
from ecstats.consistency.findings import Finding, at_precisions
from ecstats.consistency.quoted import QuotedFigure, Reading, passages, stated
from ecstats.consistency.wording import Labels, about, figure, period, span
from ecstats.intervals import Interval, intersects, point, scale, subtract

__all__ = ["due_years", "half_years", "milestones", "repeated", "two_documents"]

HALF_YEAR_SHARE = Interval(Fraction(30), Fraction(70), False, False)
"""Per cent of a full year within which a half year is usual; outside: likely two series."""


def repeated(rows: Sequence[QuotedFigure], known: Labels) -> list[Finding]:
    """Compare figures that one document prints twice: by subject and period, or by `repeats`.

    Thresholds are left out: several size classes of one thing are no repetition.
    """
    by_id = {row.figure_id: row for row in rows}
    pairs = {
        (row.repeats, row.figure_id): (by_id[row.repeats], row)
        for row in rows
        if row.repeats in by_id
    }
    for group in _groups(rows, "source_id").values():
        for first, again in zip(group[:1] * len(group), group[1:], strict=False):
            pairs.setdefault((first.figure_id, again.figure_id), (first, again))
    findings = []
    for first, again in sorted(pairs.values(), key=lambda pair: (pair[1].source_id, pair[1].start)):
        findings.append(_agreement("text_against_annex", first, again, known))
    return findings


def two_documents(rows: Sequence[QuotedFigure], known: Labels) -> list[Finding]:
    """Compare figures of the same series and period in different documents."""
    findings = []
    for group in _groups(rows).values():
        for first, again in combinations(group, 2):
            if first.source_id != again.source_id:
                findings.append(_agreement("two_documents", first, again, known))
    return findings


def _groups(rows: Sequence[QuotedFigure], *also: str) -> dict[tuple[Any, ...], list[QuotedFigure]]:
    """Figures of one subject, kind and period; changes also of one unit and reference."""
    groups: dict[tuple[Any, ...], list[QuotedFigure]] = defaultdict(list)
    for row in rows:
        if row.obs_kind != "threshold" and row.time_period is not None:
            change = (row.unit_measure, row.reference) if row.obs_kind == "change" else ()
            key = (*row.subject, row.obs_kind, row.time_period, *change)
            groups[(*key, *(getattr(row, name) for name in also))].append(row)
    return groups


def _agreement(check: str, first: QuotedFigure, again: QuotedFigure, known: Labels) -> Finding:
    one_en, two_en = figure(known, first, "en"), figure(known, again, "en")
    one_zh, two_zh = figure(known, first, "zh"), figure(known, again, "zh")
    where_en = f"{about(known, first, 'en')}, {period(first.time_period, 'en')}"
    where_zh = f"{about(known, first, 'zh')}（{period(first.time_period, 'zh')}）"
    twice = check == "text_against_annex"
    lead_en = f"{where_en}: {'one document prints' if twice else 'two documents print'}"
    lead_zh = f"{where_zh}：{'同一文件前后写作' if twice else '两份文件分别写作'}"
    quoted, derived = first.fine, again.fine
    if first.unit_measure != again.unit_measure:
        result = "untestable", "units differ"
        sentences = (
            f"{lead_en} {one_en} and {two_en}: the units differ.",
            f"{lead_zh}{one_zh}和{two_zh}，单位不同。",
        )
        return _pair(check, first, again, None, None, result, sentences)
    fits = _compatible(derived, quoted)
    if fits and stated(first) == stated(again) and first.bound == again.bound:
        result = "consistent", "agrees"
        sentences = (
            f"{where_en}: "
            + (f"one document prints {one_en} twice." if twice else f"two documents say {one_en}."),
            f"{lead_zh}均为{one_zh}。",
        )
    elif fits and stated(first) == stated(again):
        result = "consistent", "bound differs"
        sentences = (
            f"{lead_en} {one_en} and {two_en}: the same number, but not the same bound.",
            f"{lead_zh}{one_zh}和{two_zh}：数字相同，界限词不同。",
        )
    elif fits:
        result = "consistent", "compatible"
        sentences = (
            f"{lead_en} {one_en} and {two_en}: not the same digits, but one value fits both.",
            f"{lead_zh}{one_zh}和{two_zh}：写法不同，但存在同时符合两者的数值。",
        )
    else:
        result = "inconsistent", "value differs"
        sentences = (
            f"{lead_en} {one_en} and {two_en}: no value fits both.",
            f"{lead_zh}{one_zh}和{two_zh}：没有同时符合两者的数值。",
        )
    return _pair(check, first, again, derived, quoted, result, sentences)


def _compatible(one: Interval, two: Interval) -> bool:
    """Whether one number can have been printed both ways.

    Neighbouring digits (37, 38) share only the value half way between them, which the two
    passages would have to round differently: that is no agreement.
    """
    low, high = max(one.lower, two.lower), min(one.upper, two.upper)
    exact = one.lower == one.upper or two.lower == two.upper
    return bool(intersects(one, two)) and (low < high or exact)


def _pair(
    check: str,
    first: QuotedFigure,
    again: QuotedFigure,
    derived: Interval | None,
    quoted: Interval | None,
    result: tuple[Any, str],
    sentences: tuple[str, str],
) -> Finding:
    return Finding(
        check,
        [first, again],
        "value",
        again.unit_measure,
        derived,
        quoted,
        result[0],
        result[1],
        *sentences,
    )


def due_years(
    rows: Sequence[QuotedFigure], stated_goals: Sequence[Mapping[str, Any]], known: Labels
) -> list[Finding]:
    """Find goals that two passages of one document date differently.

    Parameters
    ----------
    rows : sequence of QuotedFigure
    stated_goals : sequence of mappings
        Relations ``same_goal``: a passage without a number that sets the goal of the indicator
        `result_indicator` in `ref_area` and `source_id` for another `time_period`.
    known : Labels
    """
    passage = passages(rows)
    series: dict[tuple[Any, ...], list[QuotedFigure]] = defaultdict(list)
    for row in rows:
        if row.figure_id in passage:
            series[(row.source_id, *row.subject, row.unit_measure)].append(row)
    findings = []
    for group in series.values():
        for first, again in combinations(group, 2):
            same = stated(first) == stated(again) and first.bound == again.bound
            apart = passage[first.figure_id] != passage[again.figure_id]
            # A goal whose own year another passage has too is an end goal, not a conflict.
            answered = any(
                row.year == one.year and passage[row.figure_id] != passage[one.figure_id]
                for one in (first, again)
                for row in group
            )
            if same and apart and not answered:
                findings.append(
                    _two_years(
                        [first, again],
                        first.year or 0,
                        again.year or 0,
                        (figure(known, first, "en"), figure(known, first, "zh")),
                        known,
                    )
                )
    for goal in stated_goals:
        for row in rows:
            dated = row.obs_kind == "target" and row.year is not None
            about_it = (row.source_id, row.indicator_id, row.ref_area) == (
                goal["source_id"],
                goal["result_indicator"],
                goal["ref_area"],
            )
            if dated and about_it and str(row.year) != goal["time_period"]:
                two = int(goal["time_period"])
                findings.append(
                    _two_years(
                        [row],
                        row.year or 0,
                        two,
                        (figure(known, row, "en"), figure(known, row, "zh")),
                        known,
                        quote=str(goal["quote"]),
                    )
                )
    return findings


def _two_years(
    rows: Sequence[QuotedFigure],
    one: int,
    two: int,
    goal: tuple[str, str],
    known: Labels,
    quote: str | None = None,
) -> Finding:
    early, late = sorted([one, two])
    other_en, other_zh = "in another", "另一处"
    if quote:
        other_en += f" that has no number (“{quote}”)"
        other_zh += f"（无数字：“{quote}”）"
    return Finding(
        "due_year",
        rows,
        "due year",
        "YEAR",
        point(Fraction(two)),
        point(Fraction(one)),
        "inconsistent",
        "year differs",
        f"{about(known, rows[0], 'en')}: one document sets the goal of {goal[0]} for {one} in one "
        f"passage and for {two} {other_en}; unless the passages mean different places, who reaches "
        f"it only in {late} is late by the passage that says {early}.",
        f"{about(known, rows[0], 'zh')}：同一文件把目标{goal[1]}一处定在{one}年，{other_zh}定在"
        f"{two}年；除非两处所指地方不同，{late}年才完成，按{early}年的说法即为逾期。",
        precision=None,
    )


def milestones(
    rows: Sequence[QuotedFigure], directions: Mapping[str, int], known: Labels
) -> list[Finding]:
    """Check that the targets of a series move one way and end at the goal stated elsewhere."""
    passage = passages(rows)
    paths: dict[tuple[Any, ...], list[QuotedFigure]] = defaultdict(list)
    for row in rows:
        if row.figure_id in passage:
            key = (row.source_id, *row.subject, row.unit_measure)
            paths[(*key, passage[row.figure_id])].append(row)
    findings = []
    for key, path in paths.items():
        if len({row.year for row in path}) < 2:
            continue
        path.sort(key=lambda row: row.year or 0)
        levels = [stated(row) for row in path]
        direction = directions.get(path[0].indicator_id)
        if direction is None:
            direction = 1 if levels[-1].lower >= levels[0].lower else -1
        way = checks.rising(levels, direction=1 if direction >= 0 else -1)
        goals = [
            row
            for other, group in paths.items()
            if other[:-1] == key[:-1] and other != key
            for row in group
            if row.year == path[-1].year
        ]
        ends = all(bool(intersects(goal.fine, path[-1].fine)) for goal in goals)
        steps = [
            scale(subtract(later, earlier), Fraction(1 if direction >= 0 else -1))
            for earlier, later in pairwise(levels)
        ]
        findings.append(
            Finding(
                "milestones",
                [*path, *goals],
                "smallest step in the desired direction",
                path[0].unit_measure if path[0].unit_measure != "PERCENT" else "PERCENTAGE_POINT",
                min(steps, key=lambda step: step.lower),
                Interval(Fraction(0), float("inf"), False, True),
                "consistent" if way == "consistent" and ends else "inconsistent",
                _path_finding(way, ends, bool(goals)),
                *_path_sentences(path, goals, way, ends, direction, known),
            )
        )
    return findings


def _path_finding(way: str, ends: bool, has_goal: bool) -> str:
    if way != "consistent":
        return "not monotone"
    if not ends:
        return "end differs"
    return "monotone, ends at the goal" if has_goal else "monotone, no separate goal"


def _path_sentences(
    path: Sequence[QuotedFigure],
    goals: Sequence[QuotedFigure],
    way: str,
    ends: bool,
    direction: int,
    known: Labels,
) -> tuple[str, str]:
    en = ", ".join(f"{row.year} {figure(known, row, 'en')}" for row in path)
    zh = "、".join(f"{row.year}年{figure(known, row, 'zh')}" for row in path)
    levels = [stated(row).lower for row in path]
    move_en, move_zh = ("rise", "逐年提高") if direction >= 0 else ("fall", "逐年降低")
    flat = len(set(levels)) == 1
    if way != "consistent":
        en_way, zh_way = f"do not {move_en} throughout", f"并非{move_zh}"
    else:
        pauses = len(set(levels)) < len(levels)
        en_way = "stand still" if flat else f"{move_en}{' or stand still' * pauses} throughout"
        zh_way = "保持不变" if flat else f"{move_zh}{'或持平' * pauses}"
    if not goals:
        en_end, zh_end = "no other passage states the end goal", "别处未另写最终目标"
    else:
        goal_en, goal_zh = figure(known, goals[0], "en"), figure(known, goals[0], "zh")
        en_end = f"the end goal stated elsewhere is {goal_en}"
        en_end += ", which the last one meets" if ends else ", which the last one cannot meet"
        zh_end = f"别处写明的最终目标为{goal_zh}，{'与末年一致' if ends else '与末年不符'}"
    return (
        f"{about(known, path[0], 'en')}: the milestones ({en}) {en_way}; {en_end}.",
        f"{about(known, path[0], 'zh')}：年度目标（{zh}）{zh_way}；{zh_end}。",
    )


def half_years(
    rows: Sequence[QuotedFigure], look_alikes: Mapping[str, set[str]], known: Labels
) -> list[Finding]:
    """Compare half years with full years of the same or a look-alike indicator."""
    findings: list[Finding] = []
    observed = [row for row in rows if row.obs_kind == "observed" and row.time_period is not None]
    for half in observed:
        text = half.time_period or ""
        if text[4:] not in ("-S1", "-S2"):
            continue
        for full in observed:
            alike = full.indicator_id in look_alikes.get(half.indicator_id, set())
            same = full.indicator_id == half.indicator_id
            if (
                (same or alike)
                and full.time_period == text[:4]
                and full.subject[1:] == half.subject[1:]
            ):
                findings += at_precisions(
                    "half_year", [half, full], partial(_half_year, half, full, known)
                )
    return findings


def _half_year(half: QuotedFigure, full: QuotedFigure, known: Labels, get: Reading) -> Finding:
    if half.unit_measure != full.unit_measure:
        return _pair(
            "half_year", half, full, None, None, ("untestable", "units differ"),
            (f"{about(known, half, 'en')}: the half year and the full year differ in unit.",
             f"{about(known, half, 'zh')}：半年数与全年数单位不同。"),
        )  # fmt: skip
    derived = scale(checks.share(get(half), get(full)), Fraction(100))
    result = checks.verdict(derived, HALF_YEAR_SHARE)
    usual = result == "consistent"
    part_en = f"{about(known, half, 'en')}, {period(half.time_period, 'en')}: "
    part_zh = f"{about(known, half, 'zh')}{period(half.time_period, 'zh')}"
    return Finding(
        "half_year",
        [half, full],
        "half year as a share of the full year",
        "PERCENT",
        derived,
        HALF_YEAR_SHARE,
        result,
        "usual half year" if usual else "likely two series",
        part_en
        + f"{figure(known, half, 'en')} is {span(known, derived, 'PERCENT', 'en')} of "
        + f"{figure(known, full, 'en')}, the full year {full.time_period} of "
        + f"{about(known, full, 'en')}; "
        + ("a usual share." if usual else "outside 30–70 %, so the two are likely two series."),
        part_zh
        + f"为{figure(known, half, 'zh')}，相当于{about(known, full, 'zh')}{full.time_period}年全年"
        + f"{figure(known, full, 'zh')}的{span(known, derived, 'PERCENT', 'zh')}；"
        + ("属正常比例。" if usual else "超出30%—70%，两者很可能不是同一指标。"),
    )
