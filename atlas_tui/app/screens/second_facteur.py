# SPDX-License-Identifier: EUPL-1.2
"""The second factor of one's account: drawn, shown to the phone, confirmed by a code; taken away; that of a lost phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app.espace.volet import relire
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.widgets.case import Case
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.terminal.profile import profil
from atlas_tui.terminal.qr import dessinable, dessiner, modules
from store.errors import StoreError

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.errors import AtlasError
    from store.comptes import Compte

CLE_SEULE = "Ce compte s'ouvre par sa clé SSH, sans mot de passe : il n'y a pas de second facteur à poser."
DROITE = 33
"""Columns kept beside the QR code."""


def ouvrir(app: AtlasApp, *, pose: bool) -> None:
    """Set one's own second factor, or take it away when there is one."""
    compte = app.session.compte
    if app.session.cle_seule:
        app.dire(CLE_SEULE)
    elif pose:
        app.push_screen(RetirerScreen())
    elif compte is not None:

        def tirer() -> PoserScreen:
            from store.login import new_totp_secret
            from store.second_facteur import address

            secret = new_totp_secret()
            whole = address(compte.identifiant, secret)
            return PoserScreen(secret, whole, modules(whole))

        app.faire(tirer, app.push_screen)


class _DeuxScreen(Questionnaire):
    """A password and a code: what is wrong is typed again, what was right stays."""

    DEFAULT_CSS = "_DeuxScreen .intitule { width: 19; }"
    secret = ""
    fait: ClassVar[str]

    def questions(self) -> Sequence[Question]:
        """Two."""
        return (Question("mot-de-passe", "Mot de passe", secret=True), Question("code", "Code du téléphone"))

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Try them."""
        app = self.app
        if not all(one.strip() for one in valeurs.values()):
            self.dire("Donnez votre mot de passe et le code que montre le téléphone.")
            return

        def fait(_: None) -> None:
            self.dismiss()
            relire(app, self.fait)

        self.en_fil(
            lambda: app.session.changer_second_facteur(
                app.dossier, valeurs["mot-de-passe"], valeurs["code"], self.secret
            ),
            fait,
        )

    def _refuser(self, error: StoreError | AtlasError) -> None:
        from store.second_facteur import WrongCode, WrongPassword

        super()._refuser(error)
        for kind, field in ((WrongPassword, "#mot-de-passe"), (WrongCode, "#code")):
            if isinstance(error, kind):
                wrong = self.query_one(field, Case)
                wrong.value = ""
                self.set_focus(wrong)


class PoserScreen(_DeuxScreen):
    """A new secret, for the phone to read or its person to type. It is kept here alone until a code of it comes back."""

    TITRE = "Second facteur : un code du téléphone, en plus du mot de passe"
    DEFAULT_CSS = """
    PoserScreen.-basse > #volet { margin-top: 0; }
    PoserScreen #cote { height: 1fr; }
    PoserScreen #qr { margin: 0 2 0 0; display: none; color: ansi_black; background: ansi_bright_white; }
    PoserScreen #qr.encre, PoserScreen #qr.encre-inverse { color: ansi_default; background: ansi_default; }
    PoserScreen #qr.encre { text-style: reverse; }
    PoserScreen.-qr #qr { display: block; }
    PoserScreen.-qr #etat-volet { margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "qr", "QR code", show=False, priority=True)]
    fait = "Second facteur posé : la prochaine connexion par mot de passe demandera un code."

    def __init__(self, secret: str, adresse: str, rangees: Sequence[bytes]) -> None:
        super().__init__()
        self.secret, self._adresse, self._rangees = secret, adresse, rangees
        # Not by itself where twenty lines of blocks are waited for, or may be something else in the font.
        self._montre = dessinable() and not (profil().ascii or profil().mince)
        self._inverse = False

    @property
    def avis(self) -> str:
        """What to do, the secret in groups, the whole address."""
        groups = [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]
        half = len(groups) // 2
        return (
            "Dans l'application de codes de votre téléphone (FreeOTP, Aegis…), ajoutez un compte par le QR code, ou tapez "
            f"cette clé :\n  {' '.join(groups[:half])}\n  {' '.join(groups[half:])}\n{self._adresse}"
        )

    @property
    def touches(self) -> str:
        """The keys; F6 says what it does next."""
        does = "QR code" if not self._dessin else "l'inverser" if self._a_inverser else "sans QR code"
        return f"Entrée suivant, puis valider  F6 {does}  Échap fermer"

    @property
    def _a_inverser(self) -> bool:
        """Without colours nobody knows which of the terminal's two is the lighter: some phones read only one way."""
        return not profil().couleur and not self._inverse

    @property
    def _dessin(self) -> tuple[str, ...]:
        if not self._montre:
            return ()
        # Between the title and the keys: the page is hidden where lines are short.
        return dessiner(self._rangees, self.app.size.width - 2 - DROITE, self.app.size.height - 2)

    def corps(self) -> ComposeResult:
        """The QR code, and beside it all the rest."""
        with Horizontal(id="cote"):
            yield Static("", id="qr", markup=False)
            with Vertical():
                yield from super().corps()

    def on_mount(self) -> None:
        """Draw it, where it is drawn by itself."""
        self._dessiner()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it again, if it has room still."""
        self._dessiner()

    def _dessiner(self) -> None:
        lines = self._dessin
        code = self.query_one("#qr", Static)
        code.update(Content("\n".join(lines)))
        # Blank lines at the end of a text are not counted: these are paper.
        code.styles.width, code.styles.height = len(lines[0]) if lines else 0, len(lines)
        code.set_class(not profil().couleur and not self._inverse, "encre")
        code.set_class(not profil().couleur and self._inverse, "encre-inverse")
        self.set_class(bool(lines), "-qr")
        self.set_class(len(lines) > self.app.size.height - 4, "-basse")
        self.ecrire_lignes()

    def action_qr(self) -> None:
        """Show it, show it the other way round where that may help, hide it."""
        if not dessinable():
            self.dire("Ce terminal n'a pas de quoi dessiner un QR code : tapez la clé.")
            return
        if not self._dessin:
            self._montre, self._inverse = True, False
            if not self._dessin:
                self.dire("Pas la place d'un QR code (80 × 24 au moins) : agrandissez, ou tapez la clé.")
        elif self._a_inverser:
            self._inverse = True
        else:
            self._montre = False
        self._dessiner()


class RetirerScreen(_DeuxScreen):
    """One's own second factor, no longer."""

    TITRE = "Retirer le second facteur"
    AVIS = (
        "Le mot de passe seul ouvrira votre compte. Pour changer de téléphone, retirez-le, puis posez-en un autre.\n"
        "Téléphone perdu : écrivez à la DAECT, qui peut le retirer."
    )
    fait = "Second facteur retiré : votre mot de passe seul ouvre votre compte."


