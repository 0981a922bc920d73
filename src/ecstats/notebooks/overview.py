"""What comes out of a sweep: one tidy table of all results and one chart over it.

It is made in a kernel, like the charts of a notebook, because that has imported what it needs.
"""

import json
from pathlib import Path

from ecstats.charts.chart import contents
from ecstats.charts.sensitivity import sensitivity
from ecstats.notebooks.files import publish
from ecstats.notebooks.results import collect, sensitivities

__all__ = ["make_overview"]


def make_overview(folder: Path) -> None:
    """Write ``results.csv`` and the chart ``overview`` of a sweep.

    Parameters
    ----------
    folder : Path
        With ``sweep.json``, which names the notebook, the parameters of each set and the sets that
        failed, and with ``sets/<name>/*.csv``.
    """
    record = json.loads((folder / "sweep.json").read_text("utf-8"))
    sets, failures = record["sets"], record["failures"]
    finished = {name: folder / "sets" / name for name in sets if name not in failures}
    results = collect(
        {
            name: (
                sets[name],
                {path.name: path.read_bytes() for path in sorted(place.glob("*.csv"))},
            )
            for name, place in finished.items()
        }
    )
    languages = {values.get("language", "en") for values in sets.values()}
    chart = sensitivity(
        sensitivities(results, sets),
        notebook=record["notebook"],
        sets=len(sets),
        failed=len(failures),
        language="zh" if languages == {"zh"} else "en",
    )
    publish(
        {
            folder / "results.csv": results.to_csv(index=False, lineterminator="\n").encode(),
            **{folder / name: content for name, content in contents(chart).items()},
        }
    )
