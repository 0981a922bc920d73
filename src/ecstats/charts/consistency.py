"""Chart of the checks of the documents against themselves and each other."""

import pandas as pd

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, marker_style, page
from ecstats.charts.marks import mark_name, rounded
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, draw_rows, plan_rows
from ecstats.charts.style import Mark, drawing
from ecstats.consistency import counted
from ecstats.labels.code_lists import CodeLists
from ecstats.labels.words import alt_text, code_name, say

VERDICTS: dict[str, tuple[Mark, bool]] = {
    "consistent": (Mark(style.BLUE, "o"), False),
    "inconsistent_fine": (Mark(style.VERMILION, "X"), True),
    "inconsistent": (Mark(style.VERMILION, "X"), False),
    "untestable": (Mark(style.MUTED, "o"), True),
}
COUNTED = ("consistent", "inconsistent", "untestable")
SIGN_ROOM = 0.2


def consistency_verdicts(
    checks: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "consistency-verdicts",
) -> Chart:
    """Draw one sign per check, by kind of check and verdict.

    Parameters
    ----------
    checks : DataFrame
        From `consistency.check_ledger`. A check that is there at two precisions gets one sign:
        the verdict at the last printed digit, hollow where the coarser reading is consistent.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
    """
    rows = with_quotes(rounded(checks), lists)
    if rows.empty:
        title = say("checks_title", language, n=0, inconsistent=0)
        return blank(rows, title, say("checks_subtitle", language), language, name)
    kinds = rows.drop_duplicates("check")
    # a kind of check that finds no figures has a row of its own: it is shown, not counted
    first = counted(rows.assign(row=rows.index)).reset_index(drop=True)
    lenient = rows[rows["check_id"].duplicated() & (rows["verdict"] == "consistent")]
    softened = first["check_id"].isin(lenient["check_id"]) & (first["verdict"] == "inconsistent")
    first["sign"] = first["verdict"].astype("str").mask(softened, "inconsistent_fine")
    counts = {
        one: [
            int(((first["check"] == kind) & (first["verdict"] == one)).sum())
            for kind in kinds["check"]
        ]
        for one in COUNTED
    }

    title = say("checks_title", language, n=len(first), inconsistent=sum(counts["inconsistent"]))
    source = source_line(rows, lists, language)
    with drawing(name):
        plan = plan_rows(
            [code_name("check", kind, language) for kind in kinds["check"]],
            [
                Column(
                    say(one, language),
                    [str(n) if n else "" for n in counts[one]],
                    *VERDICTS[one],
                    width=0.92,
                )
                for one in COUNTED
            ],
            label_width=2.5,
            ticks=False,
            guides=False,
        )
        keys = [Key(VERDICTS["inconsistent_fine"][0], say("inconsistent_fine", language), True)]
        canvas = page(
            title,
            say("checks_subtitle", language),
            plan.height,
            [source],
            keys if softened.any() else (),
        )
        (axes,) = draw_rows(canvas, plan)
        most = max((sum(column) for column in zip(*counts.values(), strict=True)), default=0)
        step = min(SIGN_ROOM, plan.plot_width / max(most, 1))
        axes.set_xlim(0, plan.plot_width)
        axes.set_xticks([])
        axes.grid(visible=False)
        order = list(VERDICTS)
        for y, kind in zip(plan.centres, kinds["check"], strict=True):
            if not (first["check"] == kind).any():
                axes.text(
                    0,
                    y,
                    say("nothing_to_test", language),
                    size=style.SMALL,
                    color=style.MUTED,
                    va="center_baseline",
                )
            own = first[first["check"] == kind]
            signs = sorted(
                zip(own["sign"], own["row"], strict=True), key=lambda one: order.index(one[0])
            )
            for number, (sign, row) in enumerate(signs):
                mark, hollow = VERDICTS[sign]
                look = marker_style(mark, hollow=hollow, size=min(8.0, step * 72 * 0.62))
                gid = mark_name(row)
                axes.plot([(number + 0.5) * step], [y], linestyle="none", gid=gid, **look)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("checks_caption", language, n=len(first), kinds=first["check"].nunique()),
        source_line=source,
        alt=alt_text(
            title,
            [
                (
                    code_name("check", kind, language),
                    say("comma", language).join(
                        f"{say(one, language)} {counts[one][number]}"
                        for one in COUNTED
                        if counts[one][number]
                    ),
                )
                for number, kind in enumerate(kinds["check"])
            ],
            language,
        ),
        language=language,
    )
