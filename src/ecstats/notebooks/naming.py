"""Names of the folders of runs."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ecstats import parameters

__all__ = ["folder_name", "short_hash"]


def short_hash(values: object) -> str:
    """Eight characters that stand for a set of parameters."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def folder_name(path: Path, values: Mapping[str, object]) -> str:
    """Name of the folder of a run: the same for the same notebook and parameters.

    Parameters
    ----------
    path : Path
        The notebook. One that is not the checkout's is told from others by its place too.
    values : mapping
        Parameters that differ from the defaults.
    """
    root = parameters.checkout()
    own = root is not None and path.absolute().parent == root / "notebooks"
    return f"{path.stem}-{short_hash(values if own else [str(path.absolute()), values])}"
