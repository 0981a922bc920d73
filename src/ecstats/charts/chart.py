"""A chart: the picture, the rows it shows, and the words that belong to it."""

import contextlib
import io
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ecstats.charts import origins
from ecstats.charts.fonts import wrap
from ecstats.charts.page import (
    BODY,
    LABEL,
    Band,
    Mark,
    axes_of,
    compose,
    drawing,
    text_height,
    write,
)
from ecstats.errors import InputError, unknown_name_error
from ecstats.labels.code_lists import CodeLists
from ecstats.labels.words import alt_text, text

FORMATS: Final = ("svg", "png", "csv")


class Columns(NamedTuple):
    """What the columns of the rows of a chart are for.

    Attributes
    ----------
    key : tuple of str
        Columns that tell a row from all others; those that a table has not are left out.
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
    "consistency-verdicts": Columns(
        ("check_id", "precision"), ("verdict", "quantity"), ("figure_ids",)
    ),
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

    def _repr_svg_(self) -> str:
        return to_svg(self)

    def _repr_mimebundle_(self, **_selection: object) -> dict[str, str]:
        return {"image/svg+xml": to_svg(self), "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"<Chart {self.name!r}: {self.title} ({len(self.rows)} rows)>"


def sourced(table: pd.DataFrame, lists: CodeLists, kind: str) -> pd.DataFrame:
    """Rows of a chart with rounded numbers and their quotes, numbered from 0.

    Every number is rounded to nine significant digits: the last bits of a result differ between
    processors, and without rounding so would the bytes of charts and of their tables.
    """
    names = [str(n) for n, one in table.dtypes.items() if pd.api.types.is_float_dtype(one)]
    rounded = table.assign(**{name: [_rounded(one) for one in table[name]] for name in names})
    ids = [name for name in COLUMNS[kind].figure_ids if name in table]
    return origins.with_quotes(rounded, lists, ids).reset_index(drop=True)


def _rounded(value: float) -> float:
    return value if pd.isna(value) or not math.isfinite(value) else float(f"{value:.9g}")


def finish(
    kind: str,
    stem: str,
    rows: pd.DataFrame,
    bands: Sequence[Band] = (),
    *,
    ax: "Axes | Sequence[Axes] | None",
    name: str,
    language: str,
    lists: CodeLists | None = None,
    source: str = "",
    listed: Iterable[tuple[str, object]] = (),
    notes: Sequence[str] = (),
    keys: Sequence[tuple[Mark, str]] = (),
    place: str = "",
    title: str = "",
    nothing: str = "nothing",
    **counts: Any,
) -> Chart:
    """Put the page around the axes that a chart has drawn in, and say what it shows.

    Parameters
    ----------
    kind : str
        Key of `COLUMNS`.
    stem : str
        The words of the chart are ``<stem>_title``, ``<stem>_subtitle`` and ``<stem>_caption``.
    rows : DataFrame
        What is drawn. Without rows the chart is a page that says so.
    bands : sequence of Band
        The axes, from top to bottom.
    ax : Axes, sequence of Axes or None
        As given to the chart: a figure of somebody else's gets no page.
    name : str
        File name without ending.
    language : {"en", "zh"}
    lists : CodeLists, optional
        For the source line of rows with quotes.
    source : str
        Source line of other rows.
    listed : iterable of (str, value)
        Names with their values, for the alt text.
    notes : sequence of str
        Notes below the chart, above its source line.
    keys : sequence of (Mark, str)
        Marks that need a word.
    place : str
        Place that all rows are about, said before the subtitle.
    title, nothing : str
        Keys of another title, and of what is said where there are no rows.
    **counts
        What stands in the blanks of the words.

    Returns
    -------
    Chart
    """
    title = text(title or f"{stem}_title", language, **counts)
    subtitle = place + text(f"{stem}_subtitle", language, **counts)
    if lists is not None:
        source = origins.source_line(rows, lists, language)
    if rows.empty:
        caption = text(nothing, language)
        bands = [_sentence(axes_of(ax)[0], caption)]
        alt = text("nothing_title", language, title=title) + text("stop", language).strip()
    else:
        caption = text(f"{stem}_caption", language, **counts)
        alt = alt_text(place + title, listed, language)
    if ax is None:
        compose(bands, title, subtitle, [*notes, source], keys)
    axes = tuple(one for band in bands for one in band.axes)
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    columns = [tuple(one for one in part if one in rows.columns) for part in COLUMNS[kind]]
    return Chart(figure, axes, rows, name, title, caption, source, alt, language, *columns)


def _sentence(axes: Axes, sentence: str) -> Band:
    """An empty panel with a sentence in it."""
    axes.axis("off")
    sentence = wrap(sentence, BODY, LABEL)
    write(axes, 0, 1, sentence, ycoords="axes fraction")
    return Band([axes], above=0.1, height=text_height(sentence, LABEL) + 0.1)


def to_svg(chart: Chart) -> str:
    """SVG of a chart, the same in every run, with its title and alt text inside."""
    svg = io.StringIO()
    with drawing(salt=chart.name):
        chart.figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    picture = _with_mark_names(svg.getvalue())
    start = picture.index("<svg")
    end = picture.index(">", start)
    title, description = f"{chart.name}-title", f"{chart.name}-desc"
    return (
        f'{picture[:end]} role="img" aria-labelledby="{title} {description}">\n'
        f' <title id="{title}">{escape(chart.title)}</title>\n'
        f' <desc id="{description}">{escape(chart.alt)}</desc>{picture[end + 1 :]}'
    )


def _with_mark_names(svg: str) -> str:
    """Name each of the marks that seaborn draws as one: matplotlib names a series only."""
    for series in re.findall(r'<g id="(row-[^"]*;[^"]*)">', svg):
        before, after = svg.split(f'<g id="{series}">', 1)
        names = iter(series.split(";"))

        def named(found: re.Match[str], names: Any = names) -> str:
            drawn = not found[0].startswith("<defs>")
            name = next(names, None) if drawn else None
            return f'<g id="{name}">{found[0]}</g>' if name else found[0]

        after = re.sub(r"<defs>.*?</defs>|<(?:use|path) [^>]*/>", named, after, flags=re.DOTALL)
        svg = f"{before}<g>{after}"
    return svg


def to_png(chart: Chart) -> bytes:
    """PNG of a chart at 200 dots per inch, the same in every run."""
    png = io.BytesIO()
    with drawing(salt=chart.name):
        chart.figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    return png.getvalue()


def to_csv(chart: Chart) -> str:
    """CSV of the plotted rows."""
    return chart.rows.to_csv(index=False, lineterminator="\n")


def contents(chart: Chart, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Content of the files of a chart by name, in the formats asked for."""
    writers: dict[str, Any] = {
        "svg": lambda: to_svg(chart).encode("utf-8"),
        "png": lambda: to_png(chart),
        "csv": lambda: to_csv(chart).encode("utf-8"),
    }
    for one in formats:
        if one not in writers:
            raise unknown_name_error("format", one, FORMATS)
    return {f"{chart.name}.{one}": writers[one]() for one in formats}


