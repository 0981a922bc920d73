"""Chart of clusters against the conditions of the smart-cluster pilot."""

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, marker_style, page
from ecstats.charts.marks import mark_name, rounded
from ecstats.charts.matrix import draw_matrix, plan_matrix
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.style import Mark, drawing
from ecstats.labels.code_lists import CodeLists, by_id
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

OVERALL = "overall"
VERDICTS: dict[str, tuple[Mark, bool]] = {
    "met": (Mark(style.BLUE, "o"), False),
    "not_met": (Mark(style.VERMILION, "X"), False),
    "undetermined": (Mark(style.ORANGE, "D"), True),
    "unknown": (Mark(style.BAND_DARK, "o"), True),
}


def evidence_matrix(
    evidence: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "evidence-matrix",
) -> Chart:
    """Draw requirements by clusters: met, not met, undetermined or unknown.

    Parameters
    ----------
    evidence : DataFrame
        From `scorecards.evidence_matrix`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        Rows of the levels requirement and overall, in reading order.
    """
    title = say("evidence_title", language)
    rows = with_quotes(rounded(evidence[evidence["level"] != "condition"]), lists)
    if rows.empty:
        return blank(rows, title, say("evidence_subtitle", language), language, name)
    rows["cluster_label"] = [_cluster(lists, one, language) for one in rows["cluster"]]
    clusters = list(dict.fromkeys(rows["cluster_label"]))
    needs = rows[rows["level"] == "requirement"].drop_duplicates("requirement_id")
    labels = [*needs[f"label_{language}"], say("overall_row", language)]
    groups = [say("condition", language, number=one) for one in needs["condition"]]

    source = source_line(rows, lists, language)
    with drawing(name):
        plan = plan_matrix(
            labels, clusters, groups=[*groups, say("overall", language)], label_width=3.0
        )
        shown = [one for one in VERDICTS if one in set(rows["verdict"])]
        keys = [Key(VERDICTS[one][0], say(one, language), VERDICTS[one][1]) for one in shown]
        canvas = page(title, say("evidence_subtitle", language), plan.height, [source], keys)
        axes = draw_matrix(canvas, plan)
        cells = [*map(str, needs["requirement_id"]), OVERALL]
        verdicts = {
            (
                row["cluster_label"],
                OVERALL if row["level"] == OVERALL else row["requirement_id"],
            ): (str(row["verdict"]), number)
            for number, row in enumerate(dicts(rows))
        }
        for y, requirement in zip(plan.rows.centres, cells, strict=True):
            for number, cluster in enumerate(clusters):
                _sign(axes, number + 0.5, y, *verdicts[cluster, requirement])
    pairs = rows[rows["level"] == "requirement"]
    known = int((pairs["verdict"] != "unknown").sum())
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("evidence_caption", language, n=len(pairs), known=known),
        source_line=source,
        alt=alt_text(
            title,
            [
                (cluster, _tally(pairs[pairs["cluster_label"] == cluster], language))
                for cluster in clusters
            ],
            language,
        ),
        language=language,
    )


def _cluster(lists: CodeLists, cluster: object, language: str) -> str:
    """Label of a cluster of the ledger; a profile of a user has the name the user gave it."""
    row = by_id(lists, "entities").get(str(cluster))
    return str(cluster) if row is None else str(row[f"label_{language}"])


def _sign(axes: Axes, x: float, y: float, verdict: str, row: int) -> None:
    mark, hollow = VERDICTS[verdict]
    size = 6.0 if verdict == "unknown" else 9.0
    look = marker_style(mark, hollow=hollow, size=size)
    axes.plot([x], [y], linestyle="none", zorder=3, gid=mark_name(row), **look)


def _tally(rows: pd.DataFrame, language: str) -> str:
    counts = rows["verdict"].value_counts()
    return say("comma", language).join(
        f"{say(one, language).split(':')[0].split('：')[0]} {counts[one]}"
        for one in VERDICTS
        if one in counts
    )
