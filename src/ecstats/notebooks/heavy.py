"""Large outputs, such as pictures, on a way of their own: as files instead of in messages.

Between a kernel and the executed notebook every output is written as JSON, read, checked, copied
and written again, several times; for the pictures of charts that takes longer than all the rest.
"""

import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["lightened", "restore"]

LARGE = 10_000  # characters
PLACE = re.compile(r"ecstats-heavy:([0-9a-f]{32})")


def lightened(content: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Content of a message with large texts replaced by the names of files in `folder`."""
    data = content.get("data")
    if not isinstance(data, dict):
        return dict(content)
    return {**content, "data": {mime: _place(one, folder) for mime, one in data.items()}}


def _place(value: Any, folder: Path) -> Any:
    if not isinstance(value, str) or len(value) < LARGE:
        return value
    name = uuid.uuid4().hex
    (folder / name).write_bytes(value.encode("utf-8", "surrogatepass"))
    return f"ecstats-heavy:{name}"


def restore(notebook: "NotebookNode", folder: Path) -> None:
    """Put the large texts back into the outputs of a notebook."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    for data in (output.data for output in outputs if "data" in output):
        for mime, value in data.items():
            place = PLACE.fullmatch(value) if isinstance(value, str) else None
            if place and (path := folder / place[1]).is_file():
                data[mime] = path.read_bytes().decode("utf-8", "surrogatepass")
