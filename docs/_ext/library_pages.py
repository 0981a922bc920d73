"""Pages of the library: one for every module with public names."""

import pkgutil
from importlib import import_module
from types import ModuleType

import ecstats

COMMANDS = {"__main__", "cli"}


def library_pages(language: str) -> dict[str, str]:
    """Text of the list of modules and, in English, of a page for each, by name of page.

    The docstrings are in English, and so are their pages; the Chinese list leads there.
    """
    found = [one.name for one in pkgutil.iter_modules(ecstats.__path__) if one.name not in COMMANDS]
    modules = {name: import_module(f"ecstats.{name}") for name in found}
    public = {name: module for name, module in modules.items() if hasattr(module, "__all__")}
    where = "library/{}.html" if language == "en" else "../en/library/{}.html"
    listed = [f"- {_link(name, where)}: {_summary(module)}" for name, module in public.items()]
    pages = {"generated/modules": "\n".join(listed)}
    if language == "en":
        pages |= {f"library/{name}": _page(name) for name in public}
    return pages


def _link(name: str, where: str) -> str:
    return f'<a href="{where.format(name)}" hreflang="en"><code>ecstats.{name}</code></a>'


def _summary(module: ModuleType) -> str:
    return (module.__doc__ or "").split("\n")[0]


def _page(name: str) -> str:
    directive = f"```{{eval-rst}}\n.. automodule:: ecstats.{name}\n   :members:\n```"
    return f"---\norphan: true\n---\n\n# `ecstats.{name}`\n\n{directive}"
