"""Charts of clusters, platforms and firms."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts.chart import Chart, finish, sourced
from ecstats.charts.forest import (
    ARROW,
    Column,
    float_of,
    forest,
    interval,
    interval_note,
    mark_name,
    markers,
    matrix,
    scale,
)
from ecstats.charts.growth import ends_of, joined
from ecstats.charts.page import (
    BAND_DARK,
    BLUE,
    GRID,
    INK,
    KINDS,
    MUTED,
    ORANGE,
    PAPER,
    SMALL,
    VERMILION,
    Mark,
    axes_of,
    drawing,
    line_height,
)
from ecstats.labels.code_lists import CodeLists, by_id, entity_or_area, figure_text, label
from ecstats.labels.words import text
from ecstats.tables.records import dicts

PANELS = 4
CHANGES = {"reduction": KINDS["change"]._replace(marker="v"), "gain": KINDS["change"]}
VERDICTS = {
    "met": Mark(BLUE, "o", size=9.0),
    "not_met": Mark(VERMILION, "X", size=9.0),
    "undetermined": Mark(ORANGE, "D", hollow=True, size=9.0),
    "unknown": Mark(BAND_DARK, "o", hollow=True, size=6.0),
}


@drawing()
def changes(
    changed: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "reductions-and-gains",
    ax: Axes | None = None,
) -> Chart:
    """Draw what firms and platforms are said to have saved and gained.

    Parameters
    ----------
    changed : DataFrame
        From `clusters.reductions_and_gains`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart
        One row per quoted change, grouped by entity.

    Examples
    --------
    >>> from ecstats import charts, clusters, intervals, labels
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> chart = charts.changes(clusters.reductions_and_gains(figures), lists)
    >>> chart.ax.set_xlim(-70, 50)
    (-70.0, 50.0)
    """
    names = [entity_or_area(lists, row, language) for row in dicts(changed)]
    order = list(dict.fromkeys(names))
    table = changed.assign(place=[order.index(one) for one in names])
    table = table.sort_values(["place", "point_estimate"], kind="stable")
    rows = sourced(table.drop(columns="place"), lists, "reductions-and-gains")
    rows["entity"] = [entity_or_area(lists, row, language) for row in dicts(rows)]
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [figure_text(lists, one, language) for one in rows["figure_id"]]
    bands = []
    if len(rows):
        (axes,) = axes_of(ax)
        plan = forest(
            [axes],
            list(rows["indicator"]),
            [Column(text("quoted_change", language), list(rows["written"]), width=0.85)],
            groups=list(rows["entity"]),
            group_width=1.75,
            label_width=1.75,
            titles=[(text("change_axis", language), None)],
        )
        ends = rows[["point_estimate", "lower", "upper"]].to_numpy(dtype=float)
        scale(axes, ends.ravel(), plan.band.width)
        for number, (y, row) in enumerate(zip(plan.y, dicts(rows), strict=True)):
            mark, printed = CHANGES[row["kind"]], float_of(row["point_estimate"])
            axes.plot([0, printed], [y, y], color=mark.colour, linewidth=2, zorder=2)
            interval(axes, y, *ends_of(row), mark, printed=printed, gid=mark_name(number))
        bands.append(plan.band)
    return finish(
        "reductions-and-gains",
        "changes",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(
            joined(language, rows["entity"], rows["indicator"]), rows["written"], strict=True
        ),
        notes=[interval_note(rows, language)],
        keys=[(mark, text(one, language)) for one, mark in CHANGES.items()],
        n=len(rows),
        entities=len(order),
    )


@drawing()
def cluster_comparison(
    comparisons: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "cluster-comparison",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw units side by side, each measure on a scale of its own.

    Parameters
    ----------
    comparisons : DataFrame
        Rows of `clusters.comparison` for one or several measures, one below the other. Every
        unit gets a row and every measure a panel; a pair without a value is marked.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each measure; by default on a page of its own.

    Returns
    -------
    Chart
        A Cleveland dot plot of several measures.

    Examples
    --------
    >>> from ecstats import charts, clusters, intervals, labels
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> shops = clusters.comparison(figures, "online_shops", units=["qinghe-park", "baigou-park"])
    >>> charts.cluster_comparison(shops, lists).caption[:34]
    '1 quoted values on 1 measures for '
    """
    by = "entity_id" if "entity_id" in comparisons.columns else "ref_area"
    table = {"entity_id": "entities", "ref_area": "areas"}[by]
    rows = sourced(comparisons, lists, "cluster-comparison")
    rows["entity"] = [label(lists, table, one, language) for one in rows[by]]
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [
        pd.NA if pd.isna(one) else figure_text(lists, one, language) for one in rows["figure_id"]
    ]
    units, measures = list(dict.fromkeys(rows["entity"])), list(dict.fromkeys(rows["indicator"]))
    quoted = rows[rows["figure_id"].notna()]
    # two figures of one unit are labelled above and below their marks
    several = set(quoted.loc[quoted.duplicated(["entity", "indicator"]), "entity"])
    heights = [3 * line_height(SMALL) if unit in several else 0.0 for unit in units]
    axes = axes_of(ax, len(measures)) if measures else []
    bands = []
    side_by_side = math.ceil(len(measures) / math.ceil(len(measures) / PANELS)) if measures else 1
    for start in range(0, len(measures), side_by_side):
        shown = axes[start : start + side_by_side]
        named = measures[start : start + side_by_side]
        plan = forest(
            shown,
            units,
            titles=[(one, None) for one in named],
            label_width=1.9,
            ticks=False,
            guides=False,
            heights=heights,
            panels=side_by_side,
        )
        for axis, measure in zip(shown, named, strict=True):
            own = rows[rows["indicator"] == measure]
            _draw_measure(axis, dict(zip(units, plan.y, strict=True)), own, lists, language, plan.band.width)
        bands.append(plan.band)
    return finish(
        "cluster-comparison",
        "dots",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(
            joined(language, quoted["entity"], quoted["indicator"]), quoted["written"], strict=True
        ),
        notes=[interval_note(rows, language)],
        kinds=text(f"units_{by}", language),
        n=len(quoted),
        measures=len(measures),
        units=len(units),
        missing=len(units) * len(measures) - len(quoted.drop_duplicates(["entity", "indicator"])),
    )


