"""Where the texts of a chart stand, measured with the renderer that draws them."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ecstats.plots.style import drawing

Box = tuple[str, Bbox]


def text_boxes(figure: Figure) -> list[Box]:
    """Every text that is drawn, with its box in pixels."""
    with drawing():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        boxes = []
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                for tick in axis.get_major_ticks():
                    if not low <= tick.get_loc() <= high:
                        tick.label1.set_visible(False)
                        tick.label2.set_visible(False)
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                boxes.append((text.get_text(), text.get_window_extent(renderer)))
        return boxes


def overlaps(boxes: list[Box], slack: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than `slack` pixels in both directions."""
    return [
        (first, second)
        for (first, a), (second, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack
        and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]


def outside(figure: Figure, boxes: list[Box]) -> list[str]:
    """Texts that leave the figure."""
    page = figure.bbox
    return [
        text
        for text, box in boxes
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
