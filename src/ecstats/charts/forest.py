"""A table of rows with a plot in its middle: labels, marks on a common scale, numbers.

Numbers stand in columns instead of beside the marks: nothing can overlap, and the heading of
a column, which shows the mark, serves as the legend. A matrix is such a table whose plot has
columns of its own.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from ecstats.charts.fonts import text_width, wrap
from ecstats.charts.page import (
    BODY,
    GRID,
    GUTTER,
    INK,
    LABEL,
    LEADING,
    MUTED,
    PAPER,
    SMALL,
    Band,
    Mark,
    line_height,
    text_height,
    write,
)
from ecstats.labels.words import text as words

TICK_ROOM: Final = 0.24
ROW_GAP: Final = 0.1
GROUP_GAP: Final = 0.08
MARK_ROOM: Final = 0.2
ARROW: Final = 17.0
HEADING_LENGTH: Final = 1.55


class Column(NamedTuple):
    """Texts to the right of the plot, one for each row, with a smaller note below each."""

    heading: str
    cells: Sequence[str]
    mark: Mark | None = None
    width: float = 0.9
    notes: Sequence[str] = ()


class Forest(NamedTuple):
    """The place of each row on the vertical scale of the axes, and the room of its texts."""

    y: list[float]
    band: Band


def forest(
    axes: Sequence[Axes],
    labels: Sequence[str],
    columns: Sequence[Column] = (),
    *,
    details: Sequence[str] = (),
    groups: Sequence[str] = (),
    titles: Sequence[tuple[str, Mark | None]] = (),
    label_width: float = 2.1,
    group_width: float = 0.0,
    ticks: bool = True,
    guides: bool = True,
    heights: Sequence[float] = (),
    panels: int = 0,
) -> Forest:
    """Write labels, headings and numbers around axes, and give each row its place.

    Parameters
    ----------
    axes : sequence of Axes
        Plots side by side. Their vertical scale is inches below the upper edge; row ``i`` is at
        ``ax.get_yticks()[i]``.
    labels : sequence of str
        One per row.
    columns : sequence of Column
        Numbers to the right.
    details : sequence of str
        A second, smaller line under each label; empty for none.
    groups : sequence of str
        The group of each row; a new one starts with a heading, or below a line when the
        groups have a column of their own.
    titles : sequence of (str, Mark or None)
        What each plot measures, and the mark it uses alone.
    label_width : float
        Room for the labels, in inches.
    group_width : float
        Room for a column of groups to the left; 0 for headings above the rows.
    ticks : bool
        Whether the plots have a horizontal scale, above the rows.
    guides : bool
        Whether a thin line leads from each label through the plot; bars need none.
    heights : sequence of float
        Least height of each row in inches, where the plot holds more than marks.
    panels : int
        Plots that there is room for, when that is more than there are.

    Returns
    -------
    Forest
    """
    number = len(labels)
    labels = [wrap(text, label_width, LABEL) for text in labels]
    details = [wrap(text, label_width, SMALL) for text in details or [""] * number]
    groups = [wrap(text, group_width or 99, LABEL) for text in groups or [""] * number]
    columns = [_wrapped(column) for column in columns]
    group_room = group_width + GUTTER if group_width else 0.0
    left = group_room + label_width + GUTTER
    right = math.fsum(column.width + GUTTER for column in columns)
    empty = max(0, panels - len(axes))
    width = (BODY - left - right + GUTTER) / (len(axes) + empty)
    band = Band(axes, left, right + empty * width)
    headings = [
        (wrap(text, band.width - MARK_ROOM * bool(mark), SMALL), mark) for text, mark in titles
    ]
    tick_room = TICK_ROOM if ticks else 0.08
    every = [*(text for text, _ in headings), *(column.heading for column in columns)]
    above = tick_room + max((text_height(text, SMALL) for text in every), default=0.0)

    cells = [zip(labels, details, strict=True)]
    cells += [zip(column.cells, column.notes, strict=True) for column in columns]
    texts = [[_height(*cell) for cell in column] for column in cells]
    least = list(heights) or [0.0] * number
    centres: list[float] = []
    y, group_end = 0.0, 0.0
    for row, group in enumerate(groups):
        if group and (row == 0 or group != groups[row - 1]):
            y = max(y, group_end) + (GROUP_GAP if row else 0.0)
            if row:
                edges = (-left / band.width, (_span(band) + right) / band.width)
                axes[0].axhline(y - GROUP_GAP / 2, *edges, color=GRID, lw=0.6, clip_on=False)
            colour, gap = (INK, ROW_GAP / 2) if group_width else (MUTED, 0.0)
            write(axes[0], 0, y + gap, group, dx=-left, color=colour)
            if group_width:
                group_end = y + text_height(group, LABEL) + ROW_GAP
            else:
                y += line_height(LABEL) + 0.04
        height = max(least[row], *(column[row] for column in texts)) + ROW_GAP
        centres.append(y + height / 2)
        y += height
    height = max(y, group_end)

    for place, ax in enumerate(axes):
        ax.set_ylim(height, 0)
        ax.set_yticks(centres, labels)
        ax.tick_params(axis="y", labelleft=False)
        ax.xaxis.tick_top()
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(axis="x", length=0, pad=3)
        ax.grid(visible=ticks, axis="x")
        for centre in centres if guides else ():
            ax.axhline(centre, color=GRID, linewidth=0.8, zorder=0.5)
        if headings:
            _heading(ax, 0, 0, tick_room, *headings[place])
    _write_cells(axes[0], 0, group_room - left, centres, labels, details)
    x = GUTTER
    for column in columns:
        _heading(axes[-1], 1, x, tick_room, column.heading, column.mark)
        _write_cells(axes[-1], 1, x, centres, column.cells, column.notes)
        x += column.width + GUTTER
    return Forest(centres, band._replace(above=above, height=height))


def _wrapped(column: Column) -> Column:
    return column._replace(
        heading=wrap(column.heading, column.width - MARK_ROOM * bool(column.mark), SMALL),
        cells=[wrap(text, column.width, LABEL) for text in column.cells],
        notes=[wrap(text, column.width, SMALL) for text in column.notes]
        or [""] * len(column.cells),
    )


def _span(band: Band) -> float:
    """Width of all the axes of a band, gutters included, in inches."""
    return len(band.axes) * (band.width + band.gutter) - band.gutter


def _height(text: str, note: str) -> float:
    return text_height(text or " ", LABEL) + text_height(note, SMALL)


def _write_cells(
    axes: Axes, x: float, dx: float, y: Sequence[float], texts: Sequence[str], notes: Sequence[str]
) -> None:
    for centre, text, note in zip(y, texts, notes, strict=True):
        top = centre - _height(text, note) / 2
        write(axes, x, top, text, dx=dx)
        if note:
            write(axes, x, top + text_height(text, LABEL), note, SMALL, dx=dx, color=MUTED)


def _heading(axes: Axes, x: float, dx: float, room: float, text: str, mark: Mark | None) -> None:
    up = room + text_height(text, SMALL)
    colour = mark.colour if mark else MUTED
    room_for_mark = MARK_ROOM if mark else 0.0
    place = {"ycoords": "axes fraction", "dy": up, "color": colour}
    write(axes, x, 1, text, SMALL, dx=dx + room_for_mark, **place)
    if mark:
        height = up - line_height(SMALL) * 0.52
        moved = offset_copy(axes.transAxes, axes.get_figure(), x=dx + 0.07, y=height)
        axes.add_artist(Line2D([x], [1], transform=moved, clip_on=False, **mark._replace(size=7).look()))


def scale(
    axes: Axes, values: Iterable[float], width: float, *, zero: bool = True, pad: float = 0.06
) -> None:
    """Set the horizontal scale so that all values have room, with few round ticks.

    Parameters
    ----------
    axes : Axes
    values : iterable of float
        Values and ends of intervals; missing and infinite ones are passed over.
    width : float
        Width of the axes in inches.
    zero : bool
        Whether zero belongs to the scale.
    pad : float
        Room beside the outermost values, as a share of the scale.
    """
    given = [float(value) for value in values]
    if any(math.isinf(value) for value in given):
        pad = max(pad, 1.6 * ARROW / 72 / width)
    finite = [value for value in given if math.isfinite(value)]
    if zero or not finite:
        finite.append(0.0)
    low, high = min(finite), max(finite)
    span = high - low or abs(high) or 1.0
    axes.set_xlim(low - (pad * span if low < 0 or not zero else 0.0), high + pad * span)
    bins = max(3, min(8, int(width / 0.5)))
    axes.xaxis.set_major_locator(MaxNLocator(bins, steps=[1, 2, 2.5, 5, 10], min_n_ticks=3))
    if low < 0 < high:
        axes.axvline(0, color=MUTED, linewidth=0.9, zorder=0.8)


def interval(
    axes: Axes,
    y: float,
    value: float,
    lower: float,
    upper: float,
    mark: Mark,
    *,
    printed: float = math.nan,
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
        axes.plot([lower, upper], [y, y], color=colour, linewidth=1.6, zorder=2.4)
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
    axes.plot([at], [y], zorder=3, clip_on=False, gid=gid, **mark.look())


def tint(colour: str, share: float = 0.5) -> str:
    """Mix a colour with the paper."""
    return to_hex(share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(PAPER)))


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

    Examples
    --------
    >>> mark_name(3), mark_name(3, "latest_id"), mark_name(3, again=True)
    ('row-3', 'row-3.latest_id', 'row-3_1')
    """
    return f"row-{row}" + (f".{column}" if column else "") + ("_1" if again else "")


