# SPDX-License-Identifier: EUPL-1.2
"""My fiches: where one's account belongs, and the fiches that one edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app.espace.volet import Volet
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from parquet.pages import Page, nom_du_lieu
from store.clock import paris

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store


class Fiches(Volet):
    """One's own place, then what one edited, the last first."""

    nom, titre = "fiches", "Fiches"
    vide = "Aucune fiche n'est à vous : celles que vous modifierez seront ici."
    compte_les_lignes = False

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """Each by the path of its page."""
        from store.espace import Espace

        lines = []
        with store.read() as reading:

            def nom(id: str) -> str:
                found = reading.get(id)
                record = found.record if found else None
                return propre(getattr(record, "nom", "") or getattr(record, "titre", "") or id)

            if compte.collectivite:
                lines += [
                    Entree(
                        f"collectivite/{compte.collectivite}",
                        nom(compte.collectivite),
                        droite="ma collectivité",
                    ),
                    Entree(
                        f"confirmation/{compte.collectivite}",
                        "Sa campagne annuelle",
                        droite="confirmer ses parties",
                    ),
                ]
            if compte.reseau:
                lines.append(Entree(f"fiche/{compte.reseau}", nom(compte.reseau), droite="mon réseau"))
            if compte.pays:
                lines.append(
                    Entree(f"pays/{compte.pays}", nom_du_lieu(Page("pays", compte.pays)), droite="mon pays")
                )
            if compte.region:
                lines.append(
                    Entree(
                        f"region/{compte.region}",
                        nom_du_lieu(Page("region", compte.region)),
                        droite="ma région",
                    )
                )
            edited = Espace(store, compte.numero, compte.who).edited(reading)
            if edited:
                lines.append(Entree("", "Fiches que j'ai modifiées"))
            lines += [Entree(f"fiche/{id}", nom(id), droite=f"{paris(le):%d/%m/%Y}") for id, le in edited]
        return tuple(lines)

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Its page."""
        app.aller_page(ligne.cle)
