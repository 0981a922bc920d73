"""A table of rows with a plot in its middle: labels, marks on a common scale, numbers.

Numbers stand in columns instead of beside the marks: nothing can overlap, and the heading of
a column, which shows the mark, serves as the legend.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.layout import (
    BODY_WIDTH,
    Page,
    fold,
    inches,
    line_height,
    text_height,
)
from ecstats.charts.style import Mark

GUTTER: Final = 0.16
TICK_ROOM: Final = 0.24
ROW_GAP: Final = 0.1
GROUP_GAP: Final = 0.08
MARK_ROOM: Final = 0.2


@dataclass(frozen=True)
class Column:
    """Numbers to the right of the plot, one text per row, with a smaller note below it."""

    heading: str
    cells: Sequence[str]
    mark: Mark | None = None
    hollow: bool = False
    width: float = 1.3
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Panel:
    """One plot of a table of rows: what it measures, and the mark it uses alone."""

    title: str
    mark: Mark | None = None
    hollow: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows with their places worked out; made by `plan_rows`, drawn by `draw_rows`."""

    labels: Sequence[str]
    details: Sequence[str]
    groups: Sequence[str]
    columns: Sequence[Column]
    panels: Sequence[Panel]
    group_width: float
    label_width: float
    centres: Sequence[float]
    group_tops: Sequence[float | None]
    head: float
    height: float
    ticks: bool
    guides: bool

    @property
    def plot_left(self) -> float:
        """Left edge of the plot in inches: what groups and labels take."""
        return (self.group_width + GUTTER if self.group_width else 0.0) + self.label_width + GUTTER

    @property
    def plot_width(self) -> float:
        """Width of all plots in inches: what labels and columns leave."""
        taken = math.fsum(column.width + GUTTER for column in self.columns)
        return BODY_WIDTH - self.plot_left - taken

    @property
    def panel_width(self) -> float:
        """Width of one plot in inches."""
        number = len(self.panels)
        return (self.plot_width - (number - 1) * GUTTER) / number

    @property
    def panel_lefts(self) -> list[float]:
        """Left edges of the plots in inches."""
        step = self.panel_width + GUTTER
        return [self.plot_left + number * step for number in range(len(self.panels))]


def plan_rows(
    labels: Sequence[str],
    columns: Sequence[Column] = (),
    *,
    details: Sequence[str] = (),
    groups: Sequence[str] = (),
    panels: Sequence[Panel] = (Panel(""),),
    label_width: float = 2.1,
    group_width: float = 0.0,
    ticks: bool = True,
    guides: bool = True,
    heights: Sequence[float] = (),
) -> Rows:
    """Wrap the texts of a table and give each row its place.

    Parameters
    ----------
    labels : sequence of str
        One per row.
    columns : sequence of Column
        Numbers to the right, with as many cells as there are rows.
    details : sequence of str
        A second, smaller line under each label; empty for none.
    groups : sequence of str
        The group of each row; a new one starts with a heading, or below a line when the
        groups have a column of their own.
    panels : sequence of Panel
        Plots side by side, with what each scale measures; one by default.
    label_width : float
        Room for the labels, in inches.
    group_width : float
        Room for a column of groups to the left; 0 for headings above the rows.
    ticks : bool
        Whether room is left for tick labels above the rows.
    guides : bool
        Whether a thin line leads from each label through the plot; bars need none.
    heights : sequence of float
        Least height of each row in inches, where the plot holds more than marks.

    Returns
    -------
    Rows
    """
    details = list(details) or [""] * len(labels)
    groups = list(groups) or [""] * len(labels)
    heights = list(heights) or [0.0] * len(labels)
    labels = [fold(text, label_width, style.LABEL) for text in labels]
    details = [fold(text, label_width, style.SMALL) if text else "" for text in details]
    columns = [
        Column(
            fold(column.heading, column.width - (MARK_ROOM if column.mark else 0.0), style.SMALL),
            [fold(cell, column.width, style.LABEL) for cell in column.cells],
            column.mark,
            column.hollow,
            column.width,
            [fold(note, column.width, style.SMALL) for note in column.notes]
            or [""] * len(column.cells),
        )
        for column in columns
    ]
    if group_width:
        groups = [fold(text, group_width, style.LABEL) for text in groups]
    taken = label_width + GUTTER + (group_width + GUTTER if group_width else 0.0)
    taken += math.fsum(column.width + GUTTER for column in columns)
    room = (BODY_WIDTH - taken - (len(panels) - 1) * GUTTER) / len(panels)
    panels = [
        Panel(
            fold(panel.title, room - (MARK_ROOM if panel.mark else 0.0), style.SMALL),
            panel.mark,
            panel.hollow,
        )
        for panel in panels
    ]
    headings = [panel.title for panel in panels] + [column.heading for column in columns]
    head = max((text_height(text, style.SMALL) for text in headings if text), default=0.0)
    head += TICK_ROOM if ticks else 0.08

    centres: list[float] = []
    group_tops: list[float | None] = []
    y, group_end = head, head
    for number, (label, detail, group) in enumerate(zip(labels, details, groups, strict=True)):
        new = bool(group) and (number == 0 or group != groups[number - 1])
        if new:
            y = max(y, group_end) + (GROUP_GAP if number else 0.0)
        group_tops.append(y if new else None)
        if new and not group_width:
            y += line_height(style.LABEL) + 0.04
        cells = [_label_height(column.cells[number], column.notes[number]) for column in columns]
        height = max([heights[number], _label_height(label, detail), *cells]) + ROW_GAP
        if new and group_width:
            group_end = y + text_height(group, style.LABEL) + ROW_GAP
        centres.append(y + height / 2)
        y += height
    return Rows(
        labels,
        details,
        groups,
        columns,
        panels,
        group_width,
        label_width,
        centres,
        group_tops,
        head,
        max(y, group_end),
        ticks,
        guides,
    )


