"""The files of the site: complete, small, without requests to others, without documents."""

import json
import os
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from ecstats import tables

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src"}
NAMES = ("en", "zh")
TEXTS = {".html", ".js", ".json", ".csv", ".svg", ".txt", ".css", ""}
LONGEST_QUOTE = 60


class Reader(HTMLParser):
    """Addresses, anchors and headings of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.loaded, self.ids, self.language = [], [], [], ""

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "html":
            self.language = found.get("lang")
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in LOADED and found.get(LOADED[tag]):
            self.loaded.append(found[LOADED[tag]])
        if tag == "link" and found.get("rel") not in ("alternate", "next", "prev", "search"):
            self.loaded.append(found["href"])
        elif tag == "link":
            self.links.append(found["href"])


@cache
def read(path):
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


@pytest.fixture(scope="session")
def pages(site):
    return sorted(site.rglob("*.html"))


def is_outside(address):
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def test_site_is_small(site):
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    assert sum(sizes) < 15_000_000


def test_both_languages_have_the_same_pages(site):
    english, chinese = (
        {path.relative_to(site / name).as_posix() for path in (site / name).rglob("*.html")}
        for name in NAMES
    )
    # The docstrings are in English, and so are their pages.
    assert {page for page in english if not page.startswith("library/")} == chinese


def test_every_figure_has_a_page_in_both_languages(site):
    ids = {*tables.load_quoted_figures()["figure_id"], *tables.load_published_values()["value_id"]}
    for name in NAMES:
        assert {path.stem for path in (site / name / "evidence").glob("*.html")} == ids


def test_links_and_anchors_resolve(pages):
    broken = []
    for page in pages:
        for link in {*read(page).links, *read(page).loaded}:
            if is_outside(link):
                continue
            parts = urlsplit(link)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file():
                broken.append(f"{page}: {link}")
            elif parts.fragment and unquote(parts.fragment) not in read(target).ids:
                broken.append(f"{page}: {link}: no such part")
    assert not broken


def test_nothing_is_loaded_from_others(site, pages):
    outside = [(page, one) for page in pages for one in read(page).loaded if is_outside(one)]
    assert not [one for one in outside if not one[1].startswith("data:")]
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert not re.findall(r"@import|url\([\"']?(?:https?:)?//", text), style


def test_ids_are_unique_and_languages_declared(pages):
    for page in pages:
        ids = read(page).ids
        assert len(ids) == len(set(ids)), page
        assert read(page).language in ("en", "zh-CN"), page


def test_no_page_holds_a_path_of_this_machine(pages, site):
    for page in pages:
        assert str(site.parent) not in page.read_text("utf-8"), page


@pytest.mark.parametrize("language", NAMES)
def test_evidence_marks_the_number_in_its_quote(site, language):
    for row in tables.load_quoted_figures().itertuples():
        text = (site / language / "evidence" / f"{row.figure_id}.html").read_text("utf-8")
        (quote,) = re.findall(r'<blockquote class="quote"[^>]*><p>(.*?)</p>', text, re.DOTALL)
        before, number, after = re.split(r"</?mark>", quote)
        assert unescape(number) == row.as_written
        assert unescape(before + number + after) == row.quote


def test_two_equal_numbers_of_a_quote_are_marked_each_on_its_page(site):
    marked = []
    for one in ("hebei-miit-article-037", "hebei-miit-article-038"):
        text = (site / "zh" / "evidence" / f"{one}.html").read_text("utf-8")
        marked.append(re.search(r"<p>(.*?)</p></blockquote>", text)[1])
    assert marked[0].startswith("<mark>5家</mark>河北企业")
    assert "与<mark>5家</mark>湖北企业" in marked[1]


@pytest.mark.parametrize("language", NAMES)
def test_every_row_with_figures_leads_to_its_evidence(site, language):
    texts = {page: page.read_text("utf-8") for page in (site / language / "notebooks").iterdir()}
    for path in sorted((site / language / "figures").glob("*.csv")):
        rows = pd.read_csv(path, dtype="str")
        column = "rests_on" if "rests_on" in rows else "figure_ids"
        (text,) = [text for text in texts.values() if f'id="chart-{path.stem}"' in text]
        for number, ids in enumerate(rows.get(column, ())):
            row = re.search(rf'<tr id="{path.stem}-{number + 1}">.*?</tr>', text, re.DOTALL)[0]
            named = [] if pd.isna(ids) else ids.split(";")
            links = re.findall(r"evidence/([\w-]+)\.html", row)
            selection = re.findall(r"ledger\.html\?figures=([\w.-]+)", row)
            assert (selection[0].split(".") if selection else links) == list(dict.fromkeys(named))


@pytest.mark.parametrize("language", NAMES)
def test_points_stand_on_every_chart(site, language):
    points = {}
    for page in (site / language / "notebooks").glob("*.html"):
        for figure in re.findall(r"<figure.*?</figure>", page.read_text("utf-8"), re.DOTALL):
            name = re.search(r'id="chart-([\w-]+)"', figure)[1]
            points[name] = re.findall(
                r'<a class="point" href="([^"]*)"[^>]*aria-label="([^"]*)"', figure
            )
    charts = {path.stem: path for path in (site / language / "figures").glob("*.csv")}
    assert points.keys() == charts.keys()
    for name, found in points.items():
        rows = pd.read_csv(charts[name], dtype="str")
        column = "rests_on" if "rests_on" in rows else "figure_ids"
        text = charts[name].with_suffix(".svg").read_text("utf-8")
        marks = re.findall(r'<g id="row-(\d+)', text)
        assert len(marks) == len(found) > 0, name
        for mark, (link, label) in zip(marks, found, strict=True):
            assert label.strip(": "), name
            ids = rows.get(column, pd.Series(dtype="str")).get(int(mark))
            if pd.isna(ids):
                assert link == f"#{name}-{int(mark) + 1}"
            else:
                named = set(re.findall(r"[\w-]+-\d{3}|o\d{3}", link))
                assert named, (name, link)
                assert named <= set(ids.split(";"))


def test_published_site_holds_no_document(site):
    folder = os.environ.get("ECSTATS_SOURCES")
    if not folder:
        pytest.skip("no documents: set ECSTATS_SOURCES to their folder")

    def bare(text):
        return re.sub(r"\s|<[^>]*>", "", unescape(text))

    texts = [path for path in site.rglob("*") if path.is_file() and path.suffix in TEXTS]
    assert {path.name for path in texts} >= {"searchindex.js", "quoted_figures.csv", "ledger.html"}
    published = "\n".join(bare(path.read_text("utf-8")) for path in texts)
    half = (LONGEST_QUOTE + 2) // 2
    for source in tables.load_sources().itertuples():
        text = bare((Path(folder) / source.file_name).read_text("utf-8"))
        # Whatever is longer than a quote may be holds one of these pieces whole.
        for start in range(0, len(text) - half, half):
            piece = text[start : start + half]
            if piece in published:
                around = text[max(0, start - LONGEST_QUOTE) : start + half + LONGEST_QUOTE]
                runs = range(len(around) - LONGEST_QUOTE)
                long = [around[at : at + LONGEST_QUOTE + 1] for at in runs]
                assert not [one for one in long if one in published], source.source_id


def test_saved_rows_of_the_ledger_are_the_tables(site):
    text = (site / "en" / "ledger.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="ledger-data">(.*?)</script>', text)
    saved = json.loads(found[1])
    figures = pd.read_csv(
        tables.data_folder() / "quoted_figures.csv", dtype="str", keep_default_na=False
    )
    rows = pd.DataFrame(saved["rows"], columns=saved["columns"]).iloc[: len(figures)]
    for name in ("figure_id", "start", "as_written", "quote", "ref_area", "note"):
        assert rows[name].tolist() == figures[name].tolist()
