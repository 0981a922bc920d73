"""CPU seconds of the analyses on copies of the ledger, and how they grow with the copies.

Copies have figures, indicators and published values of their own, so that they do not touch each
other and 64 copies have 64 times the rows. Each analysis should take at most 5 seconds for 64
copies (10,240 figures), and about four times what it takes for 16.

    python benchmarks/scaling.py
"""

import time

import pandas as pd

from ecstats import consistency, growth, tables, targets
from ecstats.intervals import with_bounds

COPIES = (16, 64)
SINGLE = ("figure_id", "value_id", "indicator_id", "repeats", "relation_id", "result_indicator")
SEVERAL = ("not_comparable_with", "operands")


def copied(table: pd.DataFrame, copies: int) -> pd.DataFrame:
    """The table, `copies` times, with identifiers of its own in each copy."""
    parts = []
    for number in range(copies):
        part = table.copy()
        for column in (*SINGLE, *SEVERAL):
            if column in part:
                ids = part[column].astype("string").str.split(";")
                part[column] = ids.map(
                    lambda names, n=number: ";".join(f"{name}-{n}" for name in names),
                    na_action="ignore",
                ).astype("string")
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def seconds(copies: int) -> tuple[int, dict[str, float]]:
    """Number of figures, and CPU seconds of each analysis."""
    ledger, indicators, published, relations = (
        copied(table, copies)
        for table in (
            tables.load_quoted_figures(),
            tables.load_indicators(),
            tables.load_published_values(),
            tables.load_relations(),
        )
    )
    values = tables.with_published_values(ledger, published)
    figures = with_bounds(values, indicators=indicators)
    analyses = {
        "with_bounds": lambda: with_bounds(values, indicators=indicators),
        "growth_table": lambda: growth.growth_table(figures, indicators),
        "trend_table": lambda: growth.trend_table(figures),
        "target_table": lambda: targets.target_table(figures, indicators),
        "annual_growth_table": lambda: targets.annual_growth_table(figures, indicators),
        "milestone_paths": lambda: targets.milestone_paths(figures, indicators),
        "attainment": lambda: targets.attainment(figures, indicators),
        "progress": lambda: targets.progress(figures, indicators),
        "check_ledger": lambda: consistency.check_ledger(
            with_bounds(ledger, indicators=indicators), indicators, relations=relations,
            published_values=published,
        ),
    }  # fmt: skip
    taken = {}
    for name, analysis in analyses.items():
        began = time.process_time()
        analysis()
        taken[name] = time.process_time() - began
    return len(ledger), taken


def main() -> None:
    seconds(1)  # imports and caches
    (_, few), (figures, many) = map(seconds, COPIES)
    print(f"{figures} figures   CPU s   64 : 16 copies")
    for name, taken in many.items():
        print(f"{name:20} {taken:6.2f}   {taken / few[name]:6.1f}")


if __name__ == "__main__":
    main()
