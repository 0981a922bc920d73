"""One page per figure, and the directive ``ledger``: the table of all figures."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from site_pages import Site, as_json, site_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ecstats import documents, tables
from ecstats.citations import citation
from ecstats.evidence import Evidence
from ecstats.labels import code_name, text

AROUND = 160
FILTERS = ("document", "indicator", "area", "kind", "year")


class LedgerDirective(SphinxDirective):
    """``{ledger}``: all figures as a table to search, sort, filter and save."""

    def run(self) -> list[nodes.Node]:
        site = site_of(self.env.app)
        return [nodes.raw("", ledger(site), format="html")]


def ledger(site: Site) -> str:
    """HTML of the table of all figures, with the rows that can be saved.

    Filters go by codes, so that a link to a selection works in both languages.
    """
    table = tables.with_published_values(site.lists.figures, site.lists.published_values)
    rows = [_ledger_row(site, row) for row in table.to_dict("records")]
    choices: dict[str, dict[str, str]] = {name: {} for name in FILTERS}
    for row in rows:
        for name in FILTERS:
            choices[name].setdefault(row["codes"][name], row[name])
    for name in ("indicator", "area", "year"):
        choices[name] = dict(sorted(choices[name].items(), key=lambda choice: choice[1]))
    return site.render(
        "ledger.html",
        rows=rows,
        choices=choices,
        saved=as_json(_saved()),
    )


def _saved() -> dict[str, list[Any]]:
    """All rows as they stand in the tables, for the file that a reader saves."""
    folder = tables.data_folder()
    figures, later = (
        pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False)
        for name in ("quoted_figures", "published_values")
    )
    later = later.rename(columns={"value_id": "figure_id"}).assign(obs_kind="observed")
    columns = [*figures.columns, "comparability", "source_title", "source_url"]
    rows = pd.concat([figures, later]).reindex(columns=columns).fillna("")
    return {"columns": columns, "rows": rows.to_numpy().tolist()}


def _ledger_row(site: Site, row: Mapping[Any, Any]) -> dict[str, Any]:
    one = site.evidence[str(row["figure_id"])]
    source = "" if one.place is None else one.place[0]
    year = "" if pd.isna(row["year"]) else str(int(row["year"]))
    entity = row["ref_area"] if pd.isna(row["entity_id"]) else row["entity_id"]
    return {
        "id": one.figure_id,
        "indicator": one.indicator,
        "area": one.where,
        "period": one.period,
        "year": year or site.words["no_year"],
        "kind": code_name("obs_kind", one.kind, site.language),
        "value": one.text,
        "number": row["base_value"],
        "quote": one.quote,
        "script": _script(site, one),
        "document": _title(site, source) or site.words["later_document"],
        "note": "" if one.quote else one.document[0].text,
        "codes": {
            "document": source or "later",
            "indicator": str(row["indicator_id"]),
            "area": str(entity),
            "kind": one.kind,
            "year": year or "none",
        },
    }


def _title(site: Site, source_id: str) -> str:
    sources = site.lists.sources
    found = sources[sources["source_id"] == source_id]
    return str(found[f"title_{site.language}"].iloc[0]) if len(found) else ""


def evidence_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield one page per figure: its name, its content and the template of the theme."""
    site = site_of(app)
    order = list(site.evidence)
    for number, (one, evidence) in enumerate(site.evidence.items()):
        parts = filter(None, (evidence.indicator, evidence.where, evidence.period))
        what = text("comma", site.language).join(parts)
        title = site.say("evidence_of", what=what)
        body = site.render(
            "evidence.html",
            one=evidence,
            title=title,
            chart_pages=site.chart_pages,
            chart_titles=_chart_titles(site),
            cite={style: citation(one, style, site.language) for style in ("text", "bibtex")},
            script=_script(site, evidence),
            passage=_passage(site, evidence),
            before=order[number - 1] if number else None,
            after=order[number + 1] if number + 1 < len(order) else None,
        )
        yield f"evidence/{one}", {"title": title, "body": body}, "evidence_page.html"


def _script(site: Site, evidence: Evidence) -> str:
    """Language tag of the quote: the script that the document is written in."""
    if evidence.place is None:
        return "zh"
    sources = site.lists.sources.set_index("source_id")
    return f"zh-{sources.loc[evidence.place[0], 'script']}"


@cache
def _text(folder: Path, source_id: str) -> str:
    sources = tables.load_sources().set_index("source_id", drop=False)
    return documents.read(sources.loc[source_id], folder)


def _passage(site: Site, evidence: Evidence) -> tuple[str, str, str] | None:
    """Words before the number, the number and the words after it, from the document at hand."""
    if site.documents is None or evidence.place is None:
        return None
    source_id, start, end = evidence.place
    text = _text(site.documents, source_id)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return before, text[start:end], after


def _chart_titles(site: Site) -> dict[str, str]:
    return {name: chart_title(site, name) for name in site.charts}


@cache
def _title_in(path: Path) -> str:
    found = re.search(r"<title[^>]*>(.*?)</title>", path.read_text("utf-8"), flags=re.DOTALL)
    return found[1].strip() if found else path.stem


def chart_title(site: Site, name: str) -> str:
    """Title of a chart as it is drawn."""
    from html import unescape

    return unescape(_title_in(site.figures / f"{name}.svg"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("ledger", LedgerDirective)
    app.connect("html-collect-pages", evidence_pages)
    return {"parallel_read_safe": False}
