"""The parameters of a notebook, checked in its first cell.

A notebook declares its parameters in one cell tagged ``parameters``, each with a type and a
comment. Papermill puts the caller's values into a cell of their own behind it, whatever their
names and types are; the next cell reads them:

>>> from ecstats import parameters           # doctest: +SKIP
>>> p = parameters.read(globals())           # doctest: +SKIP

Anything wrong stops the notebook there, with one line that says what would be valid. The same
check runs before a notebook is started by ``ecstats run``: `cells` reads the declarations from the
file, `choices` knows what values a name stands for.
"""

import math
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, get_args, get_origin

from ecstats.errors import InputError, unknown_name_error
from ecstats.parameters.cells import Declared
from ecstats.parameters.choices import CODES, FILES, choices as known_choices, plausible_year
from ecstats.parameters.folders import (
    FIGURES_VARIABLE,
    checkout,
    existing_file,
    existing_folder,
    figures_folder,
    rerun_folder,
    writable_folder,
)

__all__ = [
    "FIGURES_VARIABLE",
    "OUTPUT",
    "ParameterError",
    "changed",
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

OUTPUT = "output_folder"
PAIR = {"base_year", "target_year"}
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
        Valid values by parameter, beyond those of `parameters.choices`.
    files : sequence of str, optional
        Parameters, beyond those of `parameters.choices`, that name a file (empty: none).

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
                    raise unknown_name_error("parameter", name, declared)
        namespace[READ_BEFORE] = True
        values = {name: namespace[name] for name in declared if name in namespace}
        rerun = _injected(namespace.get("In", ()), declared)
        fallback = rerun_folder(values) if rerun else figures_folder()
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
        Valid values by name, in place of those of `parameters.choices`.
    files : sequence of str, optional
        More names whose value is the path of a file to read.
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
            raise unknown_name_error("parameter", name, declared)
    tables_in = existing_folder("data_folder", values.get("data_folder"))
    for name in declared:
        if name not in valid and (listed := known_choices(name, tables_in)) is not None:
            valid[name] = listed
    checked: dict[str, Any] = {}
    for name, kind in declared.items():
        if name not in values:
            raise InputError(f"parameter {name!r} is declared but has no value")
        checked[name] = _typed(name, values[name], kind, valid.get(name))
        if name in valid:
            checked[name] = valid_value(name, checked[name], valid[name])
        elif name.endswith("_year") and checked[name] is not None:
            plausible_year(name, checked[name])
    if checked.keys() >= PAIR:
        year_order(checked["base_year"], checked["target_year"])
    for name in {*FILES, *files} & checked.keys():
        checked[name] = existing_file(name, checked[name])
    if "data_folder" in checked:
        checked["data_folder"] = tables_in
    # The folder comes last: it is made here, and a refused run leaves nothing behind.
    if OUTPUT in checked:
        checked[OUTPUT] = writable_folder(checked[OUTPUT] or figures or figures_folder())
    return SimpleNamespace(**checked)


def changed(known: Mapping[str, Declared], given: Mapping[str, object]) -> dict[str, Any]:
    """Check values before a notebook runs, and keep those that are not the defaults.

    Parameters
    ----------
    known : mapping
        What the notebook declares, see `cells.in_notebook`.
    given : mapping
        Value by name.

    Returns
    -------
    dict
        Values of the declared types, in the order of their names, the same however they were
        written; paths are absolute, so that they do not depend on the working directory.

    Raises
    ------
    InputError
        See `check`; also for a name that is not declared, and for ``output_folder``.
    """
    for name in given:
        if name == OUTPUT:
            raise InputError("parameter 'output_folder' cannot be set here; give --out DIR")
        if name not in known:
            raise unknown_name_error("parameter", name, [one for one in known if one != OUTPUT])
    # The defaults are as good as the notebook, but a pair of years may hold one of them.
    wanted = given.keys() | (PAIR & known.keys())
    kinds = {name: known[name].kind for name in sorted(wanted)}
    defaults = {name: known[name].default for name in kinds}
    values = vars(check(kinds, {**defaults, **given}))
    result: dict[str, Any] = {}
    for name in sorted(given):
        value = values[name]
        if _typed(name, given[name], kinds[name], ["?"]) == []:
            value = []  # all of them, also those that the tables will have
        elif value is None and kinds[name] is str:
            value = ""
        elif isinstance(value, Path):
            value = str(value)
        if value != defaults[name]:
            result[name] = value
    return result


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
            error = unknown_name_error(CODES.get(name, "value"), item, known)
            if name == "language":  # both, not the nearer one
                error = InputError(f"unknown value {item!r}; valid: 'en', 'zh'")
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
    import yaml

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
