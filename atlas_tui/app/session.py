# SPDX-License-Identifier: EUPL-1.2
"""Who is logged in, and all that screens do to the store. Every method works in a thread, never on the event loop.

The store is opened for each operation and closed after it: an open session holds nothing of it while its person thinks.
What is committed is published at once, so that everybody sees it: `Fait` says when that part failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from atlas_tui.app.trace import journal
from parquet.errors import AtlasError
from store import STORE
from store.errors import StoreAbsent, StoreError

if TYPE_CHECKING:
    from store.brouillons import Brouillon
    from store.comptes import Compte, Demande
    from store.espace import Genre
    from store.operations import Operations
    from store.records import Contact, Fiche
    from store.rights import Who
    from store.store import Store

T = TypeVar("T")

SANS_BASE = (
    "Cet atlas est une copie à lire : il n'a pas de base d'édition. Ouvrez celui de l'hôte pour le modifier."
)
OUVERTS = ("accepte", "actif")
"""States of an account in which its person may write."""
DECONNECTE = "Pour modifier l'atlas, connectez-vous d'abord : l."


@dataclass(frozen=True, slots=True)
class Fait(Generic[T]):
    """What an edit gave; `avertissement` is a French line when it is saved and not visible yet."""

    resultat: T
    avertissement: str = ""


@dataclass(frozen=True, slots=True)
class Lue:
    """A fiche read to be edited: its version, and the operation by which this person may save it."""

    record: Fiche
    version: int
    operation: str
    """`modifier-…`, or `completer-fiche` where only what is empty may be filled."""


class Session:
    """The person before this terminal, or nobody."""

    def __init__(self) -> None:
        self.compte: Compte | None = None
        self.verrouillee = False
        """True after a long silence: the password is asked again before anything is done."""
        self.cle_seule = False
        """True of an account that its SSH key alone opens: nothing can be asked again here, one reconnects."""
        self.cle = ""
        """What the store knows this session by; closing it from elsewhere logs out here."""

    @property
    def who(self) -> Who:
        """What rights see."""
        from store.rights import PUBLIC

        return PUBLIC if self.compte is None or self.verrouillee else self.compte.who

    @contextmanager
    def _store(self, dossier: Path) -> Iterator[Store]:
        from store.store import Store

        path = dossier / STORE
        if not path.exists():
            raise StoreAbsent(SANS_BASE)
        with Store.open(path) as store:
            yield store

    # --- coming in and going out ---------------------------------------------------------------------------------

    def base(self, dossier: Path) -> None:
        """Raise StoreAbsent, with its line, where there is nothing to log in to."""
        if not (dossier / STORE).exists():
            raise StoreAbsent(SANS_BASE)

    def entrer(self, dossier: Path, identifiant: str, mot_de_passe: str, code: str = "") -> Compte:
        """Log in. LoginRefused, SecondFactorNeeded, TooManyAttempts."""
        from store.login import open_with_password

        with self._store(dossier) as store:
            compte = open_with_password(store, identifiant, mot_de_passe, code)
            self._noter(store, compte, "mot-de-passe")
        self.compte, self.verrouillee, self.cle_seule = compte, False, False
        return compte

    def a_essayer(self, dossier: Path) -> Sequence[Compte]:
        """The accounts of a demonstration whose password everybody knows; none in any other atlas."""
        from atlas_tui.demonstration.comptes import a_essayer

        with self._store(dossier) as store:
            return a_essayer(store)

    def _noter(self, store: Store, compte: Compte, genre: Genre) -> None:
        from store.espace import open_session

        with store.comptes() as accounts:
            self.cle = open_session(accounts, compte, genre)

    def finir(self, dossier: Path, cle: str) -> None:
        """End a session in the store: its person left. What prevents it is no matter, it ends by itself."""
        from store.espace import end_session

        try:
            with self._store(dossier) as store, store.comptes() as accounts:
                end_session(accounts, cle)
        except StoreError:
            journal().info("session non close")

    def reprendre(self, dossier: Path) -> None:
        """Come in as the account of the key that opened this line, where a host says one. IdentiteRefusee, StoreError."""
        from atlas_tui.identite import compte_de_session, numero_de_session
        from store.login import has_password

        if numero_de_session() is not None:
            with self._store(dossier) as store:
                self.compte = compte_de_session(store)
                if self.compte is not None:
                    self.cle_seule = not has_password(store, self.compte)
                    self._noter(store, self.compte, "cle")

    def rouvrir(self, dossier: Path, mot_de_passe: str) -> Compte:
        """Unlock after a silence, by the password alone. LoginRefused, TooManyAttempts."""
        from store.login import LoginRefused, open_password_only

        with self._store(dossier) as store:
            compte = self._encore_la(store)
            if compte is None or self.compte is None:
                raise LoginRefused("Ce compte n'ouvre plus l'atlas : déconnectez-vous.")
            open_password_only(store, compte, mot_de_passe)
        self.compte, self.verrouillee = compte, False
        return compte

    def sortir(self) -> None:
        """Log out."""
        self.compte, self.verrouillee, self.cle = None, False, ""

    def verrouiller(self) -> bool:
        """Ask for the password before anything else is done; False where nobody is left to give it."""
        self.verrouillee = self.compte is not None
        return self.verrouillee

    def demander(self, dossier: Path, demande: Demande, mot_de_passe: str) -> Compte:
        """Ask for an account, and send the code that confirms its courriel."""
        from store.login import ask_account

        with self._store(dossier) as store:
            compte = ask_account(store, demande, mot_de_passe)
        self._envoyer(dossier)
        return compte

    def confirmer(self, dossier: Path, identifiant: str, code: str) -> Compte:
        """Confirm the courriel of an account that was asked for."""
        from store.login import confirm_courriel

        with self._store(dossier) as store:
            return confirm_courriel(store, identifiant, code)

    def oublie(self, dossier: Path, identifiant: str) -> None:
        """Send a code to whoever forgot their password."""
        from store.login import forgotten_password

        with self._store(dossier) as store:
            forgotten_password(store, identifiant)
        self._envoyer(dossier)

    def remplacer(self, dossier: Path, identifiant: str, code: str, mot_de_passe: str) -> None:
        """Set a new password by the code that was mailed."""
        from store.login import reset_password

        with self._store(dossier) as store:
            reset_password(store, identifiant, code, mot_de_passe)

    def changer_mot_de_passe(self, dossier: Path, avant: str, apres: str) -> None:
        """Replace one's own password."""
        from store.login import change_password

        with self._store(dossier) as store:
            if self.compte is not None:
                change_password(store, self.compte, avant, apres, by=self.who)

    def changer_second_facteur(self, dossier: Path, mot_de_passe: str, code: str, secret: str) -> None:
        """Set one's own second factor to a secret that was just drawn; an empty one takes it away."""
        from store.second_facteur import change

        with self._store(dossier) as store:
            who = self._exiger(store)
            assert self.compte is not None
            change(store, self.compte, mot_de_passe, code, secret=secret, by=who)

    def seconds_facteurs(self, dossier: Path) -> Sequence[Compte]:
        """The accounts of others that have a second factor. Forbidden to all but the DAECT."""
        from store.second_facteur import others_with_one

        with self._store(dossier) as store:
            return others_with_one(store, self._exiger(store))

    def retirer_second_facteur(self, dossier: Path, numero: int) -> Compte:
        """Take the second factor of somebody else away, and write to them."""
        from store.second_facteur import take_away

        with self._store(dossier) as store:
            found = take_away(store, numero, by=self._exiger(store))
        self._envoyer(dossier)
        return found

    def en_attente(self, dossier: Path) -> Sequence[Compte]:
        """Accounts that wait for this person's answer. Forbidden for who has none to give."""
        with self._store(dossier) as store:
            who = self._exiger(store)
            with store.comptes() as accounts:
                return [compte for compte in accounts.each(who) if compte.etat == "demande"]

    def repondre(self, dossier: Path, numero: int, refus: str | None) -> Compte:
        """Accept an account, or refuse it for this reason."""
        with self._store(dossier) as store:
            who = self._exiger(store)
            with store.comptes() as accounts:
                found = accounts.accept(numero, who) if refus is None else accounts.refuse(numero, who, refus)
        self._envoyer(dossier)
        return found

    def _envoyer(self, dossier: Path) -> None:
        """Send the letters that wait, where a way is configured; those that do not go stay, with their error."""
        from atlas_tui.courrier import configuration, envoyer

        if (smtp := configuration()) is None:
            # A host sends them itself: its sessions know no server.
            from store.boite import reveiller

            reveiller(dossier)
            return
        try:
            with self._store(dossier) as store:
                envoyer(store, smtp)
        except StoreError:
            journal().exception("courrier")

    # --- reading what only accounts may --------------------------------------------------------------------------

    def contacts(self, dossier: Path, id: str) -> Sequence[Contact]:
        """The contacts of a fiche with all that they gave; none for who may not read it."""
        from store.operations import Operations
        from store.rights import may

        if self.compte is None or not may(self.who, "lire-coordonnees"):
            return ()
        with self._store(dossier) as store:
            return Operations(store, self._exiger(store)).contacts(id)

    def auteurs(self, dossier: Path, id: str) -> Mapping[int, str]:
        """Version → who wrote it; nothing for who may not read it."""
        from store.operations import Operations
        from store.rights import may

        if self.compte is None or not may(self.who, "lire-auteurs"):
            return {}
        with self._store(dossier) as store:
            return Operations(store, self._exiger(store)).authors(id)

    def lire(self, dossier: Path, id: str) -> Lue:
        """Read a fiche to edit it. Forbidden, with the line that says who may, when this person may not."""
        from store.fusions import redirections
        from store.operations import Operations, edited_by, target_of
        from store.rights import require

        with self._store(dossier) as store:
            who = self._exiger(store)
            with store.read() as reading:
                # Merged meanwhile: the kept one is what there is to modify.
                id, _ = redirections(reading).get(id, (id, None))
            found = Operations(store, who).fiche(id)
            with store.read() as reading:
                target = target_of(reading, found.record)
            name = edited_by(who, type(found.record), target)
            if not name:
                raise StoreError("Cette fiche ne se modifie pas ici.")
            require(who, name, target)
            if found.etat == "archivee":
                raise StoreError("Cette fiche est archivée, elle ne se modifie plus.")
            return Lue(found.record, found.version, name)

    def interroger(self, dossier: Path, question: Callable[[Operations], T]) -> T:
        """Ask something of the fiches under this person's rights, without writing."""
        from store.operations import Operations

        with self._store(dossier) as store:
            return question(Operations(store, self._exiger(store)))

    def consulter(self, dossier: Path, question: Callable[[Store, Compte], T], *, lettres: bool = False) -> T:
        """Ask something of the store as this person. What it writes is their own, or a procedure's: never a fiche.

        The rights are asked by what `question` calls. `lettres`: it leaves letters, which are sent.
        """
        with self._store(dossier) as store:
            self._exiger(store)
            assert self.compte is not None
            result = question(store, self.compte)
        if lettres:
            self._envoyer(dossier)
        return result

    # --- drafts --------------------------------------------------------------------------------------------------

    def brouillons(self, dossier: Path) -> Sequence[Brouillon]:
        """One's own drafts, the newest first."""
        from store import brouillons

        with self._store(dossier) as store:
            compte = self._exiger(store).compte
            return () if compte is None else brouillons.each(store, compte)

    def controler(self, dossier: Path) -> None:
        """Leave a session that was closed from elsewhere. StoreError then."""
        with self._store(dossier) as store:
            self._exiger(store)

    def garder(self, dossier: Path, objet: str, base: int, contenu: bytes | None) -> None:
        """Keep a draft, or forget it when there is none any more."""
        self.controler(dossier)
        if self.compte is not None:
            self.garder_pour(self.compte.numero, dossier, objet, base, contenu)

    def garder_pour(self, compte: int, dossier: Path, objet: str, base: int, contenu: bytes | None) -> None:
        """The same for the account that typed it, though its session be locked or left by now; not for one that was closed."""
        from store import brouillons

        with self._store(dossier) as store:
            with store.comptes() as accounts:
                if accounts.get(compte).etat not in OUVERTS:
                    raise StoreError("Ce compte a été fermé.")
            if contenu is None:
                brouillons.drop(store, compte, objet)
            else:
                brouillons.keep(store, compte, objet, base, contenu)

    # --- writing -------------------------------------------------------------------------------------------------

    def modifier(self, dossier: Path, operation: Callable[[Operations], T]) -> Fait[T]:
        """Do an operation on fiches, then publish it. What it raises leaves everything as it was."""
        from store.operations import Operations

        return self.agir(dossier, lambda store, who: operation(Operations(store, who)))

    def agir(self, dossier: Path, operation: Callable[[Store, Who], T]) -> Fait[T]:
        """Do an operation of a procedure, publish what changed, send the letters it wrote. What it raises leaves everything
        as it was."""
        from parquet.publication import publier_delta

        warning = ""
        with self._store(dossier) as store:
            result = operation(store, self._exiger(store))
            try:
                publier_delta(store, dossier)
            except (AtlasError, StoreError, OSError) as error:
                # It is committed: said as it is, and the next publication shows it.
                journal().error("publication", exc_info=error)
                warning = "Enregistré, mais pas encore visible : la publication a échoué."
        self._envoyer(dossier)
        return Fait(result, warning)

    def _exiger(self, store: Store) -> Who:
        """Who asks, as the accounts say it now: a role that was taken away is taken away at once."""
        if self.compte is None:
            raise StoreError(DECONNECTE)
        if self.verrouillee:
            raise StoreError("Session verrouillée : donnez votre mot de passe (l).")
        compte = self._encore_la(store)
        if compte is None:
            self.sortir()
            raise StoreError(
                "Cette session ou votre compte a été fermé : reconnectez-vous (l), ou écrivez à la DAECT."
            )
        self.compte = compte
        return compte.who

    def _encore_la(self, store: Store) -> Compte | None:
        from store.espace import session_lives

        if self.compte is None:
            return None
        with store.comptes() as accounts:
            compte = accounts.get(self.compte.numero)
            if self.cle and not session_lives(accounts, self.cle):
                return None
        return compte if compte.etat in OUVERTS else None
