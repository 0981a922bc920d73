"""Marks on the common scale of a table of rows: points, whiskers, arrows."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ecstats.charts import style
from ecstats.charts.layout import PAGE_WIDTH, marker_style
from ecstats.charts.style import Mark
from ecstats.labels.words import say

ARROW = 17.0


def rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Round every number to nine significant digits.

    The last bits of a result differ between processors; without rounding, so would the bytes
    of the charts and of their tables.
    """
    names = [name for name, dtype in rows.dtypes.items() if pd.api.types.is_float_dtype(dtype)]
    return rows.assign(**{str(name): [_rounded(one) for one in rows[name]] for name in names})


def _rounded(value: float) -> float:
    return value if pd.isna(value) or not math.isfinite(value) else float(f"{value:.9g}")


def scale(axes: Axes, values: Iterable[float], *, zero: bool = True, pad: float = 0.06) -> None:
    """Set the horizontal scale so that all values have room, with few round ticks.

    Parameters
    ----------
    axes : Axes
    values : iterable of float
        Values and ends of intervals; missing and infinite ones are passed over.
    zero : bool
        Whether zero belongs to the scale.
    pad : float
        Room beside the outermost values, as a share of the scale.
    """
    given = [float(value) for value in values]
    width = axes.get_position().width * PAGE_WIDTH
    if any(math.isinf(value) for value in given):
        pad = max(pad, 1.6 * ARROW / 72 / width)
    finite = [value for value in given if math.isfinite(value)]
    if zero or not finite:
        finite.append(0.0)
    low, high = min(finite), max(finite)
    span = high - low or abs(high) or 1.0
    axes.set_xlim(low - (pad * span if low < 0 or not zero else 0.0), high + pad * span)
    bins = max(3, min(8, int(width / 0.5)))
    ticks = MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10], min_n_ticks=3)
    axes.xaxis.set_major_locator(ticks)
    if low < 0 < high:
        axes.axvline(0, color=style.MUTED, linewidth=0.9, zorder=0.8)


def draw_interval(
    axes: Axes,
    y: float,
    value: float,
    lower: float,
    upper: float,
    mark: Mark,
    *,
    printed: float = math.nan,
    hollow: bool = False,
    size: float = 7.0,
    gid: str | None = None,
) -> None:
    """Draw a point with its whiskers; where one side is unbounded, the bound and an arrow.

    Parameters
    ----------
    axes : Axes
    y : float
        Row.
    value : float
        The point; missing for a one-sided figure, whose bound is marked instead.
    lower, upper : float
        Ends of the interval, infinite where unbounded.
    mark : Mark
    printed : float
        Where the mark of a figure without a point stands; by default at its finite bound.
    hollow : bool
    size : float
        Size of the mark in points.
    gid : str, optional
        Name of the mark in an SVG file, see `mark_name`.
    """
    ends = [end for end in (lower, upper) if math.isfinite(end)]
    candidates = [one for one in (value, printed, *ends) if math.isfinite(one)]
    if not candidates:
        return
    at = candidates[0]
    if len(ends) == 2 and upper > lower:
        # where no point exists, any value of the range is as good as another: a lighter line
        colour = mark.colour if math.isfinite(value) else tint(mark.colour)
        draw_line(axes, [lower, upper], [y, y], color=colour, linewidth=1.6, zorder=2.4)
    for end, sign in ((lower, -1), (upper, 1)):
        if math.isinf(end):
            axes.annotate(
                "",
                xy=(at, y),
                xytext=(sign * ARROW, 0),
                textcoords="offset points",
                arrowprops={
                    "arrowstyle": "<|-",
                    "color": mark.colour,
                    "linewidth": 1.4,
                    "shrinkA": 0,
                    "shrinkB": 0,
                    "mutation_scale": 9,
                },
                zorder=2.3,
            )
    look = marker_style(mark, hollow=hollow, size=size)
    draw_line(axes, [at], [y], linestyle="none", zorder=3, clip_on=False, gid=gid, **look)


def draw_line(axes: Axes, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
    """Draw a line on axes whose scales are set; `look` is that of a `Line2D`."""
    axes.add_artist(Line2D(x, y, **look))


def draw_bar(axes: Axes, y: float, length: float, height: float, colour: str, **more: Any) -> None:
    """Draw a bar from zero on axes whose scales are set; `more` is that of a `Rectangle`."""
    corner = (0, y - height / 2)
    axes.add_artist(Rectangle(corner, length, height, facecolor=colour, edgecolor="none", **more))


def mark_name(row: object, column: str = "", *, again: bool = False) -> str:
    """Name of a mark in an SVG file, by which a page finds what it shows.

    Parameters
    ----------
    row : int
        Place of the row in the table of the chart, from 0.
    column : str
        Column with the id of the figure, where a row is drawn as several marks.
    again : bool
        Whether the row has such a mark already: names in a file are unique.

    Returns
    -------
    str
        ``"row-3"``, ``"row-3.latest_id"`` or ``"row-3_1"``.
    """
    return f"row-{row}" + (f".{column}" if column else "") + ("_1" if again else "")


def interval_note(rows: pd.DataFrame, language: str) -> str:
    """Explain whiskers, and arrows where there are any."""
    ends = rows.filter(regex=r"(^|_)(lower|upper)$").to_numpy(dtype=float)
    note = say("note_whiskers", language)
    return note + (say("note_arrows", language) if np.isinf(ends).any() else "")


def tint(colour: str, share: float = 0.5) -> str:
    """Mix a colour with the paper."""
    mixed = share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(style.PAPER))
    return to_hex((float(mixed[0]), float(mixed[1]), float(mixed[2])))


def float_of(value: Any) -> float:
    """Float of a table cell, NaN when it is missing."""
    return float("nan") if pd.isna(value) else float(np.float64(str(value)))
