"""Charts of the ledger itself: what is quoted, and whether every number is accounted for."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts.chart import Chart, finish
from ecstats.charts.fonts import text_width
from ecstats.charts.forest import Column, forest, mark_name
from ecstats.charts.origins import source_line
from ecstats.charts.page import (
    BAND_DARK,
    BLUE,
    INK,
    KINDS,
    ORANGE,
    PAPER,
    SMALL,
    VERMILION,
    Mark,
    axes_of,
    drawing,
)
from ecstats.labels.code_lists import CodeLists, Row, label_of_source
from ecstats.labels.words import text
from ecstats.tables.records import dicts

LEDGER_KINDS = ("observed", "target", "threshold", "change")
DISPOSITIONS = {
    "figure": Mark(BLUE, "s"),
    "date": Mark("#6B7B8C", "s"),
    "period": Mark("#93A1AD", "s"),
    "ordinal": Mark("#B4BEC7", "s"),
    "document_number": Mark("#CDD4DA", "s"),
    "name": Mark(ORANGE, "s"),
    "other": Mark("#E3E7EA", "s"),
    "unaccounted": Mark(VERMILION, "s"),
}
DARK = ("figure", "date", "unaccounted")


@drawing()
def figures_by_kind(
    figures: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "figures-by-kind",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw how many figures of each kind the documents quote, by document and by year.

    Parameters
    ----------
    figures : DataFrame
        Rows of the ledger.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : sequence of Axes, optional
        Where to draw, one for each of the four kinds; by default on a page of its own.

    Returns
    -------
    Chart
        `rows` has one row per bar: `by` (``"document"`` or ``"year"``), `key`, `obs_kind`,
        `count` and the `figure_ids` counted.

    Examples
    --------
    >>> from ecstats import charts, labels
    >>> lists = labels.load_code_lists()
    >>> charts.figures_by_kind(lists.figures, lists).title
    '160 figures that the documents quote'
    """
    years = ["9999" if pd.isna(year) else str(int(year)) for year in figures["year"]]
    by_year = figures.assign(key=years).sort_values("key", kind="stable")
    rows = pd.concat(
        [_counted(figures.assign(key=figures["source_id"]), "document"), _counted(by_year, "year")],
        ignore_index=True,
    )
    rows["label"] = [_key_label(lists, row, language) for row in dicts(rows)]
    keys = rows.drop_duplicates(["by", "key"])
    bands = []
    if len(rows):
        axes = axes_of(ax, len(LEDGER_KINDS))
        plan = forest(
            axes,
            list(keys["label"]),
            groups=[text(f"by_{one}", language) for one in keys["by"]],
            titles=[(text(kind, language), KINDS[kind]) for kind in LEDGER_KINDS],
            label_width=2.75,
            ticks=False,
            guides=False,
        )
        places = dict(zip(zip(keys["by"], keys["key"], strict=True), plan.y, strict=True))
        for axis, kind in zip(axes, LEDGER_KINDS, strict=True):
            own = rows[rows["obs_kind"] == kind]
            y = [places[key] for key in zip(own["by"], own["key"], strict=True)]
            bars = axis.barh(y, own["count"], height=0.17, color=KINDS[kind].colour)
            for bar, number in zip(bars, own.index, strict=True):
                bar.set_gid(mark_name(number))
            axis.bar_label(bars, padding=2, size=SMALL)
            _plain(axis, float(rows["count"].max()) * 1.3)
        bands.append(plan.band)
    kinds = figures["obs_kind"].value_counts()
    documents = rows[rows["by"] == "document"].groupby("label", sort=False)["count"].sum()
    listed: list[tuple[str, object]] = [(text(o, language), kinds.get(o, 0)) for o in LEDGER_KINDS]
    return finish(
        "figures-by-kind",
        "ledger",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        source=source_line(figures[["source_id"]], lists, language, ()),
        listed=[*listed, *documents.items()],
        n=len(figures),
        repeats=int(figures["repeats"].notna().sum()),
    )


