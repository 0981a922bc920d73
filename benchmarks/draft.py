"""How good the drafts of the five documents are, held against the ledger that people wrote.

    python benchmarks/draft.py [--sources DIR] [--wrong PART]

The rules were written with these documents at hand, and the labels of the indicators are theirs:
another document will do worse, above all in the indicators. With ``--wrong kind`` (or another
part) the rows that differ are listed.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import pandas as pd

from ecstats import documents, tables
from ecstats.draft import rows
from ecstats.draft.rows import BANDS, REVIEW, Document, codes, draft
from ecstats.errors import InputError

PASSAGES = Path(__file__).parents[1] / "tests" / "draft" / "passages.json"
PARTS = {
    "value": ["obs_value", "obs_value_upper"],
    "multiplier": ["unit_mult"],
    "bound": ["bound"],
    "unit": ["unit_measure"],
    "kind": ["obs_kind"],
    "period": ["time_period"],
    "reference": ["reference"],
    "area": ["ref_area"],
    "entity": ["entity_id"],
    "per": ["per"],
}
_ROW = ["value", "multiplier", "bound", "unit", "kind", "period"]


def drafts(folder: Path) -> pd.DataFrame:
    """Drafts of all documents of `sources.csv`, with what it says of them.

    Parameters
    ----------
    folder : Path
        Folder that holds the documents.
    """
    known = codes()
    found = [
        draft(
            Document(
                str(source.source_id),
                documents.read(source, folder),
                str(source.title_zh),
                str(source.date_published),
                str(source.ref_area),
            ),
            known,
        )
        for source in tables.load_sources().itertuples(index=False)
    ]
    return pd.concat(found, ignore_index=True)


def ledger() -> pd.DataFrame:
    """`quoted_figures.csv` as text."""
    path = tables.data_folder() / "quoted_figures.csv"
    return pd.read_csv(path, dtype="string", keep_default_na=False)


def compared(drafted: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Hold a draft against the rows of the ledger.

    Parameters
    ----------
    drafted : DataFrame
        As `drafts` returns it.
    truth : DataFrame
        As `ledger` returns it, of the same documents.

    Returns
    -------
    DataFrame
        One row per drafted or quoted figure: ``drafted``, ``figure`` (whether it is in the draft,
        in the ledger), ``confidence``, whether each of `PARTS` agrees, ``right`` (value,
        multiplier, bound, unit, kind and period all agree), ``first`` and ``hinted`` (whether the
        indicator is the first hint, or among the hints), ``filled`` (whether one is filled in).
    """
    keys = ["source_id", "start", "end"]
    joined = truth.merge(drafted, "outer", keys, suffixes=("", "_draft"), indicator=True)
    joined = joined.astype("string").fillna("")
    result = joined[[*keys, "figure_id", "quote"]].copy()
    result["drafted"] = joined["_merge"] != "left_only"
    result["figure"] = joined["_merge"] != "right_only"
    result["confidence"] = pd.to_numeric(joined["review_confidence"]).fillna(0.0)
    both = joined["_merge"] == "both"
    for part, columns in PARTS.items():
        same = [joined[column] == joined[f"{column}_draft"] for column in columns]
        result[part] = both & pd.concat(same, axis=1).all(axis=1)
    result["right"] = result[_ROW].all(axis=1)
    hints = joined["review_indicators"].str.split(";")
    wanted = joined["indicator_id"]
    pairs = list(zip(wanted, hints, strict=True))
    result["first"] = both & pd.Series([one == known[0] for one, known in pairs], joined.index)
    result["hinted"] = both & pd.Series([one in known for one, known in pairs], joined.index)
    result["filled"] = both & (joined["indicator_id_draft"] != "")
    result["filled_right"] = result["filled"] & (joined["indicator_id_draft"] == wanted)
    return result


