"""Chart of a sweep: on how many results of which chart each parameter bears."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from ecstats.charts.chart import Chart, finish
from ecstats.charts.fonts import wrap
from ecstats.charts.forest import column_headings
from ecstats.charts.page import GUTTER, INK, LABEL, MUTED, SMALL, PAPER, Band, axes_of, drawing, write
from ecstats.labels.words import text

ROW = 0.34
LABEL_WIDTH, VALUES_WIDTH = 1.8, 0.7
SHARES = LinearSegmentedColormap.from_list("shares", [PAPER, "#F3BD9A"])


@drawing()
def sensitivity(
    shares: pd.DataFrame,
    *,
    notebook: str,
    sets: int,
    failed: int = 0,
    language: str = "en",
    name: str = "overview",
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
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import pandas as pd
    >>> from ecstats import charts
    >>> shares = pd.DataFrame({"parameter": ["areas"], "values": 2, "chart": ["attainment"],
    ...                        "results": 8, "changed": 2})
    >>> charts.sensitivity(shares, notebook="02_target_gaps", sets=2).alt[-31:]
    'areas: 25% of attainment.'
    """
    rows = shares.assign(share=(shares["changed"] / shares["results"]).round(9))
    parameters, charts = (list(dict.fromkeys(rows[one])) for one in ("parameter", "chart"))
    rows["written"] = [_percent(share) for share in rows["share"]]
    lost = text("sensitivity_failed", language, failed=failed) if failed else ""
    bands = []
    if len(rows):
        (axes,) = axes_of(ax)
        wide = {
            one: rows.pivot(index="parameter", columns="chart", values=one).loc[parameters, charts]
            for one in ("share", "written")
        }
        sns.heatmap(
            wide["share"].fillna(0),
            vmin=0,
            vmax=1,
            cmap=SHARES,
            cbar=False,
            annot=wide["written"].fillna("–"),
            fmt="",
            annot_kws={"size": LABEL, "color": INK},
            linewidths=1,
            ax=axes,
        )
        band = Band([axes], LABEL_WIDTH + GUTTER, VALUES_WIDTH + GUTTER)
        axes.set(xlabel="", ylabel="")
        above = column_headings(axes, [n + 0.5 for n in range(len(charts))], charts, band.width)
        labels = [wrap(one, LABEL_WIDTH, LABEL) for one in parameters]
        axes.set_yticks(axes.get_yticks(), labels, rotation=0, size=LABEL)
        taken = rows.drop_duplicates("parameter")["values"]
        heading = {"ycoords": "axes fraction", "dy": 0.25, "color": MUTED}
        write(axes, 1, 1, text("sensitivity_values", language), SMALL, dx=GUTTER, **heading)
        for place, values in zip(axes.get_yticks(), taken, strict=True):
            write(axes, 1, place, str(values), dx=GUTTER, dy=0.09)
        bands.append(band._replace(above=max(above, 0.3), height=ROW * len(parameters)))
    listed = [
        (
            parameter,
            text("comma", language).join(
                text("sensitivity_share", language, share=share, chart=chart)
                for share, chart in zip(part["written"], part["chart"], strict=True)
            ),
        )
        for parameter, part in rows.groupby("parameter", sort=False)
    ]
    return finish(
        "overview",
        "sensitivity",
        rows.drop(columns="written"),
        bands,
        ax=ax,
        name=name,
        language=language,
        source=text("sensitivity_source", language),
        listed=listed,
        nothing="sensitivity_nothing",
        notebook=notebook,
        sets=sets,
        failed=lost,
    )


def _percent(share: float) -> str:
    """A share without digits; neither nothing nor all unless it is."""
    if pd.isna(share):
        return "–"
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"
