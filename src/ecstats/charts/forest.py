"""A table of rows with a plot in its middle: labels, marks on a common scale, numbers.

Numbers stand in columns instead of beside the marks: nothing can overlap, and the heading of
a column, which shows the mark, serves as the legend. A matrix is such a table whose plot has
columns of its own. Lengths are inches, font sizes points.
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

from ecstats.charts import page
from ecstats.charts.fonts import text_width, wrap
from ecstats.labels.words import text as word

TICK_ROOM: Final = 0.24
ROW_GAP: Final = 0.1
GROUP_GAP: Final = 0.08
MARK_ROOM: Final = 0.2
ARROW: Final = 17.0
HEADING_LENGTH: Final = 1.55

PLAIN: Final[dict[str, Any]] = {"ticks": False, "guides": False}
"""Options of a forest without a scale: bars that carry their numbers, markers, texts."""

Ends = tuple[float, float, float]
"""A point with the lower and upper end of its interval; NaN where there is none."""


class Column(NamedTuple):
    """Texts to the right of the plot, one for each row, with a smaller note below each."""

    heading: str
    cells: Sequence[str]
    mark: page.Mark | None = None
    width: float = 0.9
    notes: Sequence[str] = ()


class Point(NamedTuple):
    """A mark with its whiskers in a row of a forest, `lift` inches above the middle.

    `gid` names the mark in an SVG file; `printed` is where it stands without a point.
    """

    row: int
    ends: Ends
    mark: page.Mark
    gid: str
    lift: float = 0.0
    printed: float = math.nan


def forest(
    axes: Sequence[Axes],
    labels: Sequence[str],
    columns: Sequence[Column] = (),
    points: Sequence[Point] = (),
    *,
    details: Sequence[str] = (),
    groups: Sequence[str] = (),
    titles: Sequence[tuple[str, page.Mark | None]] = (),
    label_width: float = 2.1,
    group_width: float = 0.0,
    ticks: bool = True,
    guides: bool = True,
    heights: Sequence[float] = (),
    panels: int = 0,
) -> page.Band:
    """Write labels, headings and numbers around axes, and draw points with whiskers in them.

    The vertical scale of the axes is inches below their upper edge; row ``i`` is at
    ``axes[0].get_yticks()[i]``.

    Parameters
    ----------
    axes : sequence of Axes
        Plots side by side; the points go into the first.
    labels : sequence of str
        One per row.
    columns : sequence of Column
        Numbers to the right.
    points : sequence of Point
    details : sequence of str
        A second, smaller line under each label; empty for none.
    groups : sequence of str
        The group of each row; a new one starts with a heading, or below a line when the
        groups have a column of their own.
    titles : sequence of (str, page.Mark or None)
        What each of the plots measures, and the mark it uses alone.
    label_width, group_width : float
        Room for the labels, and for a column of groups to their left; 0 for headings above.
    ticks : bool
        Whether the plots have a horizontal scale, above the rows.
    guides : bool
        Whether a thin line leads from each label through the plot; bars need none.
    heights : sequence of float
        Least height of each row, where the plot holds more than marks.
    panels : int
        Plots that there is room for, when that is more than there are.

    Returns
    -------
    page.Band
        The axes with the room that the texts take.
    """
    number = len(labels)
    labels = [wrap(text, label_width, page.LABEL) for text in labels]
    details = [wrap(text, label_width, page.SMALL) for text in details or [""] * number]
    groups = [wrap(text, group_width or page.BODY, page.LABEL) for text in groups or [""] * number]
    columns = [_wrapped(column) for column in columns]
    group_room = group_width + page.GUTTER if group_width else 0.0
    left = group_room + label_width + page.GUTTER
    right = math.fsum(column.width + page.GUTTER for column in columns)
    empty = max(0, panels - len(axes)) / max(panels, len(axes))
    band = page.Band(axes, left, right + empty * (page.BODY - left - right + page.GUTTER))
    headings = [
        (wrap(text, band.width - MARK_ROOM * bool(mark), page.SMALL), mark)
        for text, mark in titles or [("", None)]
    ]
    tick_room = TICK_ROOM if ticks else 0.08
    every = [*(text for text, _ in headings), *(column.heading for column in columns)]
    above = tick_room + max((page.text_height(text, page.SMALL) for text in every), default=0.0)

    cells = [(labels, details), *((column.cells, column.notes) for column in columns)]
    least = list(heights) or [0.0] * number
    centres: list[float] = []
    y, group_end = 0.0, 0.0
    for row, group in enumerate(groups):
        if group and (row == 0 or group != groups[row - 1]):
            y = max(y, group_end) + (GROUP_GAP if row else 0.0)
            if row:
                span = len(axes) * (band.width + page.GUTTER) - page.GUTTER
                edges = -left / band.width, (span + band.right) / band.width
                rule = axes[0].axhline(y - GROUP_GAP / 2, *edges, color=page.GRID, lw=0.6)
                rule.set(clip_on=False, in_layout=False)
            colour, gap = (page.INK, ROW_GAP / 2) if group_width else (page.MUTED, 0.0)
            page.write(axes[0], 0, y + gap, group, dx=-left, color=colour)
            if group_width:
                group_end = y + page.text_height(group, page.LABEL) + ROW_GAP
            else:
                y += page.line_height(page.LABEL) + 0.04
        height = max(_height(texts[row], notes[row]) for texts, notes in cells)
        height = max(height, least[row]) + ROW_GAP
        centres.append(y + height / 2)
        y += height
    height = max(y, group_end)

    for place, ax in enumerate(axes):
        ax.set_ylim(height or 1, 0)
        ax.set_yticks(centres, labels)
        ax.tick_params(axis="y", labelleft=False, length=0)
        ax.xaxis.tick_top()
        ax.spines[["left", "right", "bottom"]].set_visible(False)
        ax.tick_params(axis="x", length=0, pad=3)
        ax.grid(visible=ticks, axis="x")
        for centre in centres if guides else ():
            ax.axhline(centre, color=page.GRID, linewidth=0.8, zorder=0.5)
        _heading(ax, 0, 0, tick_room, *headings[place])
    _write_cells(axes[0], 0, group_room - left, centres, labels, details)
    x = page.GUTTER
    for column in columns:
        _heading(axes[-1], 1, x, tick_room, column.heading, column.mark)
        _write_cells(axes[-1], 1, x, centres, column.cells, column.notes)
        x += column.width + page.GUTTER
    if points:
        ends = [end for point in points for end in (*point.ends, point.printed)]
        scale(axes[0], ends, band.width)
    for point in points:
        middle = centres[point.row] - point.lift
        interval(axes[0], middle, point.ends, point.mark, point.gid, printed=point.printed)
    return band._replace(above=above, height=height)


def _wrapped(column: Column) -> Column:
    return column._replace(
        heading=wrap(column.heading, column.width - MARK_ROOM * bool(column.mark), page.SMALL),
        cells=[wrap(text, column.width, page.LABEL) for text in column.cells],
        notes=[wrap(text, column.width, page.SMALL) for text in column.notes]
        or [""] * len(column.cells),
    )


def _height(text: str, note: str) -> float:
    return page.text_height(text or " ", page.LABEL) + page.text_height(note, page.SMALL)


def _write_cells(
    axes: Axes, x: float, dx: float, y: Sequence[float], texts: Sequence[str], notes: Sequence[str]
) -> None:
    for centre, text, note in zip(y, texts, notes, strict=True):
        up = _height(text, note) / 2
        page.write(axes, x, centre, text, dx=dx, dy=up)
        below: dict[str, Any] = {"dx": dx, "dy": up - page.text_height(text, page.LABEL)}
        page.write(axes, x, centre, note, page.SMALL, color=page.MUTED, **below)


def _heading(
    axes: Axes, x: float, dx: float, room: float, text: str, mark: page.Mark | None
) -> None:
    up = room + page.text_height(text, page.SMALL)
    colour, right = (mark.colour, dx + MARK_ROOM) if mark else (page.MUTED, dx)
    page.write(axes, x, 1, text, page.SMALL, dx=right, dy=up, ycoords="axes fraction", color=colour)
    if mark:
        height = up - page.line_height(page.SMALL) * 0.52
        figure = axes.get_figure(root=True)
        moved = offset_copy(axes.transAxes, figure, x=dx + 0.07, y=height)
        sign = mark._replace(size=7).look()
        axes.add_artist(Line2D([x], [1], transform=moved, clip_on=False, **sign))


def scale(axes: Axes, values: Iterable[float], width: float, *, pad: float = 0.06) -> None:
    """Set the horizontal scale so that zero and all values have room, with few round ticks.

    Missing and infinite values are passed over; `width` is that of the axes in inches, `pad` the
    room beside the outermost values as a share of the scale.
    """
    given = [float(value) for value in values]
    if any(math.isinf(value) for value in given):
        pad = max(pad, 1.6 * ARROW / 72 / width)
    finite = [0.0, *(value for value in given if math.isfinite(value))]
    low, high = min(finite), max(finite)
    span = high - low or 1.0
    axes.set_xlim(low - (pad * span if low < 0 else 0.0), high + pad * span)
    bins = max(3, min(8, int(width / 0.5)))
    axes.xaxis.set_major_locator(MaxNLocator(bins, steps=[1, 2, 2.5, 5, 10], min_n_ticks=3))
    if low < 0 < high:
        axes.axvline(0, color=page.MUTED, linewidth=0.9, zorder=0.8)


def interval(
    axes: Axes, y: float, ends: Ends, mark: page.Mark, gid: str | None, *, printed: float = math.nan
) -> None:
    """Draw a point with its whiskers; where one side is unbounded, the bound and an arrow.

    A figure without a point is marked where it is `printed`, by default at its finite bound.
    """
    value, lower, upper = ends
    at = next((one for one in (value, printed, lower, upper) if math.isfinite(one)), None)
    if at is None:
        return
    if math.isfinite(upper - lower) and upper > lower:
        # where no point exists, any value of the range is as good as another: a lighter line
        colour = mark.colour if math.isfinite(value) else tint(mark.colour)
        axes.plot([lower, upper], [y, y], color=colour, linewidth=1.6, zorder=2.4)
    for end, sign in ((lower, -1), (upper, 1)):
        if math.isinf(end):
            arrow = {"arrowstyle": "<|-", "color": mark.colour, "linewidth": 1.4}
            arrow |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
            axes.annotate(
                "",
                (at, y),
                (sign * ARROW, 0),
                textcoords="offset points",
                arrowprops=arrow,
                zorder=2.3,
            )
    axes.plot([at], [y], zorder=3, clip_on=False, gid=gid, **mark.look())


def tint(colour: str, share: float = 0.5) -> str:
    """Mix a colour with white."""
    red, green, blue = (share * one + 1 - share for one in to_rgb(colour))
    return to_hex((red, green, blue))


def mark_name(row: object, column: str = "", *, again: bool = False) -> str:
    """Name of a mark in an SVG file, by which a page finds what it shows.

    `row` is the place of the row in the table of the chart, from 0; `column` the column with the
    id of the figure, where a row is drawn as several marks. Names in a file are unique: `again`
    says that the row has such a mark already.
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
) -> page.Band:
    """Write the labels and headings of a table of markers, as `forest`; column `j` is at x = j."""
    band = forest([ax], labels, columns, groups=groups, label_width=label_width, **PLAIN)
    ax.set_xlim(-0.5, max(1, len(headings)) - 0.5)
    above = column_headings(ax, range(len(headings)), headings, band.width)
    ax.grid(visible=True, linewidth=0.6)
    return band._replace(above=max(band.above, above))


