# SPDX-License-Identifier: EUPL-1.2
"""My account: the digest by mail, the password, my sessions, all that the atlas holds of me, and having it erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app.espace.volet import Volet, chez_soi, faire_chez_soi
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.terminal import destination
from exports.documents import ExportRefuse
from exports.french import jour, pluriel
from store.clock import heure, minute, paris
from store.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store

NON = "non"
_GENRES = {"mot-de-passe": "mot de passe", "cle": "clé SSH"}


class CompteVolet(Volet):
    """What one wants, one's sessions, one's data."""

    nom, titre = "compte", "Compte"
    vide = ""
    compte_les_lignes = False

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """A line a thing to do; sessions by their key."""
        from store.espace import Espace

        own = Espace(store, compte.numero, compte.who)
        wanted = own.wants_digest()
        since = own.second_factor_since() if compte.totp else None
        factor = f"oui, depuis le {jour(paris(since).date())}" if since else "oui" if compte.totp else NON
        lines = [
            Entree("resume", "Résumé de mes tâches par courriel", droite="oui, un par jour au plus" if wanted else NON),
            Entree("mot-de-passe", "Changer de mot de passe"),
            Entree("second-facteur", "Second facteur : un code du téléphone", droite=factor),
            Entree("donnees", "Exporter mes données", droite="JSON"),
            Entree("effacer", "Effacer mon compte", droite="définitif"),
            Entree("", "Mes sessions (Entrée en ferme une)"),
        ]  # fmt: skip
        lines += [
            Entree(
                f"session/{one.cle}", f"Ouverte le {minute(one.ouverte_le)}, {_GENRES[one.genre]}",
                droite=f"active le {paris(one.vue_le):%d/%m} à {heure(one.vue_le)}",
            )
            for one in own.sessions()
        ]  # fmt: skip
        return tuple(lines)

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Do what the line says."""
        from atlas_tui.app.screens import second_facteur
        from atlas_tui.app.screens.connexion import MotDePasseScreen

        match ligne.cle:
            case "resume":
                wanted = ligne.droite == NON
                said = "Vous recevrez un résumé par jour." if wanted else "Vous ne recevrez plus de résumé."
                faire_chez_soi(app, lambda own: own.want_digest(wanted), said)
            case "mot-de-passe":
                app.push_screen(MotDePasseScreen())
            case "second-facteur":
                second_facteur.ouvrir(app, pose=ligne.droite != NON)
            case "donnees":
                exporter(app)
            case "effacer":
                effacer(app)
            case key:
                _fermer(app, key.partition("/")[2])


def _fermer(app: AtlasApp, cle: str) -> None:
    if cle == app.session.cle:
        app.dire("C'est la session d'ici : l, puis « Se déconnecter ».")
    else:
        faire_chez_soi(app, lambda own: own.close_session(cle), "Session fermée : il faudra s'y reconnecter.")


def exporter(app: AtlasApp) -> None:
    """Write all that the atlas holds of oneself in a file of the name that is asked."""
    from atlas_tui.app.screens.cocher import SaisirScreen

    proposed = destination.nom_propose(f"mes donnees {app.qui}", None, ".json")

    def nomme(said: tuple[str, ...] | None) -> None:
        if said:
            app.faire(lambda: _ecrire(app, said[0]), lambda path: app.dire(f"Écrit : {path}"))

    app.push_screen(SaisirScreen("Fichier où écrire mes données (JSON)", proposed, vide=""), nomme)


def _ecrire(app: AtlasApp, nom: str) -> Path:
    """Write the file, never over another. In a thread. StoreError, in one line."""
    from exports.comptes import mes_donnees
    from exports.french import raison_systeme

    data = chez_soi(app, lambda own: own.data())
    try:
        path = destination.nom_libre(destination.destination(nom))
        with path.open("xb") as file:
            file.write(mes_donnees(data))
    except ExportRefuse as error:
        raise StoreError(str(error)) from error
    except OSError as error:
        raise StoreError(
            f"Écriture impossible : {raison_systeme(error)}. Choisissez un autre nom."
        ) from error
    return path


def effacer(app: AtlasApp) -> None:
    """Have oneself erased from the whole atlas, once one's identifiant is typed."""
    from atlas_tui.app.screens.cocher import SaisirScreen

    def dit(said: tuple[str, ...] | None) -> None:
        if said is None:
            return
        if "".join(said).casefold() != app.qui.casefold():
            app.dire("Rien n'est effacé : ce n'est pas votre identifiant.")
            return

        def travail() -> tuple[str, ...]:
            def faire(store: Store, compte: Compte) -> tuple[str, ...]:
                from atlas_tui.app import depots_gardes
                from parquet.effacement import effacer as effacer_partout
                from store.effacement import Effacement

                person = Effacement(store, compte.who).chercher(compte=compte.numero)
                done = effacer_partout(store, app.dossier, compte.who, person)
                depots_gardes.oublier(person)
                return done.avertissements

            return app.session.consulter(app.dossier, faire)

        def fini(warnings: tuple[str, ...]) -> None:
            app.perime = True
            app.deconnecter()
            app.dire(" ".join(("Votre compte et vos données sont effacés.", *warnings)))

        app.faire(travail, fini)

    def demander(cited: int) -> None:
        told = "Vos actes restent au journal, sous un numéro."
        if cited:
            told += f" Votre nom reste écrit dans {pluriel(cited, 'fiche')} : la DAECT peut l'ôter, écrivez-lui d'abord."
        app.push_screen(
            SaisirScreen(
                f"Tout effacer de vous, sans retour : tapez votre identifiant ({app.qui})", "", vide=told
            ),
            dit,
        )

    def compter() -> int:
        def citations(store: Store, compte: Compte) -> int:
            from store.effacement import Effacement

            return Effacement(store, compte.who).citations(compte.numero)

        return app.session.consulter(app.dossier, citations)

    app.faire(compter, demander)
