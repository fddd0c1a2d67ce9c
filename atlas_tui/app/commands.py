# SPDX-License-Identifier: EUPL-1.2
"""The commands. One class per command is all there is to know of it: keys, word in the footer, line of help, palette."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from atlas_tui.app.touches import noms_de_touches

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen


class Command:
    """A thing that a key does. Subclasses fill the attributes and `executer`."""

    nom: ClassVar[str]
    """What it is called by the bindings."""
    touches: ClassVar[tuple[str, ...]] = ()
    """Textual's names of its keys; the first is the one shown. None: it is done from the palette alone."""
    libelle: ClassVar[str] = ""
    """Its word in the footer; empty: not shown there."""
    aide: ClassVar[str]
    """What it does, in the help and in the palette."""
    rang: ClassVar[int] = 50
    """Low: shown first in the footer, and last to go when room lacks."""
    palette: ClassVar[bool] = True
    dans_l_aide: ClassVar[bool] = True
    """False for those that a line of help for another covers."""

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        """True when it would do something on this screen as it is."""
        return True

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        """Do it."""
        raise NotImplementedError

    @classmethod
    def liaison(cls) -> Binding:
        """The binding that makes Textual call it; for those that have keys."""
        return Binding(",".join(cls.touches), f"commande('{cls.nom}')", cls.aide, show=False)

    @classmethod
    def nom_des_touches(cls) -> str:
        """Its keys as the help writes them; nothing for those of the palette alone."""
        return noms_de_touches(cls.touches)


class Trouver(Command):
    """Open the finder."""

    nom, touches, libelle, rang = "trouver", ("slash",), "trouver", 10
    aide = "Trouver un lieu, une collectivité, un partenaire ou un projet par son nom"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.ouvrir_modal("finder")


class Aide(Command):
    """Open the help."""

    nom, touches, libelle, rang = "aide", ("question_mark", "f1"), "aide", 12
    aide = "Afficher l'aide de cette page"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.ouvrir_modal("aide")


class Palette(Command):
    """Open the list of the commands."""

    nom, touches, rang = "palette", ("colon", "f2"), 60
    aide = "Choisir une commande dans la liste de toutes les commandes"
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.ouvrir_modal("palette")


class AllerAccueil(Command):
    """Go to the first page."""

    nom, touches, libelle, rang = "accueil", ("a",), "accueil", 30
    aide = "Revenir à l'accueil"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("accueil")


class AccesMonde(Command):
    """Go to the places of the world."""

    nom, touches, libelle, rang = "acces-monde", ("m",), "monde", 20
    aide = "Accès monde : choisir un continent, un sous-continent ou un pays"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("acces-monde")


class AccesFrance(Command):
    """Go to the places of France."""

    nom, touches, libelle, rang = "acces-france", ("f",), "France", 21
    aide = "Accès France : choisir une région, un département ou une collectivité"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("acces-france")


class RechercheAvancee(Command):
    """Go to the form."""

    nom, touches, rang = "recherche", ("v",), 22
    aide = "Recherche avancée : croiser mots, lieux, thématiques, financements"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("recherche")


class Retour(Command):
    """Go back."""

    nom, touches, libelle, rang = "retour", ("escape", "backspace", "p"), "retour", 25
    aide = "Revenir à la page précédente"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.app.historique.peut_retour

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if not ecran.fermer():
            ecran.app.retour()


class Avancer(Command):
    """Go forward."""

    nom, touches, rang = "avancer", ("s",), 55
    aide = "Aller à la page suivante, après un retour"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.app.historique.peut_avancer

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.avancer()


class Monter(Command):
    """Go one level up."""

    nom, touches, libelle, rang = "monter", ("u",), "plus haut", 40
    aide = "Monter d'un niveau : du pays au sous-continent, du département à la région"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.niveau_superieur() is not None

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if (above := ecran.niveau_superieur()) is not None:
            ecran.app.aller(above)


class VoirCarte(Command):
    """From a page to its map."""

    nom, touches, libelle, rang = "carte", ("g",), "carte", 13
    aide = "Carte : les mêmes projets sur le monde ou sur la France"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller(replace(ecran.adresse, vue="carte"))


class Relire(Command):
    """Read the page again."""

    nom, touches, libelle, rang = "relire", ("f5",), "relire", 0
    aide = "Relire cette page, quand l'atlas a été mis à jour"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.app.perime

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if ecran.app.perime:
            # Said on the page that opens: what was published may not change anything there.
            ecran.app.annonce = "Page relue : elle est à jour."
            ecran.app.relire_page()
        else:
            ecran.app.dire("Cette page est à jour.")


class CopierLien(Command):
    """Copy the address of the page."""

    nom, touches, rang = "copier", ("y",), 56
    aide = "Afficher et copier le lien de cette page"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.copier_lien()