def matrix(
    ax: Axes,
    labels: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[Column] = (),
    *,
    groups: Sequence[str] = (),
    label_width: float = 2.1,
) -> Forest:
    """Write the labels and headings of a table of markers; column ``j`` is at ``x = j``.

    Parameters
    ----------
    ax : Axes
    labels, headings : sequence of str
        Rows and columns. Headings that do not fit across their column are turned, Chinese
        ones are written downwards.
    columns, groups, label_width
        As in `forest`.

    Returns
    -------
    Forest
    """
    plan = forest(
        [ax], labels, columns, groups=groups, label_width=label_width, ticks=False, guides=False
    )
    ax.set_xlim(-0.5, len(headings) - 0.5)
    above = column_headings(ax, range(len(headings)), headings, plan.band.width)
    ax.grid(visible=True, linewidth=0.6)
    return plan._replace(band=plan.band._replace(above=max(plan.band.above, above)))


def column_headings(
    ax: Axes, places: Sequence[float], headings: Sequence[str], width: float
) -> float:
    """Set headings above columns, across or upwards; return their height in inches."""
    column = width / len(headings)
    texts = [wrap(text, column - 0.1, SMALL) for text in headings]
    look: dict[str, Any] = {"linespacing": 1.15}
    if all(_fits(text, column - 0.1) for text in texts):
        above = max(text.count("\n") + 1 for text in texts) * SMALL * LEADING / 72
    elif all(map(is_chinese, headings)):
        texts = [stacked(text) for text in headings]
        above = max(text.count("\n") + 1 for text in texts) * SMALL * 1.15 / 72
    else:
        texts = _turned(headings, column)
        look = {"linespacing": 1.1, "rotation": 90, "multialignment": "left"}
        above = max(text_width(text, SMALL) for text in texts)
    ax.xaxis.tick_top()
    ax.set_xticks(places, texts, size=SMALL, color=INK, va="bottom", **look)
    ax.tick_params(axis="x", length=0, pad=3)
    return above + 0.12


