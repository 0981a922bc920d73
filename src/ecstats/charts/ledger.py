"""Charts of the ledger itself: what is quoted, and whether every number is accounted for."""

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, inches, page
from ecstats.charts.marks import draw_bar, mark_name
from ecstats.charts.origins import source_line
from ecstats.charts.rows import Column, Panel, draw_rows, plan_rows
from ecstats.charts.style import KINDS, Mark, drawing
from ecstats.labels.code_lists import CodeLists, Row, label_of_source
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

LEDGER_KINDS = ("observed", "target", "threshold", "change")
DISPOSITIONS: dict[str, Mark] = {
    "figure": Mark(style.BLUE, "s"),
    "date": Mark("#6B7B8C", "s"),
    "period": Mark("#93A1AD", "s"),
    "ordinal": Mark("#B4BEC7", "s"),
    "document_number": Mark("#CDD4DA", "s"),
    "name": Mark(style.ORANGE, "s"),
    "other": Mark("#E3E7EA", "s"),
    "unaccounted": Mark(style.VERMILION, "s"),
}


def figures_by_kind(
    figures: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "figures-by-kind",
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

    Returns
    -------
    Chart
        `rows` has one row per bar: `by` (``"document"`` or ``"year"``), `key`, `obs_kind`,
        `count` and the `figure_ids` counted.
    """
    title, subtitle = (
        say("ledger_title", language, n=len(figures)),
        say("ledger_subtitle", language),
    )
    if figures.empty:
        return blank(figures, title, subtitle, language, name)
    rows = pd.concat(
        [
            _counted(figures.assign(key=figures["source_id"].astype("str")), "document"),
            _counted(figures.assign(key=_years(figures)), "year"),
        ],
        ignore_index=True,
    )
    rows["label"] = [_key_label(lists, row, language) for row in dicts(rows)]
    keys = rows[["by", "key", "label"]].drop_duplicates(ignore_index=True)
    source = source_line(figures[["source_id"]], lists, language)
    with drawing(name):
        plan = plan_rows(
            list(keys["label"]),
            groups=[say(f"by_{one}", language) for one in keys["by"]],
            panels=[Panel(say(kind, language), KINDS[kind]) for kind in LEDGER_KINDS],
            label_width=2.75,
            ticks=False,
            guides=False,
        )
        canvas = page(title, subtitle, plan.height, [source])
        all_axes = draw_rows(canvas, plan)
        most = int(rows["count"].max())
        for axes, kind in zip(all_axes, LEDGER_KINDS, strict=True):
            _plain(axes, most)
            own = rows.assign(row=rows.index)[rows["obs_kind"] == kind]
            bars = keys.merge(own, on=["by", "key"], how="left")
            for y, count, row in zip(plan.centres, bars["count"], bars["row"], strict=True):
                if pd.notna(count):
                    gid = mark_name(int(row))
                    draw_bar(axes, y, count, 0.17, KINDS[kind].colour, gid=gid)
                    axes.text(
                        count + 0.02 * most,
                        y,
                        f"{count:.0f}",
                        va="center_baseline",
                        size=style.SMALL,
                        color=style.INK,
                    )
    kinds = figures["obs_kind"].value_counts()
    documents = rows[rows["by"] == "document"].groupby("label", sort=False)["count"].sum()
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("ledger_caption", language, repeats=int(figures["repeats"].notna().sum())),
        source_line=source,
        alt=alt_text(
            title,
            [(say(one, language), kinds.get(one, 0)) for one in LEDGER_KINDS]
            + [(str(one), count) for one, count in documents.items()],
            language,
        ),
        language=language,
    )


def _counted(figures: pd.DataFrame, by: str) -> pd.DataFrame:
    kinds = figures["obs_kind"].astype("str")
    order = list(dict.fromkeys(figures["key"])) if by == "document" else sorted(set(figures["key"]))
    counts = (
        figures.assign(obs_kind=kinds)
        .groupby(["key", "obs_kind"], sort=False)
        .agg(count=("figure_id", "size"), figure_ids=("figure_id", ";".join))
        .reset_index()
    )
    counts.insert(0, "by", by)
    rank = counts["key"].map(order.index)
    return counts.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")


def _years(figures: pd.DataFrame) -> list[str]:
    return ["9999" if pd.isna(year) else str(int(year)) for year in figures["year"]]


def _key_label(lists: CodeLists, row: Row, language: str) -> str:
    if row["by"] == "document":
        return label_of_source(lists, str(row["key"]), language)
    return say("no_year", language) if row["key"] == "9999" else str(row["key"])


def _plain(axes: Axes, most: float) -> None:
    """Bars that carry their numbers need no scale."""
    axes.set_xlim(0, most * 1.3)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.axvline(0, color=style.BAND_DARK, linewidth=0.8)


def mention_coverage(
    mentions: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "mention-coverage",
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

    Returns
    -------
    Chart
        `rows` has one row per document and disposition with its `count`.
    """
    if mentions.empty:
        title = say("coverage_title", language)
        return blank(mentions, title, say("coverage_subtitle", language), language, name)
    dispositions = mentions["disposition"].astype("string").fillna("unaccounted")
    rows = (
        mentions.assign(disposition=dispositions, source_id=mentions["source_id"].astype("str"))
        .groupby(["source_id", "disposition"], sort=False)
        .size()
        .rename("count")
        .reset_index()
    )
    order = list(DISPOSITIONS)
    rows = rows.assign(rank=rows["disposition"].map(order.index)).sort_values(
        ["source_id", "rank"],
        key=lambda column: (
            column.map(list(dict.fromkeys(rows["source_id"])).index)
            if column.name == "source_id"
            else column
        ),
    )
    rows = rows.drop(columns="rank").reset_index(drop=True)
    documents = list(dict.fromkeys(rows["source_id"]))
    totals = rows.groupby("source_id")["count"].sum()
    quoted = rows[rows["disposition"] == "figure"].set_index("source_id")["count"]
    by_disposition = rows.groupby("disposition", sort=False)["count"].sum()
    open_ones = int(rows.loc[rows["disposition"] == "unaccounted", "count"].sum())
    title = say("coverage_title_open" if open_ones else "coverage_title", language, n=open_ones)
    source = source_line(rows[["source_id"]], lists, language)
    with drawing(name):
        plan = plan_rows(
            [label_of_source(lists, one, language) for one in documents],
            [
                Column(
                    say("numerals", language),
                    [str(totals[one]) for one in documents],
                    width=0.6,
                ),
                Column(
                    say("of_which_figures", language),
                    [str(int(quoted.get(one, 0))) for one in documents],
                    DISPOSITIONS["figure"],
                    width=0.95,
                ),
            ],
            label_width=2.3,
            ticks=False,
            guides=False,
        )
        keys = [
            Key(mark, say(one, language))
            for one, mark in DISPOSITIONS.items()
            if one in set(rows["disposition"])
        ]
        canvas = page(title, say("coverage_subtitle", language), plan.height, [source], keys)
        (axes,) = draw_rows(canvas, plan)
        _plain(axes, float(totals.max()) / 1.3)
        for y, one in zip(plan.centres, documents, strict=True):
            start = 0
            own = rows[rows["source_id"] == one]
            for number, row in zip(own.index, dicts(own), strict=True):
                kind = str(row["disposition"])
                gid = mark_name(number)
                _segment(axes, y, start, int(row["count"]), kind, plan.plot_width, gid)
                start += int(row["count"])
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say(
            "coverage_caption",
            language,
            n=int(totals.sum()),
            documents=len(documents),
            figures=int(quoted.sum()),
        ),
        source_line=source,
        alt=alt_text(
            title,
            [(say(str(one), language), count) for one, count in by_disposition.items()],
            language,
        ),
        language=language,
    )


def _segment(
    axes: Axes, y: float, start: int, count: int, disposition: str, width: float, gid: str
) -> None:
    colour = DISPOSITIONS[disposition].colour
    axes.barh(
        y,
        count,
        left=start,
        height=0.24,
        color=colour,
        edgecolor="white",
        linewidth=0.8,
        gid=gid,
    )
    room = width * count / axes.get_xlim()[1]
    if inches(str(count), style.SMALL) + 0.04 < room:
        dark = disposition in {"figure", "date", "unaccounted"}
        axes.text(
            start + count / 2,
            y,
            str(count),
            ha="center",
            va="center_baseline",
            size=style.SMALL,
            color=style.PAPER if dark else style.INK,
        )
