"""Large outputs, such as pictures, on a way of their own: as files instead of in messages.

Between a kernel and the executed notebook every output is written as JSON, read, checked, copied
and written again, several times; for the pictures of charts that takes longer than all the rest.
Also the lines of such a text are written into a notebook here, once for all that have the picture.
"""

import re
import uuid
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["lightened", "restore", "writes"]

LARGE = 10_000  # characters
IN_LINES = ("image/svg+xml", "text/html")
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


def writes(notebook: "NotebookNode") -> str:
    """Write a notebook as `nbformat.writes` does, to the byte."""
    import nbformat

    large: dict[str, str] = {}
    light = nbformat.from_dict(notebook)
    for output in (output for cell in light.cells for output in cell.get("outputs", ())):
        for mime, value in output.get("data", {}).items():
            if mime in IN_LINES and isinstance(value, str) and len(value) >= LARGE:
                output.data[mime] = name = uuid.uuid4().hex
                large[name] = value

    def whole(match: re.Match[str]) -> str:
        return match[0] if match[2] not in large else match[1] + _lines(large[match[2]], match[1])

    return re.sub(r'(\n +)"([0-9a-f]{32})"', whole, nbformat.writes(light))


@lru_cache(maxsize=64)
def _lines(text: str, indent: str) -> str:
    """Lines of a text in JSON."""
    return f",{indent}".join(map(encode_basestring, text.splitlines(keepends=True)))