def markers(
    ax: Axes,
    x: Sequence[float],
    y: Sequence[float],
    kinds: Sequence[str],
    looks: dict[str, Mark],
    names: Sequence[str],
) -> None:
    """Draw a marker at each place of a matrix.

    Parameters
    ----------
    ax : Axes
    x, y : sequence of float
        Places.
    kinds : sequence of str
        What each marker says.
    looks : dict
        Mark of each kind.
    names : sequence of str
        Name of each marker in an SVG file, see `mark_name`.
    """
    if not len(x):
        return
    styles = {kind: looks[kind].marker for kind in kinds}
    sns.scatterplot(x=x, y=y, style=kinds, markers=styles, legend=False, ax=ax, zorder=3)
    drawn = [looks[kind] for kind in kinds]
    points = ax.collections[-1]
    points.set(
        sizes=[mark.size**2 for mark in drawn],
        facecolor=[PAPER if mark.hollow else mark.colour for mark in drawn],
        edgecolor=[mark.colour if mark.hollow else PAPER for mark in drawn],
        linewidth=[1.4 if mark.hollow else 0.8 for mark in drawn],
        gid=";".join(names),
        clip_on=False,
    )


def is_chinese(text: str) -> bool:
    """Whether more than half of a text are Chinese characters."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text) * 2 > len(text)


def stacked(text: str) -> str:
    """Write Chinese downwards, one character a line; numbers and Latin words stay whole."""
    return "\n".join(re.findall(r"[0-9A-Za-z]+|[^\s]", text.replace("：", "·")))


def _turned(headings: Sequence[str], width: float) -> list[str]:
    """Wrap turned headings to as few inches as the lines in a column's width allow."""
    lines = max(1, int(width / line_height(SMALL)))
    length = HEADING_LENGTH
    while True:
        texts = [wrap(text, length, SMALL) for text in headings]
        if all(text.count("\n") < lines for text in texts):
            return texts
        length += 0.1


def _fits(text: str, width: float) -> bool:
    return text_width(text, SMALL) <= width and text.count("\n") < 4


def interval_note(rows: pd.DataFrame, language: str) -> str:
    """Explain whiskers, and arrows where there are any."""
    ends = rows.filter(regex=r"(^|_)(lower|upper)$").to_numpy(dtype=float)
    note = words("note_whiskers", language)
    return note + (words("note_arrows", language) if np.isinf(ends).any() else "")


def float_of(value: Any) -> float:
    """Float of a table cell, NaN when it is missing."""
    return math.nan if pd.isna(value) else float(value)