def passages(path: Path, group: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drafts of passages with the figures in them, and these figures.

    Parameters
    ----------
    path : Path
        JSON with the ``columns`` of a figure and, for each group, passages: ``title``,
        ``date_published``, ``text`` as lines, ``figures`` in reading order.
    group : str
        ``"seen"`` or ``"unseen"``.

    Returns
    -------
    drafted, truth : DataFrame
        As `compared` takes them; what the passages do not say of a figure is as in the draft.
    """
    content = json.loads(path.read_text("utf-8"))
    known = codes()
    drafted: list[pd.DataFrame] = []
    figures: list[dict[str, str]] = []
    for number, passage in enumerate(content[group]):
        text = "\n".join(passage["text"])
        document = Document(f"passage-{number}", text, passage["title"], passage["date_published"])
        drafted.append(draft(document, known))
        left = iter(drafted[-1].to_dict("records"))
        for values in passage["figures"]:
            said = dict(zip(content["columns"], values, strict=True))
            row = next((row for row in left if row["as_written"] == said["as_written"]), None)
            if row is None:
                raise InputError(
                    f"{path}: {passage['title']}: {said['as_written']!r} is no mention"
                )
            cells = {str(column): str(cell) for column, cell in row.items()}
            figures.append({**cells, **said, "figure_id": f"{number}-{len(figures)}"})
    return pd.concat(drafted), pd.DataFrame(figures).drop(columns=REVIEW, errors="ignore")


def shares(result: pd.DataFrame) -> pd.Series:
    """Share of the ledger's rows that are drafted, and of these that agree in each part."""
    figures = result[result["figure"]]
    drafted = figures[figures["drafted"]]
    found = {"drafted": figures["drafted"].mean()}
    found |= {part: drafted[part].mean() for part in (*PARTS, "right", "first", "hinted")}
    return pd.Series(found, dtype="float64")


def bands(result: pd.DataFrame) -> pd.DataFrame:
    """Rows of the draft by band of confidence: how many, and what share is right.

    A drafted quantity that nobody quotes counts as wrong.
    """
    drafted = result[result["drafted"]]
    held = drafted.groupby(rows.bands(drafted["confidence"]), observed=False)
    shares = held[["figure", "right"]].mean().assign(**{"from": BANDS}, rows=held.size())
    shares = shares.rename_axis("band").rename(columns={"figure": "figures"}).loc[[*BANDS]]
    return shares.reset_index()[["band", "from", "rows", "figures", "right"]]


def main() -> int:
    """Print the shares and the bands."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parents[2] / "shared" / "sources"
    parser.add_argument("--sources", type=Path, default=os.environ.get("ECSTATS_SOURCES", default))
    parser.add_argument("--wrong", choices=[*PARTS, "right", "first", "hinted", "drafted"])
    options = parser.parse_args()
    if not Path(options.sources).is_dir():
        print(f"no documents in {options.sources}; give --sources DIR", file=sys.stderr)
        return 2
    truth = ledger()
    drafted = drafts(Path(options.sources))
    result = compared(drafted, truth)
    if options.wrong:
        columns = PARTS.get(options.wrong, ["obs_value", "obs_kind", "time_period"])
        shown = truth.merge(drafted, "left", ["source_id", "start", "end"], suffixes=("", "_d"))
        off = result[result["figure"] & ~result[options.wrong]]["figure_id"]
        for row in shown[shown["figure_id"].isin(off)].to_dict("records"):
            pairs = " ".join(f"{row[c]!r}≠{row[c + '_d']!r}" for c in columns)
            hint = f" {row['indicator_id']}: {row['review_indicators']}"
            hint = hint if options.wrong in ("first", "hinted") else f" {row['review_why']}"
            print(f"{row['figure_id']} {pairs} {row['quote']!r}{hint}")
        return 0
    print(f"{len(truth)} quoted figures, {len(drafted)} drafted rows")
    for name, share in shares(result).items():
        print(f"{name:12}{share:8.1%}")
    filled = result["filled"].sum()
    print(f"indicator filled in: {filled}, of which right {result['filled_right'].sum()}")
    print("\nby document")
    for source, part in result.groupby("source_id"):
        print(f"{source:26}{shares(part)['right']:8.1%}{part['figure'].sum():6}")
    _print_bands(result)
    for group in ("seen", "unseen"):
        result = compared(*passages(PASSAGES, group))
        found = shares(result)
        print(
            f"\ninvented passages, {group}: {result['figure'].sum()} figures, "
            f"{found['right']:.1%} right"
        )
        print(" ".join(f"{part} {found[part]:.0%}" for part in ("unit", "kind", "period")))
        _print_bands(result)
    return 0


def _print_bands(result: pd.DataFrame) -> None:
    print("\nconfidence     from  rows  figures   right")
    for band in bands(result).itertuples(index=False):
        print(f"{band[0]:12}{band[1]:7.2f}{band[2]:6}{band[3]:9.1%}{band[4]:8.1%}")


if __name__ == "__main__":
    sys.exit(main())