def _label_height(label: str, detail: str) -> float:
    extra = text_height(detail, style.SMALL) if detail else 0.0
    return text_height(label, style.LABEL) + extra


def draw_rows(page: Page, rows: Rows, top: float = 0.0) -> list[Axes]:
    """Write labels, headings and numbers; return the axes for the marks, one per panel.

    Parameters
    ----------
    page : Page
    rows : Rows
    top : float
        Where the table begins, in inches below the top of the body.

    Returns
    -------
    list of matplotlib.axes.Axes
        Their vertical scale is inches below the heading row: draw row `i` at
        ``rows.centres[i]``.
    """
    all_axes = []
    for left in rows.panel_lefts:
        axes = page.axes(left, top + rows.head, rows.panel_width, rows.height - rows.head)
        axes.set_ylim(rows.height, rows.head)
        axes.set_yticks([])
        axes.xaxis.tick_top()
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="x", length=0, pad=3)
        axes.grid(visible=True, axis="x")
        for centre in rows.centres if rows.guides else ():
            axes.axhline(centre, color=style.GRID, linewidth=0.8, zorder=0.5)
        all_axes.append(axes)
    draw_texts(page, rows, top)
    return all_axes


def draw_texts(page: Page, rows: Rows, top: float = 0.0) -> None:
    """Write labels, headings and numbers, and leave the plots empty; see `draw_rows`."""
    _draw_headings(page, rows, top)
    for number in range(len(rows.labels)):
        _draw_texts(page, rows, number, top)


def _draw_headings(page: Page, rows: Rows, top: float) -> None:
    base = top + rows.head - (TICK_ROOM if rows.ticks else 0.08)
    for x, panel in zip(rows.panel_lefts, rows.panels, strict=True):
        _heading(page, x, base, panel.title, panel.mark, panel.hollow)
    x = rows.plot_left + rows.plot_width + GUTTER
    for column in rows.columns:
        _heading(page, x, base, column.heading, column.mark, column.hollow)
        x += column.width + GUTTER


def _heading(page: Page, x: float, base: float, text: str, mark: Mark | None, hollow: bool) -> None:
    top = base - text_height(text, style.SMALL)
    colour = mark.colour if mark else style.MUTED
    page.text(x + (MARK_ROOM if mark else 0.0), top, text, style.SMALL, color=colour)
    if mark:
        page.mark(x + 0.07, top + line_height(style.SMALL) * 0.52, mark, hollow=hollow)


def _draw_texts(page: Page, rows: Rows, number: int, top: float) -> None:
    centre = top + rows.centres[number]
    left = rows.group_width + GUTTER if rows.group_width else 0.0
    label, detail = rows.labels[number], rows.details[number]
    y = centre - _label_height(label, detail) / 2
    page.text(left, y, label)
    if detail:
        page.text(left, y + text_height(label, style.LABEL), detail, style.SMALL, color=style.MUTED)
    x = rows.plot_left + rows.plot_width + GUTTER
    for column in rows.columns:
        cell, note = column.cells[number], column.notes[number]
        y = centre - _label_height(cell, note) / 2
        page.text(x, y, cell)
        if note:
            y += text_height(cell, style.LABEL)
            page.text(x, y, note, style.SMALL, color=style.MUTED)
        x += column.width + GUTTER

    group_top = rows.group_tops[number]
    if group_top is None:
        return
    y = top + group_top
    if number:
        page.rule(y - GROUP_GAP / 2)
    if rows.group_width:
        page.text(0, y + ROW_GAP / 2, rows.groups[number])
    else:
        page.text(0, y, rows.groups[number], color=style.MUTED)


def widest(texts: Sequence[str], size: float = style.LABEL, most: float = 2.2) -> float:
    """Width in inches that holds all texts unbroken, at most `most`."""
    return min(most, max((inches(text, size) for text in texts), default=0.0) + 0.02)
