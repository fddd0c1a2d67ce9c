# SPDX-License-Identifier: EUPL-1.2
"""The drawing model: shapes with a role, in a plane whose y goes down. Renderers choose how each role looks.

A scene is drawn in the order of its shapes, the last on top. Lengths are in the scene's own unit, the same on both axes:
a renderer fits `Scene.bounds` in its room with one scale (`Placement.of`). Shapes hold data, so texts are not markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Point = tuple[float, float]


class Role(StrEnum):
    """What a shape stands for. A renderer that has no colour must still tell those of one scene apart."""

    MER = "mer"
    """The sea and the ground of the drawing; the disc of the Earth where the projection shows it."""
    TERRE = "terre"
    """Land, with nothing said of it."""
    VOISIN = "voisin"
    """Land around what the map is about, fainter still."""
    COTE = "cote"
    FRONTIERE = "frontiere"
    """The edge of a place, inside the land."""
    CADRE = "cadre"
    """The frame of an inset, of a chart."""
    CLASSE_1 = "classe-1"
    CLASSE_2 = "classe-2"
    CLASSE_3 = "classe-3"
    CLASSE_4 = "classe-4"
    CLASSE_5 = "classe-5"
    """Shading by number of projets, from the fewest to the most."""
    COOPERATION = "cooperation"
    """Blue; the sign is a disc."""
    ACTION = "action"
    """Yellow; the sign is a triangle that points up."""
    DEMANDE = "demande"
    """Red; the sign is a diamond."""
    ARC = "arc"
    """A link between a collectivité and a partenaire."""
    ORIGINE = "origine"
    """Where the arcs leave from."""
    SELECTION = "selection"
    AXE = "axe"
    GRILLE = "grille"
    SERIE_1 = "serie-1"
    SERIE_2 = "serie-2"
    SERIE_3 = "serie-3"
    """The series of a chart that are no natures."""
    TEXTE = "texte"
    TITRE = "titre"
    DISCRET = "discret"
    """Text that helps and may be left out: names in the background, units."""


CLASSES = (Role.CLASSE_1, Role.CLASSE_2, Role.CLASSE_3, Role.CLASSE_4, Role.CLASSE_5)
"""The shades, from the fewest to the most."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the plane: left, top, right, bottom; y goes down, so `top` is the smaller."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Top to bottom."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @classmethod
    def around(cls, points: Iterable[Point]) -> Bounds:
        """The smallest rectangle that holds the points. Raises ValueError when there is none."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    def grown(self, margin: float) -> Bounds:
        """The same with `margin` more on each side."""
        return Bounds(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def holds(self, x: float, y: float) -> bool:
        """True when the point is inside or on the edge."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def meets(self, other: Bounds) -> bool:
        """True when the two rectangles share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """How the plane falls on a renderer's room: `target = plane * scale + offset`, y still down."""

    scale: float
    dx: float
    dy: float

    @classmethod
    def of(cls, bounds: Bounds, width: float, height: float) -> Placement:
        """The largest drawing of `bounds` in a room of `width` by `height`, proportions kept, centred."""
        scale = min(width / (bounds.width or 1.0), height / (bounds.height or 1.0))
        x, y = bounds.center
        return cls(scale, width / 2 - x * scale, height / 2 - y * scale)

    def __call__(self, x: float, y: float) -> Point:
        """Where the point of the plane (x, y) falls."""
        return x * self.scale + self.dx, y * self.scale + self.dy

    def inverse(self, x: float, y: float) -> Point:
        """The point of the plane that falls on (x, y)."""
        return (x - self.dx) / self.scale, (y - self.dy) / self.scale


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape: closed rings (first point = last point), holes being further rings (even-odd)."""

    rings: tuple[tuple[Point, ...], ...]
    role: Role
    key: str = ""
    """The place it is; empty for the background. The same key on several shapes means the same place."""


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points, not filled."""

    points: tuple[Point, ...]
    role: Role
    key: str = ""


@dataclass(frozen=True, slots=True)
class Disc:
    """A bubble; its role says its nature, and with it the sign (disc, triangle, diamond) that marks its centre.

    `radius` is meant for the scene shown whole: a renderer that zooms in may keep it as large as it was on the paper.
    """

    x: float
    y: float
    radius: float
    role: Role
    key: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    """A bent line from one place to another: the Bézier curve of its ends and of `control`."""

    start: Point
    control: Point
    end: Point
    role: Role = Role.ARC
    key: str = ""

    def points(self, steps: int = 24) -> tuple[Point, ...]:
        """The curve as `steps` straight pieces."""
        (ax, ay), (bx, by), (cx, cy) = self.start, self.control, self.end
        curve = []
        for i in range(steps + 1):
            t = i / steps
            a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
            curve.append((a * ax + b * bx + c * cx, a * ay + b * by + c * cy))
        return tuple(curve)


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle of a chart, from its top left corner."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    key: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text. (x, y) is the middle of its height, at its beginning, middle or end as `anchor` says."""

    x: float
    y: float
    text: str
    role: Role = Role.TEXTE
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 0.0
    """Height of a capital in the scene's unit; 0: the renderer's ordinary text."""
    key: str = ""
    short: str = ""
    """What to write where there is no room for `text`: a code."""
    width: float = 0.0
    """The room for `text`, in the scene's unit; 0: as much as it takes."""


Shape = Polygon | Polyline | Disc | Arc | Bar | Label


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend: a sample in its role, and what it means."""

    role: Role
    text: str
    """« 12 à 40 projets », « Coopération décentralisée »."""
    sample: Literal["aplat", "disque", "trait"] = "aplat"
    radius: float = 0.0
    """Of a disc, in the scene's unit; 0: any."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing whole, with what must be said beside it."""

    bounds: Bounds
    """What must be seen. The land goes on beyond: a renderer cuts it at the edge of its room."""
    shapes: Sequence[Shape]
    title: str
    description: str
    """What the drawing says, in a few French sentences, for who cannot see it."""
    legend: tuple[LegendEntry, ...] = ()
    notes: tuple[str, ...] = ()
    """Source, licence, projection, what is left out: small text under the drawing."""
