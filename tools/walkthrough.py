"""Run the commands of the page “Add a document” and write what they print into it.

    python tools/walkthrough.py

Both languages are renewed in place, with their charts. A block of the language ``console`` holds
commands, each behind ``$``, and what they print; the commands run in a folder with a copy of
``docs/example``. What stands between ``% begin: NAME`` and ``% end`` is computed from the draft and
its review. `tests/draft/test_walkthrough.py` compares the pages with what they would become.
"""

import contextlib
import io
import os
import re
import runpy
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from ecstats import cli

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "example"
PAGES = {language: ROOT / "docs" / language / "add_a_document.md" for language in ("en", "zh")}
PASSAGES = ROOT / "tests" / "draft" / "passages.json"
CHART = "add_a_document.svg"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
_COMPUTED = re.compile(r"(?<=% begin: )(\w+)\n.*?(?=% end)", re.DOTALL)
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "draft": ["row", "as written", "indicator", "period", "kind", "value", "confidence"],
        "review": ["row", "column", "draft", "reviewed"],
        "deleted": "row deleted",
        "bands": ["confidence", "rows", "figures of the ledger", "right"],
        "measured": (
            "Held against the {figures} figures of the five documents in the ledger, the draft "
            "finds {drafted}, and {right} of their rows are right in all of these columns. It "
            "proposes {rows} rows in all:\n\n{bands}\nThe indicator of the ledger is the first "
            "hint for {first} of the figures and among the three for {hinted}.\n\n"
            "Three invented passages of other kinds were written last, by who made the rules, and "
            "one rule changed after them: of their {unseen} figures {unseen_right} are right.\n"
        ),
    },
    "zh": {
        "draft": ["行", "原文", "指标", "时期", "类型", "数值", "可信度"],
        "review": ["行", "列", "草稿", "审核后"],
        "deleted": "删除此行",
        "bands": ["可信度", "行数", "台账中的数字", "正确"],
        "measured": (
            "与台账中五份文件的 {figures} 个数字相比，草稿找到 {drafted}，其中 {right} 的行在上述"
            "各列都正确。草稿共 {rows} 行：\n\n{bands}\n{first} 的数字，台账的指标就是第一个提示；"
            "{hinted} 的数字，它在三个提示之内。\n\n"
            "另有三段其他类型的虚构文字，由规则制定者最后写成，此后改过一条规则："
            "其中 {unseen} 个数字有 {unseen_right} 个正确。\n"
        ),
    },
}


def renewed(text: str, folder: Path, language: str, documents: Path | None = None) -> str:
    """A page with the outputs of its commands.

    Parameters
    ----------
    text : str
        The page.
    folder : Path
        An empty folder to work in.
    language : {"en", "zh"}
        Of the page.
    documents : Path, optional
        Folder of the project's documents; without it, what is measured on them stays as it is.
    """
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        text = _BLOCK.sub(lambda block: _block(block.group(), folder), text)
        computed: dict[str, Callable[[str], str]] = {"draft": _draft, "review": _review}
        if documents is not None:
            computed["measured"] = partial(_measured, documents)

        def part(found: re.Match[str]) -> str:
            make = computed.get(found[1])
            return f"{found[1]}\n\n{make(language)}\n" if make else found.group()

        return _COMPUTED.sub(part, text)
    finally:
        os.chdir(before)


def _block(text: str, folder: Path) -> str:
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_printed(command, folder)}" for command in commands)


def _printed(command: str, folder: Path) -> str:
    """What a command prints, without the name of the folder."""
    name, *words = shlex.split(command)
    if name == "cat":
        return "".join(Path(word).read_text("utf-8") for word in words)
    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        cli.main(words)
    # A progress bar is not part of what a command says.
    said = [line for line in errors.getvalue().splitlines() if line.startswith(("ecstats:", "  "))]
    output = printed.getvalue() + "".join(f"{line}\n" for line in said)
    return output.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")


def _draft(language: str) -> str:
    rows = pd.read_csv("draft.csv", dtype="string", keep_default_na=False).to_dict("records")
    cells = [
        [
            row["figure_id"][-3:],
            row["as_written"],
            f"`{row['indicator_id']}`" if row["indicator_id"] else "",
            row["time_period"],
            row["obs_kind"],
            _value(row),
            row["review_confidence"],
        ]
        for row in rows
    ]
    return _table(_WORDS[language]["draft"], cells)


def _value(row: Mapping[str, str]) -> str:
    upper = f" – {row['obs_value_upper']}" if row["obs_value_upper"] else ""
    scale = f" × 10{chr(0x2070 + int(row['unit_mult']))}" if row["unit_mult"] != "0" else ""
    bound = f" ({row['bound']})" if row["bound"] != "exact" else ""
    return f"{row['obs_value']}{upper}{scale} {row['unit_measure']}{bound}".strip()


def _review(language: str) -> str:
    draft, reviewed = (
        pd.read_csv(name, dtype="string", keep_default_na=False).set_index("figure_id")
        for name in ("draft.csv", "reviewed.csv")
    )
    cells: list[list[str]] = []
    for figure, row in draft.iterrows():
        if figure not in reviewed.index:
            cells.append([str(figure)[-3:], "", row["as_written"], _WORDS[language]["deleted"]])
            continue
        for column, value in row.items():
            changed = reviewed.loc[figure, column]
            if changed != value and not str(column).startswith("review_"):
                cells.append([str(figure)[-3:], f"`{column}`", value, changed])
    return _table(_WORDS[language]["review"], cells)


def _measured(documents: Path, language: str) -> str:
    measure = runpy.run_path(str(ROOT / "benchmarks" / "draft.py"))
    compared = measure["compared"]
    result = compared(measure["drafts"](documents), measure["ledger"]())
    shares = {name: f"{share:.0%}" for name, share in measure["shares"](result).items()}
    bands, above = [], ""
    for _, least, count, figures, right in measure["bands"](result).itertuples(index=False):
        name = f"≥ {least:.2f}" if least else f"< {above}"
        bands.append([name, str(count), f"{figures:.0%}", f"{right:.0%}"])
        above = f"{least:.2f}"
    words = _WORDS[language]
    other = compared(*measure["passages"](PASSAGES, "unseen"))
    counts = {
        "figures": result["figure"].sum(),
        "rows": result["drafted"].sum(),
        "unseen": other["figure"].sum(),
        "unseen_right": other["right"].sum(),
    }
    return words["measured"].format(**shares, **counts, bands=_table(words["bands"], bands))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> int:
    """Renew both pages and their charts."""
    named = Path(os.environ.get("ECSTATS_SOURCES", ROOT.parent / "shared" / "sources"))
    documents = named.absolute() if named.is_dir() else None
    for language, page in PAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            text = renewed(page.read_text("utf-8"), Path(folder), language, documents)
            page.write_text(text, "utf-8")
            shutil.copyfile(Path(folder) / "chart" / "growth-intervals.svg", page.with_name(CHART))
        print(page.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
