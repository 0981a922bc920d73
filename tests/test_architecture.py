"""What the import contracts in pyproject.toml cannot say about the shape of the library."""

import ast
import doctest
import importlib
import inspect
import pkgutil
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ecstats

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

distributions = cache(packages_distributions)


def declared(*lists):
    return {canonicalize_name(Requirement(text).name) for texts in lists for text in texts}


RUN = declared(PYPROJECT["project"]["dependencies"])
OPTIONAL = declared(*PYPROJECT["project"]["optional-dependencies"].values())


def imported_packages(path):
    """Return the distributions that a module imports by name."""
    packages = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            packages.add(node.module.partition(".")[0])
    foreign = packages - sys.stdlib_module_names - {"ecstats"}
    found = {name: distributions().get(name, [name]) for name in foreign}
    return {canonicalize_name(names[0]) for names in found.values()}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


# Underscored, but documented: what a named tuple offers, and `os._exit`.
DOCUMENTED = {"_asdict", "_fields", "_make", "_replace", "_exit"}


def is_private(name):
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def private_names(code):
    """Yield the underscored names that a module takes from others, or from their objects."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [part for alias in node.names for part in alias.name.split(".")]
        elif isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Attribute):
            own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            names = [] if own else [node.attr]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            getting = node.func.id in ("getattr", "hasattr", "setattr")
            name = node.args[1] if getting and len(node.args) > 1 else None
            names = [name.value] if isinstance(name, ast.Constant) else []
        else:
            names = []
        for name in names:
            if is_private(str(name)) and name not in DOCUMENTED:
                yield f"line {node.lineno}: {name}"


def test_no_module_reaches_for_underscored_names():
    found = {
        name_of(path): names
        for path in MODULES
        if (names := list(private_names(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_the_search_for_underscored_names_finds_them():
    code = """
from matplotlib import _path, font_manager
import a._b.c
font_manager._load_fontmanager()
getattr(kernel, "_publish_status")
self._own = row._replace(a=1).__name__
"""
    found = [name.partition(": ")[2] for name in private_names(code)]
    assert sorted(found) == ["_b", "_load_fontmanager", "_path", "_publish_status"]


def public_functions():
    for found in pkgutil.iter_modules(ecstats.__path__, "ecstats."):
        if found.name != "ecstats.__main__":
            module = importlib.import_module(found.name)
            for name in getattr(module, "__all__", ()):
                if inspect.isfunction(function := getattr(module, name)):
                    yield pytest.param(function, id=f"{found.name}.{name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_public_function_has_an_example(function):
    examples = doctest.DocTestFinder(recurse=False).find(function)
    assert any(found.examples for found in examples)


def test_the_library_imports_only_what_it_declares():
    used = set().union(*map(imported_packages, MODULES))
    assert used <= RUN | OPTIONAL
    # Not imported, but needed: the kernel of the notebooks.
    assert RUN - used <= {"ipykernel"}


def test_the_tests_import_only_what_they_declare():
    helpers = {canonicalize_name(path.stem) for path in [*TESTS, *ROOT.glob("docs/_ext/*.py")]}
    used = set().union(*map(imported_packages, TESTS)) - helpers
    assert used <= RUN | OPTIONAL | declared(*PYPROJECT["dependency-groups"].values())
