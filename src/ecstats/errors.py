"""Errors that tell a user what is wrong and what would be right."""

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Input that cannot be used: the message names where, what, and what would be valid."""


def unknown_name_error(kind: str, value: object, valid: Iterable[object]) -> InputError:
    """Build the error for an identifier that does not exist.

    Parameters
    ----------
    kind : str
        What the identifier names: ``"indicator"``, ``"area"``, ``"parameter"`` …
    value : object
        The identifier that was given.
    valid : iterable
        All identifiers that exist.

    Returns
    -------
    InputError
        Its message gives the nearest valid identifiers, or all of them when none is near.

    Examples
    --------
    >>> print(unknown_name_error("kind", "targt", ["observed", "target"]))
    unknown kind 'targt'; nearest valid: 'target'
    """
    names = sorted({str(name) for name in valid})
    near = get_close_matches(str(value), names, n=3, cutoff=0.5)
    if near:
        hint = "nearest valid: " + ", ".join(repr(name) for name in near)
    elif len(names) <= 20:
        hint = "valid: " + ", ".join(repr(name) for name in names)
    else:
        hint = f"valid: {', '.join(repr(name) for name in names[:8])} … ({len(names)} in all)"
    return InputError(f"unknown {kind} {value!r}; {hint}")


unknown = unknown_name_error
