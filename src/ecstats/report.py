"""What a notebook shows: charts with their captions, and tables for reading.

Column names and words are in English or Chinese; the numbers are those of the tables.
"""

import os
import re
from collections.abc import Callable, Iterable

import pandas as pd
from IPython.display import HTML, Markdown, display

from ecstats.accountability import due_by_leader
from ecstats.charts import Chart
from ecstats.charts.chart import contents, write
from ecstats.charts.origins import split_ids
from ecstats.labels.code_lists import CodeLists, label, label_of_source, series_name
from ecstats.labels.numbers import format_interval, format_value
from ecstats.tables.records import dicts

__all__ = ["due", "evidence", "in_words", "publish", "reasons", "show", "trends", "verdicts"]

_HEADINGS = {
    "en": ["Indicator", "Area or unit", "Period", "As written", "Quote", "Document", "Place"],
    "zh": ["指标", "地区或对象", "时期", "原文数字", "引文", "文件", "位置"],
}


def publish(
    draw: Callable[..., Chart], *tables: object, folder: str | os.PathLike[str], **options: object
) -> None:
    """Draw a chart, save it and show it with its caption and the file of its rows.

    Parameters
    ----------
    draw : callable
        A function of `ecstats.charts`, or one of your own that returns a chart.
    *tables
        What it draws, and the `CodeLists` that names it.
    folder : path
        Where ``<name>.svg``, ``.png`` and ``.csv`` are written.
    **options
        Further arguments of `draw`, such as ``language``.

    Raises
    ------
    InputError
        If the folder cannot be made or written.
    """
    chart = draw(*tables, **options)
    files = contents(chart)
    write(files, folder)
    svg = files[f"{chart.name}.svg"].decode("utf-8")
    display({"image/svg+xml": svg, "text/plain": chart.alt}, raw=True)
    rows = {
        "en": f"{len(chart.rows)} plotted rows with their quotes: `{chart.name}.csv`.",
        "zh": f"{len(chart.rows)}行绘图数据及引文见 `{chart.name}.csv`。",
    }
    gap = " " if chart.language == "en" else ""
    display(Markdown(f"*{chart.caption}{gap}{rows[chart.language]}*"))


def show(table: pd.DataFrame) -> HTML:
    """Show all rows and the whole text of a table; markup in a cell stays text."""
    with pd.option_context("display.max_colwidth", None):
        named = table.index.name is not None
        return HTML(table.to_html(index=named, max_rows=None, border=0, justify="left"))


def evidence(figure_ids: Iterable[str], lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Quoted words, document and place of figures.

    Parameters
    ----------
    figure_ids : iterable of str
        Ids of quoted figures, or several in one text separated by ``;``. Other ids are left out.
    lists : CodeLists
    language : {"en", "zh"}

    Returns
    -------
    DataFrame
        One row per figure in the order of the ledger, index `figure_id`; the place is the range
        of characters in the document.
    """
    wanted = {one for ids in figure_ids for one in split_ids(ids)}
    rows = lists.figures[lists.figures["figure_id"].isin(list(wanted))]
    table = [
        [
            label(lists, "indicators", row["indicator_id"], language),
            label(lists, "areas", row["ref_area"], language)
            if pd.isna(row["entity_id"])
            else label(lists, "entities", row["entity_id"], language),
            "" if pd.isna(row["time_period"]) else row["time_period"],
            row["as_written"],
            row["quote"],
            label_of_source(lists, str(row["source_id"]), language),
            "{}–{}".format(row["start"], row["end"]),
        ]
        for row in dicts(rows)
    ]
    return pd.DataFrame(
        table, columns=_HEADINGS[language], index=pd.Index(rows["figure_id"], name="figure_id")
    )


def reasons(table: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Series for which something cannot be computed, and why.

    Parameters
    ----------
    table : DataFrame
        From `growth.growth_table` or `targets.annual_growth_table`.
    lists : CodeLists
    language : {"en", "zh"}
    """
    columns = ["period_start", "period_end"] if "period_start" in table else ["target_period"]
    rows = [
        [
            series_name(row, lists, language),
            *("" if pd.isna(row[one]) else row[one] for one in columns),
            in_words(row["reason"], language),
        ]
        for row in dicts(table)
        if row["status"] != "ok"
    ]
    names = {
        "en": {"period_start": "From", "period_end": "To", "target_period": "Target for"},
        "zh": {"period_start": "自", "period_end": "至", "target_period": "目标年"},
    }[language]
    ends = {"en": ("Series", "Not computable because"), "zh": ("序列", "无法计算的原因")}[language]
    return pd.DataFrame(rows, columns=[ends[0], *(names[one] for one in columns), ends[1]])


def trends(table: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Log-linear growth with what the number of observations allows to say."""
    rows = [
        [
            series_name(row, lists, language),
            f"{row['period_start']}–{row['period_end']}",
            row["observations"],
            format_value(row["growth"], "FRACTION_PER_YEAR", language, step=0.001),
            format_interval(row["ci_lower"], row["ci_upper"], "FRACTION_PER_YEAR", language),
            in_words(row["inference"] if row["status"] == "ok" else row["reason"], language),
        ]
        for row in dicts(table)
    ]
    english = ["Series", "Years", "Observations", "Growth", "95% interval", "What can be said"]
    chinese = ["序列", "年份", "观测数", "增速", "95%区间", "可说明的内容"]
    return pd.DataFrame(rows, columns=chinese if language == "zh" else english)


def verdicts(checks: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """Every check of `labels.checks_table` with its verdict, precision and sentence."""
    english = ["Check", "Verdict", "Precision", "What was found", "Figures"]
    chinese = ["核对", "结论", "精度", "说明", "数字"]
    columns = ["check_name", "verdict_name", "precision_name", "sentence", "figure_ids"]
    table = checks.set_index("check_id")[columns].fillna("")
    return table.set_axis(chinese if language == "zh" else english, axis="columns")


def due(responsibilities: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """`due_by_leader` with the names of the units in a language."""
    table = due_by_leader(responsibilities)
    name = {"en": "Leading unit", "zh": "牵头单位"}[language]
    names = [label(lists, "bodies", unit, language) for unit in table.index]
    return table.set_axis(pd.Index(names, name=name)).rename_axis(columns=None)


def in_words(text: str, language: str) -> str:
    """A reason, verdict or precision that the tables give in English, in a language."""
    if language == "en":
        return text
    for pattern, chinese in _IN_CHINESE.items():
        if re.fullmatch(pattern, text):
            return re.sub(pattern, chinese, text)
    return text


_IN_CHINESE = {
    r"arithmetic": "两点，仅为算术",
    r"descriptive": "描述性斜率，不给区间",
    r"interval": "t区间",
    r"the target has no year": "目标没有年份",
    r"no observation of the series before the target year": "目标年之前没有该序列的现状数",
    r"a share has no compound growth; its change is in points a year": "比重不计复合增速",
    r"needs two annual observations of the series, without a break, before the target": (
        "目标年之前须有该序列两个无断点的年度数"
    ),
    r"the past pace does not start at the baseline": "以往速度不始于基期",
    r"(\S+) is not dated before the target for (\S+)": r"\1不早于\2年目标",
    r"(\S+) comes after a break in the series that (\S+) is in": r"\1在序列断点之后，\2在断点之前",
    r"(\S+) is not established as the same series \(unproven\)": r"\1未证实为同一序列",
    r"(\S+) is not established as the same series \(definition_differs\)": r"\1口径不同",
}
