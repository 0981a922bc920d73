"""A chart: the picture, the rows it shows, and the words that belong to it."""

import io
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ecstats.charts.fonts import wrap
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.page import (
    BODY,
    LABEL,
    AxesGiven,
    Band,
    Mark,
    compose,
    drawing,
    text_height,
    write,
)
from ecstats.errors import InputError, unknown_name_error
from ecstats.files import write_atomically
from ecstats.labels.code_lists import CodeLists, series_detail, series_label
from ecstats.labels.words import alt_text, check_language, count, text, words
from ecstats.tables.records import dicts

FORMATS: Final = ("svg", "png", "csv")


class Columns(NamedTuple):
    """What the columns of the rows of a chart are for.

    Attributes
    ----------
    key : tuple of str
        Columns that tell a row from all others.
    values : tuple of str
        Columns with results: a number, whose interval is in ``lower`` and ``upper`` (for
        ``value``) or ``<name>_lower`` and ``<name>_upper``; or a code.
    figure_ids : tuple of str
        Columns with ids of quoted figures and published values, several separated by ``;``.
    """

    key: tuple[str, ...]
    values: tuple[str, ...]
    figure_ids: tuple[str, ...] = ("figure_id",)


_COMPARISON = Columns(
    ("entity_id", "ref_area", "indicator_id", "figure_id"), ("value", "point_estimate")
)
COLUMNS: Final[dict[str, Columns]] = {
    "accountability": Columns(("task_id", "unit", "year"), ("role", "targets"), ("figure_ids",)),
    "attainment": Columns(
        ("target_figure_id",),
        ("value", "verdict", "outcome"),
        ("target_figure_id", "value_id", "excluded_id"),
    ),
    "cluster-comparison": _COMPARISON,
    "consistency-verdicts": Columns(("check_id", "precision"), ("verdict",), ("figure_ids",)),
    "evidence-matrix": Columns(
        ("cluster", "level", "condition", "requirement_id"),
        ("verdict", "evidence_share"),
        ("threshold_id", "figure_ids"),
    ),
    "figures-by-kind": Columns(("by", "key", "obs_kind"), ("count",), ("figure_ids",)),
    "growth-intervals": Columns(
        ("pair_kind", "figure_id_start", "figure_id_end"),
        ("value",),
        ("figure_id_start", "figure_id_end"),
    ),
    "mention-coverage": Columns(("source_id", "disposition"), ("count",), ()),
    "milestone-paths": Columns(
        ("source_id", "indicator_id", "ref_area", "entity_id", "per", "unit_measure", "year"),
        ("level", "required_change"),
        ("figure_id", "other_figure_ids"),
    ),
    "overview": Columns(("parameter", "chart"), ("share",), ()),
    "platform-comparison": _COMPARISON,
    "progress-rules": Columns(
        ("target_figure_id", "rule"),
        ("value", "statuses"),
        ("target_figure_id", "baseline_id", "current_id"),
    ),
    "quoted-growth": Columns(
        ("figure_id",),
        ("quoted", "derived", "implied"),
        ("figure_id", "level_figure_id", "earlier_figure_id"),
    ),
    "reductions-and-gains": Columns(("figure_id",), ("value", "point_estimate")),
    "required-and-past-growth": Columns(
        ("target_figure_id", "quantity"), ("value",), ("target_figure_id", "from_id", "to_id")
    ),
    "target-bullets": Columns(
        ("target_figure_id",),
        ("share_of_target", "gap_from_latest", "gap_from_latest_percent"),
        ("target_figure_id", "other_figure_ids", "baseline_id", "latest_id"),
    ),
}
"""What the columns of each chart of the package are for, by the name of its files."""


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart with everything that a reader needs to check it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    axes : tuple of matplotlib.axes.Axes
        Its panels, to annotate and restyle; `ax` is the first.
    rows : pandas.DataFrame
        Exactly the rows that are drawn; each names its quoted figures.
    name : str
        File name without ending.
    title, caption : str
        What the chart says; how to read it.
    source_line : str
        Documents of the plotted rows.
    alt : str
        One text for somebody who cannot see the picture.
    language : {"en", "zh"}
        Language of the texts.
    key, values, figure_ids : tuple of str
        Columns of `rows`, see `Columns`.
    """

    figure: Figure
    axes: tuple[Axes, ...]
    rows: pd.DataFrame
    name: str
    title: str
    caption: str
    source_line: str
    alt: str
    language: str = "en"
    key: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    figure_ids: tuple[str, ...] = ()

    @property
    def ax(self) -> Axes:
        """The first panel; most charts have no other."""
        return self.axes[0]

    def _repr_mimebundle_(self, **_selection: object) -> dict[str, str]:
        return {"image/svg+xml": to_svg(self), "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"<Chart {self.name!r}: {self.title} ({len(self.rows)} rows)>"


@dataclass
class Sheet:
    """What a chart is drawn on: the axes given or a page of its own, in a language.

    Attributes
    ----------
    name : str
        File name of the chart, a key of `COLUMNS`.
    stem : str
        Its words are ``<stem>_title``, ``<stem>_subtitle`` and ``<stem>_caption``.
    lists : CodeLists or None
        Labels and quotes; None for rows that rest on no documents.
    language : {"en", "zh"}
    ax : Axes, sequence of Axes or None
        As given to the chart: a figure of somebody else's gets no page.
    bands : list of Band
        What is drawn, from top to bottom.
    """

    name: str
    stem: str
    lists: CodeLists | None
    language: str
    ax: AxesGiven
    bands: list[Band] = field(default_factory=list)

    def __post_init__(self) -> None:
        check_language(self.language)

    def text(self, key: str, **values: object) -> str:
        """Words in the language of the chart."""
        return text(key, self.language, **values)

    def join(self, *parts: Iterable[Any]) -> list[str]:
        """Join texts row by row with a comma; empty ones drop out."""
        comma = self.text("comma")
        return [comma.join(filter(None, row)) for row in zip(*parts, strict=True)]

    def axes(self, panels: int = 1) -> list[Axes]:
        """Axes to draw in, one for each panel and at least one: those given, or new ones.

        Raises
        ------
        InputError
            If another number of axes is given.
        """
        panels = max(1, panels)
        if self.ax is None:
            figure = Figure()
            return [figure.add_axes((0, 0, 1, 1), label=str(n)) for n in range(panels)]
        given = [self.ax] if isinstance(self.ax, Axes) else list(self.ax)
        if len(given) != panels:
            raise InputError(
                f"ax: {len(given)} axes given, but these rows fill {panels} panels; "
                f"pass {panels} axes"
            )
        return given

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows with their quotes, numbered from 0, numbers rounded to nine significant digits.

        The last bits of a result differ between processors; without rounding, so would the bytes
        of the charts and of their tables.
        """
        assert self.lists is not None
        floats = [str(n) for n, kind in table.dtypes.items() if pd.api.types.is_float_dtype(kind)]
        rounded = table.assign(**{one: table[one].map(nine_digits) for one in floats})
        quoted = with_quotes(rounded, self.lists, self.columns(table).figure_ids)
        return quoted.reset_index(drop=True)

    def series(self, table: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]], list[str]]:
        """`rows` with the label of their series; also as dictionaries; and the place of each."""
        rows = self.rows(table)
        assert self.lists is not None
        cells = dicts(rows)
        rows["label"] = [series_label(self.lists, row, self.language) for row in cells]
        return rows, dicts(rows), series_detail(self.lists, cells, self.language)

    def columns(self, rows: pd.DataFrame) -> Columns:
        """What the columns of the chart are for, as far as the rows have them."""
        return Columns(*(tuple(n for n in part if n in rows) for part in COLUMNS[self.name]))

    def finish(
        self,
        rows: pd.DataFrame,
        listed: Iterable[tuple[str, object]],
        *,
        name: str = "",
        notes: Sequence[str] = (),
        keys: Iterable[tuple[Mark, str]] = (),
        place: str = "",
        title: str = "",
        nothing: str = "nothing",
        **counts: Any,
    ) -> Chart:
        """Put the page around what is drawn, and say what it shows.

        Parameters
        ----------
        rows : DataFrame
            What is drawn. Without rows the chart is a page that says so.
        listed : iterable of (str, value)
            Names with their values, for the alt text.
        name : str
            Another file name.
        notes : sequence of str
            Notes below the chart, above its source line.
        keys : iterable of (Mark, str)
            Marks with the key of their word, for those that no heading names.
        place : str
            Place that all rows are about, said before the subtitle.
        title, nothing : str
            Keys of another title, and of what is said where there are no rows.
        **counts
            What stands in the blanks of the words; ``targets=2`` is ``2 targets``.
        """
        counts = worded(counts, self.language)
        title = self.text(title or f"{self.stem}_title", **counts)
        columns = self.columns(rows)
        if self.lists is None:
            source = self.text(f"{self.stem}_source")
        else:
            source = source_line(rows, self.lists, self.language, columns.figure_ids)
        if rows.empty:
            caption = self.text(nothing)
            self.bands, notes, keys = [_sentence(self.bands[0].axes, caption)], (), ()
            alt = self.text("nothing_title", title=title) + self.text("stop") + caption
        else:
            caption = self.text(f"{self.stem}_caption", **counts)
            alt = alt_text(place + title, listed, self.language)
        if self.ax is None:
            subtitle = place + self.text(f"{self.stem}_subtitle", **counts)
            named = [(mark, self.text(key)) for mark, key in keys]
            compose(self.bands, title, subtitle, [*notes, source], named)
        axes = tuple(one for band in self.bands for one in band.axes)
        figure = axes[0].get_figure(root=True)
        assert figure is not None
        said = title, caption, source, alt, self.language
        return Chart(figure, axes, rows, name or self.name, *said, *columns)


