"""The code of README, CONTRIBUTING and the site's pages: it runs, and its commands exist.

What the page "Add a document" prints is compared in `draft/test_walkthrough.py`.
"""

import importlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecstats import cli

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "data/README.md")),
    *sorted(ROOT.glob("docs/en/*.md")),
    *sorted(ROOT.glob("docs/zh/*.md")),
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PLACES = {"FORMAT": "csv", "…": "rows.csv", "SOURCE_ID": "hebei-miit-article"}
RUN = ("cite", "export", "locate", "verify")


def texts(page: Path, *languages: str) -> list[str]:
    return [
        code for language, code in BLOCK.findall(page.read_text("utf-8")) if language in languages
    ]


def snippets() -> Iterator[object]:
    for page in PAGES:
        for number, code in enumerate(texts(page, "python")):
            marks = [pytest.mark.slow] if "rerun(" in code else []
            name = page.relative_to(ROOT).as_posix()
            yield pytest.param(code, id=f"{name}-{number}", marks=marks)


def commands() -> list[tuple[str, ...]]:
    """Commands of the pages, as words; a placeholder in capitals stays."""
    found = set()
    for page in PAGES:
        lines = [line for text in texts(page, "sh") for line in text.splitlines()]
        spans = SPAN.findall(BLOCK.sub("", page.read_text("utf-8")))
        for line in (*lines, *spans):
            line = line.removeprefix(".venv/bin/").removeprefix("$ ")
            if line.startswith("ecstats "):
                words = shlex.split(line, comments=True)[1:]
                found.add(tuple(PLACES.get(word, word) for word in words))
    return sorted(found)


@pytest.mark.parametrize("code", list(snippets()))
def test_python_runs(code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_exists(words: tuple[str, ...]) -> None:
    if len(words) > 1:
        assert callable(cli.parse(words).run)
        return
    # One that is only named is asked for its help.
    with pytest.raises(SystemExit, match=r"\A0\Z"):
        cli.parse([*words, "--help"])


@pytest.mark.parametrize(
    "words", [words for words in commands() if words[0] in RUN and len(words) > 1], ids=" ".join
)
def test_a_command_runs(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    folder = tmp_path
    if words[0] in ("locate", "verify"):
        folder = request.getfixturevalue("documents_folder")
    monkeypatch.chdir(tmp_path)
    assert cli.main([str(folder) if word == "FOLDER" else word for word in words]) == 0


def test_the_commands_that_are_run_are_there() -> None:
    assert {words[0] for words in commands()} >= {*RUN, "run", "sweep", "check", "draft", "add"}
    assert ("run", "--list") in commands()


def test_the_list_of_parameters_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--list"]) == 0
    assert "02_target_gaps" in capsys.readouterr().out


def test_names_of_the_library_exist() -> None:
    spans = {span for page in PAGES for span in SPAN.findall(page.read_text("utf-8"))}
    names = {found[0] for span in spans if (found := re.match(r"ecstats(?:\.\w+)+", span))}
    assert names
    for name in names:
        value = importlib.import_module("ecstats")
        for part in name.split(".")[1:]:
            value = getattr(value, part)


def test_the_guide_for_contributors_lists_every_module() -> None:
    package = ROOT / "src" / "ecstats"
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    listed = {name for name in SPAN.findall(guide) if re.fullmatch(r"[a-z]+(\.py|/)", name)}
    modules = {path.name for path in package.glob("[a-z]*.py")}
    modules |= {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    assert modules <= listed
    assert {name for name in listed if (package / name).exists()} == modules
