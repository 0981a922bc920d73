"""The lock, environment.yml, pyproject.toml and the installed packages say the same."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ecstats

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

RUN = PYPROJECT["project"]["dependencies"]
GROUPS = [text for group in PYPROJECT["dependency-groups"].values() for text in group]
EXTRAS = dict(PYPROJECT["project"]["optional-dependencies"])
LAB = EXTRAS.pop("lab")
OPTIONAL = [text for extra in EXTRAS.values() for text in extra]


def requirements(texts):
    parsed = (Requirement(text) for text in texts)
    return {canonicalize_name(one.name): one for one in parsed}


LOCKED = requirements(line.removesuffix(" \\") for line in LOCK.splitlines() if "==" in line)


def test_the_lock_is_versions_and_hashes_without_any_address():
    pin = r"[a-z0-9-]+==[^ ;]+( ; [^\\/]+)? \\"
    digest = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    wrong = [line for line in LOCK.splitlines() if not re.fullmatch(f"{pin}|{digest}", line)]
    assert wrong == []


def test_the_lock_holds_what_pyproject_asks_for():
    for name, wanted in requirements(RUN + OPTIONAL + GROUPS).items():
        (pinned,) = LOCKED[name].specifier
        assert wanted.specifier.contains(pinned.version), f"{wanted}; run `make lock`"


def test_the_lock_leaves_jupyterlab_out():
    assert not requirements(LAB).keys() & LOCKED.keys()


@pytest.mark.parametrize("name", [n for n, r in LOCKED.items() if not r.marker])
def test_the_tests_run_against_the_lock(name):
    (pinned,) = LOCKED[name].specifier
    assert version(name) == pinned.version, "remove .venv, then `make test`"


def test_the_package_tested_is_this_checkout():
    assert Path(ecstats.__file__).is_relative_to(ROOT / "src"), "remove .venv, then `make test`"
    assert version("ecstats") == PYPROJECT["project"]["version"]


def test_environment_yml_names_the_packages_and_ranges_of_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, packages = environment["dependencies"]
    derived = requirements(conda + packages["pip"])
    assert derived.pop("pip").specifier == ""
    python = Requirement("python" + PYPROJECT["project"]["requires-python"])
    expected = requirements(RUN + LAB + OPTIONAL + GROUPS)
    for name, told in PYPROJECT["tool"]["pyproject2conda"]["dependencies"].items():
        if told["packages"]:
            ((renamed, its),) = requirements(told["packages"]).items()
            assert its.specifier == expected[name].specifier
            expected[renamed] = expected.pop(name)
    assert environment["channels"] == ["conda-forge"]
    assert derived.pop("python").specifier == python.specifier
    assert {name: one.specifier for name, one in derived.items()} == {
        name: one.specifier for name, one in expected.items()
    }, "run `make lock`"


def test_the_citation_is_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == PYPROJECT["project"]["version"]
