"""Values as a share of their target: what bullet graphs and verdicts have in common."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.marks import draw_bar, draw_interval, draw_line, float_of, mark_name, scale
from ecstats.charts.rows import Column
from ecstats.charts.style import KINDS, Mark
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    figure_text,
    period_text,
    series_detail,
    unit_text,
)
from ecstats.labels.numbers import NO_VALUE
from ecstats.labels.words import say

CUT = 150
"""Share of a target, in per cent, at which a bar is cut: one far beyond would dwarf the rest."""

BAR = Mark(KINDS["observed"].colour, "s")
PUBLISHED_VALUE, TARGET = KINDS["published_value"], KINDS["target"]


class Share(NamedTuple):
    """A value and its bounds in per cent of the target."""

    value: float
    lower: float
    upper: float


def share(row: Row, prefix: str = "") -> Share:
    """Value of a row, from the columns with a prefix, in per cent of its ``target_level``."""
    target = float_of(row["target_level"])
    return Share(*(100 * float_of(row[prefix + end]) / target for end in Share._fields))


def share_scale(axes: Axes, shares: Sequence[Share]) -> None:
    """Set a scale that holds the target and all shares, up to the cut."""
    ends = [100.0, *(end for one in shares for end in one)]
    scale(axes, [end if math.isinf(end) else min(end, CUT) for end in ends])


def draw_share(
    axes: Axes,
    y: float,
    shown: Share,
    *,
    later: bool,
    row: int,
    column: str,
    hollow: bool = False,
) -> None:
    """Draw the band up to the target, the bar of the value and the tick of the target.

    Parameters
    ----------
    axes : Axes
    y : float
        Row.
    shown : Share
    later : bool
        Whether the value was published later.
    row : int
        Place of the row in the table of the chart, for the names of the marks.
    column : str
        Column with the id of the value.
    hollow : bool
        Whether the value is another one than the target is about: a mark without a bar.
    """
    draw_bar(axes, y, 100, 0.2, style.BAND, zorder=1)
    mark = PUBLISHED_VALUE if later else BAR
    gid = mark_name(row, column)
    length = shown.value if math.isfinite(shown.value) else shown.lower
    if math.isfinite(length) and not hollow:
        bar = gid if not later or length > CUT else None
        draw_bar(axes, y, min(length, CUT), 0.09, mark.colour, zorder=1.5, gid=bar)
    if length > CUT:
        axes.text(
            CUT,
            y - 0.06,
            f"{length:.0f}%",
            ha="right",
            va="bottom",
            size=style.SMALL,
            color=mark.colour,
        )
        size = 6.5 if hollow else 0
        name = gid if hollow else None
        draw_interval(axes, y, CUT, CUT, math.inf, mark, hollow=hollow, size=size, gid=name)
    elif later:
        draw_interval(axes, y, *shown, PUBLISHED_VALUE, hollow=hollow, size=6.5, gid=gid)
    draw_line(
        axes, [100, 100], [y - 0.14, y + 0.14], color=TARGET.colour, linewidth=1.4, zorder=1.6
    )
    target = mark_name(row, "target_figure_id")
    draw_interval(axes, y, 100, 100, 100, TARGET, size=5.5, gid=target)


def units(lists: CodeLists, rows: Sequence[Row], language: str) -> tuple[list[int], list[str]]:
    """Power of ten of each row's numbers, and the line that names its place and unit."""
    scales = [
        unit_text(lists, [float_of(row["target_level"])], str(row["unit_measure"]), language)
        for row in rows
    ]
    places = series_detail(lists, rows, language)
    lines = [
        say("comma", language).join(filter(None, (place, unit)))
        for place, (_, unit) in zip(places, scales, strict=True)
    ]
    return [power for power, _ in scales], lines


def printed_column(
    lists: CodeLists,
    rows: Sequence[Row],
    powers: Sequence[int],
    role: str,
    language: str,
    *,
    ids: str,
    prefix: str,
    mark: Mark | None = None,
    hollow: bool = False,
) -> Column:
    """Column of the printed values of a role, with their periods below.

    Parameters
    ----------
    lists : CodeLists
    rows : sequence of dict
    powers : sequence of int
        From `units`.
    role : str
        Heading, a key of the words.
    language : {"en", "zh"}
    ids : str
        Column of figure or published_value ids.
    prefix : str
        Of the columns ``period`` and ``comparability`` of the role.
    mark : Mark, optional
    hollow : bool
    """
    return Column(
        say(role, language),
        [
            NO_VALUE
            if pd.isna(row[ids])
            else figure_text(lists, str(row[ids]), language, power=power)
            for row, power in zip(rows, powers, strict=True)
        ],
        mark,
        hollow,
        0.78 if language == "en" else 0.68,
        [_when(row, prefix, language) for row in rows],
    )


def _when(row: Row, prefix: str, language: str) -> str:
    when = period_text(row[f"{prefix}period"], language)
    if str(row.get(f"{prefix}comparability")) == "series_break":
        return when + say("comma", language) + say("series_break", language)
    return when
