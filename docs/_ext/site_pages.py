"""What all pages of one language are made from: tables, evidence, words and templates."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from sphinx.application import Sphinx

from ecstats.evidence import Evidence, collect
from ecstats.labels import CodeLists, load_code_lists, text

TEMPLATES = Path(__file__).parents[1] / "_templates"


@dataclass
class Site:
    """The pages of one language.

    Attributes
    ----------
    language : {"en", "zh"}
    figures : Path
        Folder with the charts in this language.
    words : dict
        From `site_words`.
    documents : Path, optional
        Folder of the documents, for a local copy that shows passages.
    chart_pages : dict
        Page by name of chart, filled while the pages are read.
    """

    language: str
    figures: Path
    words: dict[str, str]
    documents: Path | None = None
    chart_pages: dict[str, str] = field(default_factory=dict)

    @cached_property
    def lists(self) -> CodeLists:
        """The tables of the package."""
        return load_code_lists()

    @cached_property
    def charts(self) -> dict[str, pd.DataFrame]:
        """Rows by name of chart."""
        from chart_directive import read_charts

        return read_charts(self.figures)

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """Evidence by id of figure, in the order of the ledger."""
        return collect(self.lists, self.charts, self.language)

    @cached_property
    def templates(self) -> Environment:
        """Templates that escape everything they are given."""
        return Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, **values: Any) -> str:
        """HTML of a template in the words of the language."""
        return self.templates.get_template(template).render(
            w=self.words,
            say=self.say,
            colon=text("colon", self.language),
            semicolon=text("semicolon", self.language),
            language=self.language,
            **values,
        )

    def say(self, key: str, **blanks: object) -> str:
        """Text of the pages with its blanks filled; the singular where `n` is 1."""
        return text(f"site_{key}", self.language, **blanks)


def site_of(app: Sphinx) -> Site:
    """The site that a Sphinx application builds; made when it is first asked for."""
    site: Site | None = getattr(app, "ecstats_site", None)
    if site is None:
        from site_words import words

        language = app.config.site_language
        documents = app.config.site_documents
        site = Site(
            language,
            Path(app.srcdir) / "figures",
            words(language),
            Path(documents) if documents else None,
        )
        app.ecstats_site = site  # type: ignore[attr-defined]
    return site


def as_json(value: object) -> str:
    """JSON that can stand in a ``<script>``: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("site_language", "en", "html")
    app.add_config_value("site_documents", "", "html")
    return {"parallel_read_safe": False}
