"""How fast `ecstats.mentions.find` reads official prose, as ratios in one run.

Against a single pass of one rich alternation with `re` (which finds strings but tells neither
their kind nor their value), and against libraries that read Chinese numbers, where they are
installed: ``pip install chinese2digits recognizers-text-suite "emoji<2" jionlp``.

    python benchmarks/mentions.py [--sources DIR] [--characters 1000000]

Every figure is the best of several runs in CPU time on one core. `find` remembers numbers that it
has read, so three rows say what that gives: with nothing remembered before, with numbers of which
hardly one occurs twice, and with the documents read once. Last come texts made of one piece over
and over: eight times the text takes about eight times as long, whatever the piece.
"""

import argparse
import contextlib
import importlib
import io
import os
import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ecstats import mentions
from ecstats.mentions import numerals

# One alternation as a programmer would write it: bound words, dates, ranges, Arabic and Chinese
# numbers with scale and the most frequent units, ordinals, Latin names.
RICH = re.compile(
    r"(?:超过|突破|超|逾|近|约|不少于|不低于|至少|不超过|不足|低于|高于)?(?:"
    r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日|[底初末])?|[底初末]|[上下]半年)?"
    r"|(?:19|20)\d{2}[-—~至](?:19|20)\d{2}年"
    r"|\d{1,2}月(?:\d{1,2}日|[底初末份])?"
    r"|[A-Za-z]+\d+[A-Za-z]*|\d+[A-Za-z]+"
    r"|\d+(?:,\d{3})*(?:\.\d+)?(?:[-—~至]\d+(?:\.\d+)?)?(?:/\d+)?[多余]?(?:万亿|亿|万|千|百)?[多余]?"
    r"(?:个百分点|百分点|个月|人次|千瓦时|平方米|小时|[%家个元户件条项种次场台吨人名天年份级])?"
    r"(?:以上|以下|以内|左右|内)?"
    r"|第[\d一二三四五六七八九十百]+[个次届批条]?"
    r"|百分之[一二三四五六七八九十百点]+"
    r"|[一二三四五六七八九十百]+分之[一二三四五六七八九十]+"
    r"|[上下]半年|[一二三四]季度|十[一二三四]五"
    r"|[〇零一二三四五六七八九十百千万亿两]+[多余几]?"
    r"(?:个百分点|个月|人次|[家个元户件条项种次场台吨人名天年份级大、是])"
    r"(?:以上|以下|以内|左右)?"
    r")"
)


HOSTILE = """7 一 1,1,1, ( （一 “一 1,111, 百分之 1. 1/ 1: 1： 2018- 一、 1月1日至 A1 1- 亿零1 第1
    半 “ 百千万亿 第1至 “五个 1个亿 三点 人民币1 三. 1万1,
    1和 1与 1、 1兆 1\u00a0 1\n万 元1角 5分之 \x00
    \ud800""".split(" ")


def cpu_seconds(run: Callable[[], object], repeats: int = 7) -> float:
    """Best CPU time of several runs."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        run()
        best = min(best, time.process_time() - begin)
    return best


def repeated(documents: str, characters: int) -> str:
    return (documents * (characters // len(documents) + 1))[:characters]


def with_other_digits(text: str) -> str:
    """The text with each digit replaced at random, so that hardly a number occurs twice."""
    random_digit = random.Random(2020)
    return re.sub("[0-9]", lambda _: str(random_digit.randint(0, 9)), text)


def alternatives() -> dict[str, Callable[[str], object]]:
    """What other libraries do with a passage, for those that can be imported."""
    found: dict[str, Callable[[str], object]] = {}
    for name, call in (
        ("chinese2digits", lambda module: module.takeNumberFromString),
        ("jionlp", lambda module: module.ner.extract_money),
        ("recognizers_number", _recognizer),
    ):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                found[name] = call(importlib.import_module(name))
        except (ImportError, AttributeError, OSError) as error:
            print(f"{name:32} not installed ({type(error).__name__}), left out")
    return found


def _recognizer(module: Any) -> Callable[[str], object]:
    return lambda text: module.recognize_number(text, module.Culture.Chinese)


def _growth(piece: str) -> tuple[float, str]:
    small, large = (piece * (size // len(piece)) for size in (8_000, 64_000))
    times = [cpu_seconds(partial(mentions.find, text), 3) for text in (small, large)]
    return times[1] / max(times[0], 1e-3), piece


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parents[2] / "shared" / "sources"
    parser.add_argument("--sources", type=Path, default=os.environ.get("ECSTATS_SOURCES", default))
    parser.add_argument("--characters", type=int, default=1_000_000)
    options = parser.parse_args()
    files = sorted(Path(options.sources).glob("*.txt"))
    if not files:
        print(f"no .txt documents in {options.sources}; give --sources DIR", file=sys.stderr)
        return 2
    documents = "".join(path.read_text(encoding="utf-8") for path in files)
    text = repeated(documents, options.characters)

    def cold(text: str) -> None:
        numerals.parse.cache_clear()
        mentions.find(text)

    rich = len(text) / cpu_seconds(lambda: [match.group() for match in RICH.finditer(text)])
    print(f"{'':32}{'characters/s':>14}{'ratio to the alternation':>26}")
    varied = with_other_digits(text)
    rows = {
        "one rich alternation with re": rich,
        "ecstats.mentions.find": len(text) / cpu_seconds(lambda: mentions.find(text)),
        "  with empty caches": len(text) / cpu_seconds(lambda: cold(text)),
        "  every digit at random, empty": len(text) / cpu_seconds(lambda: cold(varied)),
        "  nothing repeated, empty": len(documents) / cpu_seconds(lambda: cold(documents), 50),
    }
    for name, read in alternatives().items():
        passage = documents[:16_000]
        rows[name] = len(passage) / cpu_seconds(lambda: read(passage), 2)  # noqa: B023
    for name, speed in rows.items():
        print(f"{name:32}{speed:14,.0f}{speed / rich:26.3f}")
    worst, piece = max(_growth(piece.strip()) for piece in HOSTILE if piece.strip())
    print(f"\neight times the text takes at most {worst:.1f} times as long ({piece!r})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
