# SPDX-License-Identifier: EUPL-1.2
"""How each role of a drawing looks on paper: its colour, and the sign that tells the natures apart without colour."""

from __future__ import annotations

from exports.drawing.scene import Role
from exports.pdf.feuilles import Couleur, Feuilles
from exports.wording import NATURES

LARGEUR_SIGNE = 1.15
"""Room a sign takes before its word, in sizes of the text."""

COULEURS: dict[Role, Couleur] = {
    Role.MER: (0.94, 0.965, 0.985),
    Role.TERRE: (0.90, 0.89, 0.86),
    Role.VOISIN: (0.95, 0.945, 0.93),
    Role.COTE: (0.60, 0.62, 0.64),
    Role.FRONTIERE: (0.74, 0.74, 0.74),
    Role.CADRE: (0.55, 0.55, 0.58),
    Role.CLASSE_1: (0.85, 0.89, 0.96),
    Role.CLASSE_2: (0.68, 0.76, 0.90),
    Role.CLASSE_3: (0.47, 0.60, 0.83),
    Role.CLASSE_4: (0.25, 0.40, 0.72),
    Role.CLASSE_5: (0.07, 0.19, 0.52),
    Role.COOPERATION: (0.10, 0.30, 0.70),
    Role.ACTION: (0.88, 0.64, 0.05),
    Role.DEMANDE: (0.78, 0.12, 0.14),
    Role.ARC: (0.28, 0.34, 0.56),
    Role.ORIGINE: (0.09, 0.09, 0.09),
    Role.SELECTION: (0.09, 0.09, 0.09),
    Role.AXE: (0.40, 0.40, 0.42),
    Role.GRILLE: (0.86, 0.86, 0.88),
    Role.SERIE_1: (0.07, 0.19, 0.52),
    Role.SERIE_2: (0.55, 0.67, 0.86),
    Role.SERIE_3: (0.45, 0.45, 0.48),
    Role.TEXTE: (0.09, 0.09, 0.09),
    Role.TITRE: (0.0, 0.0, 0.57),
    Role.DISCRET: (0.38, 0.38, 0.42),
}


def role_de_nature(texte: str) -> Role | None:
    """The role of a cell that says a nature: « Coopération décentralisée (jumelage) »."""
    for code, words in NATURES.items():
        if texte.startswith(words):
            return Role(code)
    return None


def signe(feuilles: Feuilles, role: Role, x: float, y: float, rayon: float) -> None:
    """The sign of a nature centred on (x, y): a disc, a triangle that points up, a diamond."""
    feuilles.ecrire(operateurs_signe(role, x, feuilles.retourne(y), rayon))


def operateurs_signe(role: Role, x: float, y: float, r: float) -> str:
    """The same as PDF operators; y goes up."""
    red, green, blue = COULEURS[role]
    fill = f"{red:g} {green:g} {blue:g} rg "
    match role:
        case Role.ACTION:
            points = [(x, y + r * 1.15), (x + r * 1.1, y - r * 0.85), (x - r * 1.1, y - r * 0.85)]
        case Role.DEMANDE:
            points = [(x, y + r * 1.2), (x + r * 1.2, y), (x, y - r * 1.2), (x - r * 1.2, y)]
        case _:
            return fill + cercle(x, y, r) + " f"
    return fill + " ".join(f"{a:.2f} {b:.2f} {'l' if i else 'm'}" for i, (a, b) in enumerate(points)) + " f"


def cercle(x: float, y: float, r: float) -> str:
    """The path of a circle."""
    k = r * 0.5523
    return (
        f"{x + r:.2f} {y:.2f} m "
        f"{x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c h"
    )
