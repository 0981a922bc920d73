"""Charts of clusters, platforms and firms."""

import math
import re
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet
from ecstats.charts.forest import (
    ARROW,
    PLAIN,
    Column,
    Point,
    ends_of,
    float_of,
    forest,
    interval,
    interval_note,
    mark_name,
    markers,
    matrix,
    scale,
)
from ecstats.labels.code_lists import CodeLists, Row, by_id, entity_or_area, figure_text, label
from ecstats.tables.records import dicts

PANELS = 4
CHANGES = {"reduction": page.KINDS["change"]._replace(marker="v"), "gain": page.KINDS["change"]}
VERDICTS = {
    "met": page.Mark(page.BLUE, "o", size=9.0),
    "not_met": page.Mark(page.VERMILION, "X", size=9.0),
    "undetermined": page.Mark(page.ORANGE, "D", hollow=True, size=9.0),
    "unknown": page.Mark(page.BAND_DARK, "o", hollow=True, size=6.0),
}


@page.drawing()
def changes(
    changed: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw what firms and platforms are said to have saved and gained, by entity.

    Parameters
    ----------
    changed : DataFrame
        From `clusters.reductions_and_gains`.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> chart = changes(ecstats.clusters.reductions_and_gains(figures), lists)
    >>> chart.ax.set_xlim(-70, 50)
    (-70.0, 50.0)
    """
    sheet = Sheet("reductions-and-gains", "changes", lists, language, ax)
    names = [entity_or_area(lists, row, language) for row in dicts(changed)]
    order = list(dict.fromkeys(names))
    table = changed.assign(entity=names, place=[order.index(one) for one in names])
    table = table.sort_values(["place", "point_estimate"], kind="stable")
    rows = sheet.rows(table.drop(columns=["entity", "place"]))
    rows["entity"] = list(table["entity"])
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [figure_text(lists, one, language) for one in rows["figure_id"]]
    points = []
    for number, row in enumerate(dicts(rows)):
        mark, printed = CHANGES[row["kind"]], float_of(row["point_estimate"])
        points.append(Point(number, ends_of(row), mark, mark_name(number), printed=printed))
    (axes,) = sheet.axes()
    band = forest(
        [axes],
        list(rows["indicator"]),
        [Column(sheet.text("quoted_change"), list(rows["written"]), width=0.85)],
        points,
        groups=list(rows["entity"]),
        group_width=1.75,
        label_width=1.75,
        titles=[(sheet.text("change_axis"), None)],
    )
    axes.hlines(
        axes.get_yticks(), 0, rows["point_estimate"], page.KINDS["change"].colour, zorder=2, lw=2
    )
    sheet.bands.append(band)
    return sheet.finish(
        rows,
        zip(sheet.join(rows["entity"], rows["indicator"]), rows["written"], strict=True),
        notes=[interval_note(rows, language)],
        keys=[(mark, one) for one, mark in CHANGES.items()],
        changes=len(rows),
        units=len(order),
    )


@page.drawing()
def cluster_comparison(
    comparisons: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "cluster-comparison",
    ax: page.AxesGiven = None,
) -> Chart:
    """Draw units side by side, each measure on a scale of its own (a Cleveland dot plot).

    Parameters
    ----------
    comparisons : DataFrame
        Rows of `clusters.comparisons`: one or several measures, one below the other. Every
        unit gets a row and every measure a panel; a pair without a value is marked.
    lists, language, ax
        As in `growth_rates`.
    name : str
        File name without ending.

    Examples
    --------
    >>> parks = ["qinghe-park", "baigou-park"]
    >>> compared = ecstats.clusters.comparisons(figures, parks)
    >>> shops = compared[compared["indicator_id"] == "online_shops"]
    >>> len(cluster_comparison(shops, lists).rows)
    2
    """
    sheet = Sheet("cluster-comparison", "dots", lists, language, ax)
    by = "entity_id" if "entity_id" in comparisons.columns else "ref_area"
    table = {"entity_id": "entities", "ref_area": "areas"}[by]
    rows = sheet.rows(comparisons)
    rows["entity"] = [label(lists, table, one, language) for one in rows[by]]
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [
        pd.NA if pd.isna(one) else figure_text(lists, one, language) for one in rows["figure_id"]
    ]
    units, measures = list(dict.fromkeys(rows["entity"])), list(dict.fromkeys(rows["indicator"]))
    quoted = rows[rows["figure_id"].notna()]
    # two figures of one unit are labelled above and below their marks
    several = set(quoted.loc[quoted.duplicated(["entity", "indicator"]), "entity"])
    heights = [3 * page.line_height(page.SMALL) if unit in several else 0.0 for unit in units]
    axes = sheet.axes(len(measures))
    rows_of_panels = math.ceil(max(1, len(measures)) / PANELS)
    panels = math.ceil(len(axes) / rows_of_panels)
    for start in range(0, len(axes), panels):
        shown, named = axes[start : start + panels], (measures or [""])[start : start + panels]
        titles = [(one, None) for one in named]
        look: dict[str, Any] = {"heights": heights, "panels": panels, **PLAIN}
        band = forest(shown, units, titles=titles, label_width=1.9, **look)
        for axis, measure in zip(shown, named, strict=True):
            _draw_measure(sheet, axis, units, rows[rows["indicator"] == measure], band.width)
        sheet.bands.append(band)
    return sheet.finish(
        rows,
        zip(sheet.join(quoted["entity"], quoted["indicator"]), quoted["written"], strict=True),
        name=name,
        notes=[interval_note(rows, language)],
        title=f"dots_title_{by}",
        values=len(quoted),
        measures=len(measures),
        objects=len(units),
        missing=len(units) * len(measures) - len(quoted.drop_duplicates(["entity", "indicator"])),
    )


def _draw_measure(
    sheet: Sheet, axes: Axes, units: list[str], rows: pd.DataFrame, width: float
) -> None:
    ends = rows[["point_estimate", "lower", "upper"]].to_numpy(dtype=float)
    scale(axes, ends.ravel(), width, pad=0.12)
    axes.set_xticks([])
    axes.axvline(0, color=page.BAND_DARK, linewidth=0.8)
    right = axes.get_xlim()[1]
    for unit, y in zip(units, axes.get_yticks(), strict=True):
        known = rows[(rows["entity"] == unit) & rows["figure_id"].notna()]
        if known.empty:
            look: dict[str, Any] = {
                "size": page.SMALL,
                "color": page.MUTED,
                "va": "center_baseline",
            }
            axes.text(0.04 * right, y, sheet.text("not_quoted"), **look)
            continue
        axes.axhline(y, color=page.GRID, linewidth=0.8, zorder=0.5)
        for nth, (number, row) in enumerate(zip(known.index, dicts(known), strict=True)):
            printed, text = float_of(row["point_estimate"]), _label(sheet, row, known)
            value, lower, upper = ends_of(row)
            mark = page.KINDS[str(row["obs_kind"])]
            interval(axes, y, (value, lower, upper), mark, mark_name(number), printed=printed)
            on_left = printed < right / 2
            gap = 9 if math.isfinite(upper if on_left else lower) else 9 + ARROW
            if len(known) == 1:
                side, offset = ("left", (gap, 0)) if on_left else ("right", (-gap, 0))
            else:
                # above and below, clear of each other's dots, and inside the panel
                share, offset = printed / right, (0, 10 - 20 * (nth % 2))
                side = "left" if share < 0.2 else "right" if share > 0.8 else "center"
            axes.annotate(
                text,
                (printed, y),
                offset,
                textcoords="offset points",
                size=page.SMALL,
                ha=side,
                va="center_baseline",
                zorder=2.2,
                bbox={"facecolor": page.PAPER, "edgecolor": "none", "pad": 1},
            )


def _label(sheet: Sheet, row: Row, known: pd.DataFrame) -> str:
    """Printed number, after its area where those of a unit are about several."""
    assert sheet.lists is not None
    text = figure_text(sheet.lists, str(row["figure_id"]), sheet.language, with_noun=False)
    if "ref_area" not in known or known["ref_area"].nunique() < 2:
        return text
    return f"{label(sheet.lists, 'areas', row['ref_area'], sheet.language)} {text}"


@page.drawing()
def conditions(
    evidence: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw the conditions of a pilot by clusters: met, not met, undetermined or unknown.

    Parameters
    ----------
    evidence : DataFrame
        From `clusters.evidence_matrix`; the levels requirement and overall are drawn.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> needs = ecstats.tables.load_conditions()
    >>> evidence = ecstats.clusters.evidence_matrix(
    ...     figures, needs, ["qinghe-park"], entities=lists.entities)
    >>> len(conditions(evidence, lists).rows)
    14
    """
    sheet = Sheet("evidence-matrix", "evidence", lists, language, ax)
    rows = sheet.rows(evidence[evidence["level"] != "condition"])
    # a profile of a user has the name the user gave it
    named = {one: row[f"label_{language}"] for one, row in by_id(lists, "entities").items()}
    rows["cluster_label"] = [str(named.get(one, one)) for one in rows["cluster"]]
    own = [str(one) for one in dict.fromkeys(rows["cluster"]) if one not in named]
    clusters = list(dict.fromkeys(rows["cluster_label"]))
    pairs = rows[rows["level"] == "requirement"]
    needs = pairs.drop_duplicates("requirement_id")
    groups = [sheet.text("condition", number=one) for one in needs["condition"]]
    labels = [*needs[f"label_{language}"], sheet.text("overall_row")]
    (axes,) = sheet.axes()
    groups.append(sheet.text("overall"))
    sheet.bands.append(matrix(axes, labels, clusters, groups=groups, label_width=3.0))
    *tops, last = axes.get_yticks()
    places = dict(zip(needs["requirement_id"], tops, strict=True))
    markers(
        axes,
        [clusters.index(one) for one in rows["cluster_label"]],
        [places.get(one, last) for one in rows["requirement_id"]],
        list(rows["verdict"]),
        VERDICTS,
        [mark_name(number) for number in rows.index],
    )
    listed = []
    for one, part in pairs.groupby("cluster_label", sort=False):
        counts = part["verdict"].value_counts()
        words = {verdict: re.split("[:：]", sheet.text(verdict))[0] for verdict in VERDICTS}
        tally = [f"{words[verdict]} {counts[verdict]}" for verdict in VERDICTS if verdict in counts]
        listed.append((str(one), sheet.text("comma").join(tally)))
    return sheet.finish(
        rows,
        listed,
        notes=[sheet.text("evidence_own", names=sheet.text("comma").join(own))] if own else [],
        keys=[(mark, one) for one, mark in VERDICTS.items() if one in set(rows["verdict"])],
        n=len(pairs),
        known=int((pairs["verdict"] != "unknown").sum()),
    )
