"""What a notebook shows: charts with their captions, tables and sentences for reading.

Column names and words are in English or Chinese; the numbers are those of the tables. While the
parameters are refused, nothing is shown or written (see `parameters.confirm`).
"""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown, display

from ecstats import parameters
from ecstats.accountability import due_by_leader
from ecstats.charts import Chart
from ecstats.charts.chart import contents
from ecstats.charts.origins import split_ids
from ecstats.files import write_atomically
from ecstats.labels import (
    CodeLists,
    by_id,
    code_name,
    entity_or_area,
    figure_text,
    format_interval,
    format_value,
    get,
    label,
    period,
    quantity_range,
    reason,
    series_name,
    text,
)
from ecstats.tables.records import dicts

__all__ = [
    "bullets", "due", "evidence", "files", "newer", "reasons", "show", "table", "trends",
    "verdicts",
]  # fmt: skip


def show(chart: Chart, p: SimpleNamespace) -> None:
    """Show a chart with its caption and the file of its rows, and write its files.

    The columns of the rows that identify and hold a result are in the metadata of the output.

    Parameters
    ----------
    chart : Chart
        From a function of `ecstats.charts`, or one of your own.
    p : SimpleNamespace
        From `parameters.check`: `output_folder` is where the files go, `formats` what they are.

    Raises
    ------
    ParameterError
        While the parameters are refused.
    InputError
        If the folder cannot be made or written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from IPython.utils.capture import capture_output
    >>> with TemporaryDirectory() as folder, capture_output():
    ...     p = parameters.check("own", output_folder=folder)
    ...     show(ecstats.charts.figures_by_kind(lists.figures, lists), p)
    ...     written = sorted(path.name for path in p.output_folder.iterdir())
    >>> "figures-by-kind.csv" in written
    True
    """
    parameters.confirm()
    files = contents(chart, sorted({"svg", *p.formats}))
    named = {p.output_folder / name: content for name, content in files.items()}
    write_atomically({path: named[path] for path in named if path.suffix[1:] in p.formats})
    said = {"chart": chart.name, "key": list(chart.key), "values": list(chart.values)}
    display(
        {"image/svg+xml": files[f"{chart.name}.svg"].decode("utf-8"), "text/plain": chart.alt},
        metadata={"ecstats": said},
        raw=True,
    )
    gap = " " if chart.language == "en" else ""
    rows = text("plotted_rows", chart.language, n=len(chart.rows), name=f"{chart.name}.csv")
    display(Markdown(f"*{chart.caption}{gap}{rows}*"))


def files(p: SimpleNamespace) -> Markdown:
    """Say where the charts of a notebook and their rows are.

    With the default parameters the words are the same whoever ran the notebook, so that saving an
    unchanged one in JupyterLab changes nothing.

    Examples
    --------
    >>> p = SimpleNamespace(language="en", notebook="own", folder_name="runs/own-1a2b3c4d/")
    >>> files(p).data
    'Charts and their plotted rows: `runs/own-1a2b3c4d/`.'
    """
    parameters.confirm()
    usual = f"runs/{p.notebook}/"
    key = "files_usual" if p.folder_name in ("figures/", usual) else "files"
    return Markdown(text(key, p.language, folder=p.folder_name, usual=usual))


def bullets(sentences: Iterable[str]) -> Markdown:
    """Show sentences as a list.

    Examples
    --------
    >>> bullets(["One.", "Two."]).data.splitlines()
    ['- One.', '- Two.']
    """
    parameters.confirm()
    return Markdown("\n".join(f"- {sentence}" for sentence in sentences))


def table(rows: pd.DataFrame) -> HTML:
    """Show all rows and the whole text of a table; markup in a cell stays text.

    Examples
    --------
    >>> "<td>a &lt; b</td>" in table(pd.DataFrame({"text": ["a < b"]})).data
    True
    """
    parameters.confirm()
    named = rows.index.name is not None
    numbers = [
        place
        for place, dtype in enumerate(rows.dtypes, start=2 if named else 1)
        if pd.api.types.is_numeric_dtype(dtype)
    ]
    # JupyterLab aligns all cells to the right; only its own kind of rule is stronger.
    rules = [".dataframe.words :is(th, td) {text-align: left}"]
    rules += [f".dataframe.number-{n} td:nth-child({n}) {{text-align: right}}" for n in numbers]
    classes = ["words", *(f"number-{n}" for n in numbers)]
    with pd.option_context("display.max_colwidth", None):
        page = rows.to_html(index=named, max_rows=None, border=0, justify="left", classes=classes)
    return HTML(f"<style>{' '.join(rules)}</style>\n{page}")


