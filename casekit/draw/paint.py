"""Repainting a finished drawing for another ground, colour by colour."""

from typing import Any

import numpy as np
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from casekit.theme import Look

__all__ = ["repaint"]


def repaint(figure: Figure, look: Look) -> None:
    """Give every stroke, filling and word of a drawing the colour that it has in a look.

    Opacity stays. Rims of texts are painted by the canvas that writes them; what is added to the
    drawing afterwards keeps the colours that it is given.
    """
    if not look.dark:
        return
    for artist in figure.findobj():
        if isinstance(artist, Text):
            _words(artist, look)
        elif isinstance(artist, Line2D):
            _line(artist, look)
        elif isinstance(artist, Patch):
            _patch(artist, look)
        elif isinstance(artist, Collection):
            artist.set_facecolor(_all(artist.get_facecolor(), look))
            artist.set_edgecolor(_all(artist.get_edgecolor(), look))
        elif isinstance(artist, AxesImage):
            artist.set_data(_all(np.asarray(artist.get_array()), look))


def _turn(color: Any, look: Look) -> Any:
    if isinstance(color, str) and color in ("none", "auto"):
        return color
    return (*to_rgb(look.paint(to_hex(color).upper())), to_rgba(color)[3])


def _words(text: Text, look: Look) -> None:
    text.set_color(look.paint(to_hex(text.get_color())))
    if isinstance(text, Annotation) and text.arrow_patch is not None:
        _patch(text.arrow_patch, look)


def _line(line: Line2D, look: Look) -> None:
    face, edge = line.get_markerfacecolor(), line.get_markeredgecolor()
    line.set_color(_turn(line.get_color(), look))
    line.set_markerfacecolor(_turn(face, look))
    line.set_markeredgecolor(_turn(edge, look))


def _patch(patch: Patch, look: Look) -> None:
    face, edge = patch.get_facecolor(), patch.get_edgecolor()
    patch.set_facecolor(_turn(face, look))
    patch.set_edgecolor(_turn(edge, look))


def _all(colors: Any, look: Look) -> Any:
    """Repaint an array of colours, each distinct one once."""
    array = np.asarray(colors, dtype=np.float64)
    flat = array.reshape(-1, 4)
    if not len(flat):
        return array
    kinds, where = np.unique(flat, axis=0, return_inverse=True)
    painted = np.array([_turn(tuple(kind), look) for kind in kinds])
    return painted[where.reshape(-1)].reshape(array.shape)
