"""The page of a chart: title above, source below, and a table of rows around the marks.

All lengths are inches measured from the upper left corner of the part that is spoken of, so
that rooms are computed from the texts and nothing depends on a layout engine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from ecstats.charts import style
from ecstats.charts.fonts import text_width, wrap
from ecstats.charts.style import Mark

PAGE_WIDTH: Final = 8.0
MARGIN: Final = 0.14
BODY_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN

# the font has one weight: a thin outline makes the title semi-bold
_HEAVY: Final = [Stroke(linewidth=0.45, foreground=style.INK), Normal()]
LEADING: Final = 1.38


def line_height(size: float) -> float:
    """Height of a line of text in inches, leading included."""
    return size * LEADING / 72


def text_height(text: str, size: float) -> float:
    """Height of a text of one or more lines in inches."""
    return (text.count("\n") + 1) * line_height(size)


def inches(text: str, size: float) -> float:
    """Width of a text in inches."""
    return text_width(text, size) / 72


def fold(text: str, width: float, size: float) -> str:
    """Wrap a text to a width in inches."""
    return wrap(text, width * 72, size)


@dataclass(frozen=True)
class Key:
    """One entry of the key above a chart: a mark and its word."""

    mark: Mark
    label: str
    hollow: bool = False


@dataclass(frozen=True)
class Page:
    """A figure and the height of the title above its body."""

    figure: Figure
    height: float
    top: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes to the body; `left` and `top` are measured from its upper left corner."""
        bottom = self.height - self.top - top - height
        return self.figure.add_axes(
            (
                (MARGIN + left) / PAGE_WIDTH,
                bottom / self.height,
                width / PAGE_WIDTH,
                height / self.height,
            )
        )

    def text(self, x: float, y: float, text: str, size: float = style.LABEL, **kw: Any) -> None:
        """Write a text whose first baseline lies one line below `y`, line by line."""
        _write(self.figure, MARGIN + x, self.height - self.top - y, text, size, **kw)

    def mark(self, x: float, y: float, mark: Mark, *, hollow: bool = False) -> None:
        """Draw a mark with its centre at (`x`, `y`)."""
        self.sign(x, y, **marker_style(mark, hollow=hollow))

    def sign(self, x: float, y: float, **look: Any) -> None:
        """Draw a sign with its centre at (`x`, `y`); `look` is that of a `Line2D`."""
        _sign(self.figure, MARGIN + x, self.height - self.top - y, **look)

    def column_heading(self, x: float, base: float, text: str, *, turned: bool) -> None:
        """Write a heading centred on a column, its lower edge at `base`; across or turned."""
        self.figure.text(
            MARGIN + x,
            self.height - self.top - base,
            text,
            size=style.SMALL,
            color=style.INK,
            ha="center",
            va="bottom",
            rotation=90 if turned else 0,
            multialignment="left" if turned else "center",
            linespacing=1.1 if turned else 1.15,
            transform=self.figure.dpi_scale_trans,
        )

    def rule(self, y: float, left: float = 0.0, right: float = BODY_WIDTH) -> None:
        """Draw a thin horizontal line across the body."""
        height = self.height - self.top - y
        self.figure.add_artist(
            Line2D(
                [MARGIN + left, MARGIN + right],
                [height, height],
                transform=self.figure.dpi_scale_trans,
                color=style.BAND_DARK,
                linewidth=0.6,
            )
        )


def _write(figure: Figure, x: float, y: float, text: str, size: float, **kw: Any) -> None:
    settings: dict[str, Any] = {"color": style.INK, **kw}
    for line in text.split("\n"):
        y -= line_height(size)
        if line:
            figure.text(
                x,
                y + 0.3 * size / 72,
                line,
                size=size,
                va="baseline",
                transform=figure.dpi_scale_trans,
                **settings,
            )


def _sign(figure: Figure, x: float, y: float, **look: Any) -> None:
    figure.add_artist(Line2D([x], [y], transform=figure.dpi_scale_trans, linestyle="none", **look))


def marker_style(mark: Mark, *, hollow: bool = False, size: float = 7.0) -> dict[str, Any]:
    """Line2D settings of a mark."""
    bar = mark.marker in {"|", "_", "x", "+"}
    return {
        "marker": mark.marker,
        "markersize": size + 4 if mark.marker == "|" else size,
        "markerfacecolor": style.PAPER if hollow else mark.colour,
        "markeredgecolor": mark.colour if hollow or bar else style.PAPER,
        "markeredgewidth": 2.0 if bar else 1.4 if hollow else 0.8,
    }


def page(
    title: str,
    subtitle: str,
    body_height: float,
    footer: Sequence[str],
    keys: Sequence[Key] = (),
) -> Page:
    """Make a figure with title, subtitle, key and footer around a body of given height.

    Parameters
    ----------
    title, subtitle : str
        Wrapped to the page.
    body_height : float
        Room for the chart itself, in inches.
    footer : sequence of str
        Notes and the source line, one paragraph each; empty ones are left out.
    keys : sequence of Key
        Marks that need a word; none where the columns name them.

    Returns
    -------
    Page
    """
    title = fold(title, BODY_WIDTH, style.TITLE)
    subtitle = fold(subtitle, BODY_WIDTH, style.SUBTITLE)
    notes = [fold(text, BODY_WIDTH, style.SMALL) for text in footer if text]
    key_lines = _key_lines(keys)
    key_height = 0.26 * len(key_lines) + 0.06 if keys else 0.0
    head = text_height(title, style.TITLE) + text_height(subtitle, style.SUBTITLE) + 0.05
    above = MARGIN + head + key_height + 0.12
    below = math.fsum(text_height(note, style.SMALL) + 0.03 for note in notes) + 0.12 + MARGIN / 2
    height = above + body_height + below

    figure = Figure(figsize=(PAGE_WIDTH, height))
    y = height - MARGIN
    _write(figure, MARGIN, y, title, style.TITLE, path_effects=_HEAVY)
    y -= text_height(title, style.TITLE) + 0.05
    _write(figure, MARGIN, y, subtitle, style.SUBTITLE, color=style.MUTED)
    y -= text_height(subtitle, style.SUBTITLE) + 0.1
    for line in key_lines:
        for x, key in line:
            look = marker_style(key.mark, hollow=key.hollow)
            _sign(figure, MARGIN + x + 0.07, y - 0.11, **look)
            _write(figure, MARGIN + x + 0.2, y - 0.01, key.label, style.LABEL)
        y -= 0.26
    y = below - 0.12
    for note in notes:
        _write(figure, MARGIN, y, note, style.SMALL, color=style.MUTED)
        y -= text_height(note, style.SMALL) + 0.03
    return Page(figure, height, above)


def _key_lines(keys: Sequence[Key]) -> list[list[tuple[float, Key]]]:
    lines: list[list[tuple[float, Key]]] = []
    x = 0.0
    for key in keys:
        width = 0.2 + inches(key.label, style.LABEL) + 0.28
        if not lines or x + width - 0.28 > BODY_WIDTH:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key))
        x += width
    return lines
