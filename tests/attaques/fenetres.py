# SPDX-License-Identifier: EUPL-1.2
"""The windows of a poisoned atlas that only the right words open: codes, files, what a colleague changed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from empoisonne import LONG, VENIN, code_recu, sans_nettoyage
from marche import Marche
from pilote import calme, saisir

from atlas_tui.app import depots_gardes
from atlas_tui.app.screens.deposer import DeposerScreen
from store.depot import Deposant, Depot
from store.store import Store

Chemin = Callable[[Marche, dict[str, str], Path], Awaitable[None]]
"""How windows are opened: by a walk, on the ids of the atlas, in a folder of the test."""
CHEMINS: dict[Chemin, tuple[str, str, frozenset[str]]] = {}
"""Each way: from which page, as whom, and the windows that it must open."""
PHRASE = "quatre chevaux sans bruit"


def ouvre(page: str, nom: str, *fenetres: str) -> Callable[[Chemin], Chemin]:
    """Declare a way. `page` may name ids: « collectivite/{col} »."""

    def noter(chemin: Chemin) -> Chemin:
        CHEMINS[chemin] = (page, nom, frozenset(fenetres))
        return chemin

    return noter


def code(marche: Marche) -> str:
    """The last code that was mailed."""
    with Store.open(marche.dossier / "atlas.sqlite") as store:
        return code_recu(store)


async def ecrire(marche: Marche, texte: str) -> None:
    """Type a text, and look."""
    await saisir(marche.pilot, texte)
    marche.regarder(texte[:20])


@ouvre("deposer", "", "deposer.DeposerScreen", "deposer_code.CodeScreen", "deposer_code.FiniScreen", "deposer_saisies.ProchesScreen",
       "deposer_saisies.ChoixScreen", "deposer_saisies.LigneDepotScreen", "deposer_saisies.TexteDepotScreen")  # fmt: skip
async def deposer(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The form of the Bourse, each of its fields pasted into, then deposited and confirmed."""
    bad = VENIN[:100]
    person = Deposant(prenom=bad, nom=bad, courriel="rivo@mal.example", telephone=VENIN[:50], langue="en")
    filled = Depot(
        autorite=VENIN, pays="ML", titre=VENIN, thematique="8", besoin=VENIN, description=VENIN, recherche=VENIN, lieu=VENIN,
        deposant=person,
    )  # fmt: skip
    marche.app.push_screen(DeposerScreen("en", depots_gardes.Brouillon(filled, "j" * 32)))
    await calme(marche.pilot)
    await marche.presser("home")
    for _ in range(13):
        await marche.presser("enter")
        await marche.coller()
        await marche.presser("escape", "down")
    # An authority by nearly the name of one that the atlas has.
    await marche.presser("home", "down", "enter")
    await marche.coller()
    await marche.presser("down", "down", "enter", "end", "enter", "f5", "f5")
    await ecrire(marche, code(marche) + "\n")
    await marche.presser("escape")


