"""Checks of figures of several indicators that a relation joins: shares and sums."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeAlias

from ecstats.consistency import arithmetic
from ecstats.consistency.arithmetic import PERCENT, Undefined, need_one_unit
from ecstats.consistency.check_rows import Check, Operand, Result, at_precisions, follows
from ecstats.consistency.ledger_rows import QuotedFigure, Reading, grouped
from ecstats.errors import InputError
from ecstats.intervals import MEASURED_UNITS, Interval, point, scale, subtract

WHOLE = Interval(Fraction(0), PERCENT, False, False)
UNCHANGED = point(Fraction(0))

Relation: TypeAlias = Mapping[str, Any]


def shares(rows: Sequence[QuotedFigure], relations: Sequence[Relation]) -> list[Check]:
    """Check relations ``share_of``: share = part / total, in one period and over time."""
    by_indicator = grouped(rows, lambda row: row.indicator_id)
    checks: list[Check] = []
    for relation in relations:
        if len(relation["operands"]) != 2:
            raise InputError(
                f"relations: {relation['relation_id']!r}: operands "
                f"{';'.join(relation['operands'])!r}; valid for share_of: the part and the total"
            )
        name, area = relation["relation_id"], relation["ref_area"]
        parts, totals = (by_indicator.get(operand, []) for operand in relation["operands"])
        quoted = by_indicator.get(relation["result_indicator"], [])
        total_at, share_at = grouped(totals, _place), grouped(quoted, _place)
        pairs = [
            (part, total)
            for part in parts
            if part.obs_kind in ("observed", "target") and part.time_period is not None
            if area in (None, part.ref_area)
            for total in total_at.get(_place(part), [])
        ]
        for part, total in pairs:
            for share in share_at.get(_place(part)) or (None,):
                roles = {"part": part, "total": total, "share": share}
                checks += at_precisions("share_of_total", _share, name, **roles)
        for one, two in combinations(pairs, 2):
            if one[0].subject == two[0].subject and one[0].time_period != two[0].time_period:
                early, late = sorted([one, two], key=lambda pair: pair[0].time_period or "")
                roles = dict(zip(("early_part", "early_total"), early, strict=True))
                roles |= dict(zip(("late_part", "late_total"), late, strict=True))
                checks += at_precisions("share_over_time", _shift, name, **roles)
        paired = {id(row) for pair in pairs for row in pair}
        count_at = grouped((row for row in parts if id(row) not in paired), _place)
        for share in quoted:
            for count in count_at.get(_place(share), []) if share.time_period else []:
                checks += at_precisions("count_and_share", _count, name, count=count, share=share)
    return checks


def _place(row: QuotedFigure) -> tuple[Any, ...]:
    """What figures of different indicators have in common: kind, period, place and entity."""
    return (row.obs_kind, row.time_period, *row.subject[1:])


def _share(
    get: Reading, part: QuotedFigure, total: QuotedFigure, share: QuotedFigure | None
) -> Result:
    need_one_unit(part, total)
    derived = scale(arithmetic.share(get(part), get(total)), PERCENT)
    if share is not None:
        factor = PERCENT if share.unit_measure == "FRACTION" else Fraction(1)
        return follows("share", "PERCENT", derived, scale(get(share), factor))
    result = follows("share", "PERCENT", derived, WHOLE)
    possible = result.verdict == "consistent"
    return result._replace(reason="possible_share" if possible else "exceeds_total")


def _shift(
    get: Reading,
    early_part: QuotedFigure,
    early_total: QuotedFigure,
    late_part: QuotedFigure,
    late_total: QuotedFigure,
) -> Result:
    """Movement of a share: no source quotes it, so that one that moves contradicts nothing."""
    need_one_unit(early_part, early_total, late_part, late_total)
    before = arithmetic.share(get(early_part), get(early_total))
    after = arithmetic.share(get(late_part), get(late_total))
    derived = scale(subtract(after, before), PERCENT)
    result = follows("share_change", "PERCENTAGE_POINT", derived, UNCHANGED)
    if result.verdict == "consistent":
        return result._replace(reason="may_be_unchanged")
    moves = "share_rises" if derived.lower >= 0 else "share_falls"
    return result._replace(verdict="untestable", reason=moves)


def _count(get: Reading, count: QuotedFigure, share: QuotedFigure) -> Result:
    size = count.fine.lower
    if count.unit_measure in MEASURED_UNITS or not size == count.fine.upper == get(count).lower:
        raise Undefined("no_exact_count")
    quoted = scale(get(share), Fraction(1) if share.unit_measure == "FRACTION" else 1 / PERCENT)
    totals, whole = arithmetic.denominators(int(size), quoted)
    result = Result("total", count.unit_measure, totals, None, "inconsistent", "no_whole_total")
    if not whole:
        return result
    numbers = ",".join(map(str, whole[:6])) + ",…" * (len(whole) > 6)
    return result._replace(
        verdict="consistent", reason="whole_totals", details=f"numbers={numbers}"
    )


def parts_and_totals(rows: Sequence[QuotedFigure], relations: Sequence[Relation]) -> list[Check]:
    """Check relations ``sum_of``: the parts against the total, in levels and in growth."""
    usable = [
        row
        for row in rows
        if row.time_period and (row.obs_kind != "change" or row.unit_measure == "PERCENT")
    ]
    by_indicator = grouped(usable, lambda row: row.indicator_id)
    checks: list[Check] = []
    for relation in relations:
        members = (*relation["operands"], relation["result_indicator"])
        groups: dict[tuple[Any, ...], dict[tuple[str, str], QuotedFigure]] = {}
        for row in (row for member in members for row in by_indicator.get(member, [])):
            if relation["ref_area"] in (None, row.ref_area):
                group = groups.setdefault((row.time_period, *row.subject[1:]), {})
                group.setdefault((row.indicator_id, row.obs_kind), row)
        for group in groups.values():
            for kind in ("observed", "target"):
                checks += _sums(group, kind, relation)
    return checks


def _sums(
    group: Mapping[tuple[str, str], QuotedFigure], kind: str, relation: Relation
) -> list[Check]:
    name, whole = relation["relation_id"], relation["result_indicator"]
    members = relation["operands"]
    parts = [group[part, kind] for part in members if (part, kind) in group]
    rates = [group[part, "change"] for part in members if (part, "change") in group]
    total, growth = group.get((whole, kind)), group.get((whole, "change"))
    if total is None or len(parts) < len(members):
        return []
    checks = at_precisions("parts_and_total", _sum, name, part=parts, total=total)
    if growth is None or len(rates) < len(members):
        return checks
    if {rate.reference for rate in rates} != {growth.reference}:
        return checks
    roles: dict[str, Operand] = {"part": parts, "rate": rates, "total": total, "growth": growth}
    return checks + at_precisions("weighted_growth", _weighted, name, **roles)


def _sum(get: Reading, part: Sequence[QuotedFigure], total: QuotedFigure) -> Result:
    need_one_unit(*part, total)
    derived = arithmetic.total(map(get, part))
    return follows("sum", total.unit_measure, derived, get(total))


def _weighted(
    get: Reading,
    part: Sequence[QuotedFigure],
    rate: Sequence[QuotedFigure],
    total: QuotedFigure,
    growth: QuotedFigure,
) -> Result:
    need_one_unit(*part, total)
    pairs = [
        (get(one), scale(get(grown), 1 / PERCENT)) for one, grown in zip(part, rate, strict=True)
    ]
    derived = arithmetic.total_growth(pairs, get(total))
    return follows("growth", "PERCENT", scale(derived, PERCENT), get(growth))
