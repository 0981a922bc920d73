"""The parameters of a notebook, checked in its first cell.

A notebook declares its parameters in one cell tagged ``parameters``, each with a type and a
comment. Papermill puts the caller's values into a cell of their own behind it, whatever their
names and types are; the next cell reads them:

>>> from ecstats import parameters                                   # doctest: +SKIP
>>> p = parameters.read(globals(), choices={"base_year": years})     # doctest: +SKIP

Anything wrong stops the notebook there, with one line that says what would be valid.
"""

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, get_args, get_origin

import yaml

from ecstats.errors import InputError, unknown

__all__ = [
    "FIGURES_VARIABLE",
    "ParameterError",
    "check",
    "checkout",
    "existing_file",
    "existing_folder",
    "figures_folder",
    "read",
    "valid_value",
    "writable_folder",
    "year_order",
]

FIGURES_VARIABLE = "ECSTATS_FIGURES"
LANGUAGES = ("en", "zh")
YEARS = range(1949, 2101)
CODES = {
    "area": "area",
    "areas": "area",
    "bodies": "body",
    "entities": "entity",
    "indicator": "indicator",
    "indicators": "indicator",
    "sources": "source",
}
EXPECTED = {  # one of them, many of them
    str: ("text", "texts"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("True or False", "True or False"),
}
READ_BEFORE = "_ecstats_parameters_read"


class ParameterError(InputError):
    """A parameter that cannot be used; a notebook shows it as one line, not as a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def read(
    namespace: MutableMapping[str, Any],
    *,
    choices: Mapping[str, Iterable[object]] | None = None,
    files: Sequence[str] = (),
) -> SimpleNamespace:
    """Read and check the parameters of a notebook.

    Parameters
    ----------
    namespace : dict
        ``globals()`` of the notebook. What its ``parameters`` cell annotates is declared.
    choices : mapping, optional
        Valid values by parameter, beyond what `check` knows by itself.
    files : sequence of str, optional
        Parameters, besides ``newer_values``, that name a file to read (empty: none).

    Returns
    -------
    SimpleNamespace
        The checked values, see `check`.

    Raises
    ------
    ParameterError
        At the first name that no cell declares, or value that cannot be used.
    """
    declared: dict[str, Any] = dict(namespace.get("__annotations__", {}))
    try:
        if not declared:
            raise InputError("no parameters: annotate them, as in language: str = 'en'")
        # Later cells fill the namespace with names of their own, so that only the first reading
        # can tell what was passed in.
        if READ_BEFORE not in namespace:
            for name in _passed_in(namespace):
                if name not in declared:
                    raise unknown("parameter", name, declared)
        namespace[READ_BEFORE] = True
        values = {name: namespace[name] for name in declared if name in namespace}
        rerun = _injected(namespace.get("In", ()), declared)
        fallback = _rerun_folder(values) if rerun else figures_folder()
        return check(declared, values, choices=choices, files=files, figures=fallback)
    except InputError as error:
        raise ParameterError(str(error)) from None


def check(
    declared: Mapping[str, Any],
    values: Mapping[str, object],
    *,
    choices: Mapping[str, Iterable[object]] | None = None,
    files: Sequence[str] = (),
    figures: Path | None = None,
) -> SimpleNamespace:
    """Check values against their declarations.

    Lists may come as text (``'["130900"]'``), as the papermill command passes them; codes may
    come as whole numbers. An empty list of codes means all of them.

    Parameters
    ----------
    declared : mapping
        Type by name: ``str``, ``int``, ``float``, ``bool``, ``list[...]`` of these, or one of
        them ``| None``.
    values : mapping
        Value by name.
    choices : mapping, optional
        Valid values by name; ``area(s)``, ``indicator(s)`` and ``language`` have theirs, unless
        given here.
    files : sequence of str, optional
        Names, besides ``newer_values``, whose value is the path of a file to read.
    figures : Path, optional
        Folder for an empty ``output_folder``; by default `figures_folder()`.

    Returns
    -------
    SimpleNamespace
        Values of the declared types, but ``Path | None`` for files and for ``data_folder``, and
        an absolute ``Path`` to a folder that exists and can be written for ``output_folder``.

    Raises
    ------
    InputError
        Naming the parameter, the value and what would be valid.
    """
    valid: dict[str, list[object]] = {name: list(known) for name, known in (choices or {}).items()}
    for name in (*valid, *files):
        if name not in declared:
            raise unknown("parameter", name, declared)
    tables_in = existing_folder("data_folder", values.get("data_folder"))
    for name in declared:
        if name in CODES and name not in valid:
            valid[name] = _codes(CODES[name], tables_in)
        elif name == "language":
            valid.setdefault(name, list(LANGUAGES))
    checked: dict[str, Any] = {}
    for name, kind in declared.items():
        if name not in values:
            raise InputError(f"parameter {name!r} is declared but has no value")
        checked[name] = _typed(name, values[name], kind, valid.get(name))
        if name in valid:
            checked[name] = valid_value(name, checked[name], valid[name])
        elif name.endswith("_year") and checked[name] is not None:
            _plausible_year(name, checked[name])
    if {"base_year", "target_year"} <= checked.keys():
        year_order(checked["base_year"], checked["target_year"])
    for name in {"newer_values", *files} & checked.keys():
        checked[name] = existing_file(name, checked[name])
    if "data_folder" in checked:
        checked["data_folder"] = tables_in
    # The folder comes last: it is made here, and a refused run leaves nothing behind.
    if "output_folder" in checked:
        folder = checked["output_folder"]
        checked["output_folder"] = writable_folder(folder or figures or figures_folder())
    return SimpleNamespace(**checked)


def valid_value(name: str, value: Any, valid: Iterable[object]) -> Any:
    """Return `value` if it, or each item of a list, is among `valid`; all of them if empty.

    Raises
    ------
    InputError
        With the nearest valid values.
    """
    known = {str(one): one for one in valid}
    if value == []:
        return list(known.values())
    items = list(dict.fromkeys(value)) if isinstance(value, list) else [value]
    for item in items:
        if item is not None and str(item) not in known:
            error = unknown(CODES.get(name, "value"), item, known)
            raise InputError(f"parameter {name!r}: {error}")
    return items if isinstance(value, list) else value


def year_order(base_year: int | None, target_year: int | None) -> None:
    """Refuse a target year that is not after the base year.

    Raises
    ------
    InputError
        Naming both years.
    """
    if base_year is not None and target_year is not None and target_year <= base_year:
        raise InputError(
            f"parameter 'target_year' must be after base_year {base_year}, got {target_year}"
        )


def existing_file(name: str, value: str | None) -> Path | None:
    """Return the absolute path of a file to read; None if `value` is empty.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read.
    """
    if not value:
        return None
    try:
        path = Path(value).expanduser().absolute()
        with path.open("rb"):
            return path
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"parameter {name!r}: cannot read {value!r} ({_why(error)}); "
            f"give the path of a file, relative to {str(Path.cwd())!r} or absolute"
        ) from None


def existing_folder(name: str, value: object) -> Path | None:
    """Return the absolute path of a folder of tables; None if `value` is empty.

    Raises
    ------
    InputError
        If it is not a folder with a ``datapackage.json``.
    """
    if not value:
        return None
    folder = Path(str(value)).expanduser().absolute()
    if not (folder / "datapackage.json").is_file():
        raise InputError(
            f"parameter {name!r}: {str(value)!r} holds no datapackage.json; "
            "give a folder of tables, a changed copy of data/"
        )
    return folder


def writable_folder(value: str | Path) -> Path:
    """Return the absolute path of a folder to write to, made if it does not exist.

    Raises
    ------
    InputError
        If it cannot be made, or nothing can be written to it.
    """
    try:
        folder = Path(value).expanduser().absolute()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"parameter 'output_folder': cannot write to {str(value)!r} ({_why(error)}); "
            "give a folder that you may write to"
        ) from None


def checkout() -> Path | None:
    """Return the folder of the checkout that this package is imported from, if it is one."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def figures_folder() -> Path:
    """Return the folder for charts when a notebook names none.

    The environment variable ``ECSTATS_FIGURES``, else ``figures`` in the checkout, else ``figures``
    in the working directory.
    """
    if named := os.environ.get(FIGURES_VARIABLE):
        return Path(named).absolute()
    return (checkout() or Path.cwd()) / "figures"


def _rerun_folder(values: Mapping[str, object]) -> Path:
    """Folder for the charts of a rerun with other parameters: never the committed charts."""
    if os.environ.get(FIGURES_VARIABLE):
        return figures_folder()
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return Path.cwd() / "runs" / hashlib.sha256(text.encode()).hexdigest()[:8]


def _injected(cells: Iterable[str], declared: Iterable[str]) -> bool:
    """Whether papermill put in a cell with values: it begins so, and declares nothing."""
    return any(
        cell.startswith("# Parameters\n") and not any(f"\n{name}:" in cell for name in declared)
        for cell in cells
    )


def _passed_in(namespace: Mapping[str, Any]) -> list[str]:
    """Names that can come from papermill: plain data, and not there since IPython started."""
    shell = namespace["get_ipython"]() if "get_ipython" in namespace else None
    started_with = shell.user_ns_hidden if shell else {"In", "Out"}
    plain = (NoneType, str, int, float, list, dict)
    return [
        name
        for name, value in namespace.items()
        if isinstance(value, plain) and not name.startswith("_") and name not in started_with
    ]


def _codes(kind: str, folder: Path | None) -> list[object]:
    """All codes of a kind, from the tables."""
    from ecstats import tables  # imports pandas, which checks without codes need not wait for

    load, column = {
        "area": (tables.load_areas, "ref_area"),
        "body": (tables.load_bodies, "label_zh"),
        "entity": (tables.load_entities, "entity_id"),
        "indicator": (tables.load_indicators, "indicator_id"),
        "source": (tables.load_sources, "source_id"),
    }[kind]
    return list(load(folder=folder)[column])


def _plausible_year(name: str, year: int) -> None:
    if year not in YEARS:
        raise InputError(
            f"parameter {name!r} must be a year from {YEARS[0]} to {YEARS[-1]}, got {year}"
        )


def _typed(name: str, value: object, kind: Any, valid: Sequence[object] | None) -> Any:
    """Convert a value to its declared type, or say what was expected."""
    options = get_args(kind) if get_origin(kind) is UnionType else (kind,)
    if value is None and NoneType in options:
        return None
    (kind, *more) = [option for option in options if option is not NoneType]
    is_list = get_origin(kind) is list
    item = get_args(kind)[0] if is_list else kind
    if more or item not in EXPECTED:
        raise InputError(
            f"parameter {name!r} is declared as {kind}; valid: str, int, float, bool, "
            "list[...] of these, or one of them | None"
        )
    try:
        if not is_list:
            return _scalar(value, item, code=bool(valid))
        if isinstance(value, str):
            return [_from_text(text, item) for text in _listed(value)]
        if isinstance(value, list):
            return [_scalar(one, item, code=bool(valid)) for one in value]
        raise ValueError
    except ValueError:
        one, many = EXPECTED[item]
        example = f", such as {[str(valid[0])] if is_list else str(valid[0])}" if valid else ""
        raise InputError(
            f"parameter {name!r} must be {f'a list of {many}' if is_list else one}{example}; "
            f"got {value!r} ({type(value).__name__})"
        ) from None


def _scalar(value: object, kind: type, *, code: bool) -> Any:
    """Return a value of the type itself; whole numbers pass for codes and for numbers."""
    if kind is str and code and type(value) is int:
        return str(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError
    return value


def _listed(text: str) -> list[str]:
    """Split a list written as JSON or YAML; items stay text, so that ``010000`` keeps its zero."""
    try:
        # The base loader builds nothing but text and containers.
        items = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        raise ValueError from None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueError
    return items


def _from_text(text: str, kind: type) -> Any:
    if kind is bool:  # bool("False") is True
        raise ValueError
    return _scalar(kind(text), kind, code=False)