def worded(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Values with the words of what they count where there are any: ``targets=2`` is 2 targets."""
    return {
        name: count(value, name, language) if f"n_{name}" in words() else value
        for name, value in values.items()
    }


def nine_digits(value: float) -> float:
    """Round to nine significant digits."""
    return value if pd.isna(value) or not math.isfinite(value) else float(f"{value:.9g}")


def _sentence(axes: Sequence[Axes], sentence: str) -> Band:
    """One panel with nothing but a sentence in it, in place of those that hold nothing."""
    for more in axes[1:]:
        more.remove()
    axes[0].clear()
    axes[0].axis("off")
    sentence = wrap(sentence, BODY, LABEL)
    write(axes[0], 0, 1, sentence, ycoords="axes fraction")
    return Band(axes[:1], above=0.1, height=text_height(sentence, LABEL) + 0.1)


def to_svg(chart: Chart) -> str:
    """SVG of a chart, the same in every run, with its title and alt text inside.

    Examples
    --------
    >>> chart = ecstats.charts.figures_by_kind(lists.figures, lists)
    >>> f">{chart.title}</title>" in to_svg(chart)
    True
    """
    svg = _drawn(chart, format="svg", metadata={"Date": None, "Creator": None}).decode("utf-8")
    picture = _with_mark_names(svg)
    start = picture.index("<svg")
    end = picture.index(">", start)
    title, description = f"{chart.name}-title", f"{chart.name}-desc"
    return (
        f'{picture[:end]} role="img" aria-labelledby="{title} {description}">\n'
        f' <title id="{title}">{escape(chart.title)}</title>\n'
        f' <desc id="{description}">{escape(chart.alt)}</desc>{picture[end + 1 :]}'
    )


def _with_mark_names(svg: str) -> str:
    """Name each of the marks that seaborn draws as one: matplotlib names the series only."""
    for series in re.findall(r'<g id="(row-[^"]*;[^"]*)">', svg):
        before, after = svg.split(f'<g id="{series}">', 1)
        names = iter(series.split(";"))

        def named(found: re.Match[str], names: Any = names) -> str:
            name = None if found[0].startswith("<defs>") else next(names, None)
            return f'<g id="{name}">{found[0]}</g>' if name else found[0]

        after = re.sub(r"<defs>.*?</defs>|<(?:use|path) [^>]*/>", named, after, flags=re.DOTALL)
        svg = f"{before}<g>{after}"
    return svg


def _drawn(chart: Chart, **kind: Any) -> bytes:
    file = io.BytesIO()
    with drawing(salt=chart.name):
        chart.figure.savefig(file, **kind)
    return file.getvalue()


def contents(chart: Chart, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Content of the files of a chart by name, in the formats asked for; see `save`."""
    writers: dict[str, Callable[[], bytes]] = {
        "svg": lambda: to_svg(chart).encode("utf-8"),
        "png": lambda: _drawn(chart, format="png", dpi=200, metadata={"Software": None}),
        "csv": lambda: chart.rows.to_csv(index=False, lineterminator="\n").encode("utf-8"),
    }
    for one in formats:
        if one not in writers:
            raise unknown_name_error("format", one, FORMATS)
    return {f"{chart.name}.{one}": writers[one]() for one in formats}


def save(
    chart: Chart, folder: str | os.PathLike[str], formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write a chart as ``<name>.svg``, ``<name>.png`` and ``<name>.csv``, all or none.

    Parameters
    ----------
    chart : Chart
    folder : path
        Made when it does not exist.
    formats : sequence of {"svg", "png", "csv"}
        What to write; nothing else is drawn.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    InputError
        If a format is unknown, or the folder cannot be made or written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> chart = ecstats.charts.figures_by_kind(lists.figures, lists)
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in save(chart, folder, formats=["csv"])]
    ['figures-by-kind.csv']
    """
    files = {Path(folder) / name: content for name, content in contents(chart, formats).items()}
    write_atomically(files)
    return list(files)
