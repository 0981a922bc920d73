"""The parameters that a notebook declares, read from its tagged cell without running anything.

A declaration is ``name: type = default  # help``. The cell is parsed, never executed, and what a
user gives for a parameter is converted by its type, never evaluated.
"""

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from ecstats.errors import InputError

__all__ = ["Declared", "Text", "converted", "declared", "in_notebook", "pairs", "type_name"]

TAG = "parameters"
BASIC = {"bool": bool, "float": float, "int": int, "str": str}
LISTS = {"bool": list[bool], "float": list[float], "int": list[int], "str": list[str]}
NOTHING = {"", "none", "null", "~"}
TRUTH = {"false": False, "no": False, "true": True, "yes": True}


@dataclass(frozen=True)
class Declared:
    """One parameter as its notebook declares it.

    Attributes
    ----------
    name : str
    kind : type
        ``str``, ``int``, ``float``, ``bool``, ``list[...]`` of these, or one of them ``| None``.
    default : object
    help : str
        The comment.
    """

    name: str
    kind: Any
    default: object
    help: str


def in_notebook(notebook: Mapping[str, Any]) -> dict[str, Declared]:
    """Read the parameters that a notebook declares.

    Parameters
    ----------
    notebook : mapping
        As nbformat or JSON reads it.

    Returns
    -------
    dict
        By name; empty if no code cell is tagged ``parameters``.

    Raises
    ------
    InputError
        See `declared`.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", ()):
            return declared("".join(cell["source"]))
    return {}


def declared(source: str) -> dict[str, Declared]:
    """Read declarations.

    Parameters
    ----------
    source : str
        Of the cell. A value without a type has the type of its default.

    Raises
    ------
    InputError
        If a line is no declaration, or its type or default is none that a parameter can have.
    """
    try:
        body = ast.parse(source).body
        comments = _comments(source)
    except (SyntaxError, tokenize.TokenError) as error:
        raise InputError(f"the cell of the parameters cannot be read: {error}") from None
    found = {}
    for statement in body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr()):
                kind = _kind(name, annotation)
            case ast.Assign(targets=[ast.Name(id=name)]):
                kind = None
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
                continue
            case _:
                line = ast.unparse(statement).partition("\n")[0]
                raise InputError(
                    f"the cell of the parameters holds {line!r}, which declares none; "
                    "a declaration is, for example, language: str = 'en'"
                )
        default = _literal(name, statement.value)
        last = statement.end_lineno or statement.lineno
        text = comments.get(last) or comments.get(statement.lineno - 1, "")
        found[name] = Declared(name, kind or _kind_of(name, default), default, text)
    return found


def _comments(source: str) -> dict[int, str]:
    """Comments by line; successive lines that hold nothing else belong together."""
    found: dict[int, str] = {}
    alone = set[int]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            text, line = token.string.lstrip("#").strip(), token.start[0]
            if not token.line[: token.start[1]].strip():
                text = f"{found[line - 1]} {text}" if line - 1 in alone else text
                alone.add(line)
            found[line] = text
    return found


def _literal(name: str, value: ast.expr | None) -> object:
    assert value is not None  # what matched above has one
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise InputError(
            f"parameter {name!r} has the default {ast.unparse(value)}, which is computed; "
            "write the value itself"
        ) from None


def _kind(name: str, annotation: ast.expr) -> Any:
    """Type that an annotation names."""
    match annotation:
        case ast.Name(id=basic) if basic in BASIC:
            return BASIC[basic]
        case ast.Subscript(value=ast.Name(id="list"), slice=ast.Name(id=basic)) if basic in BASIC:
            return LISTS[basic]
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _kind(name, left) | None
        case ast.BinOp(left=ast.Constant(value=None), op=ast.BitOr(), right=right):
            return _kind(name, right) | None
    raise InputError(
        f"parameter {name!r} is declared as {ast.unparse(annotation)}; valid: str, int, float, "
        "bool, list[...] of these, or one of them | None"
    )


def _kind_of(name: str, default: object) -> Any:
    """Type of a default that stands without one."""
    if type(default) in BASIC.values():
        return type(default)
    if isinstance(default, list):
        kinds = {type(one).__name__ for one in default} or {"str"}
        if len(kinds) == 1 and kinds <= LISTS.keys():
            return LISTS[kinds.pop()]
    raise InputError(
        f"parameter {name!r} has the default {default!r} and no type; declare one, as in "
        f"{name}: int | None = None"
    )


def type_name(kind: Any) -> str:
    """Name of a type, as it is declared."""
    return kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)


class Text(str):
    """A value as it stands on a command line, not converted yet."""


def pairs(texts: Iterable[str]) -> dict[str, Text]:
    """Split ``key=value`` texts.

    Raises
    ------
    InputError
        If one has no ``=``, or a key occurs twice.
    """
    found: dict[str, Text] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InputError(f"{text!r} sets no parameter; write it as key=value")
        if key in found:
            raise InputError(f"parameter {key!r} is given twice: {found[key]!r} and {value!r}")
        found[key] = Text(value)
    return found


def converted(given: Mapping[str, object], known: Mapping[str, Declared]) -> dict[str, object]:
    """Convert what comes from a command line to what its parameter can be.

    A list is written ``[a, b]`` or ``a,b``; a text stays as it is. What cannot be converted stays
    text, and an unknown name stays, for `parameters.changed` to refuse.
    """
    return {
        name: _converted(str(value), known[name].kind)
        if isinstance(value, Text) and name in known
        else value
        for name, value in given.items()
    }


def _converted(text: str, kind: Any) -> object:
    if get_origin(kind) is UnionType:
        if text.strip().lower() in NOTHING:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if get_origin(kind) is list:
        return text if text.lstrip().startswith("[") else f"[{text}]"
    if kind is bool:
        return TRUTH.get(text.strip().lower(), text)
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    return text
