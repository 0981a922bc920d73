"""The link to the same page in the other language."""

import gettext
from typing import Any

from site_pages import site_of
from site_words import THEME_WORDS
from sphinx.application import Sphinx


def add_link(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Give the templates of a page the address of the same page in the other language."""
    site = site_of(app)
    up = "../" * (pagename.count("/") + 1)
    other = "en" if site.language == "zh" else "zh"
    # The pages of the modules are there in English only.
    place = "library" if pagename.startswith("library/") else pagename
    context["other_page"] = f"{up}{other}/{place}.html"
    context["site_root"] = up
    context["w"] = site.words
    context["local_only"] = site.documents is not None
    if pagename == "ledger":
        app.add_js_file("vendor/dataTables.min.js", defer="defer")
        app.add_js_file("ledger.js", defer="defer")


class ThemeWords(gettext.NullTranslations):
    """Chinese of what the theme says and Sphinx does not translate."""

    def gettext(self, message: str) -> str:
        """Chinese of a message; the message itself if there is none."""
        return THEME_WORDS.get(message, message)


def translate_theme(app: Sphinx) -> None:
    """Let the templates find the Chinese words of the theme."""
    if app.config.site_language == "zh":
        app.translator.add_fallback(ThemeWords())


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", lambda app, _: translate_theme(app))
    app.connect("html-page-context", add_link)
    return {"parallel_read_safe": False}
