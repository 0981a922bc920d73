"""Chart of a sweep: on how many results of which chart each parameter bears."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet, nine_digits
from ecstats.charts.fonts import wrap
from ecstats.charts.forest import column_headings

ROW = 0.34
LABEL_WIDTH, VALUES_WIDTH = 1.8, 0.7
SHARES = LinearSegmentedColormap.from_list("shares", [page.PAPER, "#F3BD9A"])


@page.drawing()
def sensitivity(
    shares: pd.DataFrame,
    *,
    notebook: str,
    sets: int,
    failed: int = 0,
    language: str = "en",
    ax: Axes | None = None,
) -> Chart:
    """Draw the share of changed results, parameters by charts, as a heat map.

    Parameters
    ----------
    shares : DataFrame
        Columns ``parameter``, ``values`` (how many it took), ``chart``, ``results`` and
        ``changed`` (counts), see `runner.results.sensitivities`.
    notebook : str
        Name of the notebook.
    sets, failed : int
        How many sets of parameters there were, and how many of them failed.
    language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> shares = pd.DataFrame({"parameter": ["areas"], "values": 2, "chart": ["attainment"],
    ...                        "results": 8, "changed": 2})
    >>> sensitivity(shares, notebook="02_target_gaps", sets=2).alt[-25:]
    'areas: 25% of attainment.'
    """
    sheet = Sheet("overview", "sensitivity", None, language, ax)
    rows = shares.assign(share=[nine_digits(one) for one in shares["changed"] / shares["results"]])
    written = [_percent(share) for share in rows["share"]]
    parameters, charts = (list(dict.fromkeys(rows[one])) for one in ("parameter", "chart"))
    (axes,) = sheet.axes()
    band = page.Band([axes], LABEL_WIDTH + page.GUTTER, VALUES_WIDTH + page.GUTTER)
    if len(rows):
        wide = rows.assign(written=written).pivot_table(
            ["share", "written"], "parameter", "chart", aggfunc="first"
        )
        wide = wide.reindex(parameters).reindex(columns=charts, level="chart")
        sns.heatmap(
            wide["share"].fillna(0),
            vmin=0,
            vmax=1,
            cmap=SHARES,
            cbar=False,
            annot=wide["written"].fillna("–"),
            fmt="",
            annot_kws={"size": page.LABEL, "color": page.INK},
            linewidths=1,
            ax=axes,
        )
        axes.set(xlabel="", ylabel="")
        above = column_headings(axes, [n + 0.5 for n in range(len(charts))], charts, band.width)
        band = band._replace(above=max(above, 0.3), height=ROW * len(parameters))
        labels = [wrap(one, LABEL_WIDTH, page.LABEL) for one in parameters]
        axes.set_yticks(axes.get_yticks(), labels, rotation=0, size=page.LABEL)
        heading: dict[str, Any] = {"ycoords": "axes fraction", "dy": 0.25, "color": page.MUTED}
        page.write(
            axes, 1, 1, sheet.text("sensitivity_values"), page.SMALL, dx=page.GUTTER, **heading
        )
        taken = rows.drop_duplicates("parameter")["values"]
        for place, values in zip(axes.get_yticks(), taken, strict=True):
            page.write(axes, 1, place, str(values), dx=page.GUTTER, dy=0.09)
    sheet.bands.append(band)
    said: dict[str, list[str]] = {}
    for parameter, share, chart in zip(rows["parameter"], written, rows["chart"], strict=True):
        text = sheet.text("sensitivity_share", share=share, chart=chart)
        said.setdefault(parameter, []).append(text)
    return sheet.finish(
        rows,
        [(parameter, sheet.text("comma").join(texts)) for parameter, texts in said.items()],
        nothing="sensitivity_nothing",
        notebook=notebook,
        sets=sets,
        failed=sheet.text("sensitivity_failed", failed=failed) if failed else "",
    )


def _percent(share: float) -> str:
    """A share without digits; neither nothing nor all unless it is."""
    if pd.isna(share):
        return "–"
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"
