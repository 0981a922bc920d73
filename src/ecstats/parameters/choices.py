"""What each parameter may be, by its name: codes of the tables, languages, years, files.

A notebook declares a name, a type, a default and a comment; what values the name stands for is
here and nowhere else, so that it is the same in every notebook and known before one runs.
"""

import csv
from itertools import accumulate
from pathlib import Path

from ecstats.errors import InputError
from ecstats.parameters.folders import tables_folder

__all__ = [
    "CODES",
    "FILES",
    "LANGUAGES",
    "RULES",
    "YEARS",
    "choices",
    "described",
    "plausible_year",
]

LANGUAGES = ("en", "zh")
# The names of `targets.RULES`: to import them would be to import pandas, which takes longer than
# all else that happens before a kernel starts. A test holds the two together.
RULES = (
    "eurostat_family",
    "eurostat_family_no_target",
    "un_progress_chart",
    "sdsn_trend",
    "unescap_current_status",
    "unescap_anticipated_progress",
    "germany_trend",
)
YEARS = range(1949, 2101)
CODES = {
    "area": "area",
    "areas": "area",
    "bodies": "body",
    "entities": "entity",
    "indicator": "indicator",
    "indicators": "indicator",
    "rules": "rule",
    "sources": "source",
}
TABLES = {
    "area": ("areas", "ref_area"),
    "body": ("bodies", "label_zh"),
    "entity": ("entities", "entity_id"),
    "indicator": ("indicators", "indicator_id"),
    "source": ("sources", "source_id"),
}
FILES = ("newer_values", "profile")
WIDTH = 32  # of a column in a terminal, for the first few values


def choices(name: str, folder: Path | None = None) -> list[object] | None:
    """All values that a parameter of this name may have; None if they cannot be listed.

    Parameters
    ----------
    name : str
        Of the parameter. For a list, the values are those of its items.
    folder : Path, optional
        Tables that the codes come from; the package's own by default.
    """
    if name == "language":
        return list(LANGUAGES)
    return _codes(CODES[name], folder) if name in CODES else None


def described(name: str, folder: Path | None = None) -> str:
    """Say in a few words what values a parameter of this name may have; empty if any."""
    valid = choices(name, folder)
    if valid is not None:
        names = [str(one) for one in valid]
        few = max(1, sum(one <= WIDTH for one in accumulate(len(name) + 2 for name in names)))
        return ", ".join(names[:few]) + (f" … ({len(names)} in all)" if few < len(names) else "")
    if name.endswith("_year"):
        return f"{YEARS[0]} to {YEARS[-1]}"
    if name in FILES:
        return "path of a file"
    return "path of a folder" if name.endswith("_folder") else ""


def plausible_year(name: str, year: int) -> None:
    """Refuse a year that no document can mean.

    Raises
    ------
    InputError
        With the years that are valid.
    """
    if year not in YEARS:
        raise InputError(
            f"parameter {name!r} must be a year from {YEARS[0]} to {YEARS[-1]}, got {year}"
        )


def _codes(kind: str, folder: Path | None) -> list[object]:
    """All codes of a kind."""
    if kind == "rule":
        return list(RULES)
    table, column = TABLES[kind]
    try:
        with ((folder or tables_folder()) / f"{table}.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            rows = csv.DictReader(file)
            if column in (rows.fieldnames or ()):
                return [row[column] for row in rows]
    except (OSError, ValueError, csv.Error):
        pass
    # This imports pandas, but can say what is wrong with the table.
    from ecstats import tables

    return list(getattr(tables, f"load_{table}")(folder=folder)[column])