def save(
    chart: Chart, folder: str | os.PathLike[str], formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write a chart as ``<name>.svg``, ``<name>.png`` and ``<name>.csv``.

    All files are complete under temporary names before the first takes its place, so that an
    interrupted run neither loses an old file nor leaves half of a new one.

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
        If the folder cannot be made or written.
    """
    return write_files(contents(chart, formats), folder)
def write_files(files: Mapping[str, bytes], folder: str | os.PathLike[str]) -> list[Path]:
    """Write the files of a chart.

    All are complete under temporary names before the first takes its place, so that an
    interrupted run neither loses an old file nor leaves half of a new one.

    Parameters
    ----------
    files : mapping
        From `contents`.
    folder : path
        Made when it does not exist.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    InputError
        If the folder cannot be made or written.
    """
    target = Path(folder)
    pending: list[tuple[Path, Path]] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = target / name
            temporary = path.with_name(f".{name}.{os.getpid()}.tmp")
            pending.append((temporary, path))
            temporary.write_bytes(content)
        for temporary, path in pending:
            temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"cannot write the chart {Path(next(iter(files))).stem!r} into the folder "
            f"{str(target)!r}: {error.strerror or error}; name a folder that you may write to"
        ) from error
    finally:
        for temporary, _ in pending:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return [path for _, path in pending]
