"""A table of signs: rows by columns, with headings that turn above narrow columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.layout import Page, fold, inches, line_height
from ecstats.charts.rows import Column, Panel, Rows, draw_rows, plan_rows

HEADING_LENGTH: Final = 1.55
STACKING: Final = 1.2


@dataclass(frozen=True)
class Matrix:
    """A matrix with its places worked out; made by `plan_matrix`, drawn by `draw_matrix`."""

    rows: Rows
    headings: Sequence[str]
    turned: bool
    head: float

    @property
    def height(self) -> float:
        """Height in inches, headings included."""
        return self.head + self.rows.height

    @property
    def cell_width(self) -> float:
        """Width of a column in inches."""
        return self.rows.plot_width / len(self.headings)


def plan_matrix(
    labels: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[Column] = (),
    *,
    groups: Sequence[str] = (),
    label_width: float = 2.1,
) -> Matrix:
    """Give rows and columns their places.

    Parameters
    ----------
    labels, headings : sequence of str
        Rows and columns. Headings that do not fit across their column are turned, Chinese
        ones are written downwards.
    columns : sequence of Column
        Texts to the right of the matrix.
    groups : sequence of str
        Group of each row.
    label_width : float
        Room for the labels, in inches.

    Returns
    -------
    Matrix
    """
    rows = plan_rows(
        labels,
        columns,
        groups=groups,
        panels=[Panel("")],
        label_width=label_width,
        ticks=False,
        guides=False,
    )
    width = rows.plot_width / len(headings)
    across = [fold(text, width - 0.1, style.SMALL) for text in headings]
    turned = False
    if not all(_fits(text, width - 0.1) for text in across):
        turned = not all(map(is_chinese, headings))
        across = _turned(headings, width) if turned else [stacked(text) for text in headings]
    if turned:
        head = max(inches(text, style.SMALL) for text in across)
    else:
        head = max(text.count("\n") + 1 for text in across) * style.SMALL * STACKING / 72
    return Matrix(rows, across, turned, max(0.0, head + 0.12 - rows.head))


def is_chinese(text: str) -> bool:
    """Whether more than half of a text are Chinese characters."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text) * 2 > len(text)


def stacked(text: str) -> str:
    """Write Chinese downwards, one character a line; numbers and Latin words stay whole."""
    pieces = re.findall(r"[0-9A-Za-z]+|[^\s]", text.replace("：", "·"))
    return "\n".join(pieces)


def _turned(headings: Sequence[str], width: float) -> list[str]:
    """Wrap turned headings to as few inches as the lines in a column's width allow."""
    lines = max(1, int(width / line_height(style.SMALL)))
    length = HEADING_LENGTH
    while True:
        folded = [fold(text, length, style.SMALL) for text in headings]
        if all(text.count("\n") < lines for text in folded):
            return folded
        length += 0.1


def _fits(text: str, width: float) -> bool:
    return inches(text, style.SMALL) <= width and text.count("\n") < 4


def draw_matrix(page: Page, matrix: Matrix, top: float = 0.0) -> Axes:
    """Write labels and headings; return axes where column `j` has its centre at ``j + 0.5``."""
    (axes,) = draw_rows(page, matrix.rows, top + matrix.head)
    axes.set_xlim(0, len(matrix.headings))
    axes.set_xticks([])
    base = top + matrix.head + matrix.rows.head - 0.05
    for number, text in enumerate(matrix.headings):
        centre = matrix.rows.plot_left + (number + 0.5) * matrix.cell_width
        page.column_heading(centre, base, text, turned=matrix.turned)
        axes.axvline(number + 0.5, color=style.GRID, linewidth=0.6, zorder=0.4)
    for centre in matrix.rows.centres:
        axes.axhline(centre, color=style.GRID, linewidth=0.6, zorder=0.4)
    return axes
