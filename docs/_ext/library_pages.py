"""Pages of the library: one for every module with public names."""

import ast
from pathlib import Path

import ecstats

INTERNAL = {"cli", "engine", "warm"}


def library_pages(language: str) -> dict[str, str]:
    """Text of the list of modules and, in English, of a page for each, by name of page.

    The docstrings are in English, and so are their pages; the Chinese list leads there.
    """
    package = Path(ecstats.__file__).parent
    modules = [path.stem for path in sorted(package.glob("*.py")) if path.stem[0] != "_"]
    modules += [path.parent.name for path in sorted(package.glob("*/__init__.py"))]
    names = sorted(name for name in modules if name not in INTERNAL and _public(package, name))
    where = "library/{}.md" if language == "en" else "../en/library/{}.html"
    listed = [f"- {_link(name, where)}: {_summary(package, name)}" for name in names]
    pages = {"generated/modules": "\n".join(listed)}
    if language == "en":
        pages |= {f"library/{name}": _page(name) for name in names}
    return pages


def _link(name: str, where: str) -> str:
    address = where.format(name)
    text = f"<code>ecstats.{name}</code>"
    return f'<a href="{address.replace(".md", ".html")}" hreflang="en">{text}</a>'


def _source(package: Path, name: str) -> ast.Module:
    path = package / f"{name}.py"
    path = path if path.is_file() else package / name / "__init__.py"
    return ast.parse(path.read_text("utf-8"))


def _summary(package: Path, name: str) -> str:
    return (ast.get_docstring(_source(package, name)) or "").split("\n")[0]


def _page(name: str) -> str:
    directive = f"```{{eval-rst}}\n.. automodule:: ecstats.{name}\n   :members:\n```"
    return f"---\norphan: true\n---\n\n# `ecstats.{name}`\n\n{directive}"


def _public(package: Path, name: str) -> bool:
    """Whether a module lists public names in ``__all__``."""
    return any(
        isinstance(target, ast.Name) and target.id == "__all__"
        for statement in _source(package, name).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    )
