"""What a consistency check found: one row of the result for each precision assumed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ecstats.consistency.checks import Verdict
from ecstats.consistency.quoted import COARSE, FINE, Precision, QuotedFigure, Reading
from ecstats.errors import InputError
from ecstats.intervals import Interval

__all__ = ["CHECKS", "COLUMNS", "Check", "Finding", "at_precisions", "table"]


class Check(NamedTuple):
    """A kind of check: its names, and what the table must hold for it."""

    label_en: str
    label_zh: str
    needs_en: str
    needs_zh: str


CHECKS = {
    "text_against_annex": Check(
        "Text against annex", "正文与附表",
        "a figure that one document prints twice", "同一文件中重复出现的数字"),
    "due_year": Check(
        "One goal, two due years", "同一目标的两个期限",
        "a target that one document sets twice", "同一文件中重复设定的目标"),
    "milestones": Check(
        "Milestones and end goal", "年度目标与最终目标",
        "targets of one series for two years or more", "同一指标两个以上年份的目标"),
    "half_year": Check(
        "Half year against full year", "半年与全年",
        "a half year, and the full year of the same or a look-alike indicator",
        "半年数及同一指标或易混指标的全年数"),
    "two_documents": Check(
        "Two documents", "两份文件之间",
        "the same series and period in two documents", "两份文件中同一指标同一时期的数字"),
    "level_and_growth": Check(
        "Level and growth against the earlier level", "水平、增速与上期水平",
        "a percentage change against a period", "相对某一时期的百分比变化"),
    "level_and_increment": Check(
        "Level, increment and growth", "水平、增量与增速",
        "an absolute change against a period", "相对某一时期的绝对变化"),
    "points_and_shares": Check(
        "Change in points against the two shares", "百分点变化与两期比重",
        "a share of two years, or two gaps in percentage points",
        "两个年份的比重，或两个以百分点表示的差距"),
    "growth_gap": Check(
        "Gap between two growth rates", "两个增速之差",
        "a gap in percentage points to the growth of another indicator",
        "与另一指标增速之间的百分点差距"),
    "share_of_total": Check(
        "Share = part / total", "比重＝部分÷总量",
        "a relation share_of with its part and total", "有 share_of 关系及其部分与总量"),
    "share_over_time": Check(
        "Share in two years", "两个年份的比重",
        "a relation share_of with part and total in two years",
        "有 share_of 关系及两个年份的部分与总量"),
    "count_and_share": Check(
        "A count and its percentage", "个数与所占百分比",
        "a relation share_of with a count, its share, and no total",
        "有 share_of 关系及个数与比重（无总量）"),
    "parts_and_total": Check(
        "Parts sum to the total", "各部分之和与总量",
        "a relation sum_of with all parts and the total", "有 sum_of 关系及全部部分与总量"),
    "weighted_growth": Check(
        "Growth of parts against growth of the total", "各部分增速与总量增速",
        "a relation sum_of with levels and growth of all parts, and growth of the total",
        "有 sum_of 关系及各部分的水平、增速与总量增速"),
    "without_number": Check(
        "Rows without a number", "无数字的行", "", ""),
}  # fmt: skip
"""The checks by identifier, in the order of the result."""

COLUMNS = [
    "check_id", "check", "label_en", "label_zh", "figure_ids", "indicator_id", "ref_area",
    "quantity", "unit_measure", "lower", "upper", "lower_open", "upper_open", "quoted_lower",
    "quoted_upper", "quoted_lower_open", "quoted_upper_open", "verdict", "precision", "finding",
    "sentence_en", "sentence_zh",
]  # fmt: skip


class Finding(NamedTuple):
    """Result of one check of some figures at one precision.

    Attributes
    ----------
    quantity : str
        What the interval is about: ``"share"``, ``"growth"``, ``"earlier level"`` …
    derived, quoted : Interval or None
        The quantity as it follows from the other figures, and as it is quoted, in base units of
        `unit_measure`; None where there is none.
    finding : str
        What is behind the verdict, in a word or two, for filters.
    precision : Precision or None
        How far numbers are taken to be rounded; None where no rounding matters.
    """

    check: str
    figures: Sequence[QuotedFigure]
    quantity: str
    unit_measure: str
    derived: Interval | None
    quoted: Interval | None
    verdict: Verdict
    finding: str
    sentence_en: str
    sentence_zh: str
    precision: Precision | None = FINE


def at_precisions(
    check: str, figures: Sequence[QuotedFigure], evaluate: Callable[[Reading], Finding]
) -> list[Finding]:
    """Evaluate at the last digit and, if a number is round, at ten times the last digit."""

    def fine(row: QuotedFigure) -> Interval:
        return row.fine

    def coarse(row: QuotedFigure) -> Interval:
        return row.coarse

    readings: list[tuple[Precision, Reading]] = [(FINE, fine)]
    if any(row.is_round for row in figures):
        readings.append((COARSE, coarse))
    results = []
    for precision, reading in readings:
        try:
            results.append(evaluate(reading)._replace(precision=precision))
        except InputError as fault:
            # A level that may be zero has no growth and no share: say so, do not stop the rest.
            results.append(_refused(check, figures, str(fault), precision))
    return results


def _refused(
    check: str, figures: Sequence[QuotedFigure], reason: str, precision: Precision
) -> Finding:
    return Finding(
        check=check,
        figures=figures,
        quantity="",
        unit_measure="",
        derived=None,
        quoted=None,
        verdict="untestable",
        finding="not computable",
        sentence_en=f"Not computable: {reason}.",
        sentence_zh=f"无法计算：{reason}。",
        precision=precision,
    )


def table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a tidy table, in the order of `CHECKS`, with a row for each idle check."""
    listed = list(findings)
    idle = [_idle(check) for check in CHECKS if check not in {one.check for one in listed}]
    order = list(CHECKS)
    ordered = sorted(
        [*listed, *(one for one in idle if one.check != "without_number")],
        key=lambda one: order.index(one.check),
    )
    counts: dict[str, int] = {}
    rows = []
    for one in ordered:
        # Both precisions of a check are one test and share its number.
        counts[one.check] = counts.get(one.check, 0) + (one.precision != COARSE)
        rows.append(_row(one, f"{one.check}-{counts[one.check]:02d}"))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    flags = [column for column in COLUMNS if column.endswith("_open")]
    numbers = [column for column in COLUMNS if column.endswith(("lower", "upper"))]
    texts = [column for column in COLUMNS if column not in (*flags, *numbers)]
    return frame.astype(
        {
            **dict.fromkeys(flags, "bool"),
            **dict.fromkeys(numbers, "float64"),
            **dict.fromkeys(texts, "string"),
        }
    )


