# SPDX-License-Identifier: EUPL-1.2
"""Logging in, the lock after a silence, a forgotten password, one's own account, the accounts that wait for an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from atlas_tui.app.espace.volet import relire
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire, Travail
from atlas_tui.app.widgets.case import Case
from atlas_tui.app.widgets.menu import Entree
from store.errors import StoreError
from store.rights import ROLE_NAMES

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.errors import AtlasError
    from store.comptes import Compte


def ouvrir(app: AtlasApp) -> None:
    """What the key of accounts does: log in, unlock, or the menu of one's own account."""
    try:
        app.session.base(app.dossier)
    except StoreError as error:
        app.dire(str(error))
        return
    app.retenir_touches()
    if app.session.compte is None and app.atlas.demonstration:
        app.faire(
            lambda: app.session.a_essayer(app.dossier),
            lambda found: app.push_screen(ConnexionScreen(essais=found)),
        )
    elif app.session.compte is None:
        app.push_screen(ConnexionScreen())
    elif app.session.verrouillee:
        app.push_screen(ecran_du_verrou(app))
    else:
        app.push_screen(_menu(app, app.session.compte))


class ConnexionScreen(Questionnaire):
    """Identifiant, password; the code of the second factor where one is set."""

    TITRE = "Se connecter"
    TOUCHES = "Entrée valider  F6 demander un compte  F7 mot de passe oublié  Échap fermer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "demander", "Demander un compte", show=False, priority=True),
        Binding("f7", "oublie", "Mot de passe oublié", show=False, priority=True),
    ]

    def __init__(
        self,
        identifiant: str = "",
        mot_de_passe: str = "",
        *,
        totp: bool = False,
        essais: Sequence[Compte] = (),
    ) -> None:
        super().__init__()
        self._essais = tuple(essais)
        self._connu, self._totp = (identifiant, mot_de_passe), totp

    @property
    def avis(self) -> str:
        """In a demonstration, the accounts to try it with."""
        if not self._essais:
            return ""
        from atlas_tui.app.enonce import pays
        from atlas_tui.demonstration.comptes import MOT_DE_PASSE

        names = "\n".join(
            f"• {one.identifiant} : {ROLE_NAMES[one.role]}" + (f" ({pays(one.pays)})" if one.pays else "")
            for one in self._essais
        )
        return f"Démonstration : comptes d'essai, mot de passe « {MOT_DE_PASSE} »\n{names}"

    def questions(self) -> Sequence[Question]:
        """Two, or the code alone once they are right."""
        if self._totp:
            return (Question("totp", "Code du téléphone"),)
        return (
            Question("identifiant", "Identifiant", valeur=self._connu[0]),
            Question("mot-de-passe", "Mot de passe", secret=True),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Try them."""
        app = self.app
        name, password = self._connu if self._totp else (valeurs["identifiant"], valeurs["mot-de-passe"])
        if not name.strip() or not password:
            self.dire("Donnez votre identifiant et votre mot de passe.")
            return
        code = valeurs.get("totp", "")

        def refus(error: StoreError | AtlasError) -> None:
            from store.login import LoginRefused, SecondFactorNeeded

            faux = isinstance(error, LoginRefused)
            if isinstance(error, SecondFactorNeeded) and not self._totp:
                self.dismiss()
                app.push_screen(ConnexionScreen(name, password, totp=True))
            else:
                self.dire(str(error))
                # To be typed again whole: what was typed is not seen. It may be right where tries are refused.
                for field in self.query("#mot-de-passe, #totp").results(Case) if faux else ():
                    field.value = ""
                    self.set_focus(field)

        self.en_fil(lambda: app.session.entrer(app.dossier, name, password, code), self._entre, refus)

    def _entre(self, compte: Compte) -> None:
        self.dismiss()
        app, hello = self.app, f"Bonjour {compte.prenom} {compte.nom}."
        app.connecte(hello)

        def attendent(count: int) -> None:
            if count:
                waiting = "une tâche vous attend" if count == 1 else f"{count} tâches vous attendent"
                # The first line of the menu that l opens.
                app.dire(f"{hello} Dans l'espace personnel (l, puis Entrée), {waiting}.")

        app.faire(lambda: taches(app), attendent)

    def action_demander(self) -> None:
        """Ask for an account."""
        from atlas_tui.app.screens.inscription import commencer

        self.dismiss()
        commencer(self.app)

    def action_oublie(self) -> None:
        """Choose another password by a code that is mailed."""
        name = "" if self._totp else self.valeurs["identifiant"]
        self.dismiss()
        self.app.push_screen(OublieScreen(name))


def taches(app: AtlasApp) -> int:
    """How many tasks wait for whoever just came in. In a thread."""
    from store.taches import lire

    return app.session.consulter(
        app.dossier, lambda store, compte: len(lire(store, compte.numero, compte.who))
    )


class VerrouScreen(Questionnaire):
    """Over all that is open, until the password is given again: what was being typed stays under it."""

    TITRE = "Session verrouillée"
    TOUCHES = "Entrée valider  F8 se déconnecter"
    AVIS = "Rien n'a été touché depuis un moment. Ce que vous écriviez est là, sous cet écran."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "sortir", "Se déconnecter", show=False, priority=True)
    ]

    def questions(self) -> Sequence[Question]:
        """One."""
        compte = self.app.session.compte
        return (
            Question("mot-de-passe", f"Mot de passe de {compte.identifiant if compte else ''}", secret=True),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Try it."""
        app = self.app

        def rouvert(_: Compte) -> None:
            self.dismiss()
            app.connecte("")

        def refus(error: StoreError | AtlasError) -> None:
            for field in self.query("#mot-de-passe"):
                field.value = ""  # type: ignore[attr-defined]
            self.dire(str(error))

        self.en_fil(lambda: app.session.rouvrir(app.dossier, valeurs["mot-de-passe"]), rouvert, refus)

    def action_fermer(self) -> None:
        """Échap opens nothing."""
        self.dire("Donnez votre mot de passe, ou F8 pour vous déconnecter.")

    def action_sortir(self) -> None:
        """Leave the account; drafts are kept."""
        self.dismiss()
        self.app.call_later(self.app.deconnecter)


class VerrouCleScreen(Travail):
    """The same for an account that its SSH key alone opens: nothing here can tell that it is still they who come back."""

    TITRE = "Session verrouillée"
    TOUCHES = "F8 rester sans compte  F10 quitter"
    AVIS = (
        "Rien n'a été touché depuis un moment. Ce compte s'ouvre par sa clé SSH, sans mot de passe : il n'y a rien à "
        "redemander ici. Quittez (F10) et reconnectez-vous. Ce que vous écriviez est gardé dans vos brouillons."
    )
    DEFAULT_CSS = """
    VerrouCleScreen .avis { height: auto; }
    VerrouCleScreen #etat-volet { height: 1fr; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "sortir", "Rester sans compte", show=False, priority=True)
    ]

    def corps(self) -> ComposeResult:
        """What happened, what to do."""
        yield Static(self.AVIS, classes="avis", markup=False)
        yield self.etat()

    def action_fermer(self) -> None:
        """Échap opens nothing."""
        self.dire("F10 quitte : reconnectez-vous avec votre clé. F8 reste dans l'atlas, sans compte.")

    def action_sortir(self) -> None:
        """Leave the account; drafts are kept."""
        self.dismiss()
        self.app.call_later(self.app.deconnecter)


def ecran_du_verrou(app: AtlasApp) -> VerrouScreen | VerrouCleScreen:
    """What locks a session: its password is asked again, where it has one."""
    return VerrouCleScreen() if app.session.cle_seule else VerrouScreen()


class OublieScreen(Questionnaire):
    """The identifiant, then the code that was mailed with a new password."""

    TITRE = "Mot de passe oublié"

    def __init__(self, identifiant: str = "", *, envoye: bool = False) -> None:
        super().__init__()
        self._identifiant, self._envoye = identifiant, envoye

    def questions(self) -> Sequence[Question]:
        """The identifiant; once the code is on its way, the code and the password twice."""
        if not self._envoye:
            return (Question("identifiant", "Identifiant", valeur=self._identifiant),)
        return (
            Question("code", "Code reçu par courriel"),
            Question("mot-de-passe", "Nouveau mot de passe", secret=True),
            Question("encore", "Le même", secret=True),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Send a code, or use it."""
        app = self.app
        if not self._envoye:
            name = valeurs["identifiant"]

            def envoye(_: None) -> None:
                self.dismiss()
                app.push_screen(OublieScreen(name, envoye=True))

            self.en_fil(lambda: app.session.oublie(app.dossier, name), envoye)
            return
        if valeurs["mot-de-passe"] != valeurs["encore"]:
            self.dire("Les deux mots de passe diffèrent.")
            return

        def remplace(_: None) -> None:
            self.dismiss()
            app.push_screen(ConnexionScreen(self._identifiant))

        self.en_fil(
            lambda: app.session.remplacer(
                app.dossier, self._identifiant, valeurs["code"], valeurs["mot-de-passe"]
            ),
            remplace,
        )


class MotDePasseScreen(Questionnaire):
    """Another password for one's own account."""

    TITRE = "Changer de mot de passe"

    def questions(self) -> Sequence[Question]:
        """The one of today, the next one twice."""
        return (
            Question("avant", "Mot de passe actuel", secret=True),
            Question("mot-de-passe", "Nouveau mot de passe", secret=True),
            Question("encore", "Le même", secret=True),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Replace it."""
        app = self.app
        if valeurs["mot-de-passe"] != valeurs["encore"]:
            self.dire("Les deux mots de passe diffèrent.")
            return

        def change(_: None) -> None:
            self.dismiss()
            app.dire("Mot de passe changé.")

        self.en_fil(
            lambda: app.session.changer_mot_de_passe(app.dossier, valeurs["avant"], valeurs["mot-de-passe"]),
            change,
        )


class ReponseScreen(Questionnaire):
    """Why an account is refused."""

    TITRE = "Refuser un compte"
    AVIS = "La personne lira cette raison."

    def __init__(self, compte: Compte, suite: Callable[[str], None]) -> None:
        super().__init__()
        self._compte, self._suite = compte, suite

    def questions(self) -> Sequence[Question]:
        """One."""
        return (Question("raison", "Raison"),)

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Refuse it."""
        app = self.app

        def refuse(_: Compte) -> None:
            self.dismiss()
            self._suite(f"Compte « {self._compte.identifiant} » refusé.")

        self.en_fil(lambda: app.session.repondre(app.dossier, self._compte.numero, valeurs["raison"]), refuse)


def _menu(app: AtlasApp, compte: Compte) -> MenuModal:
    entries = [
        Entree("espace", "Espace personnel", valeur="mes tâches, mes recherches, mes fiches"),
        Entree("attente", "Comptes en attente", valeur="accepter ou refuser"),
        Entree("mot-de-passe", "Changer de mot de passe"),
        Entree("telephone", "Téléphone perdu", valeur="retirer un second facteur"),
        Entree("verrouiller", "Verrouiller", valeur="le mot de passe sera redemandé"),
        Entree("sortir", "Se déconnecter"),
    ]
    if app.session.cle_seule:
        # Nothing that a password would open: the key does, and leaving is what locks.
        entries = [one for one in entries if one.cle not in ("mot-de-passe", "verrouiller")]
    if compte.role not in ("agent", "daect"):
        entries = [one for one in entries if one.cle != "attente"]
    if compte.role != "daect":
        entries = [one for one in entries if one.cle != "telephone"]
    return MenuModal(
        f"{compte.prenom} {compte.nom}, {ROLE_NAMES[compte.role]}", entries, lambda cle: _faire(app, cle)
    )


def _faire(app: AtlasApp, cle: str) -> None:
    match cle:
        case "attente":
            app.faire(lambda: app.session.en_attente(app.dossier), lambda found: _attente(app, found))
        case "espace":
            app.aller_page("moi")
        case "mot-de-passe":
            app.push_screen(MotDePasseScreen())
        case "telephone":
            from atlas_tui.app.screens.second_facteur import ouvrir_perdus

            ouvrir_perdus(app)
        case "verrouiller":
            app.verrouiller()
        case "sortir":
            app.deconnecter()


def ouvrir_attente(app: AtlasApp, numero: str) -> None:
    """What to answer to one account that waits: where its task leads."""

    def trouve(found: Sequence[Compte]) -> None:
        compte = next((one for one in found if str(one.numero) == numero), None)
        if compte is None:
            app.dire("Ce compte n'attend plus de réponse.")
        else:
            _juger(app, compte)

    app.faire(lambda: app.session.en_attente(app.dossier), trouve)


def _pour(app: AtlasApp, compte: Compte) -> str:
    """Whom an account would speak for, in words: « Caen (14), l'agent d'une collectivité ». In a thread."""
    from atlas_tui.app import enonce, labels
    from parquet.errors import Introuvable
    from parquet.pages import Page

    where = ""
    if compte.collectivite or compte.reseau:
        genre = "collectivite" if compte.collectivite else "fiche"
        try:
            where = app.atlas.intitule(Page(genre, compte.collectivite or compte.reseau))
        except Introuvable:
            where = compte.collectivite or compte.reseau
    elif compte.pays:
        where = enonce.pays(compte.pays)
    elif compte.region:
        where = labels.region(compte.region)
    # The place first: it is what must not be cut.
    return (f"{where}, " if where else "") + ROLE_NAMES[compte.role]


def _juger(app: AtlasApp, compte: Compte) -> None:
    def demander(who: str) -> None:
        app.push_screen(
            MenuModal(
                f"{compte.prenom} {compte.nom}, {compte.courriel}",
                [
                    Entree("accepter", "Accepter", valeur=who),
                    Entree("refuser", "Refuser", valeur="avec une raison"),
                ],
                lambda cle: _repondre(app, compte, cle),
            )
        )

    app.faire(lambda: _pour(app, compte), demander)


def _attente(app: AtlasApp, comptes: Sequence[Compte]) -> None:
    if not comptes:
        app.dire("Aucun compte n'attend de réponse.")
        return
    named = {str(one.numero): one for one in comptes}

    app.push_screen(
        MenuModal(
            "Comptes en attente",
            [
                Entree(
                    str(one.numero),
                    one.identifiant,
                    valeur=f"{one.prenom} {one.nom}, {ROLE_NAMES[one.role]}"
                    + ("" if one.courriel_confirme else " (courriel à confirmer)"),
                )
                for one in comptes
            ],
            lambda numero: _juger(app, named[numero]),
        )
    )


def _repondre(app: AtlasApp, compte: Compte, cle: str) -> None:
    if cle == "refuser":
        app.push_screen(ReponseScreen(compte, lambda said: relire(app, said)))
        return
    app.faire(
        lambda: app.session.repondre(app.dossier, compte.numero, None),
        lambda found: relire(app, f"Compte « {found.identifiant} » accepté."),
    )
