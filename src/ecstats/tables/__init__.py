"""The tidy tables as typed DataFrames, with labels and filters.

Every loader checks its table against `data/datapackage.json` and returns proper dtypes: codes and
enumerations as categories, numbers as numbers, text as pandas strings, empty cells as missing.
"""

from pathlib import Path
from typing import Protocol

import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.tables import schema
from ecstats.tables.loading import data_folder, load
from ecstats.tables.published import with_published_values
from ecstats.tables.selection import select, series

__all__ = [
    "data_folder", "dictionary", "load_areas", "load_bodies", "load_conditions", "load_entities",
    "load_indicators", "load_mentions", "load_published_values", "load_quoted_figures",
    "load_relations", "load_sources", "load_task_figures", "load_tasks", "load_units",
    "read_table", "select", "series", "with_published_values",
]  # fmt: skip


def load_quoted_figures(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Load the ledger: one row per quoted figure and period.

    Parameters
    ----------
    labels : {"en", "zh"}, optional
        Language of the columns `indicator_label`, `area_label`, `entity_label`, `unit_label` and
        `source_label`, which are added when it is given.
    folder : Path, optional
        Data folder; the package's own by default.

    Returns
    -------
    DataFrame
        The columns of `quoted_figures.csv` and, derived from them: `obs_text` and
        `obs_text_upper` (the digits as printed), `base_value` and `base_value_upper`
        (obs_value × 10^unit_mult, in units of `unit_measure`: yuan, persons, per cent),
        `year` (the last year of a span).

    Raises
    ------
    InputError
        If the table is malformed: file, line, column, value, and what would be valid.

    Examples
    --------
    >>> figures = load_quoted_figures(labels="en").set_index("figure_id")
    >>> figures.loc["hebei-miit-article-004", ["indicator_label", "as_written"]].tolist()
    ['E-commerce penetration of industrial firms', '51.3%']
    """
    return load("quoted_figures", labels, folder)


def _loader(name: str, content: str, example: str) -> "_Loader":
    def loader(labels: str | None = None, folder: Path | None = None) -> pd.DataFrame:
        return load(name, labels, folder)

    loader.__name__ = loader.__qualname__ = f"load_{name}"
    loader.__doc__ = f"""Load {content}.

    Parameters
    ----------
    labels : {{"en", "zh"}}, optional
        Language of columns with names for codes, which are added when it is given: as in
        `load_quoted_figures`.
    folder : Path, optional
        Data folder; the package's own by default.

    Returns
    -------
    DataFrame
        The columns of `{name}.csv`, as `dictionary("{name}")` explains them.

    Raises
    ------
    InputError
        If the table is malformed: file, line, column, value, and what would be valid.

    Examples
    --------
    >>> {example}
    """
    return loader


class _Loader(Protocol):
    def __call__(self, labels: str | None = None, folder: Path | None = None) -> pd.DataFrame: ...


load_sources = _loader(
    "sources", "the documents: identity, issuer and date",
    """load_sources().set_index("source_id").loc["cangzhou-ecommerce-plan", "document_number"]
    '沧政办字〔2018〕115号'""",
)  # fmt: skip
load_indicators = _loader(
    "indicators", "the indicators: what is counted, its measure, direction and look-alikes",
    """load_indicators().set_index("indicator_id").loc["express_parcels", "label_zh"]
    '快递包裹数'""",
)  # fmt: skip
load_areas = _loader(
    "areas", "the areas by code",
    """load_areas().set_index("ref_area").loc["130900", "label_en"]
    'Cangzhou'""",
)  # fmt: skip
load_entities = _loader(
    "entities", "the firms, platforms, clusters and programmes",
    """load_entities().set_index("entity_id").loc["qinghe-park", "label_zh"]
    '清河羊绒电子商务产业园'""",
)  # fmt: skip
load_units = _loader(
    "units", "the units of measure",
    """load_units().set_index("unit_measure").loc["PARCEL", "symbol_en"]
    'parcels'""",
)  # fmt: skip
load_tasks = _loader(
    "tasks", "the tasks of the Cangzhou annex with their responsible units",
    """load_tasks().set_index("task_id").loc["cangzhou-01", ["lead_unit", "label_en"]].tolist()
    ['市商务局', 'Build key e-commerce platforms']""",
)  # fmt: skip
load_bodies = _loader(
    "bodies", "the public bodies that answer for the tasks",
    """load_bodies().set_index("label_zh").loc["市商务局", "label_en"]
    'Commerce Bureau'""",
)  # fmt: skip
load_task_figures = _loader(
    "task_figures", "the links from tasks to quoted figures",
    """load_task_figures().columns.tolist()
    ['task_id', 'figure_id']""",
)  # fmt: skip
load_conditions = _loader(
    "conditions", "the requirements of the seven conditions for smart clusters",
    """load_conditions()["condition"].nunique()
    7""",
)  # fmt: skip
load_published_values = _loader(
    "published_values", "the values published elsewhere; derived columns as in the ledger",
    """load_published_values().loc[0, ["indicator_id", "time_period", "obs_text"]].tolist()
    ['express_parcels', '2020', '37']""",
)  # fmt: skip
load_relations = _loader(
    "relations", "relations of indicators for the consistency checks: shares, common goals",
    """load_relations()["relation"].tolist()
    ['share_of', 'same_goal']""",
)  # fmt: skip
load_mentions = _loader(
    "mentions", "every numeral mention of every document with its disposition",
    """load_mentions()["disposition"].notna().all().item()
    True""",
)  # fmt: skip


def read_table(
    name: str, path: str | Path, labels: str | None = None, folder: Path | None = None
) -> pd.DataFrame:
    r"""Read a CSV file of one's own that has the shape of one of the tables.

    Parameters
    ----------
    name : str
        Table whose shape the file has: `"published_values"`, `"quoted_figures"` …, or
        `"newer_values"` for published values of one's own. Only `indicator_id`, `ref_area` or
        `entity_id`, `time_period`, `obs_value` and `unit_measure` are required of them; without
        more, the value is in single units (`unit_mult` 0), `exact`, of the `same_series`, of
        `low` confidence, and its source is the file.
    path : str or Path
        The CSV file, also as a spreadsheet saves it. Columns that begin with ``review_`` are left
        aside.
    labels : {"en", "zh"}, optional
        As in `load_quoted_figures`.
    folder : Path, optional
        Data folder whose codes the file uses; the package's own by default.

    Raises
    ------
    InputError
        If the table is unknown or the file malformed: file, line, column, value, and what would
        be valid.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as own:
    ...     path = Path(own, "own.csv")
    ...     _ = path.write_text(
    ...         "indicator_id,ref_area,time_period,obs_value,unit_measure\n"
    ...         "physical_online_share,130000,2023,22.5,PERCENT\n")
    ...     read_table("newer_values", path)[["value_id", "base_value", "comparability"]]
      value_id  base_value comparability
    0  newer-2        22.5   same_series
    """
    return load(name, labels, folder, Path(path))


def dictionary(name: str, labels: str = "en", folder: Path | None = None) -> pd.DataFrame:
    """Columns of a table with title, type, whether a value is required, and meaning.

    Examples
    --------
    >>> dictionary("areas")["column"].tolist()
    ['ref_area', 'label_zh', 'label_en', 'parent', 'code_system', 'note']
    """
    suffix = {"en": "", "zh": "_zh"}.get(labels)
    if suffix is None:
        raise unknown_name_error("language", labels, ["en", "zh"])
    return pd.DataFrame(
        {
            "column": column,
            "title": field["title" + suffix],
            "type": field["type"],
            "required": field.get("constraints", {}).get("required", False),
            "description": field["description" + suffix],
        }
        for column, field in schema.fields(name, folder or data_folder()).items()
    )