def _counted(figures: pd.DataFrame, by: str) -> pd.DataFrame:
    """Figures counted by key and kind, the keys in the order of the rows."""
    keys = figures.assign(key=figures["key"].astype("str"), obs_kind=figures["obs_kind"].astype("str"))
    counts = keys.groupby(["key", "obs_kind"], sort=False).agg(
        count=("figure_id", "size"), figure_ids=("figure_id", ";".join)
    )
    order = list(dict.fromkeys(keys["key"]))
    return (
        counts.reset_index()
        .sort_values("key", key=lambda key: key.map(order.index), kind="stable")
        .assign(by=by)[["by", "key", "obs_kind", "count", "figure_ids"]]
    )


def _key_label(lists: CodeLists, row: Row, language: str) -> str:
    if row["by"] == "document":
        return label_of_source(lists, str(row["key"]), language)
    return text("no_year", language) if row["key"] == "9999" else str(row["key"])


def _plain(axes: Axes, right: float) -> None:
    """Bars that carry their numbers need no scale."""
    axes.set(xlim=(0, right), xticks=[])
    axes.axvline(0, color=BAND_DARK, linewidth=0.8)


@drawing()
def mention_coverage(
    mentions: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "mention-coverage",
    ax: Axes | None = None,
) -> Chart:
    """Draw what becomes of every numeral of the documents.

    Parameters
    ----------
    mentions : DataFrame
        One row per numeral with `source_id` and `disposition`, as `mentions.csv`; a missing
        disposition is drawn as not accounted for.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart
        `rows` has one row per document and disposition with its `count`.

    Examples
    --------
    >>> from ecstats import charts, labels, tables
    >>> chart = charts.mention_coverage(tables.load_mentions(), labels.load_code_lists())
    >>> chart.title
    'Every number in the documents is accounted for'
    """
    dispositions = mentions["disposition"].astype("string").fillna("unaccounted")
    table = pd.DataFrame(
        {"source_id": mentions["source_id"].astype("str"), "disposition": dispositions.astype("str")}
    )
    documents = list(dict.fromkeys(table["source_id"]))
    counts = pd.crosstab(table["source_id"], table["disposition"])
    counts = counts.reindex(index=documents, columns=list(DISPOSITIONS), fill_value=0)
    rows = counts.rename_axis(columns="disposition").stack().rename("count").reset_index()
    rows = rows[rows["count"] > 0].reset_index(drop=True)
    totals = counts.sum(axis="columns")
    bands = []
    if documents:
        (axes,) = axes_of(ax)
        plan = forest(
            [axes],
            [label_of_source(lists, one, language) for one in documents],
            [
                Column(text("numerals", language), list(map(str, totals)), width=0.6),
                Column(
                    text("of_which_figures", language),
                    list(map(str, counts["figure"])),
                    DISPOSITIONS["figure"],
                    0.95,
                ),
            ],
            label_width=2.3,
            ticks=False,
            guides=False,
        )
        places = dict(zip(documents, plan.y, strict=True))
        starts = rows.groupby("source_id")["count"].cumsum() - rows["count"]
        for kind, own in rows.groupby("disposition", sort=False):
            bars = axes.barh(
                [places[one] for one in own["source_id"]],
                own["count"],
                left=starts[own.index],
                height=0.24,
                color=DISPOSITIONS[str(kind)].colour,
                edgecolor=PAPER,
                linewidth=0.8,
            )
            for bar, number in zip(bars, own.index, strict=True):
                bar.set_gid(mark_name(number))
            room = [plan.band.width * count / totals.max() for count in own["count"]]
            written = [
                str(count) if text_width(str(count), SMALL) + 0.04 < width else ""
                for count, width in zip(own["count"], room, strict=True)
            ]
            colour = PAPER if kind in DARK else INK
            axes.bar_label(bars, written, label_type="center", size=SMALL, color=colour)
        _plain(axes, float(totals.max()))
        bands.append(plan.band)
    left = int(counts["unaccounted"].sum())
    by_disposition = rows.groupby("disposition", sort=False)["count"].sum()
    return finish(
        "mention-coverage",
        "coverage",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        source=source_line(rows, lists, language, ()),
        listed=[(text(str(one), language), count) for one, count in by_disposition.items()],
        keys=[
            (mark, text(one, language))
            for one, mark in DISPOSITIONS.items()
            if one in by_disposition
        ],
        title="coverage_open_title" if left else "",
        left=left,
        n=int(totals.sum()),
        documents=len(documents),
        figures=int(counts["figure"].sum()),
    )
