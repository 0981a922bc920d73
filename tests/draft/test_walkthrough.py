"""The page “Add a document” shows what its commands print."""

import importlib.util
import os
import re
from pathlib import Path
from types import ModuleType

import pytest

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def walkthrough(root: Path) -> ModuleType:
    path = root / "tools" / "walkthrough.py"
    if not (root / "docs" / "example").is_dir():
        pytest.skip("the pages lie in the repository's docs")
    spec = importlib.util.spec_from_file_location("walkthrough", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(root: Path) -> Path | None:
    named = Path(os.environ.get("ECSTATS_SOURCES", root.parent / "shared" / "sources"))
    return named.absolute() if named.is_dir() else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_what_its_commands_print(
    language: str, walkthrough: ModuleType, root: Path, tmp_path: Path
) -> None:
    page = walkthrough.PAGES[language].read_text("utf-8")
    assert "$ ecstats add" in page
    renewed = walkthrough.renewed(page, tmp_path, language, documents(root), slow=False)
    assert renewed == page, "renew the page: python tools/walkthrough.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_at_the_end_is_the_one_that_the_page_makes(
    language: str, walkthrough: ModuleType, tmp_path: Path
) -> None:
    path = walkthrough.PAGES[language]
    page = path.read_text("utf-8")
    assert walkthrough.renewed(page, tmp_path, language, None) == page
    chart = tmp_path / "chart" / "growth-intervals.svg"
    assert chart.read_bytes() == path.with_name(walkthrough.CHART).read_bytes()


def test_both_languages_run_the_same_commands(walkthrough: ModuleType) -> None:
    english, chinese = (
        re.findall(r"^\$ (.*)", walkthrough.PAGES[language].read_text("utf-8"), re.MULTILINE)
        for language in LANGUAGES
    )
    assert [command.replace(" -p language=zh", "") for command in chinese] == english
