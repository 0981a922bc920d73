"""The page “Add a document” shows what its commands print."""

import os
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def walkthrough(root: Path) -> SimpleNamespace:
    if not (root / "docs" / "example").is_dir():
        pytest.skip("the pages lie in the repository's docs")
    return SimpleNamespace(**runpy.run_path(str(root / "tools" / "walkthrough.py")))


def documents(root: Path) -> Path | None:
    named = Path(os.environ.get("ECSTATS_SOURCES", root.parent / "shared" / "sources"))
    return named.absolute() if named.is_dir() else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_its_chart_are_what_its_commands_make(
    language: str, walkthrough: SimpleNamespace, root: Path, tmp_path: Path
) -> None:
    path = walkthrough.PAGES[language]
    page = path.read_text("utf-8")
    assert "$ ecstats add" in page
    renewed = walkthrough.renewed(page, tmp_path, language, documents(root))
    assert renewed == page, "renew the page: python tools/walkthrough.py"
    chart = tmp_path / "chart" / "growth-intervals.svg"
    assert chart.read_bytes() == path.with_name(walkthrough.CHART).read_bytes()


def test_both_languages_run_the_same_commands(walkthrough: SimpleNamespace) -> None:
    english, chinese = (
        re.findall(r"^\$ (.*)", walkthrough.PAGES[language].read_text("utf-8"), re.MULTILINE)
        for language in LANGUAGES
    )
    assert [command.replace(" -p language=zh", "") for command in chinese] == english
