"""A table of signs: rows by columns, with headings that stand upright on narrow columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from ecstats.plots import style
from ecstats.plots.layout import Page, fold, inches, line_height
from ecstats.plots.rows import Column, Panel, Rows, draw_rows, plan_rows

HEADING_LENGTH: Final = 1.55


@dataclass(frozen=True)
class Matrix:
    """A matrix with its places worked out; made by `plan_matrix`, drawn by `draw_matrix`."""

    rows: Rows
    headings: Sequence[str]
    upright: bool
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
        Rows and columns. Headings that do not fit across their column stand upright.
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
    width = rows.plot_width / len(headings) - 0.1
    across = [fold(text, width, style.SMALL) for text in headings]
    upright = not all(_fits(text, width) for text in across)
    if upright:
        across = _stood_up(headings, rows.plot_width / len(headings))
        head = max(_length(text) for text in across) + 0.1
    else:
        lines = max(text.count("\n") + 1 for text in across)
        head = lines * line_height(style.SMALL) + 0.05
    return Matrix(rows, across, upright, max(0.0, head - rows.head))


def _stood_up(headings: Sequence[str], width: float) -> list[str]:
    """Wrap upright headings to as few inches as the lines in a column's width allow."""
    lines = max(1, int(width / line_height(style.SMALL)))
    length = HEADING_LENGTH
    while True:
        folded = [fold(text, length, style.SMALL) for text in headings]
        if all(text.count("\n") < lines for text in folded):
            return folded
        length += 0.1


def _fits(text: str, width: float) -> bool:
    return _length(text) <= width and text.count("\n") < 4


def _length(text: str) -> float:
    return inches(text, style.SMALL)


def draw_matrix(page: Page, matrix: Matrix, top: float = 0.0) -> Axes:
    """Write labels and headings; return axes where column `j` has its centre at ``j + 0.5``."""
    (axes,) = draw_rows(page, matrix.rows, top + matrix.head)
    axes.set_xlim(0, len(matrix.headings))
    axes.set_xticks([])
    base = top + matrix.head + matrix.rows.head - 0.05
    for number, text in enumerate(matrix.headings):
        centre = matrix.rows.plot_left + (number + 0.5) * matrix.cell_width
        page.column_heading(centre, base, text, upright=matrix.upright)
        axes.axvline(number + 0.5, color=style.GRID, linewidth=0.6, zorder=0.4)
    for centre in matrix.rows.centres:
        axes.axhline(centre, color=style.GRID, linewidth=0.6, zorder=0.4)
    return axes
