"""An executed notebook as one page for a browser, which runs nothing and asks for nothing.

Labels, quotes and whatever else a notebook shows may come from others: text is escaped, markup is
reduced to a list of harmless elements, pictures are embedded as images, and the page forbids the
browser to load or to run anything.
"""

import base64
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from nbformat import NotebookNode

__all__ = ["page"]

FONT = Path(__file__).parents[1] / "fonts" / "ecstats-sans-sc.ttf"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
TAGS = set(
    "a abbr b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i "
    "li ol p pre small span strong sub sup table tbody td tfoot th thead tr ul".split()
)
ATTRIBUTES = {"*": {"class", "colspan", "rowspan", "scope", "title"}, "a": {"href", "title"}}
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
@font-face {{ font-family: "ecstats Sans SC"; unicode-range: U+2E80-9FFF, U+FF00-FFEF;
 src: url("data:font/ttf;base64,{font}") }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2933;
 font: 16px/1.5 "ecstats Sans SC", system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei",
 sans-serif }}
img {{ max-width: 100%; height: auto }}
pre {{ overflow-x: auto; background: #edf0f2; padding: .6rem; font-size: .85rem }}
details {{ color: #56616b; margin: .5rem 0 }}
.wide {{ overflow-x: auto }}
table {{ border-collapse: collapse; font-size: .85rem }}
th, td {{ padding: .2rem .6rem; text-align: left; vertical-align: top;
 border-bottom: 1px solid #dde2e6 }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(notebook: NotebookNode, title: str, language: str = "en") -> bytes:
    """Make the page.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    title : str
        Of the page.
    language : str
        Its main language.

    Returns
    -------
    bytes
        HTML in UTF-8, complete in itself.
    """
    parts = [part for cell in notebook.cells for part in _cell(cell)]
    return PAGE.format(
        title=escape(title), language=escape(language), font=_font(), body="\n".join(parts)
    ).encode()


@cache
def _font() -> str:
    """The font of the charts: not every machine has one with Chinese characters."""
    return base64.b64encode(FONT.read_bytes()).decode()


def _cell(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _markdown(cell.source)
    elif cell.cell_type == "code":
        yield f"<details><summary>code</summary>{_preformatted(cell.source)}</details>"
        for output in cell.outputs:
            yield _output(output)


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return _preformatted(output.text)
    if output.output_type == "error":
        return _preformatted("\n".join(output.traceback))
    data = output.data
    text = data.get("text/plain", "")
    for kind in PICTURES:
        if kind in data:
            return _picture(kind, data[kind], text)
    if "text/html" in data:
        return f'<div class="wide">{_harmless(data["text/html"])}</div>'
    if "text/markdown" in data:
        return _markdown(data["text/markdown"])
    return _preformatted(text)


def _picture(kind: str, content: str, text: str) -> str:
    if kind == "image/svg+xml":
        encoded = base64.b64encode(content.encode()).decode()
    else:  # in base 64 already, or should be
        encoded = re.sub(r"[^A-Za-z0-9+/=]", "", content)
    return f'<p><img src="data:{kind};base64,{encoded}" alt="{escape(text)}"></p>'


def _markdown(text: str) -> str:
    return _harmless(MarkdownIt("commonmark").enable("table").render(text))


def _harmless(markup: str) -> str:
    return nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer")


def _preformatted(text: str) -> str:
    return f"<pre>{escape(ANSI.sub('', text))}</pre>"
