"""Parameters as a command line, a file or a grid gives them; `ecstats.parameters` checks them."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from ecstats import provenance
from ecstats.errors import InputError

if TYPE_CHECKING:
    from ecstats.parameters import Parameter

__all__ = ["add_arguments", "changed", "declared_in", "from_options", "run_folder"]


class Text(str):
    """A value as it stands on a command line, where commas separate alternatives or items."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that set parameters."""
    parser.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a parameter, as often as needed; a list as a,b or [a, b]",
    )
    parser.add_argument("--params", type=Path, metavar="FILE.yml", help="parameters from a file")
    parser.add_argument("--language", metavar="LANG", help="short for -p language=LANG")


def from_options(options: argparse.Namespace) -> dict[str, object]:
    """Collect the parameters of a command line; -p comes before --params."""
    given: dict[str, object] = {}
    if options.params:
        given = _mapping(read_yaml(options.params), options.params, "language: zh")
    texts = list(options.parameter)
    if options.language is not None:
        texts.append(f"language={options.language}")
    return {**given, **_pairs(texts)}


def grids(path: Path) -> list[dict[str, object]]:
    """Read a grid, or several in a list: the values of each parameter."""
    content = read_yaml(path)
    listed = content if isinstance(content, list) else [content]
    return [_mapping(one, path, "target_year: [2020, 2025]") for one in listed]


def read_yaml(path: Path) -> Any:
    """Read a file; an empty one holds nothing."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        why = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read ({why})") from None
    return {} if content is None else content


def _mapping(content: object, path: Path, example: str) -> dict[str, object]:
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise InputError(f"{path}: give one line per parameter, as in {example}")
    return content


def _pairs(texts: Iterable[str]) -> dict[str, Text]:
    """Split ``key=value`` texts."""
    found: dict[str, Text] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InputError(f"{text!r} sets no parameter; write it as key=value")
        if key in found:
            raise InputError(f"parameter {key!r} is given twice: {found[key]!r} and {value!r}")
        found[key] = Text(value)
    return found


def declared_in(path: Path) -> "dict[str, Parameter]":
    """Read the parameters that a notebook declares; a message names the notebook."""
    from ecstats import parameters

    provenance.read(path)  # which says why a file is no notebook
    try:
        return parameters.declared(path)
    except ValueError as error:  # of the declarations, or of a notebook for no kernel
        raise InputError(f"{path.stem}: {error}") from None


def changed(
    path: Path, given: Mapping[str, object], declared: "Mapping[str, Parameter]"
) -> dict[str, Any]:
    """Check values before a kernel starts; keep those that differ from the notebook's defaults."""
    from ecstats import parameters

    try:
        plain = {name: str(one) if isinstance(one, Text) else one for name, one in given.items()}
        return parameters.changed(declared, plain)
    except InputError as error:
        raise InputError(f"{path.stem}: {error}") from None


def alternatives(declared: "Mapping[str, Parameter]", name: str, value: object) -> list[object]:
    """The values that a parameter of a grid takes.

    A list holds alternatives, as does a text with commas of a command line; of a parameter that is
    itself a list an alternative is a list, or one item alone, and such a text is one alternative.
    """
    listed = name in declared and get_origin(declared[name].kind) is list
    if isinstance(value, Text) and not listed:
        return list(value.split(","))
    if not isinstance(value, list):
        return [value]
    return [one if isinstance(one, list) else [one] for one in value] if listed else value


def listing(name: str, declared: "Mapping[str, Parameter]") -> str:
    """The parameters that a notebook declares, for a terminal."""
    from ecstats import parameters

    lines = [name]
    for one in declared.values():
        kind = one.kind.__name__ if type(one.kind) is type else str(one.kind)
        if get_origin(one.kind) is Literal:
            kind = " or ".join(map(repr, get_args(one.kind)))
        lines += [f"  {one.name}: {kind} = {one.default!r}", f"      {one.help}"]
        if one.name in parameters.CODES:
            known = parameters.codes(one.name)
            codes = [" ".join(dict.fromkeys([code, *known[code]])) for code in known]
            more = f", … ({len(codes)} in all)" if len(codes) > 9 else ""
            lines.append(f"      valid: {', '.join(codes[:9])}{more}")
    return "\n".join(lines)


def run_folder(path: Path, values: Mapping[str, object]) -> Path:
    """Place of a run: the same for the same notebook and parameters."""
    from ecstats import parameters

    own = path.absolute().parent == checkout() / "notebooks"
    named = values if own else {**values, "notebook": str(path.absolute())}
    return parameters.run_folder(path.stem, named)


def checkout() -> Path:
    """The checkout that this package is imported from, or else the working directory."""
    from ecstats import parameters

    return (parameters.checkout() or Path.cwd()).absolute()
