"""Executed notebooks as pages of one language: folded code, numbered charts, linked figures."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode
from site_words import HEADINGS, words

from ecstats import provenance
from ecstats.errors import InputError
from ecstats.runner.folders import execute

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
SENTENCES = re.compile(r"(?<=[.?!]) (?=[\u4e00-\u9fff])")
CHART_FILE = re.compile(r"`([a-z0-9-]+)\.csv`")
FIGURE = re.compile(r"(?<![\w-])(?:[a-z0-9]+(?:-[a-z0-9]+)+-\d{3}|o\d{3})(?![\w-])")


def in_chinese(root: Path, cache: Path) -> Path:
    """Execute the notebooks with ``language="zh"``; keep those whose code and data are the same.

    Parameters
    ----------
    root : Path
        The checkout.
    cache : Path
        Folder for ``notebooks/`` and ``figures/``, made if it does not exist.

    Returns
    -------
    Path
        `cache`.
    """
    charts = cache / "figures"
    charts.mkdir(parents=True, exist_ok=True)
    (cache / "notebooks").mkdir(exist_ok=True)
    for path in provenance.select(root):
        kept = cache / "notebooks" / path.name
        source = provenance.read(path)
        made_from = provenance.inputs(root)
        wanted = {**made_from, "cells": provenance.contents(source)["cells"]}
        if kept.is_file() and _recorded(kept, charts) == wanted:
            continue
        notebook = execute(path, charts, values={"language": "zh"})
        # The cells may come back normalised: what counts is what was executed.
        notebook.metadata[provenance.STAMP] = wanted | {"charts": _chart_names(notebook)}
        kept.write_text(nbformat.writes(notebook), "utf-8")
    return cache


def _recorded(path: Path, charts: Path) -> dict[str, str]:
    """What a kept notebook was made of; nothing if one of its charts is gone."""
    stamp = dict(provenance.read(path).metadata.get(provenance.STAMP, {}))
    names = stamp.pop("charts", [])
    return stamp if all((charts / f"{name}.svg").is_file() for name in names) else {}


def _chart_names(notebook: NotebookNode) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [name for output in outputs if (name := _charted(output))]


def page(path: Path, language: str, known: Iterable[str]) -> NotebookNode:
    """Make a page of one language from an executed notebook.

    Parameters
    ----------
    path : Path
        Of the notebook.
    language : {"en", "zh"}
    known : iterable of str
        Ids of figures that have an evidence page.

    Returns
    -------
    NotebookNode
        Text of the language only; code cells folded; each chart as a directive ``chart``; ids of
        figures in tables as links.

    Raises
    ------
    InputError
        If the notebook was not executed, or a heading has no Chinese.
    """
    notebook = provenance.read(path)
    if not any(cell.get("outputs") for cell in notebook.cells):
        raise InputError(f"{path.name} has no outputs; run: make notebooks")
    ids = set(known)
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = in_language(cell.source, language)
            cells.append(nbformat.v4.new_markdown_cell(text, id=cell.id))
            continue
        charts = [directive for output in cell.outputs if (directive := _chart(output))]
        cell.outputs = [
            _linked(output, ids, words(language))
            for output in cell.outputs
            if not _is_chart(output)
        ]
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        cells.append(cell)
        for number, directive in enumerate(charts):
            cells.append(nbformat.v4.new_markdown_cell(directive, id=f"{cell.id}-chart-{number}"))
    notebook.cells = cells
    notebook.metadata.pop(provenance.STAMP, None)
    return notebook


def title_and_findings(path: Path, language: str) -> tuple[str, list[str]]:
    """Question of a notebook, and what it found: two sentences, and one of each further list."""
    notebook = provenance.read(path)
    title = in_language(notebook.cells[0].source, language).split("\n")[0].lstrip("# ")
    findings: list[str] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/markdown", "")
            if text.startswith("- "):
                listed = [line.removeprefix("- ") for line in text.splitlines()]
                findings += listed[: 1 if findings else 2]
    return title, findings


def in_language(text: str, language: str) -> str:
    """Paragraphs of a bilingual text that are in one language.

    A heading in English alone is taken with the Chinese line below it, or with its Chinese in
    `site_words.HEADINGS`. Text in one language only stays for both.

    Raises
    ------
    InputError
        If a heading has no Chinese.
    """
    parts = [part for block in re.split(r"\n\s*\n", text) for part in _parts(block)]
    languages = {one for one, _ in parts}
    kept = [part for one, part in parts if one in (language, "") or language not in languages]
    return "\n\n".join(kept)


def _parts(block: str) -> Iterator[tuple[str, str]]:
    """Parts of a block with their language; the empty text for both."""
    lines = block.split("\n")
    if not lines[0].startswith("#"):
        for part in SENTENCES.split(block):
            yield _language(part), part
        return
    marks, _, heading = lines[0].partition(" ")
    rest = [line for line in lines[1:] if line.strip()]
    if _language(heading) == "zh":
        yield "zh", lines[0]
    else:
        yield "en", lines[0]
        if rest and not rest[0].startswith("#") and _language(rest[0]) == "zh":
            yield "zh", f"{marks} {rest.pop(0)}"
        elif not (rest and rest[0].startswith(f"{marks} ")):
            if heading not in HEADINGS:
                raise InputError(
                    f"the heading {heading!r} has no Chinese; write it on the line below, or in "
                    "docs/_ext/site_words.py"
                )
            yield "zh", f"{marks} {HEADINGS[heading]}"
    if rest:
        yield from _parts("\n".join(rest))


def _language(text: str) -> str:
    """Language of a text: Chinese writes about half as many characters as English letters."""
    chinese, latin = len(CHINESE.findall(text)), len(LATIN.findall(text))
    return "" if not chinese + latin else "zh" if chinese * 2 > latin else "en"


def _is_chart(output: NotebookNode) -> bool:
    data = output.get("data", {})
    return "image/svg+xml" in data or bool(_charted(output))


def _charted(output: NotebookNode) -> str:
    """Name of the chart whose caption an output is; empty for any other output."""
    text = output.get("data", {}).get("text/markdown", "")
    found = CHART_FILE.search(text)
    return found[1] if found and text.startswith("*") else ""


def _chart(output: NotebookNode) -> str:
    name = _charted(output)
    if not name:
        return ""
    caption = output["data"]["text/markdown"].strip().strip("*")
    # The last sentence names the file of the rows, which the page links.
    caption = re.sub(r"(?<=[.。])[^.。]*`[a-z0-9-]+\.csv`[.。]$", "", caption).strip()
    return f"```{{chart}} {name}\n{caption}\n```"


def _linked(output: NotebookNode, known: set[str], words: dict[str, str]) -> NotebookNode:
    """Make a table of a page: ids of figures lead to their evidence, and it fits a phone."""
    html = output.get("data", {}).get("text/html")
    if not html or "<table" not in html:
        return output
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.find_all("table"):
        table.attrs = {"class": ["dataframe", "cards"]}
        names = _headings(table, {"figure_id": words["figure"]})
        for row in table.find("tbody").find_all("tr"):
            for name, cell in zip(names, row.find_all(["th", "td"]), strict=False):
                cell.attrs = {"scope": "row"} if cell.name == "th" else {"data-name": name}
                _link_figures(cell, known)
    tables = "".join(str(table) for table in soup.find_all("table"))
    region = f'tabindex="0" role="group" aria-label="{words["scroll_table"]}"'
    output["data"]["text/html"] = f'<div class="table-scroll" {region}>{tables}</div>'
    return output


def _headings(table: Tag, titles: Mapping[str, str]) -> list[str]:
    """Headings of a table, in one row: pandas writes the name of the index into a second.

    Names of columns that stand in `titles` are replaced.
    """
    first, *more = table.find("thead").find_all("tr")
    cells = first.find_all(["th", "td"])
    for row in more:
        for cell, other in zip(cells, row.find_all(["th", "td"]), strict=False):
            cell.string = cell.get_text() or other.get_text()
        row.decompose()
    first.attrs = {}
    for cell in cells:
        cell.string = titles.get(cell.get_text(), cell.get_text())
        cell.name = "th" if cell.get_text() else "td"
        cell.attrs = {"scope": "col"} if cell.get_text() else {}
    return [cell.get_text() for cell in cells]


def _link_figures(cell: Tag, known: set[str]) -> None:
    """Link the ids of figures in a cell to their evidence."""
    text = cell.get_text()
    found = [one for one in FIGURE.findall(text) if one in known]
    if not found or cell.find(True):
        return
    cell.clear()
    for part in re.split(r"(;)", text):
        if part.strip() in known:
            link = Tag(name="a", attrs={"href": f"../evidence/{part.strip()}.html"})
            link.string = part.strip()
            cell.append(link)
        else:
            cell.append("; " if part == ";" else part)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a page for the builder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
