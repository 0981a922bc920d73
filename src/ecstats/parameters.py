"""The parameters of a notebook: what each may be, and whether the values given are right.

A notebook declares its parameters in one cell tagged ``parameters``: name, type, default and a
comment, which `declared` reads with papermill. The next cell checks the values with one call that
names them all, whoever set them (papermill, ``ecstats run``, or a reader in JupyterLab)::

    p = parameters.check("05_accountability", bodies=bodies, language=language)

What a name stands for is written here and nowhere else, so that it is the same in every notebook;
`changed` is the same check before a kernel starts. All faults are told at once.
"""

import ast
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Annotated, Any, Literal

import yaml
from IPython import get_ipython
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    create_model,
)

from ecstats import clusters, tables
from ecstats.errors import InputError, unknown_name_error
from ecstats.intervals import with_bounds
from ecstats.progress.rules import RULES

__all__ = [
    "Parameter",
    "ParameterError",
    "changed",
    "check",
    "confirm",
    "declared",
]

FIGURES = "ECSTATS_FIGURES"
LABEL, FORMATS = f"{FIGURES}_LABEL", f"{FIGURES}_FORMATS"
OUTPUT = "output_folder"
YEARS = range(1949, 2101)
CODES = {
    "areas": ("area", "ref_area", "label_zh", "label_en"),
    "bodies": ("body", "label_zh", "label_zh", "label_en"),
    "entities": ("entity", "entity_id", "label_zh", "label_en"),
    "indicators": ("indicator", "indicator_id", "label_zh", "label_en"),
    "sources": ("source", "source_id", "title_zh", "title_en"),
    "rules": ("rule",),
}
"""Parameters that are lists of codes: what one is, then the columns of code and names."""
FILES = ("newer_values", "profile")
KINDS: dict[str, Any] = {
    **dict.fromkeys(CODES, list[str]),
    **dict.fromkeys(["base_year", "target_year"], int | None),
    **dict.fromkeys(["include_published_values", "round_numbers"], bool),
    **dict.fromkeys([*FILES, "data_folder", OUTPUT], str),
    "language": Literal["en", "zh"],
}
"""Type of every parameter that the library knows; others have the type that their cell gives."""
ANNOTATED: dict[str, Any] = {
    **{"str": str, "int": int, "float": float, "bool": bool},
    **{"list[str]": list[str], "list[int]": list[int], "list[float]": list[float]},
    **{"Optional[str]": str | None, "Optional[int]": int | None, "Optional[float]": float | None},
}
_state = {"refused": False}


class ParameterError(InputError):
    """Parameters that cannot be used; a notebook shows what is wrong instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Parameter:
    """One parameter as its notebook declares it.

    Attributes
    ----------
    name : str
    kind : type
        ``str``, ``int``, ``float``, ``bool``, a list of these, or one of them or None.
    default : object
    help : str
        The comment.
    """

    name: str
    kind: Any
    default: Any
    help: str


def declared(path: str | os.PathLike[str]) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares; nothing is executed.

    Parameters
    ----------
    path : path
        The notebook.

    Returns
    -------
    dict
        By name, in the order of the cell; empty if no cell is tagged ``parameters``.

    Raises
    ------
    InputError
        If the file is no notebook, a default is computed, or a type is none that a parameter can
        have.

    Examples
    --------
    >>> list(declared("notebooks/05_accountability.ipynb"))[:2]
    ['bodies', 'language']
    """
    # Half a second that a kernel need not wait for.
    from nbformat import ValidationError as NotebookError
    from papermill import inspect_notebook

    try:
        inspected = inspect_notebook(os.fspath(path))
    except (OSError, ValueError, AttributeError, NotebookError) as error:
        raise InputError(f"{os.fspath(path)}: papermill cannot read it ({error})") from None
    found = {}
    for name, one in inspected.items():
        try:
            default = ast.literal_eval(one["default"])
        except (ValueError, SyntaxError):
            raise InputError(
                f"parameter {name!r} has the default {one['default']}, which is computed; "
                "write the value itself"
            ) from None
        written = one["inferred_type_name"]
        if written == "None":  # papermill's word for no type
            written = type(default).__name__
        kind = KINDS.get(name) or ANNOTATED.get(written)
        if kind is None:
            valid = ", ".join(ANNOTATED)
            raise InputError(f"parameter {name!r} is declared as {written}; valid: {valid}")
        found[name] = Parameter(name, kind, default, one["help"])
    return found