def column_headings(
    ax: Axes, places: Sequence[float], headings: Sequence[str], width: float
) -> float:
    """Set headings above the columns of axes of a width; return the height they take.

    Headings that do not fit across their column are turned, Chinese ones are written downwards.
    """
    column = width / max(1, len(headings))
    texts = [wrap(text, column - 0.1, page.SMALL) for text in headings]
    look: dict[str, Any] = {"linespacing": 1.15}
    if all(text_width(one, page.SMALL) <= column - 0.1 and one.count("\n") < 4 for one in texts):
        above = max((page.text_height(text, page.SMALL) for text in texts), default=0.0)
    elif all(len(re.findall("[\u4e00-\u9fff]", text)) * 2 > len(text) for text in headings):
        texts = [stacked(text) for text in headings]
        above = max(text.count("\n") + 1 for text in texts) * page.SMALL * 1.15 / 72
    else:
        texts = _turned(headings, column)
        look = {"linespacing": 1.1, "rotation": 90, "multialignment": "left"}
        above = max(text_width(text, page.SMALL) for text in texts)
    ax.xaxis.tick_top()
    ax.set_xticks(places, texts, size=page.SMALL, color=page.INK, va="bottom", **look)
    ax.tick_params(axis="x", length=0, pad=3)
    return above + 0.12


