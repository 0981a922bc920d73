"""Every word that a chart adds to the labels of the tables, in English and Chinese."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ecstats.errors import unknown_name_error
from ecstats.labels.numbers import check_language


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("ecstats.labels").joinpath("words.toml").read_text("utf-8"))


def text(key: str, language: str, **values: object) -> str:
    """Text of a chart in a language, with its blanks filled.

    Parameters
    ----------
    key : str
        Name of the text.
    language : {"en", "zh"}
    **values
        What stands in the blanks.

    Returns
    -------
    str
    """
    check_language(language)
    words = _words()
    if key not in words:
        raise unknown_name_error("text", key, words)
    return words[key][language].format(**values)


say = text


def texts() -> list[str]:
    """All texts in both languages, with their blanks."""
    return [one for both in _words().values() for one in both.values()]


def listing(items: Iterable[tuple[str, object]], language: str) -> str:
    """List names with their values: ``a: 1; b: 2`` or ``a：1；b：2``."""
    colon, semicolon = say("colon", language), say("semicolon", language)
    return semicolon.join(f"{name}{colon}{value}" for name, value in items)


def alt_text(title: str, items: Iterable[tuple[str, object]], language: str) -> str:
    """Say what a chart shows: its title, then every name with its value."""
    stop = "" if title.endswith(("?", "？")) else say("stop", language).strip()
    gap, end = ("", "。") if language == "zh" else (" ", ".")
    return f"{title}{stop}{gap}{listing(items, language)}{end}"
