"""Errors that tell a user what is wrong and what would be right."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class InputError(ValueError):
    """Input that cannot be used: the message names where, what, and what would be valid."""


def unknown_name_error(
    kind: str,
    value: object,
    valid: Iterable[object],
    shown: Mapping[str, str] | None = None,
) -> InputError:
    """Build the error for an identifier that does not exist.

    Parameters
    ----------
    kind : str
        What the identifier names: ``"indicator"``, ``"area"``, ``"parameter"`` …
    value : object
        The identifier that was given.
    valid : iterable
        All identifiers that exist.
    shown : mapping, optional
        What stands in the message for an identifier; the identifier in quotation marks by default.

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
    text = {name: repr(name) for name in names} | dict(shown or {})
    texts = list(dict.fromkeys(text[name] for name in near or names))
    if near:
        hint = "nearest valid: " + ", ".join(texts)
    elif len(texts) <= 20:
        hint = "valid: " + ", ".join(texts)
    else:
        hint = f"valid: {', '.join(texts[:8])} … ({len(texts)} in all)"
    return InputError(f"unknown {kind} {value!r}; {hint}")