def stacked(text: str) -> str:
    """Write Chinese downwards, one character a line; numbers and Latin words stay whole."""
    return "\n".join(re.findall(r"[0-9A-Za-z]+|[^\s]", text.replace("：", "·")))


def _turned(headings: Sequence[str], width: float) -> list[str]:
    """Wrap turned headings to as few inches as the lines in a column's width allow."""
    lines = max(1, int(width / page.line_height(page.SMALL)))
    length = HEADING_LENGTH
    while True:
        texts = [wrap(text, length, page.SMALL) for text in headings]
        if all(text.count("\n") < lines for text in texts):
            return texts
        length += 0.1


def markers(
    ax: Axes,
    x: Sequence[float],
    y: Sequence[float],
    kinds: Sequence[str],
    looks: dict[str, page.Mark],
    names: Sequence[str],
) -> None:
    """Draw a marker at each place of a matrix, by what it says; `names` are `mark_name`s."""
    if not len(x):
        return
    styles = {kind: looks[kind].marker for kind in kinds}
    sns.scatterplot(x=x, y=y, style=kinds, markers=styles, legend=False, ax=ax, zorder=3)
    drawn = [looks[kind] for kind in kinds]
    ax.collections[-1].set(
        sizes=[mark.size**2 for mark in drawn],
        facecolor=[page.PAPER if mark.hollow else mark.colour for mark in drawn],
        edgecolor=[mark.colour if mark.hollow else page.PAPER for mark in drawn],
        linewidth=[1.4 if mark.hollow else 0.8 for mark in drawn],
        gid=";".join(names),
        clip_on=False,
    )


def interval_note(rows: pd.DataFrame, language: str) -> str:
    """Explain whiskers, and arrows where there are any."""
    ends = rows.filter(regex=r"(^|_)(lower|upper)$").to_numpy(dtype=float)
    note = word("note_whiskers", language)
    return note + (word("note_arrows", language) if np.isinf(ends).any() else "")


def float_of(value: Any) -> float:
    """Float of a table cell, NaN when it is missing."""
    return math.nan if pd.isna(value) else float(value)


def ends_of(row: Any, stem: str = "", factor: float = 1.0) -> Ends:
    """Point, lower and upper end of a row: ``value``, ``lower`` …, or ``<stem>_lower`` …."""
    prefix = f"{stem}_" if stem else ""
    names = (stem or "value", f"{prefix}lower", f"{prefix}upper")
    value, lower, upper = (factor * float_of(row[name]) for name in names)
    return value, lower, upper
