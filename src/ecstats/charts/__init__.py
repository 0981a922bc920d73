"""Charts: one function for each, a table in, a `Chart` out.

Every function takes a table of the library and a `labels.CodeLists` (labels and origins of the
ids), draws it with matplotlib and seaborn on axes of yours (``ax=``) or on a page of its own, and
returns a `Chart`: the axes to restyle, with the rows drawn, their quotes, caption, source line and
alt text. `save` writes it as SVG, PNG and CSV.

In the examples `lists` are the tables of the package (`labels.load_code_lists`), `figures` its
quoted figures with their bounds (`intervals.with_bounds`), `values` the published values too.
"""

from ecstats.charts.chart import COLUMNS, Chart, Columns, save, to_svg
from ecstats.charts.clusters import changes, cluster_comparison, conditions
from ecstats.charts.consistency import accountability, consistency
from ecstats.charts.growth import growth_rates, quoted_growth
from ecstats.charts.ledger import figures_by_kind, mention_coverage
from ecstats.charts.sensitivity import sensitivity
from ecstats.charts.targets import (
    attainment,
    milestones,
    progress_rules,
    required_and_past_growth,
    target_gaps,
)

__all__ = [
    "COLUMNS",
    "Chart",
    "Columns",
    "accountability",
    "attainment",
    "changes",
    "cluster_comparison",
    "conditions",
    "consistency",
    "figures_by_kind",
    "growth_rates",
    "mention_coverage",
    "milestones",
    "progress_rules",
    "quoted_growth",
    "required_and_past_growth",
    "save",
    "sensitivity",
    "target_gaps",
    "to_svg",
]
