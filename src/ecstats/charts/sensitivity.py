"""Chart of a sweep: on how many results of which chart each parameter bears."""

import pandas as pd

from ecstats.charts import style
from ecstats.charts.chart import Chart
from ecstats.charts.layout import BODY_WIDTH, fold, page, text_height
from ecstats.charts.matrix import draw_matrix, plan_matrix
from ecstats.charts.rows import Column
from ecstats.charts.style import drawing
from ecstats.labels.words import alt_text
from ecstats.tables.records import dicts

__all__ = ["sensitivity"]

WORDS = {
    "title": ("Which parameter changes which results", "哪个参数改变哪些结果"),
    "subtitle": (
        "Share of a chart's results that change when one parameter alone is varied",
        "仅改变一个参数时，各图中发生变化的结果所占比重",
    ),
    "alone": (
        "No two sets of this sweep differ in one parameter alone: there is nothing to compare.",
        "本次扫描中没有仅一个参数不同的两组，无可比较。",
    ),
    "caption": (
        "{notebook} with {sets} sets of parameters{failed}. Each share is over all results of the "
        "chart, in all pairs of sets that differ in that parameter alone; – means that no such "
        "pair has results in the chart.",
        "{notebook}，{sets}组参数{failed}。比重以该图全部结果计，取所有仅该参数不同的两组；–表示该图没有可比的结果。",
    ),
    "failed": (", of which {failed} failed", "，其中{failed}组失败"),
    "source": ("Source: results.csv of this sweep.", "来源：本次扫描的 results.csv。"),
    "values": ("values", "取值数"),
    "share": ("{share} of {chart}", "{chart} {share}"),
    "comma": (", ", "，"),
}


def sensitivity(
    shares: pd.DataFrame,
    *,
    notebook: str,
    sets: int,
    failed: int = 0,
    language: str = "en",
    name: str = "overview",
) -> Chart:
    """Draw the share of changed results, parameters by charts.

    Parameters
    ----------
    shares : DataFrame
        Columns ``parameter``, ``values`` (how many it took), ``chart``, ``results`` and
        ``changed`` (counts), see `notebooks.results.sensitivities`.
    notebook : str
        Name of the notebook.
    sets, failed : int
        How many sets of parameters there were, and how many of them failed.
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
    """
    rows = shares.assign(share=(shares["changed"] / shares["results"]).round(9))
    title = _say("title", language)
    lost = _say("failed", language).format(failed=failed) if failed else ""
    caption = _say("caption", language).format(notebook=notebook, sets=sets, failed=lost)
    source = _say("source", language)
    names = list(dict.fromkeys(rows["parameter"]))
    charts = list(dict.fromkeys(rows["chart"]))
    with drawing(name):
        if rows.empty:
            text = fold(_say("alone", language), BODY_WIDTH, style.LABEL)
            height = text_height(text, style.LABEL) + 0.2
            canvas = page(title, _say("subtitle", language), height, [caption, source])
            canvas.text(0, 0.1, text)
        else:
            taken = rows.drop_duplicates("parameter")["values"]
            column = Column(_say("values", language), [str(one) for one in taken], width=0.6)
            plan = plan_matrix(names, charts, [column], label_width=1.8)
            canvas = page(title, _say("subtitle", language), plan.height, [caption, source])
            axes = draw_matrix(canvas, plan)
            for row in dicts(rows):
                axes.text(
                    charts.index(row["chart"]) + 0.5,
                    plan.rows.centres[names.index(row["parameter"])],
                    _percent(row["share"]),
                    ha="center",
                    va="center_baseline",
                    size=style.LABEL,
                    color=style.VERMILION if row["changed"] else style.MUTED,
                    backgroundcolor=style.PAPER,
                )
    listed = [
        (
            parameter,
            _say("comma", language).join(
                _say("share", language).format(share=_percent(row["share"]), chart=row["chart"])
                for row in dicts(rows[rows["parameter"] == parameter])
            ),
        )
        for parameter in names
    ]
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=caption,
        source_line=source,
        alt=alt_text(title, listed or [(notebook, _say("alone", language))], language),
        language=language,
    )


def _say(key: str, language: str) -> str:
    return WORDS[key][language == "zh"]


def _percent(share: float) -> str:
    """A share without digits; neither nothing nor all unless it is."""
    if pd.isna(share):
        return "–"
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"
