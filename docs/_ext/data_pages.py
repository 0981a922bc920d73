"""Directives for the tables of the package: ``table-dictionary`` and ``citations``."""

from typing import Any

from docutils import nodes
from site_pages import site_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ecstats import tables
from ecstats.citations import citation
from ecstats.tables import schema

EXAMPLES = {
    "the_project": None,
    "a_table": "quoted_figures",
    "document": "hebei-ecommerce-fyp14",
    "a_figure": "hebei-ecommerce-fyp14-006",
}


class DictionaryDirective(SphinxDirective):
    """``{table-dictionary} name``: the columns of a table and what they mean."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        site = site_of(self.env.app)
        folder = tables.data_folder()
        about = schema.resources(folder)[name]
        keys = {key.column: key.table for key in schema.foreign_keys(name, folder)}
        fields = schema.fields(name, folder)
        html = site.render(
            "dictionary.html",
            name=name,
            up="../" * (self.env.docname.count("/") + 1),
            description=about["description" + ("_zh" if site.language == "zh" else "")],
            count=len(tables.read_table(name, folder / f"{name}.csv")),
            columns=tables.dictionary(name, site.language).to_dict("records"),
            primary=about["schema"]["primaryKey"],
            keys=keys,
            codes={
                column: field.get("constraints", {}).get("enum") for column, field in fields.items()
            },
            examples={column: field.get("example", "") for column, field in fields.items()},
        )
        return [nodes.raw("", html, format="html")]


class CitationsDirective(SphinxDirective):
    """``{citations}``: how to cite the project, a table, a document and a figure."""

    def run(self) -> list[nodes.Node]:
        site = site_of(self.env.app)
        cited = [
            {
                "title": site.words[title],
                "text": citation(what, "text", site.language),
                "bibtex": citation(what, "bibtex", site.language),
            }
            for title, what in EXAMPLES.items()
        ]
        return [nodes.raw("", site.render("citations.html", cited=cited), format="html")]


def dictionary_page(language: str) -> str:
    """Text of the page with the dictionary of every table, in the order of the data package."""
    folder = tables.data_folder()
    parts = []
    for name, about in schema.resources(folder).items():
        title = about["title_zh" if language == "zh" else "title"]
        parts.append(f"({name})=\n## {title}\n\n```{{table-dictionary}} {name}\n```\n")
    return "\n".join(parts)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("table-dictionary", DictionaryDirective)
    app.add_directive("citations", CitationsDirective)
    return {"parallel_read_safe": False}