class Exporter(Command):
    """Write what the page shows in a file."""

    nom, libelle, rang = "exporter", "exporter", 28
    touches: ClassVar[tuple[str, ...]] = ("x", "f9")
    aide = "Exporter ce que la page montre : PDF, tableur, GeoJSON, IATI…"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.a_exporter() is not None

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        subject = ecran.a_exporter()
        if subject is None:
            ecran.app.dire("Rien à exporter ici : ouvrez une page, une liste, un classement ou une fiche.")
        else:
            ecran.app.exporter(subject)


class Ligne(Command):
    """Choose what the line is like."""

    nom, touches, rang = "ligne", ("f3",), 58
    aide = "Profil de la ligne : local, distant, bas-debit ; octets envoyés"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.ouvrir_ligne()


class Redessiner(Command):
    """Send the whole screen again."""

    nom, touches, rang = "redessiner", ("ctrl+l",), 59
    aide = "Redessiner l'écran, si autre chose y a écrit"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.action_redessiner()


class Quitter(Command):
    """Leave."""

    nom, touches, libelle, rang = "quitter", ("q", "f10"), "quitter", 14
    aide = "Quitter l'atlas"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.exit()


class MonCompte(Command):
    """Log in, or what one's account offers."""

    nom, touches, rang = "compte", ("l", "f6"), 31
    aide = "Se connecter ; une fois connecté : mon compte, se déconnecter"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.connexion import ouvrir

        if ecran.app.ouverture.done():
            ouvrir(ecran.app)


class MonEspace(Command):
    """One's own page."""

    nom = "espace"
    aide = "Espace personnel : mes tâches, recherches, cartes, fiches, brouillons"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("moi")


class GarderPage(Command):
    """Keep the page in the espace personnel."""

    nom = "garder"
    aide = "Garder cette page, sous un nom, dans l'espace personnel"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.espace.recherches import garder

        garder(ecran)


class Suivre(Command):
    """Follow the news of the page."""

    nom = "suivre"
    aide = "Suivre les actualités de ce pays ou de cette thématique, ou ne plus les suivre"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return ecran.adresse.page.genre in ("pays", "thematique")

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.espace.suivis import basculer

        basculer(ecran)


class CampagneAnnuelle(Command):
    """How far the yearly campaign is."""

    nom = "campagne"
    aide = "Campagne annuelle : confirmer sa fiche ; avancement par région"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("campagne")


class Actualites(Command):
    """The news."""

    nom = "actualites"
    aide = "Actualités et agenda ; ceux du pays, de la thématique, de la collectivité"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from parquet.pages import Adresse, Page, criteres_de

        here = ecran.adresse.page
        about = ("pays", "sous-continent", "continent", "thematique", "collectivite")
        asked = criteres_de(here if here.genre in about else Page("actualites"))
        ecran.app.aller(Adresse(Page("actualites"), asked))


class Annuaire(Command):
    """Associations and réseaux, correspondants."""

    nom = "annuaire"
    aide = "Annuaire : associations, réseaux ; correspondants des ambassades"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("annuaire")


class Doublons(Command):
    """Doubles of collectivités and authorities."""

    nom = "doublons"
    aide = "Doublons (DAECT) : comparer, fusionner, défaire une fusion"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.doublons import ouvrir

        ouvrir(ecran.app)


class AideDeclaree(Command):
    """The APD."""

    nom = "apd"
    aide = "Aide publique au développement (e-APD) : totaux, déclarer, campagnes"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("apd")


class EffacerPersonne(Command):
    """Erase somebody from the whole atlas."""

    nom = "effacer-personne"
    aide = "Effacer une personne de tout l'atlas (DAECT)"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.effacer import ouvrir

        ouvrir(ecran.app)


class Aides(Command):
    """What the ministry grants."""

    nom = "appels"
    aide = "Appels à projets, subventions accordées, label d'expertise"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("appels")


class UnJour(Command):
    """Ask for a day."""

    nom, touches, rang = "jour", ("j",), 57
    aide = "Voir l'atlas tel qu'il était un jour passé, ou revenir à aujourd'hui"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.cocher import demander_jour

        app = ecran.app
        demander_jour(ecran, ecran.adresse.au, lambda au: app.joindre(au, lambda: app.aller_au(au)))


class Deposer(Command):
    """The way into the Bourse-projets for those without account."""

    nom = "deposer"
    aide = "Déposer un projet dans la Bourse ; submit a request; presentar una solicitud"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("deposer")


class BureauAmbassade(Command):
    """The desk of an embassy."""

    nom = "bureau"
    aide = "Bureau de l'ambassade : demandes à publier ou à refuser, autres tâches"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        compte = ecran.app.session.compte
        return compte is not None and compte.role in ("ambassade", "daect")

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page("bureau")


GLOBALES: tuple[type[Command], ...] = (
    Trouver, Aide, Quitter, AccesMonde, AccesFrance, RechercheAvancee, AllerAccueil, Retour, Avancer, Monter, Relire, CopierLien, Exporter, UnJour, MonCompte, MonEspace, GarderPage, Suivre, CampagneAnnuelle, Actualites, Annuaire, Deposer, BureauAmbassade, Doublons, EffacerPersonne, AideDeclaree, Aides, Palette, Ligne, Redessiner,
)  # fmt: skip
"""The commands of every page."""
