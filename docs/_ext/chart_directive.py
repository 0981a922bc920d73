"""The directive ``chart``: a numbered chart with its points as links, downloads and rows."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from docutils import nodes
from site_pages import Site, site_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ecstats.charts.chart import COLUMNS
from ecstats.charts.origins import split_ids
from ecstats.evidence.rows import row_texts

SVG = "{http://www.w3.org/2000/svg}"
# A mark says which row it draws, and the column of its figure where a row has several marks.
MARK = re.compile(r"row-(\d+)(?:\.(\w+))?(?:_\d+)?")
MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ALT_LENGTH = 300
MOST_LINKS = 6


class Point(NamedTuple):
    """A drawn mark: its row, the column of its figure, its place in per cent of the chart."""

    row: int
    column: str
    left: float
    top: float


class ChartDirective(SphinxDirective):
    """``{chart} name``: the chart of ``figures/<name>.svg``; its content is the caption."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        site = site_of(self.env.app)
        up = "../" * self.env.docname.count("/")
        figure = nodes.figure(classes=["chart"], ids=[f"chart-{name}"], names=[f"chart-{name}"])
        self.state.document.note_explicit_target(figure)
        site.chart_pages[name] = self.env.docname
        self.env.note_dependency(str(site.figures / f"{name}.svg"))
        figure += nodes.raw("", picture(site, name, up), format="html")
        texts, _ = self.state.inline_text(" ".join(self.content), self.lineno)
        figure += nodes.caption("", "", *texts)
        figure += nodes.legend("", nodes.raw("", rows_table(site, name, up), format="html"))
        return [figure]


class PreviewDirective(SphinxDirective):
    """``{chart-preview} name page``: a chart of another page, with a link over every mark."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        name, page = self.arguments
        site = site_of(self.env.app)
        html = picture(site, name, "../" * self.env.docname.count("/"), page)
        return [nodes.raw("", html, format="html")]


def picture(site: Site, name: str, up: str, page: str = "") -> str:
    """HTML of a chart and a link over every mark; with the downloads on its own page.

    A mark without figures leads to its row, which is on `page` when that is another one.
    """
    path = site.figures / f"{name}.svg"
    root = ET.parse(path).getroot()
    width, height = (float(number) for number in root.attrib["viewBox"].split()[2:])
    title = root.findtext(f"{SVG}title", name).strip()
    text = root.findtext(f"{SVG}desc", "").strip()
    alt = text if 0 < len(text) <= ALT_LENGTH else f"{title}. {site.words['alt_more']}"
    rows = site.charts[name].to_dict("records")
    found = points(root, width, height)
    return site.render(
        "chart.html",
        name=name,
        alt=alt,
        width=round(width * 96 / 72),
        height=round(height * 96 / 72),
        up=up,
        page=page,
        count=len(rows),
        points=[
            _point(site, name, f"{up if page else ''}{page}#{name}", rows[one.row], one, up)
            for one in found
        ],
    )


def _point(
    site: Site, name: str, place: str, row: dict[Any, Any], point: Point, up: str
) -> dict[str, Any]:
    ids = [one for one in split_ids(row.get(point.column or "rests_on")) if one in site.evidence]
    ids = ids or [one for one in figure_ids(row) if one in site.evidence]
    label, value, interval = row_texts(COLUMNS[name], row, site.lists, site.language)
    quotes = quotes_of(site, ids)
    if point.column and ids:
        value = site.evidence[ids[0]].text
        label = f"{label} · {site.evidence[ids[0]].period}"
        interval = site.evidence[ids[0]].interval
    return {
        "left": point.left,
        "top": point.top,
        "label": label,
        "value": value,
        "interval": "" if interval == value else interval,
        "quotes": quotes[:3],
        "link": link_to(ids, up) or f"{place}-{point.row + 1}",
    }


def figure_ids(row: dict[Any, Any]) -> list[str]:
    """Ids of the figures that a row rests on."""
    return split_ids(row.get("rests_on") if "rests_on" in row else row.get("figure_ids"))


def link_to(ids: list[str], up: str) -> str:
    """Address of the evidence of one figure, or of the ledger with several."""
    if not ids:
        return ""
    if len(ids) > MOST_LINKS:
        return f"{up}ledger.html?figures={'.'.join(ids)}"
    return f"{up}evidence/{ids[0]}.html"


def quotes_of(site: Site, ids: list[str]) -> list[str]:
    """Quoted words of figures, each once; of published values, the title of their page."""
    found = [site.evidence[one] for one in ids]
    return list(
        dict.fromkeys("".join(one.quote) if one.quote else one.document[0].text for one in found)
    )


def rows_table(site: Site, name: str, up: str) -> str:
    """HTML of the rows of a chart, each with its quotes and links to its evidence."""
    rows = []
    for row in site.charts[name].to_dict("records"):
        label, value, interval = row_texts(COLUMNS[name], row, site.lists, site.language)
        ids = [one for one in figure_ids(row) if one in site.evidence]
        rows.append(
            {
                "label": label,
                "value": value or site.words["nothing_quoted"],
                "interval": "" if interval == value else interval,
                "quotes": quotes_of(site, ids)[:MOST_LINKS],
                "ids": ids if len(ids) <= MOST_LINKS else [],
                "count": len(ids),
                "all": link_to(ids, up),
            }
        )
    intervals = any(row["interval"] for row in rows)
    return site.render("chart_rows.html", name=name, rows=rows, up=up, intervals=intervals)


def points(root: ET.Element, width: float, height: float) -> list[Point]:
    """Find the marks of a chart that name their row, in the order of the drawing."""
    found = []
    for group in root.iter(f"{SVG}g"):
        named = MARK.fullmatch(group.get("id", ""))
        place = _place(group) if named else None
        if named and place:
            left, top = 100 * place[0] / width, 100 * place[1] / height
            found.append(Point(int(named[1]), named[2] or "", round(left, 2), round(top, 2)))
    return found


def _place(group: ET.Element) -> tuple[float, float] | None:
    """Place of what a group draws: of its marker or sign, else the middle of its path."""
    for use in group.iter(f"{SVG}use"):
        if "y" in use.attrib:
            return float(use.attrib["x"]), float(use.attrib["y"])
    for sign in group.iter(f"{SVG}g"):
        if at := MOVED.match(sign.get("transform", "")):
            return float(at[1]), float(at[2])
    for path in group.iter(f"{SVG}path"):
        numbers = [float(one) for one in NUMBER.findall(path.get("d", ""))]
        across, down = numbers[::2], numbers[1::2]
        if down:
            return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    return None


def read_charts(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the rows of all charts as text, by name of chart."""
    return {
        path.stem: pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
        for path in sorted(folder.glob("*.csv"))
    }


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("chart", ChartDirective)
    app.add_directive("chart-preview", PreviewDirective)
    return {"parallel_read_safe": False}
