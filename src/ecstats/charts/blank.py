"""The chart of a selection that holds nothing to draw: it says so instead of failing."""

import pandas as pd

from ecstats.charts import style
from ecstats.charts.chart import Chart
from ecstats.charts.layout import BODY_WIDTH, fold, page, text_height
from ecstats.charts.style import drawing
from ecstats.labels.words import say


def blank(rows: pd.DataFrame, title: str, subtitle: str, language: str, name: str) -> Chart:
    """Draw a page with its title and one sentence.

    Parameters
    ----------
    rows : DataFrame
        The empty table, whose columns the CSV keeps.
    title, subtitle : str
        Of the chart that cannot be drawn.
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
    """
    sentence = say("nothing", language)
    with drawing(name):
        text = fold(sentence, BODY_WIDTH, style.LABEL)
        canvas = page(title, subtitle, text_height(text, style.LABEL) + 0.2, [])
        canvas.text(0, 0.1, text)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=sentence,
        source_line="",
        alt=say("nothing_title", language, title=title) + say("stop", language).strip(),
        language=language,
    )
