"""Pages of the library: one for every module with public names."""

import ast
from pathlib import Path

import ecstats

INTERNAL = {"cli"}


def library_pages() -> dict[str, str]:
    """Text of every page of the library, by name of page."""
    package = Path(ecstats.__file__).parent
    modules = [path.stem for path in sorted(package.glob("*.py")) if path.stem[0] != "_"]
    modules += [path.parent.name for path in sorted(package.glob("*/__init__.py"))]
    names = sorted(name for name in modules if name not in INTERNAL and _public(package, name))
    pages = {f"library/{name}": _page(name) for name in names}
    listed = "\n".join(names)
    pages["library/index_of_modules"] = f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```"
    return pages


def _page(name: str) -> str:
    return f"# `ecstats.{name}`\n\n```{{eval-rst}}\n.. automodule:: ecstats.{name}\n   :members:\n```"


def _public(package: Path, name: str) -> bool:
    """Whether a module lists public names in ``__all__``."""
    path = package / f"{name}.py"
    path = path if path.is_file() else package / name / "__init__.py"
    tree = ast.parse(path.read_text("utf-8"))
    return any(
        isinstance(target, ast.Name) and target.id == "__all__"
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    )