def ouvrir_perdus(app: AtlasApp) -> None:
    """For the DAECT: whose phone is lost, among those who have a second factor."""

    def demander(found: Sequence[Compte]) -> None:
        if not found:
            app.dire("Aucun autre compte n'a de second facteur.")
            return
        named = {str(one.numero): one for one in found}
        app.push_screen(
            MenuModal(
                "Téléphone perdu : retirer le second facteur de qui ?",
                [
                    Entree(str(one.numero), one.identifiant, valeur=f"{one.prenom} {one.nom}, {one.courriel}")
                    for one in found
                ],
                lambda numero: _confirmer(app, named[numero]),
            )
        )

    app.faire(lambda: app.session.seconds_facteurs(app.dossier), demander)


def _confirmer(app: AtlasApp, compte: Compte) -> None:
    def suite(said: str) -> None:
        if said == "oui":
            app.faire(
                lambda: app.session.retirer_second_facteur(app.dossier, compte.numero),
                lambda found: app.dire(
                    f"Second facteur de « {found.identifiant} » retiré ; un courriel le lui dit."
                ),
            )

    app.push_screen(
        MenuModal(
            f"Retirer le second facteur : {compte.prenom} {compte.nom}",
            [
                Entree("non", "Non"),
                Entree("oui", "Oui, le retirer", valeur="son mot de passe seul ouvrira son compte"),
            ],
            suite,
        )
    )