def evidence(figure_ids: Iterable[str], lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Quoted words, document and place of figures.

    Parameters
    ----------
    figure_ids : iterable of str or missing
        Ids of quoted figures and published values, or several in one text separated by ``;``.
    lists : CodeLists
    language : {"en", "zh"}

    Returns
    -------
    DataFrame
        One row per figure in the order of the ledger, index `figure_id`; the place is the range
        of characters in the document. Below them the published values with their publication.

    Examples
    --------
    >>> evidence(["hebei-ecommerce-fyp14-001"], lists)["As written"].tolist()
    ['2735.8']
    """
    wanted = {one for ids in figure_ids if not pd.isna(ids) for one in split_ids(ids)}
    quoted = {name: row for name, row in by_id(lists, "figures").items() if name in wanted}
    later = {name: row for name, row in by_id(lists, "published_values").items() if name in wanted}
    rows = []
    for name, row in {**quoted, **later}.items():
        words = [
            label(lists, "indicators", row["indicator_id"], language),
            entity_or_area(lists, row, language),
            period(row["time_period"], language),
        ]
        if name in quoted:
            source = get(lists, "sources", row["source_id"])[f"title_{language}"]
            words += [row["as_written"], row["quote"], source, f"{row['start']}–{row['end']}"]
        else:
            written = figure_text(lists, name, language)
            words += [written, "", *(_filled(row.get(f"source_{one}")) for one in ("title", "url"))]
        rows.append(words)
    index = pd.Index([*quoted, *later], name="figure_id")
    return pd.DataFrame(rows, columns=_columns("evidence", language), index=index)


def reasons(table: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Series for which something cannot be computed, and why.

    Parameters
    ----------
    table : DataFrame
        From `growth.growth_table` or `targets.annual_growth_table`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> rates = ecstats.growth.growth_table(figures, lists.indicators)
    >>> len(reasons(rates, lists)) == (rates["status"] != "ok").sum()
    True
    """
    pairs = "period_start" in table
    periods = ["period_start", "period_end"] if pairs else ["target_period"]
    rows = [
        [
            series_name(row, lists, language),
            *(period(row[one], language) for one in periods),
            reason(row["reason"], language, lists),
        ]
        for row in dicts(table)
        if row["status"] != "ok"
    ]
    return pd.DataFrame(rows, columns=_columns("reasons" if pairs else "target_reasons", language))


def trends(table: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """Log-linear growth of `growth.trend_table` with what the number of observations allows.

    Examples
    --------
    >>> trends(ecstats.growth.trend_table(figures), lists)["Years"].tolist()
    ['2016–2019']
    """
    rows = [
        [
            series_name(row, lists, language),
            period(f"{row['period_start']}/{row['period_end']}", language),
            row["observations"],
            format_value(row["growth"], "FRACTION_PER_YEAR", language, step=0.001),
            format_interval(row["ci_lower"], row["ci_upper"], "FRACTION_PER_YEAR", language),
            code_name("inference", row["inference"], language)
            if row["status"] == "ok"
            else reason(row["reason"], language, lists),
        ]
        for row in dicts(table)
    ]
    return pd.DataFrame(rows, columns=_columns("trends", language))


def newer(figures: pd.DataFrame, lists: CodeLists, language: str = "en") -> HTML | None:
    """Show which newer values are used: as what, and in place of which others.

    Parameters
    ----------
    figures : DataFrame
        `intervals.with_bounds` of `tables.with_published_values`.
    lists : CodeLists
        With the newer values.
    language : {"en", "zh"}

    Returns
    -------
    HTML or None
        None if there are no newer values.

    Examples
    --------
    >>> newer(values, lists) is None
    True
    """
    used = figures[figures["origin"] == "newer_value"]
    rows = [
        [
            series_name(row, lists, language),
            period(row["time_period"], language),
            figure_text(lists, row["figure_id"], language),
            quantity_range(lists, row["lower"], row["upper"], row["unit_measure"], language),
            code_name("comparability", row["comparability"], language),
            _filled(row["replaces"]),
        ]
        for row in dicts(used)
    ]
    return table(pd.DataFrame(rows, columns=_columns("newer", language))) if rows else None


def verdicts(checks: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """Every check of `labels.checks_table` with its verdict, precision and sentence.

    Examples
    --------
    >>> checks = ecstats.consistency.check_ledger(lists.figures, lists.indicators)
    >>> verdicts(ecstats.labels.checks_table(checks, lists)).loc["half_year-01", "Verdict"]
    'inconsistent'
    """
    columns = ["check_name", "verdict_name", "precision_name", "sentence", "figure_ids"]
    table = checks.set_index("check_id")[columns].fillna("")
    return table.set_axis(_columns("verdicts", language), axis="columns")


def due(responsibilities: pd.DataFrame, lists: CodeLists, language: str = "en") -> pd.DataFrame:
    """`due_by_leader` with the names of the units in a language.

    Examples
    --------
    >>> tasks, linked = ecstats.tables.load_tasks(), ecstats.tables.load_task_figures()
    >>> rows = ecstats.accountability.responsibilities(tasks, linked, lists.figures)
    >>> int(due(rows, lists).loc["Commerce Bureau"].sum())
    32
    """
    table = due_by_leader(responsibilities)
    names = [label(lists, "bodies", unit, language) for unit in table.index]
    index = pd.Index(names, name=text("leading_unit", language))
    return table.set_axis(index).rename_axis(columns=None)


def _columns(name: str, language: str) -> list[str]:
    return text(f"columns_{name}", language).split(" | ")


def _filled(cell: Any) -> str:
    return "" if cell is None or pd.isna(cell) else str(cell)
