"""Profiles: what a user knows about a cluster, to be held against the conditions.

A profile is a YAML file::

    name: Example cluster (invented)
    values:
      c1-revenue: {value: 62.5, unit: CNY, unit_mult: 8}
      c2-large-firms: 7
      c3-trademark: {value: 1, bound: at_least}
      c7-broadband: {lower: 68, upper: 74}
      c4-chain: {statement: met, note: "described by the county"}
"""

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from ecstats.errors import InputError, unknown_name_error
from ecstats.intervals import BOUND_WORDS

_STATEMENTS = ("met", "not_met")
_BOUNDS = tuple(word for word in BOUND_WORDS if word not in ("range", "order_of_magnitude"))
_KEYS = ("value", "unit", "unit_mult", "bound", "lower", "upper", "statement", "note")


class Profile(NamedTuple):
    """A cluster as a user describes it.

    Attributes
    ----------
    name : str
    source : str
        File that the messages name.
    entries : DataFrame
        One row per requirement: `requirement_id`; `value`, `lower`, `upper` (the numbers as
        text); `bound`; `unit`; `unit_mult` (missing: as in the condition); `statement`; `note`.
    """

    name: str
    source: str
    entries: pd.DataFrame


def read_profile(path: str | Path) -> Profile:
    r"""Read a profile from a YAML file.

    Parameters
    ----------
    path : str or Path
        A mapping with `name` and `values`. `values` maps requirement identifiers to a number, or
        to a mapping with either `value` (optionally `bound`), or `lower` and/or `upper`, or
        `statement` (``met`` | ``not_met``); `unit` and `unit_mult` say what the number counts, by
        default the unit in which the condition is printed (50 亿元: CNY, 8). A number in quotation
        marks keeps its trailing zeros (``"62.50"``).

    Returns
    -------
    Profile
        Whether the requirements exist and the units fit is checked by `evidence_matrix`.

    Raises
    ------
    InputError
        If the file cannot be read or keys or values are not valid: the message names the file
        and, for all of them, the key, the value and what would be valid.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as own:
    ...     path = Path(own, "own.yml")
    ...     _ = path.write_text("name: Ours\nvalues: {c2-large-firms: 7}")
    ...     read_profile(path).entries.loc[0, ["requirement_id", "value"]].tolist()
    ['c2-large-firms', '7']
    """
    path = Path(path)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"profile {path.name}: cannot be read ({fault})") from None
    except yaml.YAMLError as fault:
        text = " ".join(str(fault).split())
        raise InputError(f"profile {path.name}: not valid YAML: {text}") from None
    if not isinstance(content, dict):
        raise InputError(f"profile {path.name}: valid: a mapping with the keys 'name' and 'values'")
    name, values = content.get("name"), content.get("values")
    faults = [
        str(unknown_name_error("key", key, ["name", "values"]))
        for key in content
        if key not in ("name", "values")
    ]
    if not isinstance(name, str) or not name.strip():
        faults.append(f"name {name!r}; valid: the cluster's name as text")
    if not isinstance(values, dict) or not values:
        faults.append(
            f"values {values!r}; valid: requirement identifiers with a number "
            "or a mapping each, such as 'c1-revenue: 62.5'"
        )
        values = {}
    for key, entry in values.items():
        faults += [f"{key}{fault}" for fault in _faults(entry)]
    refuse(path.name, faults)
    rows = [_row(key, entry) for key, entry in values.items()]
    frame = pd.DataFrame(rows, columns=["requirement_id", *_KEYS])
    return Profile(
        str(name).strip(),
        path.name,
        frame.astype({c: "Int64" if c == "unit_mult" else "string" for c in frame}),
    )


def refuse(source: str, faults: Sequence[str]) -> None:
    """Raise one `InputError` with all faults of a profile; nothing when there is none."""
    if len(faults) == 1:
        raise InputError(f"profile {source}: {faults[0]}")
    if faults:
        lines = "".join(f"\n  {fault}" for fault in faults)
        raise InputError(f"profile {source}: {len(faults)} faults:{lines}")


def _given(entry: object) -> dict[Any, Any]:
    given = entry if isinstance(entry, dict) else {"value": entry}
    return {name: value for name, value in given.items() if value is not None}


def _faults(entry: object) -> Iterator[str]:
    """What is wrong with the entry of a requirement, to be read behind its identifier."""
    given = _given(entry)
    for name in given:
        if name not in _KEYS:
            yield f": {unknown_name_error('key', name, _KEYS)}"
    numbers = {name: _number(given[name]) for name in ("value", "lower", "upper") if name in given}
    if "statement" in given:
        if given["statement"] not in _STATEMENTS:
            yield f".statement: {given['statement']!r}; valid: {', '.join(_STATEMENTS)}"
        if numbers:
            yield ": a statement and a number; valid: one of the two"
    elif (not numbers and set(given) <= set(_KEYS)) or numbers.keys() > {"value"}:
        yield (
            f": {entry!r}; valid: a number, {{value: …}}, {{lower: …, upper: …}} "
            "or {statement: met}"
        )
    for name, number in numbers.items():
        if number is None:
            yield f".{name}: {given[name]!r}; valid: a number such as 62.5"
    lower, upper = numbers.get("lower"), numbers.get("upper")
    if lower is not None and upper is not None and lower > upper:
        yield f": lower {lower:f} is above upper {upper:f}; valid: lower ≤ upper"
    bound = given.get("bound", "exact")
    if bound not in _BOUNDS or ("bound" in given and "value" not in given):
        yield f".bound: {bound!r}; valid, beside a value: {', '.join(_BOUNDS)}"
    mult = given.get("unit_mult")
    if mult is not None and (isinstance(mult, bool) or not isinstance(mult, int)):
        yield f".unit_mult: {mult!r}; valid: a power of ten such as 4 (万) or 8 (亿)"
    for name in ("unit", "note"):
        if name in given and not isinstance(given[name], str):
            yield f".{name}: {given[name]!r}; valid: text"


def _row(key: object, entry: object) -> dict[str, Any]:
    """Row of an entry without faults."""
    given = _given(entry)
    numbers = {n: f"{_number(given[n]):f}" for n in ("value", "lower", "upper") if n in given}
    row = dict.fromkeys(_KEYS) | given | numbers
    return row | {"requirement_id": str(key), "bound": given.get("bound", "exact")}


def _number(value: object) -> Decimal | None:
    """The number that is written, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


class _Loader(yaml.SafeLoader):
    """Safe loader that refuses a key given twice, where YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                line = node.start_mark.line + 1
                raise yaml.YAMLError(f"the key {key!r} stands twice in the block of line {line}")
        return super().construct_mapping(node, deep)