def _row(one: Finding, check_id: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "check_id": check_id,
        "check": one.check,
        "label_en": CHECKS[one.check].label_en,
        "label_zh": CHECKS[one.check].label_zh,
        "figure_ids": ";".join(dict.fromkeys(row.figure_id for row in one.figures)) or None,
        "indicator_id": one.figures[0].indicator_id if one.figures else None,
        "ref_area": one.figures[0].ref_area if one.figures else None,
        "quantity": one.quantity or None,
        "unit_measure": one.unit_measure or None,
    }
    for prefix, bounds in (("", one.derived), ("quoted_", one.quoted)):
        lower, upper, lower_open, upper_open = bounds or (float("nan"), float("nan"), False, False)
        row |= {
            f"{prefix}lower": float(lower),
            f"{prefix}upper": float(upper),
            f"{prefix}lower_open": bool(lower_open),
            f"{prefix}upper_open": bool(upper_open),
        }
    return row | {
        "verdict": one.verdict,
        "precision": one.precision,
        "finding": one.finding,
        "sentence_en": one.sentence_en,
        "sentence_zh": one.sentence_zh,
    }


def _idle(check: str) -> Finding:
    needs = CHECKS[check]
    return Finding(
        check=check,
        figures=[],
        quantity="",
        unit_measure="",
        derived=None,
        quoted=None,
        verdict="untestable",
        finding="no candidates",
        sentence_en=f"Nothing to test: this check needs {needs.needs_en}.",
        sentence_zh=f"无可检验：此项检验需要{needs.needs_zh}。",
        precision=None,
    )