def changed(known: Mapping[str, Parameter], given: Mapping[str, object]) -> dict[str, Any]:
    """Check values before a notebook runs, and keep those that are not the defaults.

    Parameters
    ----------
    known : mapping
        From `declared`.
    given : mapping
        Value by name. A text, as it stands on a command line, is converted by the type of its
        parameter: ``"2025"``, ``"true"``, ``"none"``, ``"130000,130900"`` or ``"[130000]"``.

    Returns
    -------
    dict
        By name in alphabetical order, the same however the values were written: codes in place of
        names, absolute paths.

    Raises
    ------
    InputError
        With a line for everything that is wrong: parameter, value, and what would be valid.

    Examples
    --------
    >>> known = declared("notebooks/01_growth_rates.ipynb")
    >>> changed(known, {"areas": "Cangzhou", "language": "en"})
    {'areas': ['130900']}
    """
    names = [name for name in known if name != OUTPUT]
    faults = [str(unknown_name_error("parameter", one, names)) for one in given if one not in known]
    if OUTPUT in given:
        faults.append(f"parameter {OUTPUT!r} cannot be set here; give --out DIR")
    kinds = {name: known[name].kind for name in names}
    defaults = {name: known[name].default for name in names}
    right = {name: given[name] for name in sorted(given) if name in names}
    values = _checked(kinds, {**defaults, **right}, faults)
    same, _ = _typed(kinds, defaults)
    return {name: values[name] for name in right if values[name] != same[name]}


def check(notebook: str, **values: object) -> SimpleNamespace:
    """Check the parameters of a notebook in its first cell.

    Until they are right, nothing that `confirm` guards shows or writes anything.

    Parameters
    ----------
    notebook : str
        Its name without ending.
    **values
        Value by name of the parameter; texts are converted as by `changed`.

    Returns
    -------
    SimpleNamespace
        The values: codes in place of names, and None, which selects all, for an empty list; the
        table of ``newer_values`` and the `clusters.Profile` of ``profile``, or None; a ``Path``
        or None for ``data_folder``; for ``output_folder`` an absolute ``Path``: what was given,
        else ``ECSTATS_FIGURES``, else `run_folder`. `folder_name` is how a page names that folder,
        `formats` what a chart is written as, `notebook` the name given.

    Raises
    ------
    ParameterError
        With a line for everything that is wrong; also for a name that papermill passed in and that
        the notebook has not got.

    Examples
    --------
    >>> p = check("01_growth_rates", areas=["Cangzhou"], target_year=2020, language="zh")
    >>> p.areas, p.language
    (['130900'], 'zh')
    """
    _state["refused"] = True
    try:
        passed = [name for name in _passed_in() if name not in values]
        faults = [str(unknown_name_error("parameter", name, values)) for name in passed]
        kinds = {name: KINDS.get(name, Any) for name in values}
        checked = _checked(kinds, values, faults)
        named = checked.pop(OUTPUT, "")
        folder = _writable(named or os.environ.get(FIGURES) or _own_folder(notebook, checked))
    except InputError as error:
        raise ParameterError(str(error)) from None
    _state["refused"] = False
    root = checkout() or Path.cwd()
    name = f"{folder.relative_to(root) if folder.is_relative_to(root) else folder}/"
    all_formats = named or os.environ.get(FIGURES)
    tables_in = Path(checked["data_folder"]) if checked.get("data_folder") else None
    for one in CODES.keys() & checked.keys():
        checked[one] = checked[one] or None
    for one in FILES:
        if one in checked:
            checked[one] = _read(one, checked[one], tables_in)
    if "data_folder" in checked:
        checked["data_folder"] = tables_in
    return SimpleNamespace(
        **checked,
        notebook=notebook,
        output_folder=folder,
        folder_name=name if named else os.environ.get(LABEL, name),
        formats=os.environ.get(FORMATS, "svg png csv" if all_formats else "svg csv").split(),
    )


def confirm() -> None:
    """Do nothing, unless `check` has refused the parameters.

    Cells that were queued go on running after one has failed; in a kernel that has run before,
    they would show the charts of earlier parameters.

    Raises
    ------
    ParameterError
        Until the parameters are right.

    Examples
    --------
    >>> confirm()
    """
    if _state["refused"]:
        raise ParameterError("nothing is shown: correct the parameters and run from the top")


