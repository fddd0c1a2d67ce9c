# SPDX-License-Identifier: EUPL-1.2
"""The help: what each key does on the page below, written from the commands themselves."""

from __future__ import annotations

from textual.app import ComposeResult

from atlas_tui.app.commands import GLOBALES, Command
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.touches import nom_de_touche
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Feuille, Morceau
from atlas_tui.terminal.profile import profil
from parquet.reference import nomenclature

_DEPLACEMENTS = (
    ("↑ ↓", "Aller à la ligne ou au lien d'avant, d'après"),
    ("Entrée", "Ouvrir ce qui est choisi"),
    ("→ ←", "Déplier, replier un lieu dans l'accès monde et l'accès France"),
    ("Tab, Maj+Tab", "Passer d'une partie de la page à l'autre"),
    ("Page préc., Page suiv.", "Avancer d'un écran"),
    ("Début, Fin", "Aller au commencement, à la fin"),
)


def feuille_aide(ici: tuple[type[Command], ...]) -> Feuille:
    """The help of a page that has the commands `ici`."""
    sheet = Feuille()
    own = [command for command in ici if command not in GLOBALES and command.dans_l_aide]
    if own:
        sheet.titre("Sur cette page")
        for command in own:
            sheet.champ(command.nom_des_touches() or nom_de_touche("f2"), command.aide)
    sheet.titre("Partout")
    for command in GLOBALES:
        sheet.champ(command.nom_des_touches() or nom_de_touche("f2"), command.aide)
    sheet.titre("Se déplacer")
    for keys, what in _DEPLACEMENTS:
        sheet.champ(keys, what)
    sheet.titre("Les signes")
    for nature in nomenclature.natures():
        sheet.ligne(Morceau(f"{profil().signe(nature.code)} {nature.pluriel}", nature.code))
    sheet.ligne("j après le signe d'un projet : c'est un jumelage")
    sheet.vide()
    sheet.ligne(
        "Dans un champ, les lettres s'écrivent : les flèches choisissent la réponse, Entrée l'ouvre, "
        "Échap vide le champ puis le quitte."
    )
    return sheet


class AideScreen(Modal):
    """The help over a page."""

    TITRE = "Aide"
    TOUCHES = "↑ ↓ lire  Échap fermer"
    BINDINGS = [("question_mark,f1,q", "fermer", "Fermer")]

    def corps(self) -> ComposeResult:
        """The text."""
        page = self.app.page
        yield Lines(feuille_aide(page.commandes() if page is not None else GLOBALES), id="aide")

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(Lines).focus()