@ouvre("fiche/{dem3}", "", "suivre.SuivreScreen", "suivre.PreuveScreen", "suivre.AuteurMenu")
async def suivre(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The author of a demande comes back by a code, and withdraws it."""
    await marche.presser("f7", "down", "enter")
    await marche.coller()
    await marche.presser("ctrl+u")
    await ecrire(marche, "rivo@mal.example\n")
    await ecrire(marche, code(marche) + "\n")
    await marche.presser("end", "enter")


@ouvre(
    "accueil",
    "",
    "connexion.ConnexionScreen",
    "inscription.InscriptionScreen",
    "inscription.ConfirmationScreen",
)
async def inscrire(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """An account asked for, by hostile names."""
    await marche.presser("l", "f6", "enter")
    await ecrire(marche, "nope")
    await marche.presser("enter")
    for said in ("lucie", "lucie@mal.example"):
        await ecrire(marche, said + "\n")
    for _ in range(2):
        await marche.coller(VENIN[:100])
        await marche.presser("enter")
    for _ in range(2):
        await ecrire(marche, PHRASE + "\n")
    await marche.coller()
    await marche.presser("enter")


@ouvre(
    "fiche/{par}", "odile", "comparer.ComparerScreen", "modifier_fiche.ModifierScreen", "saisies.LigneScreen"
)
async def comparer(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """Two people change the same field: both are shown."""
    await marche.presser("f4", "enter", "ctrl+u")
    await ecrire(marche, "Bamako\n")
    with sans_nettoyage():
        # What else is on that fiche would be refused.
        with Store.open(marche.dossier / "atlas.sqlite") as store, store.write("compte:1") as edit:
            stored = edit.get(ids["par"])
            assert stored is not None
            edit.update(
                msgspec.structs.replace(stored.record, nom=VENIN * 2, site=VENIN * 2), base=stored.version
            )
        await marche.presser("f5", "down", "right", "f5")


@ouvre("collectivite/{col}", "marie", "connexion.VerrouCleScreen", "connexion.VerrouScreen")
async def verrouiller(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """A silence locks: by a password, then by a key alone."""
    for key_only in (False, True):
        await marche.entrer()
        marche.app.session.cle_seule = key_only
        await marche.presser("f4", "enter")
        marche.app.vu_a -= marche.app.verrou_apres
        marche.app.surveiller()
        await calme(marche.pilot)
        await marche.coller()
        await marche.presser("enter", "escape", "f8")
        await marche.revenir()


@ouvre("apd/2025", "marie", "declaration.DeclarationScreen", "declaration.LigneDeclareeScreen", "declaration_fichiers.ImporterScreen",
       "declaration_fichiers.RejetsScreen", "declaration_fichiers.CollerScreen", "declaration_fichiers.ConfirmerScreen")  # fmt: skip
async def declarer(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """Lines of APD typed, pasted, read from a file, all hostile; then declared."""
    (dossier / "lignes.csv").write_text(
        f"Montant en euros;Pays;Secteur CAD;Canal;Type d'aide;Libellé\n5;{VENIN!r};14031;22000;C01;{LONG}\n",
        "utf-8",
    )
    await marche.presser("f4", "plus", "escape", "home", "enter", "enter")
    await marche.coller()
    await marche.presser("enter", "escape", "escape", "f7", "enter")
    await ecrire(marche, "lignes.csv\n")
    await marche.presser("down", "end", "escape", "f7", "down", "enter")
    await marche.coller(
        f"Montant en euros\tPays\tSecteur CAD\tCanal\tType d'aide\n5\t{VENIN}\t14031\t22000\tC01"
    )
    await marche.presser("f5", "escape", "delete", "f6", "down", "enter", "escape")


@ouvre("apd/2012", "odile", "declaration_fichiers.RouvrirScreen", "campagnes_apd.SuiviScreen")
async def rouvrir(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The DAECT follows a campaign and opens a declaration again."""
    await marche.presser("f7", "down", "enter", "enter", "f7", "end", "enter")
    await marche.coller()
    await marche.presser("f5", "escape", "escape")


@ouvre("accueil", "odile", "doublons.DoublonsScreen", "doublons.FusionScreen")
async def fusionner(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """Two fiches of one name, side by side, merged and parted again."""
    await marche.presser("f2")
    await ecrire(marche, "doublons\n")
    await marche.presser(
        "enter", "i", "down", "right", "f5", "down", "enter", "u", "enter", "down", "enter", "p"
    )


@ouvre("fiche/{dem2}", "amandine", "demande_gestes.MessageScreen")
async def refuser(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The embassy refuses a demande, with a hostile reason."""
    await marche.presser("f7", "down", "enter")
    await marche.coller(VENIN)
    await marche.presser("f5")


@ouvre("fiche/{dem3}", "marie", "demande_gestes.ProjetDeDemandeScreen")
async def pourvoir(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The agent makes a projet of a demande that she answered."""
    await marche.presser("f7", "end", "enter", "end", "enter", "f5")


@ouvre("collectivite/{col}", "odile", "effacer.EffacerScreen")
async def effacer(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """The DAECT looks for a person to erase, by hostile names."""
    await marche.presser("f2")
    await ecrire(marche, "effacer\n")
    for _ in range(2):
        await marche.coller()
        await marche.presser("enter")
    await marche.presser("f5")
