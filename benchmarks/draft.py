"""How good the drafts of the five documents are, held against the ledger that people wrote.

    python benchmarks/draft.py [--sources DIR] [--wrong PART]

The rules were written with these documents at hand, and the labels of the indicators are theirs:
another document will do worse, above all in the indicators. With ``--wrong kind`` (or another
part) the rows that differ are listed.
"""

import argparse
import os
import sys
from pathlib import Path

import pandas as pd

from ecstats.draft import accuracy

PASSAGES = Path(__file__).parents[1] / "tests" / "draft" / "passages.json"


def main() -> int:
    """Print the shares and the bands."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parents[2] / "shared" / "sources"
    parser.add_argument("--sources", type=Path, default=os.environ.get("ECSTATS_SOURCES", default))
    parser.add_argument("--wrong", choices=[*accuracy.PARTS, "right", "first", "hinted", "drafted"])
    options = parser.parse_args()
    if not Path(options.sources).is_dir():
        print(f"no documents in {options.sources}; give --sources DIR", file=sys.stderr)
        return 2
    truth = accuracy.ledger()
    drafted = accuracy.drafts(Path(options.sources))
    result = accuracy.compared(drafted, truth)
    if options.wrong:
        columns = accuracy.PARTS.get(options.wrong, ["obs_value", "obs_kind", "time_period"])
        shown = truth.merge(drafted, "left", ["source_id", "start", "end"], suffixes=("", "_d"))
        off = result[result["figure"] & ~result[options.wrong]]["figure_id"]
        for row in shown[shown["figure_id"].isin(off)].to_dict("records"):
            pairs = " ".join(f"{row[c]!r}≠{row[c + '_d']!r}" for c in columns)
            hint = f" {row['indicator_id']}: {row['review_indicators']}"
            hint = hint if options.wrong in ("first", "hinted") else f" {row['review_why']}"
            print(f"{row['figure_id']} {pairs} {row['quote']!r}{hint}")
        return 0
    print(f"{len(truth)} quoted figures, {len(drafted)} drafted rows")
    for name, share in accuracy.shares(result).items():
        print(f"{name:12}{share:8.1%}")
    filled = result["filled"].sum()
    print(f"indicator filled in: {filled}, of which right {result['filled_right'].sum()}")
    print("\nby document")
    for source, part in result.groupby("source_id"):
        print(f"{source:26}{accuracy.shares(part)['right']:8.1%}{part['figure'].sum():6}")
    _print_bands(result)
    for group in ("seen", "unseen"):
        result = accuracy.compared(*accuracy.passages(PASSAGES, group))
        found = accuracy.shares(result)
        print(
            f"\ninvented passages, {group}: {result['figure'].sum()} figures, "
            f"{found['right']:.1%} right"
        )
        print(" ".join(f"{part} {found[part]:.0%}" for part in ("unit", "kind", "period")))
        _print_bands(result)
    return 0


def _print_bands(result: pd.DataFrame) -> None:
    print("\nconfidence     from  rows  figures   right")
    for band in accuracy.bands(result).itertuples(index=False):
        print(f"{band[0]:12}{band[1]:7.2f}{band[2]:6}{band[3]:9.1%}{band[4]:8.1%}")


if __name__ == "__main__":
    sys.exit(main())