def codes(name: str, folder: str | os.PathLike[str] | None = None) -> dict[str, list[str]]:
    """Codes that the items of a parameter may be, each with its Chinese and English names."""
    if name == "rules":
        return {rule: [RULES[rule].title] for rule in RULES}
    table = getattr(tables, f"load_{name}")(folder=Path(folder) if folder else None)
    columns = list(CODES[name][1:])
    return {str(code): list(map(str, names)) for code, *names in table[columns].to_numpy()}


def checkout() -> Path | None:
    """Return the folder of the checkout that this package is imported from, if it is one."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def run_folder(notebook: str, values: Mapping[str, object]) -> Path:
    """Return the folder for the results of a run: the same for the same notebook and values.

    `notebook` is its name without ending, `values` are those that `changed` returns.
    """
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    short = f"-{hashlib.sha256(text.encode()).hexdigest()[:8]}" if values else ""
    return (checkout() or Path.cwd()) / "runs" / f"{notebook}{short}"


def _checked(
    kinds: Mapping[str, Any], values: Mapping[str, object], faults: list[str]
) -> dict[str, Any]:
    """Values of their types that go together; else raise with all faults, the known ones first."""
    checked, wrong = _typed(kinds, values)
    if faults := faults + (wrong or _contradictions(checked)):
        raise InputError("\n".join(faults))
    return checked


def _typed(
    kinds: Mapping[str, Any], values: Mapping[str, object]
) -> tuple[dict[str, Any], list[str]]:
    """Values of their types, and the faults of each for itself."""
    fields: dict[str, Any] = {}
    for name, kind in kinds.items():
        read = _codes_of if name in CODES else partial(_from_text, kind)
        fields[name] = (Annotated[kind, BeforeValidator(read), AfterValidator(_valid)], ...)
    config = ConfigDict(strict=True, allow_inf_nan=False)
    model = create_model("Parameters", __config__=config, **fields)
    own = Path(str(values.get("data_folder") or "")).expanduser()
    folder = own if (own / "datapackage.json").is_file() else None
    try:
        return dict(model.model_validate(values, context=folder)), []
    except ValidationError as error:
        return {}, [_message(fault) for fault in error.errors()]


def _message(fault: Mapping[str, Any]) -> str:
    name, value = fault["loc"][0], fault["input"]
    if "error" in fault.get("ctx", {}):
        return f"parameter {name!r}: {fault['ctx']['error']}"
    wanted = fault["msg"].removeprefix("Input should be ")
    kind = "" if isinstance(value, str) else f" ({type(value).__name__})"
    return f"parameter {name!r}: {value!r}{kind} is not {wanted}"


def _from_text(kind: Any, value: object) -> object:
    """Convert a text of a command line by the type of its parameter; all else passes."""
    if not isinstance(value, str) or kind in (str, Any, KINDS["language"]):
        return value
    is_list = getattr(kind, "__origin__", None) is list
    if not is_list and value.strip().lower() in ("", "none"):
        return None
    try:
        written = f"[{value}]" if is_list and not value.startswith("[") else value
        # The base loader makes texts only, so that 010000 keeps its zero.
        return yaml.load(written, yaml.BaseLoader if kind == list[str] else yaml.SafeLoader)
    except yaml.YAMLError:
        return value


def _codes_of(value: object, info: ValidationInfo) -> object:
    """Codes for the codes and names that a list, one item or a text with commas gives."""
    name = str(info.field_name)
    known = codes(name, info.context)
    owners = {text.casefold(): code for code in known for text in (*known[code], code)}
    if isinstance(value, str) and value.strip().casefold() not in owners:
        value = _from_text(list[str], given := value)
        if value == given:
            return value
    if not isinstance(value, str | int | list):
        return value
    items = [str(one) for one in (value if isinstance(value, list) else [value])]
    found = {one: owners.get(one.strip().casefold()) for one in items}
    if unknown := [one for one in items if found[one] is None]:
        shown = {text: _entries([code], known) for code in known for text in (*known[code], code)}
        kind = CODES[name][0]
        raise ValueError(
            "; ".join(str(unknown_name_error(kind, one, shown, shown)) for one in unknown)
        )
    return list(dict.fromkeys(found.values()))


def _entries(some: Iterable[str], known: Mapping[str, list[str]]) -> str:
    """Codes with their names, at most twenty."""
    entries = [" ".join(dict.fromkeys([code, *known[code]])) for code in some]
    rest = f" … ({len(entries)} in all)" if len(entries) > 20 else ""
    return ", ".join(entries[:20]) + rest


def _valid(value: Any, info: ValidationInfo) -> Any:
    """Check what a year, a file or a folder stands for; paths become absolute."""
    name = str(info.field_name)
    if name.endswith("_year") and value is not None and value not in YEARS:
        raise ValueError(f"{value} is no year from {YEARS[0]} to {YEARS[-1]}")
    if name not in (*FILES, "data_folder") or not value:
        return value
    path = Path(value).expanduser().absolute()
    wanted = path / "datapackage.json" if name == "data_folder" else path
    try:
        wanted.open("rb").close()
    except (OSError, ValueError) as error:
        what = "a folder of tables, a changed copy of data/" if name == "data_folder" else "a file"
        raise ValueError(
            f"cannot read {value!r} ({getattr(error, 'strerror', None) or error}); "
            f"valid: the path of {what}, absolute or from {str(Path.cwd())!r}"
        ) from None
    return str(path)


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """Faults of values that are right each for itself: years, files, a selection of nothing."""
    faults = []
    base, target = values.get("base_year"), values.get("target_year")
    if base is not None and target is not None and target <= base:
        faults.append(f"parameter 'target_year': {target} is not after base_year {base}")
    folder = Path(values["data_folder"]) if values.get("data_folder") else None
    rows = tables.load_quoted_figures(folder=folder)
    read: dict[str, Any] = {}
    for name in FILES:
        try:
            read[name] = _read(name, values.get(name), folder)
        except InputError as error:
            faults.append(f"parameter {name!r}: {error}")
    later = values.get("include_published_values")
    published = tables.load_published_values(folder=folder) if later else None
    try:
        rows = tables.with_published_values(rows, published, read.get("newer_values"))
    except InputError as error:
        faults.append(f"parameter 'newer_values': {error}")
    for name in ("sources", "areas", "indicators"):
        if not values.get(name):
            continue
        known, column = codes(name, folder), CODES[name][1]
        left = tables.select(rows, **{name: values[name]})
        if left.empty:
            given, valid = _entries(values[name], known), _entries(rows[column].unique(), known)
            return [*faults, f"parameter {name!r}: no figure is left of {given}; valid: {valid}"]
        rows = left
    due = sorted(rows.loc[rows["obs_kind"] == "target", "year"].dropna().unique())
    if target is not None and target not in due:
        valid = ", ".join(map(str, due)) or "none, as this selection has no target"
        faults.append(f"parameter 'target_year': no target is due in {target}; valid: {valid}")
    return faults


def _read(name: str, path: str | None, folder: Path | None) -> Any:
    """What a file of the user holds: a table or a profile, which the conditions know."""
    if not path:
        return None
    if name == "newer_values":
        return tables.read_table(name, path, folder=folder)
    profile = clusters.read_profile(path)
    figures = with_bounds(tables.load_quoted_figures(folder=folder))
    conditions = tables.load_conditions(folder=folder)
    clusters.evidence_matrix(figures, conditions, [], profiles=[profile])
    return profile


def _passed_in() -> list[str]:
    """Names that papermill put into this notebook and that no cell before declares.

    Its cell begins in a way of its own and assigns one value a line.
    """
    shell = get_ipython()
    cells = list(shell.user_ns.get("In", ())) if shell else []
    injected = [number for number, cell in enumerate(cells) if cell.startswith("# Parameters\n")]
    if not injected:
        return []
    before, last = "\n".join(cells[: injected[-1]]), cells[injected[-1]]
    declared_before = re.findall(r"^(\w+)\s*[:=]", before, flags=re.MULTILINE)
    return [
        name
        for name in re.findall(r"^(\w+) = ", last, flags=re.MULTILINE)
        if name not in declared_before
    ]


def _own_folder(notebook: str, values: Mapping[str, Any]) -> Path:
    """Folder of the charts of a kernel that nobody gave one: that of a run with these values."""
    path = (checkout() or Path.cwd()) / "notebooks" / f"{notebook}.ipynb"
    return run_folder(notebook, changed(declared(path), values) if path.is_file() else values)


def _writable(folder: str | Path) -> Path:
    """Absolute path of a folder that can be written, or that can be made."""
    try:
        path = Path(folder).expanduser().absolute()
        with TemporaryFile(dir=next(one for one in (path, *path.parents) if one.exists())):
            return path
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"parameter {OUTPUT!r}: cannot write to {str(folder)!r} ({why}); "
            "give a folder that you may write to"
        ) from None
