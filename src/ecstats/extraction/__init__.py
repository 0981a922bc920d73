"""The text of a document in the format in which its office published it.

Offsets need one text that stays as it is. A ``.txt`` file in UTF-8 is that text. Of any other
file (``.html``, ``.docx``, ``.pdf``, a text in GB 18030) `text_of` makes one: a paragraph is a
line, a row of a table is a line of cells with tabs between them, spaces at both ends of a line and
empty lines are gone, nothing else is changed. Who quotes from it keeps it beside the tables as a
UTF-8 file, because another version of a library may extract the same file a little differently.
"""

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from ecstats.errors import InputError, unknown_name_error

__all__ = ["FORMATS", "Text", "text_in", "text_of"]

# Modules that read the formats.
FORMATS = {".txt": "plain", ".html": "html", ".htm": "html", ".docx": "word", ".pdf": "pdf"}


class Text(NamedTuple):
    """The text of a document.

    Attributes
    ----------
    text : str
        What offsets count code points of.
    is_file : bool
        Whether the file itself holds exactly this text as UTF-8.
    """

    text: str
    is_file: bool


def text_of(path: str | Path) -> Text:
    r"""Read a document.

    Parameters
    ----------
    path : str or Path
        A ``.txt``, ``.html``, ``.docx`` or ``.pdf`` file.

    Returns
    -------
    Text
        The text, and whether the file itself is that text.

    Raises
    ------
    InputError
        If the file cannot be read, or for the reasons of `text_in`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "page.html")
    ...     _ = path.write_text("<p>普及率<b>60%</b></p>", encoding="utf-8")
    ...     text_of(path)
    Text(text='普及率60%\n', is_file=False)
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return text_in(data, str(path))


def text_in(data: bytes, name: str) -> Text:
    """Read the bytes of a document.

    Parameters
    ----------
    data : bytes
        All of the file.
    name : str
        Name of the file; its ending says the format.

    Returns
    -------
    Text
        The text, and whether the bytes themselves are that text.

    Raises
    ------
    InputError
        One line for a format that is not read, a package that is missing, a file that is broken or
        encrypted, is in no encoding that it may be in, or holds no text (the pages of a PDF may
        be pictures).

    Examples
    --------
    >>> text_in("达到60%".encode("gb18030"), "a.txt")
    Text(text='达到60%', is_file=False)
    """
    ending = Path(name).suffix.lower()
    if ending not in FORMATS:
        raise InputError(f"{name}: {unknown_name_error('format', ending, FORMATS)}")
    if not data.strip():
        raise InputError(f"{name}: is empty; give a document with text")
    try:
        text: str = import_module(f"ecstats.extraction.{FORMATS[ending]}").read(data, name)
    except ImportError:
        raise InputError(
            f"{name}: reading {ending} needs more packages; "
            "install them with: pip install 'ecstats[draft]'"
        ) from None
    if not text.strip("\ufeff \u3000\t\r\n"):
        raise InputError(f"{name}: holds no text; give a document with text")
    return Text(text, text.encode("utf-8", "surrogatepass") == data)
