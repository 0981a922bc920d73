"""Settings of the site; ``docs/build.py`` starts Sphinx once for each language."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

from site_words import words  # noqa: E402

from ecstats import __version__  # noqa: E402

site_language = "en"
if "zh" in tags:  # noqa: F821 (Sphinx provides it)
    site_language = "zh"
w = words(site_language)

project = w["project"]
author = "ecstats contributors"
release = __version__
language = "zh_CN" if site_language == "zh" else "en"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "chart_directive",
    "chinese_search",
    "data_pages",
    "evidence_html",
    "language_switch",
    "site_pages",
]

# Notebooks are executed before; their scripts for widgets would come from other servers.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, str] = {}
nb_merge_streams = True
nb_code_prompt_show = w["show_code"]
nb_code_prompt_hide = w["hide_code"]
nb_mime_priority_overrides = [("html", "text/html", 1), ("html", "text/markdown", 2)]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

exclude_patterns = ["generated", "figures"]

numfig = True
numfig_secnum_depth = 0
numfig_format = {"figure": "图 %s：" if site_language == "zh" else "Figure %s."}

autodoc_typehints = "none"
autodoc_member_order = "groupwise"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = w["title"]
html_theme_options = {
    # The theme shows this bar on every page; the switch of languages stands in it.
    "announcement": w["switch"],
    "top_of_page_buttons": [],
    "light_css_variables": {"font-stack": "var(--site-font)"},
}
templates_path = [str(HERE / "_templates")]
html_static_path = [str(HERE / "_static")]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = True
html_show_copyright = False
html_last_updated_fmt = None
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
# A class that a package takes from its module has two names.
suppress_warnings = ["ref.python"]
