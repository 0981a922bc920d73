"""Reading a table: types from its description, labels, and where the tables lie."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.files import state_of
from ecstats.tables import schema

Column: TypeAlias = "pd.Series[Any]"

LABELS = {
    "indicator_id": ("indicators", "indicator_label", "label"),
    "ref_area": ("areas", "area_label", "label"),
    "entity_id": ("entities", "entity_label", "label"),
    "unit_measure": ("units", "unit_label", "label"),
    "source_id": ("sources", "source_label", "title"),
}

NEWER_VALUES = "newer_values"
# What a user need not say of a value of one's own; it has the shape of a published value.
_DEFAULTS = {
    "value_id": "newer-{line}", "unit_mult": "0", "bound": "exact", "comparability": "same_series",
    "confidence": "low", "source_title": "{file}",
}  # fmt: skip


@cache
def data_folder() -> Path:
    """Folder of the tables: inside the installed package, else `data/` of the checkout.

    Examples
    --------
    >>> (data_folder() / "quoted_figures.csv").is_file()
    True
    """
    packaged = Path(str(files("ecstats"))) / "data"
    checkout = Path(__file__).parents[3] / "data"
    return packaged if (packaged / "datapackage.json").exists() else checkout


def load(
    name: str, labels: str | None = None, folder: Path | None = None, path: Path | None = None
) -> pd.DataFrame:
    """Load a table of a data folder, or another file of its shape with the codes of the folder."""
    folder = folder or data_folder()
    path = path or folder / f"{name}.csv"
    # What is missing `schema.read` says.
    state = state_of([path, *folder.glob("*")])
    return _read(name, path, labels, folder, state).copy()


@lru_cache(maxsize=64)
def _read(
    name: str, path: Path, labels: str | None, folder: Path, _: tuple[tuple[str, int, int], ...]
) -> pd.DataFrame:
    if labels not in (None, "en", "zh"):
        raise unknown_name_error("language", labels, ["en", "zh"])
    newer = name == NEWER_VALUES
    name = "published_values" if newer else name
    declared = schema.fields(name, folder)
    rows = schema.read(name, path, folder, _DEFAULTS if newer else None)
    whole = {
        key.column: list(dict.fromkeys(schema.column_of(key.table, key.target, folder)))
        for key in schema.foreign_keys(name, folder)
        if key.table != name and not (key.prefix or key.delimiter)
    }
    text = {column: [row.cells[column] for row in rows] for column in declared}
    frame = pd.DataFrame(
        {
            column: _typed(field, text[column], whole.get(column))
            for column, field in declared.items()
        }
    )
    if "obs_value" in text:
        _add_values(frame, text)
    if newer:
        ids, areas = (schema.column_of("entities", c, folder) for c in ("entity_id", "ref_area"))
        places = dict(zip(ids, areas, strict=True))
        of_entity = frame["entity_id"].astype("string").map(places).astype("string")
        filled = frame["ref_area"].astype("string").fillna(of_entity)
        frame["ref_area"] = filled.astype(frame["ref_area"].dtype)
    return _add_labels(frame, name, labels, folder) if labels else frame


def _typed(field: Mapping[str, Any], text: list[str], codes: list[str] | None) -> Column:
    constraints = field.get("constraints", {})
    present = [cell or None for cell in text]
    if field["type"] == "number":
        return pd.Series([float(cell) if cell else None for cell in text], dtype="float64")
    if field["type"] == "integer":
        dtype = "int64" if constraints.get("required") else "Int64"
        return pd.Series([int(cell) if cell else None for cell in text], dtype=dtype)
    if codes is not None or "enum" in constraints:
        categories = pd.Index(codes or constraints["enum"], dtype="str")
        return pd.Series(pd.Categorical(present, categories=categories))
    return pd.Series(present, dtype="string")


def _add_values(frame: pd.DataFrame, text: Mapping[str, list[str]]) -> None:
    """Add the digits as printed, the value in base units and the year to a table of figures."""
    for end in ("", "_upper"):
        if "obs_value" + end not in text:
            continue
        printed = text["obs_value" + end]
        frame["obs_text" + end] = pd.array([cell or None for cell in printed], dtype="string")
        # Scaled as a decimal: 2735.8 × 10^8 in binary would be 273580000000.00003.
        frame["base_value" + end] = [
            float(Decimal(cell).scaleb(int(power))) if cell else float("nan")
            for cell, power in zip(printed, text["unit_mult"], strict=True)
        ]
    years = [int(period.split("/")[-1][:4]) if period else None for period in text["time_period"]]
    frame["year"] = pd.array(years, dtype="Int64")


def _add_labels(frame: pd.DataFrame, name: str, language: str, folder: Path) -> pd.DataFrame:
    for column, (table, added, stem) in LABELS.items():
        if column in frame and table != name:
            codes = schema.column_of(table, column, folder)
            labels = schema.column_of(table, f"{stem}_{language}", folder)
            label_of = dict(zip(codes, labels, strict=True))
            frame[added] = frame[column].astype("string").map(label_of).astype("string")
    return frame
