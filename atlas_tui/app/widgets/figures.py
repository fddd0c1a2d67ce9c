# SPDX-License-Identifier: EUPL-1.2
"""The état of a page as text: its seven figures, and the aid declared by year."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from atlas_tui.app.widgets.cells import caler, couper, largeur
from atlas_tui.terminal.profile import profil
from exports.french import euros, nombre
from parquet.results import Etat

_APD_LARGEUR = 26
COULEURS = {"cooperation": "ansi_bright_blue", "action": "ansi_yellow", "demande": "ansi_bright_red"}


def lignes_compteurs(etat: Etat) -> list[tuple[str, str, int]]:
    """(nature or '', words, figure) of each counter that the page has, in the order of the guide."""
    c = etat.compteurs
    lines: list[tuple[str, str, int | None]] = [
        ("", _accord(c.collectivites_francaises, "collectivité française engagée", "collectivités françaises engagées"),
         c.collectivites_francaises),
        ("", _accord(c.collectivites_partenaires, "collectivité partenaire", "collectivités partenaires"),
         c.collectivites_partenaires),
        ("", _accord(c.collectivites_en_recherche, "collectivité en recherche", "collectivités en recherche"),
         c.collectivites_en_recherche),
        ("cooperation", _accord(c.projets_cooperation, "coopération décentralisée", "coopérations décentralisées"),
         c.projets_cooperation),
        ("action", _accord(c.autres_actions, "autre action extérieure", "autres actions extérieures"), c.autres_actions),
        ("demande", _accord(c.demandes, "demande de coopération", "demandes de coopération"), c.demandes),
        ("", _accord(c.pays, "pays concerné", "pays concernés"), c.pays),
    ]  # fmt: skip
    return [(nature, words, figure) for nature, words, figure in lines if figure is not None]


_PLURIELS = {
    "cooperation": "coopérations décentralisées",
    "action": "autres actions extérieures",
    "demande": "demandes de coopération",
}


def _accord(count: int | None, one: str, many: str) -> str:
    return one if count is not None and count < 2 else many


class EtatPanel(Widget):
    """The figures, the aid beside them when there is room, under them otherwise."""

    can_focus = False
    DEFAULT_CSS = "EtatPanel { height: auto; width: 1fr; }"

    def __init__(self, *, id: str, apd: bool = True, annees: int = 6) -> None:
        super().__init__(id=id)
        self._etat: Etat | None = None
        self._cachees: frozenset[str] = frozenset()
        self._apd = apd
        self._annees = annees

    def montrer(self, etat: Etat, cachees: frozenset[str] = frozenset()) -> None:
        """Show the figures; the natures `cachees` are said to be hidden from the lists."""
        self._etat, self._cachees = etat, cachees
        self.refresh(layout=True)

    def _compteurs(self, etat: Etat) -> list[Content]:
        counters = lignes_compteurs(etat)
        wide = max(largeur(nombre(figure)) for _, _, figure in counters)
        lines = []
        for nature, words, figure in counters:
            sign = profil().signe(nature) if nature else " "
            hidden = nature in self._cachees
            text = f" {_PLURIELS[nature]} cachées" if hidden else f" {words}"
            number = (caler("-" if hidden else nombre(figure), wide, droite=True), "bold")
            lines.append(Content.assemble((sign, COULEURS.get(nature, "")), " ", number, text))
        return lines

    def _tableau_apd(self, etat: Etat, width: int) -> list[Content]:
        if not self._apd:
            return []
        title = Content.styled(
            couper("Aide publique au développement" + ("" if etat.apd_affinee else " (non affinée)"), width),
            "bold",
        )
        if not etat.apd:
            return [title, Content("Aucun montant déclaré.")]
        apart = {a.annee: a.montant for a in etat.apd_hors_refugies}
        differ = any(apart.get(a.annee, a.montant) != a.montant for a in etat.apd)
        # As wide as their headings, or as the largest amount.
        column = max(13, *(largeur(euros(a.montant)) for a in etat.apd))
        both = differ and width >= 6 + column + 1 + column
        lines = [title]
        if both:
            lines.append(Content(f"{'':6}{'avec réfugiés':>{column}} {'hors réfugiés':>{column}}"))
        for aid in etat.apd[: self._annees]:
            row = f"{aid.annee}  {caler(euros(aid.montant), column, droite=True)}"
            if both:
                other = euros(apart[aid.annee]) if aid.annee in apart else "-"
                row += " " + caler(other, column, droite=True)
            lines.append(Content(couper(row, width)))
        hidden = len(etat.apd) - self._annees
        if hidden > 0:
            lines.append(
                Content(
                    f"et {hidden} {'année' if hidden == 1 else 'années'} avant {etat.apd[self._annees - 1].annee}"
                )
            )
        return lines

    def _lignes(self, width: int) -> list[Content]:
        if self._etat is None or width <= 0:
            return []
        left = self._compteurs(self._etat)
        taken = max(line.cell_length for line in left)
        room = width - taken - 3
        if self._apd and room >= _APD_LARGEUR:
            right = self._tableau_apd(self._etat, room)
            rows = max(len(left), len(right))
            left += [Content("")] * (rows - len(left))
            right += [Content("")] * (rows - len(right))
            return [a.pad_right(taken + 3 - a.cell_length) + b for a, b in zip(left, right, strict=True)]
        aid = self._tableau_apd(self._etat, width)
        return [*left, Content(""), *aid] if aid else left

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as there are; before they are known, as many as there will most often be."""
        return len(self._lignes(width)) or 7

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._lignes(self.size.width))
