"""Charts of the ledger itself: what is quoted, and whether every number is accounted for."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet
from ecstats.charts.fonts import text_width
from ecstats.charts.forest import PLAIN, Column, forest, mark_name
from ecstats.labels.code_lists import CodeLists, label_of_source

LEDGER_KINDS = ("observed", "target", "threshold", "change")
DISPOSITIONS = {
    "figure": page.Mark(page.BLUE, "s"),
    "date": page.Mark("#6B7B8C", "s"),
    "period": page.Mark("#93A1AD", "s"),
    "ordinal": page.Mark("#B4BEC7", "s"),
    "document_number": page.Mark("#CDD4DA", "s"),
    "name": page.Mark(page.ORANGE, "s"),
    "other": page.Mark("#E3E7EA", "s"),
    "unaccounted": page.Mark(page.VERMILION, "s"),
}
DARK = ("figure", "date", "unaccounted")


@page.drawing()
def figures_by_kind(
    figures: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: page.AxesGiven = None
) -> Chart:
    """Draw how many figures of each kind the documents quote, by document and by year.

    Parameters
    ----------
    figures : DataFrame
        Rows of the ledger. Each of the four kinds gets a panel.
    lists, language, ax
        As in `growth_rates`.

    Returns
    -------
    Chart
        `rows` has one row per bar: `by` (``"document"`` or ``"year"``), `key`, `obs_kind`,
        `count` and the `figure_ids` counted.

    Examples
    --------
    >>> figures_by_kind(lists.figures, lists).title
    '160 figures that the documents quote'
    """
    sheet = Sheet("figures-by-kind", "ledger", lists, language, ax)
    years = figures["year"].astype("Int64").astype("string").fillna("9999")
    by_year = figures.assign(key=years).sort_values("key", kind="stable")
    by_document = _counted(figures.assign(key=figures["source_id"]), "document")
    rows = pd.concat([by_document, _counted(by_year, "year")], ignore_index=True)
    rows["label"] = [
        label_of_source(lists, key, language)
        if by == "document"
        else key.replace("9999", sheet.text("no_year"))
        for by, key in zip(rows["by"], rows["key"], strict=True)
    ]
    keys = rows.drop_duplicates(["by", "key"])
    axes = sheet.axes(len(LEDGER_KINDS))
    titles = [(sheet.text(kind), page.KINDS[kind]) for kind in LEDGER_KINDS]
    look: dict[str, Any] = {"groups": [sheet.text(f"by_{one}") for one in keys["by"]], **PLAIN}
    labels = list(keys["label"])
    sheet.bands.append(forest(axes, labels, titles=titles, label_width=2.75, **look))
    heights = keys.assign(y=axes[0].get_yticks())[["by", "key", "y"]]
    for axis, kind in zip(axes, LEDGER_KINDS, strict=True):
        own = rows.reset_index().merge(heights, on=["by", "key"]).query("obs_kind == @kind")
        bars = axis.barh(own["y"], own["count"], height=0.17, color=page.KINDS[kind].colour)
        for bar, number in zip(bars, own["index"], strict=True):
            bar.set_gid(mark_name(number))
        axis.bar_label(bars, padding=2, size=page.SMALL)
        _plain(axis, 1.3 * max([1, *rows["count"]]))
    kinds = figures["obs_kind"].value_counts()
    documents = by_document.groupby("key", sort=False)["count"].sum()
    listed: list[tuple[str, object]] = [(sheet.text(o), kinds.get(o, 0)) for o in LEDGER_KINDS]
    listed += [(label_of_source(lists, str(o), language), count) for o, count in documents.items()]
    repeats = int(figures["repeats"].notna().sum())
    return sheet.finish(rows, listed, n=len(figures), repeats=repeats)


def _counted(figures: pd.DataFrame, by: str) -> pd.DataFrame:
    """Figures counted by key and kind, the keys in the order of the rows."""
    keys = figures.astype({"key": "str", "obs_kind": "str"})
    counts = keys.groupby(["key", "obs_kind"], sort=False).agg(
        count=("figure_id", "size"), figure_ids=("figure_id", ";".join)
    )
    order = list(dict.fromkeys(keys["key"]))
    counts = counts.reset_index().assign(by=by)
    counts = counts.sort_values("key", key=lambda key: key.map(order.index), kind="stable")
    return counts[["by", "key", "obs_kind", "count", "figure_ids"]]


def _plain(axes: Axes, right: float) -> None:
    """Bars that carry their numbers need no scale."""
    axes.set(xlim=(0, right), xticks=[])
    axes.axvline(0, color=page.BAND_DARK, linewidth=0.8)


@page.drawing()
def mention_coverage(
    mentions: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw what becomes of every numeral of the documents.

    Parameters
    ----------
    mentions : DataFrame
        One row per numeral with `source_id` and `disposition`, as `mentions.csv`; a missing
        disposition is drawn as not accounted for.
    lists, language, ax
        As in `growth_rates`.

    Returns
    -------
    Chart
        `rows` has one row per document and disposition with its `count`.

    Examples
    --------
    >>> mention_coverage(ecstats.tables.load_mentions(), lists).title
    'Every number in the documents is accounted for'
    """
    sheet = Sheet("mention-coverage", "coverage", lists, language, ax)
    table = mentions[["source_id", "disposition"]].astype("string").fillna("unaccounted")
    documents = list(dict.fromkeys(table["source_id"]))
    counts = pd.crosstab(table["source_id"].astype("str"), table["disposition"].astype("str"))
    counts = counts.reindex(index=documents, columns=list(DISPOSITIONS), fill_value=0)
    rows = counts.T.melt(var_name="source_id", value_name="count", ignore_index=False)
    rows = rows[rows["count"] > 0].rename_axis("disposition").reset_index()
    rows = rows[["source_id", "disposition", "count"]]
    totals = counts.sum(axis="columns")
    figures = list(map(str, counts["figure"]))
    columns = [
        Column(sheet.text("numerals"), list(map(str, totals)), width=0.6),
        Column(sheet.text("of_which_figures"), figures, DISPOSITIONS["figure"], 0.95),
    ]
    (axes,) = sheet.axes()
    labels = [label_of_source(lists, one, language) for one in documents]
    sheet.bands.append(forest([axes], labels, columns, label_width=2.3, **PLAIN))
    inch = sheet.bands[0].width / max([1, *totals])
    places = dict(zip(documents, axes.get_yticks(), strict=True))
    starts = rows.groupby("source_id")["count"].cumsum() - rows["count"]
    for kind, own in rows.groupby("disposition", sort=False):
        y = [places[one] for one in own["source_id"]]
        look: dict[str, Any] = {"height": 0.24, "edgecolor": page.PAPER, "linewidth": 0.8}
        look["color"] = DISPOSITIONS[str(kind)].colour
        bars = axes.barh(y, own["count"], left=starts[own.index], **look)
        for bar, number in zip(bars, own.index, strict=True):
            bar.set_gid(mark_name(number))
        fits = [text_width(str(count), page.SMALL) + 0.04 < count * inch for count in own["count"]]
        texts = [str(count) if fit else "" for count, fit in zip(own["count"], fits, strict=True)]
        colour = page.PAPER if kind in DARK else page.INK
        axes.bar_label(bars, texts, label_type="center", size=page.SMALL, color=colour)
    _plain(axes, max([1, *totals]))
    left = int(counts["unaccounted"].sum())
    by_disposition = rows.groupby("disposition", sort=False)["count"].sum()
    return sheet.finish(
        rows,
        [(sheet.text(str(one)), count) for one, count in by_disposition.items()],
        keys=[(mark, one) for one, mark in DISPOSITIONS.items() if one in by_disposition],
        title="coverage_open_title" if left else "",
        left=left,
        numerals=int(totals.sum()),
        documents=len(documents),
        figures=int(counts["figure"].sum()),
    )