def _draw_measure(
    axes: Axes,
    places: dict[str, float],
    rows: pd.DataFrame,
    lists: CodeLists,
    language: str,
    width: float,
) -> None:
    ends = rows[["point_estimate", "lower", "upper"]].to_numpy(dtype=float)
    scale(axes, ends.ravel(), width, pad=0.12)
    axes.set_xticks([])
    axes.axvline(0, color=BAND_DARK, linewidth=0.8)
    right = axes.get_xlim()[1]
    quoted: dict[str, list[tuple[object, dict[str, Any]]]] = {}
    for number, row in zip(rows.index, dicts(rows), strict=True):
        if not pd.isna(row["figure_id"]):
            quoted.setdefault(row["entity"], []).append((number, row))
    for unit, y in places.items():
        known = quoted.get(unit, [])
        if not known:
            look = {"size": SMALL, "color": MUTED, "va": "center_baseline"}
            axes.text(0.04 * right, y, text("not_quoted", language), **look)
            continue
        axes.axhline(y, color=GRID, linewidth=0.8, zorder=0.5)
        several = "ref_area" in rows and len({row["ref_area"] for _, row in known}) > 1
        for nth, (number, row) in enumerate(known):
            printed = float_of(row["point_estimate"])
            value, lower, upper = ends_of(row)
            mark = KINDS[str(row["obs_kind"])]
            interval(axes, y, value, lower, upper, mark, printed=printed, gid=mark_name(number))
            written = figure_text(lists, str(row["figure_id"]), language, with_noun=False)
            if several:
                written = f"{label(lists, 'areas', row['ref_area'], language)} {written}"
            left_half = printed < right / 2
            gap = 9 if math.isfinite(upper if left_half else lower) else 9 + ARROW
            # Several figures of one unit are labelled above and below, clear of each other's dots.
            beside = len(known) == 1
            offset = (gap if left_half else -gap, 0) if beside else (0, 10 - 20 * (nth % 2))
            axes.annotate(
                written,
                (printed, y),
                xytext=offset,
                size=SMALL,
                textcoords="offset points",
                ha=("left" if left_half else "right") if beside else _side(printed / right),
                va="center_baseline",
                color=INK,
                zorder=2.2,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
            )


def _side(share: float) -> str:
    """Alignment that keeps a text above its mark inside the panel."""
    return "left" if share < 0.2 else "right" if share > 0.8 else "center"


@drawing()
def conditions(
    evidence: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "evidence-matrix",
    ax: Axes | None = None,
) -> Chart:
    """Draw the conditions of a pilot by clusters: met, not met, undetermined or unknown.

    Parameters
    ----------
    evidence : DataFrame
        From `clusters.evidence_matrix`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart
        Rows of the levels requirement and overall, in reading order.

    Examples
    --------
    >>> from ecstats import charts, clusters, intervals, labels, tables
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> evidence = clusters.evidence_matrix(
    ...     figures, tables.load_conditions(), ["qinghe-park"], entities=lists.entities
    ... )
    >>> len(charts.conditions(evidence, lists).rows)
    14
    """
    rows = sourced(evidence[evidence["level"] != "condition"], lists, "evidence-matrix")
    entities = by_id(lists, "entities")
    rows["cluster_label"] = [
        # a profile of a user has the name the user gave it
        str(entities[one][f"label_{language}"]) if one in entities else str(one)
        for one in rows["cluster"]
    ]
    clusters = list(dict.fromkeys(rows["cluster_label"]))
    pairs = rows[rows["level"] == "requirement"]
    needs = pairs.drop_duplicates("requirement_id")
    bands = []
    if len(rows):
        (axes,) = axes_of(ax)
        groups = [text("condition", language, number=one) for one in needs["condition"]]
        plan = matrix(
            axes,
            [*needs[f"label_{language}"], text("overall_row", language)],
            clusters,
            groups=[*groups, text("overall", language)],
            label_width=3.0,
        )
        places = dict(zip([*needs["requirement_id"]], plan.y, strict=False))
        markers(
            axes,
            [clusters.index(one) for one in rows["cluster_label"]],
            [
                places[one] if level == "requirement" else plan.y[-1]
                for one, level in zip(rows["requirement_id"], rows["level"], strict=True)
            ],
            list(rows["verdict"]),
            VERDICTS,
            [mark_name(number) for number in rows.index],
        )
        bands.append(plan.band)
    return finish(
        "evidence-matrix",
        "evidence",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=[
            (one, _tally(pairs.loc[pairs["cluster_label"] == one, "verdict"], language))
            for one in clusters
        ],
        keys=[(mark, text(one, language)) for one, mark in VERDICTS.items() if one in set(rows["verdict"])],
        n=len(pairs),
        known=int((pairs["verdict"] != "unknown").sum()),
    )


def _tally(verdicts: "pd.Series[str]", language: str) -> str:
    counts = verdicts.value_counts()
    return text("comma", language).join(
        f"{text(one, language).split(':')[0].split('：')[0]} {counts[one]}"
        for one in VERDICTS
        if one in counts
    )
