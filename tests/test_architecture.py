"""What the import contracts in pyproject.toml cannot say about the shape of the library."""

import ast
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_stays_small(module):
    lines = module.read_text(encoding="utf-8").count("\n")
    assert lines <= 400


def test_the_library_imports_only_what_it_declares():
    used = set().union(*map(imported_packages, MODULES))
    assert used <= RUN | OPTIONAL
    # Not imported, but needed: the kernel of the notebooks.
    assert RUN - used <= {"ipykernel"}


def test_the_tests_import_only_what_they_declare():
    helpers = {canonicalize_name(path.stem) for path in [*TESTS, *ROOT.glob("docs/_ext/*.py")]}
    used = set().union(*map(imported_packages, TESTS)) - helpers
    assert used <= RUN | OPTIONAL | declared(*PYPROJECT["dependency-groups"].values())
