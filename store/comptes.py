# SPDX-License-Identifier: EUPL-1.2
"""Accounts inside a transaction: asked, accepted, active, locked, closed; their attempts, codes, keys and letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store import rights
from store.cleaning import clean, clean_text
from store.clock import from_text, to_text
from store.credentials import Credentials, Etat, attempt_key, checked_courriel, folded
from store.errors import Refused
from store.keys import PublicKey
from store.personnel import TABLES, Sort
from store.rights import Role, Target, Who

SYSTEM = rights.HOST.actor

_TOTP_SET = "second facteur posé"
_IDENTIFIANT = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


@dataclass(frozen=True, slots=True)
class Compte:
    """An account as those who may read it see it; never its password nor its secrets."""

    numero: int
    identifiant: str
    courriel: str
    courriel_confirme: bool
    prenom: str
    nom: str
    role: Role
    collectivite: str
    pays: str
    region: str
    reseau: str
    etat: Etat
    totp: bool
    """True when a second factor is asked."""
    cree_le: datetime
    vu_le: datetime | None

    @property
    def who(self) -> Who:
        """What rights see of it."""
        return Who(self.role, self.numero, self.collectivite, self.pays, self.region, self.reseau)


@dataclass(frozen=True, slots=True)
class Demande:
    """What a person asks for: an account of this role, for this collectivité, country, région or réseau."""

    identifiant: str
    courriel: str
    prenom: str
    nom: str
    role: Role
    collectivite: str = ""
    pays: str = ""
    region: str = ""
    reseau: str = ""


class Comptes(Credentials):
    """What may be done to accounts inside one write transaction. Rights are checked here, for `who` asks."""

    # --- reading ------------------------------------------------------------------------------------------

    def get(self, numero: int) -> Compte:
        """Return an account. Refused when there is none of this number."""
        row = self._connection.execute(f"{_SELECT} WHERE numero = ?", (numero,)).fetchone()
        if row is None:
            raise Refused("compte", f"aucun compte n° {numero}")
        return lire_compte(row)

    def find(self, identifiant: str) -> Compte | None:
        """Return the account of an identifiant, closed ones too; None when nobody has it."""
        row = self._connection.execute(
            f"{_SELECT} WHERE identifiant_plie = ?", (folded(identifiant),)
        ).fetchone()
        return None if row is None else lire_compte(row)

    @rights.operation("lire-comptes")
    def each(self, who: Who) -> Sequence[Compte]:
        """Return the accounts that `who` may read: all for the DAECT, those of their collectivité for an agent."""
        if who.role == "daect":
            rows = self._connection.execute(f"{_SELECT} ORDER BY numero")
        else:
            rights.require(who, "lire-comptes", Target(frozenset({who.collectivite})))
            rows = self._connection.execute(
                f"{_SELECT} WHERE collectivite = ? ORDER BY numero", (who.collectivite,)
            )
        return [lire_compte(row) for row in rows]

    def of_role(
        self, role: Role, *, pays: str = "", region: str = "", collectivite: str = ""
    ) -> Sequence[Compte]:
        """Return the accounts of a role that are open, those of a place when one is given: for letters to them."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE role = ? AND (? = '' OR pays = ?) AND (? = '' OR region = ?) AND (? = '' OR collectivite = ?)"
            " AND etat IN ('accepte', 'actif') ORDER BY numero",
            (role, pays, pays, region, region, collectivite, collectivite),
        )
        return [lire_compte(row) for row in rows]

    # --- life of an account -------------------------------------------------------------------------------

    def ask(self, asked: Demande, password_hash: str = "") -> tuple[Compte, str]:
        """Store a new account in state « demande »; return it with the code to mail to its courriel.

        Refused when a field is missing or malformed, or the identifiant taken.
        """
        compte = self._insert(asked, "demande", password_hash, SYSTEM)
        return compte, self.new_code(compte.numero, "courriel")

    def create(self, asked: Demande, actor: str) -> Compte:
        """Store an accepted account, its courriel held as confirmed: what the host's own command line does."""
        compte = self._insert(asked, "accepte", "", actor)
        self._set(compte.numero, courriel_confirme=1)
        return self.get(compte.numero)

    def _insert(self, asked: Demande, etat: Etat, password_hash: str, actor: str) -> Compte:
        identifiant = clean(asked.identifiant)
        plie = folded(identifiant)
        if not _IDENTIFIANT.fullmatch(plie):
            raise Refused(
                "identifiant", "3 à 40 lettres sans accent, chiffres, points ou tirets (« marie.durand »)"
            )
        courriel = checked_courriel(asked.courriel)
        for name, value in (("prenom", asked.prenom), ("nom", asked.nom)):
            if not clean(value):
                raise Refused(name, "obligatoire, à compléter")
        place = {
            "collectivite": asked.collectivite if asked.role == "agent" else "",
            "pays": asked.pays if asked.role == "ambassade" else "",
            "region": asked.region if asked.role == "sgar" else "",
            "reseau": asked.reseau if asked.role == "reseau" else "",
        }
        self._check_place(asked.role, place)
        if self.find(identifiant) is not None:
            raise Refused("identifiant", f"« {identifiant} » est déjà pris, choisissez-en un autre")
        self._connection.execute(
            "INSERT INTO compte (identifiant, identifiant_plie, courriel, courriel_confirme, prenom, nom, role, collectivite,"
            " pays, region, reseau, etat, mot_de_passe, totp, totp_pas, cree_le)"
            " VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?)",
            (
                identifiant,
                plie,
                courriel,
                clean(asked.prenom),
                clean(asked.nom),
                asked.role,
                place["collectivite"] or None,
                place["pays"],
                place["region"],
                place["reseau"] or None,
                etat,
                password_hash,
                to_text(self._at),
            ),
        )
        numero = int(self._connection.last_insert_rowid())
        self._tell(actor, numero, f"{etat} : {rights.ROLE_NAMES[asked.role]}")
        return self.get(numero)

    def _check_place(self, role: Role, place: dict[str, str]) -> None:
        needed = {"agent": "collectivite", "ambassade": "pays", "sgar": "region", "reseau": "reseau"}.get(
            role
        )
        if role not in rights.ROLE_NAMES or role == "public":
            raise Refused("role", "rôle inconnu : agent, ambassade, sgar, daect, operateur ou reseau")
        if needed and not place[needed]:
            raise Refused(needed, f"obligatoire pour {rights.ROLE_NAMES[role]}")
        if (
            needed in ("collectivite", "reseau")
            and not self._connection.execute(
                "SELECT 1 FROM fiche WHERE id = ? AND kind = ? AND etat <> 'archivee'",
                (place[needed], needed),
            ).get
        ):
            raise Refused(needed, f"aucune fiche {place[needed][:40]} dans l'atlas")
        if needed == "pays" and not re.fullmatch("[A-Z]{2}", place["pays"]):
            raise Refused("pays", "code de pays attendu, deux lettres majuscules (SN, MG)")

    @rights.operation("accepter-compte")
    def accept(self, numero: int, who: Who) -> Compte:
        """Accept an account that is asked for and whose courriel is confirmed."""
        compte = self.get(numero)
        rights.require(who, "accepter-compte", self._target(compte))
        if compte.etat != "demande":
            raise Refused("compte", f"« {compte.identifiant} » n'attend pas d'être accepté ({compte.etat})")
        if not compte.courriel_confirme:
            raise Refused("courriel", f"« {compte.identifiant} » n'a pas encore confirmé son adresse")
        if compte.role != "agent" and who.role != "daect":
            raise rights.Forbidden("changer-role", who)
        return self._move(compte, "accepte", who)

    @rights.operation("refuser-compte")
    def refuse(self, numero: int, who: Who, reason: str) -> Compte:
        """Refuse an account that is asked for, with the reason that its person is told."""
        compte = self.get(numero)
        rights.require(who, "refuser-compte", self._target(compte))
        if compte.etat != "demande":
            raise Refused("compte", f"« {compte.identifiant} » n'attend pas de réponse ({compte.etat})")
        if not clean_text(reason):
            raise Refused("raison", "obligatoire, la personne la lira")
        self.post(compte.courriel, "Votre demande de compte", clean_text(reason))
        return self._move(compte, "clos", who, clean(reason))

    @rights.operation("clore-compte")
    def close(self, numero: int, who: Who) -> Compte:
        """Close an account: its keys open no more, its history stays."""
        compte = self.get(numero)
        rights.require(who, "clore-compte", Target(compte=numero))
        self._keep_a_daect(compte)
        self._connection.execute("DELETE FROM cle_ssh WHERE compte = ?", (numero,))
        return self._move(compte, "clos", who)

    @rights.operation("changer-role")
    def change_role(self, numero: int, who: Who, role: Role, **place: str) -> Compte:
        """Give an account another role and place."""
        compte = self.get(numero)
        rights.require(who, "changer-role", Target(compte=numero))
        if role != "daect":
            self._keep_a_daect(compte)
        full = {name: place.get(name, "") for name in ("collectivite", "pays", "region", "reseau")}
        self._check_place(role, full)
        self._set(
            numero,
            role=role,
            collectivite=full["collectivite"] or None,
            pays=full["pays"],
            region=full["region"],
            reseau=full["reseau"] or None,
        )
        self._tell(who.actor, numero, f"rôle : {rights.ROLE_NAMES[role]}")
        return self.get(numero)

    def lock(self, numero: int, why: str) -> None:
        """Lock an account: nothing opens it until the DAECT unlocks it."""
        self._set(numero, etat="verrouille")
        self._tell(SYSTEM, numero, f"verrouillé : {why}")

    @rights.operation("deverrouiller-compte")
    def unlock(self, numero: int, who: Who) -> Compte:
        """Open a locked account again, with all its attempts."""
        compte = self.get(numero)
        rights.require(who, "deverrouiller-compte", Target(compte=numero))
        if compte.etat == "clos":
            raise Refused("compte", f"« {compte.identifiant} » est clos, il ne se rouvre pas")
        self._connection.execute("DELETE FROM tentative WHERE cle = ?", (attempt_key(compte.identifiant),))
        return self._move(compte, "accepte", who) if compte.etat == "verrouille" else compte

    @rights.operation("effacer-compte")
    def erase(self, numero: int, who: Who) -> None:
        """Erase the person behind an account (RGPD): what is left is a number, a role and what it did."""
        compte = self.get(numero)
        rights.require(who, "effacer-compte", Target(compte=numero))
        self._keep_a_daect(compte)
        for name, table in TABLES.items():
            if table.sort is Sort.PART:
                self._connection.execute(f"DELETE FROM {name} WHERE {table.compte} = ?", (numero,))  # noqa: S608 - names of ours
            elif table.sort is Sort.VIDE:
                emptied = [f"{one} = 'effacé'" for one in table.textes] + [
                    f"{one} = ''" for one in table.personne
                ]
                self._connection.execute(
                    f"UPDATE {name} SET {', '.join(emptied)} WHERE {table.compte} = ?",  # noqa: S608 - names of ours
                    (numero,),
                )
        self._connection.execute("DELETE FROM tentative WHERE cle = ?", (attempt_key(compte.identifiant),))
        self._connection.execute("DELETE FROM courrier WHERE adresse = ?", (compte.courriel,))
        self._set(
            numero,
            identifiant=f"efface-{numero}",
            identifiant_plie=f"efface-{numero}",
            courriel="",
            prenom="",
            nom="",
            mot_de_passe="",
            totp="",
            etat="clos",
            vu_le=None,
        )

    def _keep_a_daect(self, compte: Compte) -> None:
        others = self._connection.execute(
            "SELECT count(*) FROM compte WHERE role = 'daect' AND etat IN ('accepte', 'actif') AND numero <> ?",
            (compte.numero,),
        ).get
        if compte.role == "daect" and not others:
            raise Refused(
                "compte", "c'est le dernier compte de la DAECT, créez-en un autre d'abord (« compte creer »)"
            )

    def _target(self, compte: Compte) -> Target:
        return Target(
            frozenset({compte.collectivite} - {""}),
            frozenset({compte.pays} - {""}),
            frozenset({compte.region} - {""}),
            compte.numero,
        )

    def _move(self, compte: Compte, etat: Etat, who: Who, why: str = "") -> Compte:
        self._set(compte.numero, etat=etat)
        self._tell(who.actor, compte.numero, f"{etat} : {why}" if why else etat)
        return self.get(compte.numero)

    def opened(self, numero: int, *, attempts: bool = True) -> Compte:
        """Note that a person came in: the account is active, its attempts are given back unless `attempts` is False.

        Refused when it was locked or closed since its password was read: coming in never opens it again.
        """
        compte = self.get(numero)
        if compte.etat not in ("accepte", "actif"):
            raise Refused("compte", f"« {compte.identifiant} » ne s'ouvre pas ({compte.etat})")
        if attempts:
            self._connection.execute(
                "DELETE FROM tentative WHERE cle = ?", (attempt_key(compte.identifiant),)
            )
        if compte.etat == "accepte":
            self._tell(compte.who.actor, numero, "actif")
        self._set(numero, etat="actif", vu_le=to_text(self._at))
        return self.get(numero)

    def set_password(self, numero: int, password_hash: str, actor: str) -> None:
        """Replace the hash of a password."""
        self._set(numero, mot_de_passe=password_hash)
        self._tell(actor, numero, "mot de passe changé")

    def set_totp(self, numero: int, secret: str, actor: str) -> None:
        """Set the secret of the second factor; an empty one takes it away."""
        self._set(numero, totp=secret, totp_pas=0)
        self._tell(actor, numero, _TOTP_SET if secret else "second facteur retiré")

    def totp_since(self, numero: int) -> datetime | None:
        """Return when the second factor was set the last time; None when it never was."""
        le = self._connection.execute(
            "SELECT max(le) FROM evenement_compte WHERE compte = ? AND quoi = ?", (numero, _TOTP_SET)
        ).get
        return None if le is None else from_text(le)

    # --- keys ---------------------------------------------------------------------------------------------

    @rights.operation("ajouter-cle")
    def add_key(self, numero: int, key: PublicKey, who: Who) -> None:
        """Bind an SSH key to an account. Refused when it is bound already: a key tells one account."""
        compte = self.get(numero)
        rights.require(who, "ajouter-cle", Target(compte=numero))
        if compte.etat not in ("accepte", "actif"):
            raise Refused("compte", f"« {compte.identifiant} » ne prend pas de clé ({compte.etat})")
        if self._connection.execute("SELECT 1 FROM cle_ssh WHERE empreinte = ?", (key.fingerprint,)).get:
            raise Refused("cle", "cette clé ouvre déjà un compte, faites-en une autre (« ssh-keygen »)")
        self._connection.execute(
            "INSERT INTO cle_ssh (empreinte, compte, genre, contenu, libelle, ajoutee_le) VALUES (?, ?, ?, ?, ?, ?)",
            (key.fingerprint, numero, key.kind, key.blob, clean(key.comment)[:80], to_text(self._at)),
        )
        self._tell(who.actor, numero, f"clé ajoutée {key.fingerprint}")

    def keys(self, numero: int) -> Sequence[tuple[str, str, str, datetime]]:
        """Return (fingerprint, kind, label, added) of the keys of an account, the oldest first."""
        rows = self._connection.execute(
            "SELECT empreinte, genre, libelle, ajoutee_le FROM cle_ssh WHERE compte = ? ORDER BY ajoutee_le, empreinte",
            (numero,),
        )
        return [(empreinte, genre, libelle, from_text(le)) for empreinte, genre, libelle, le in rows]

    @rights.operation("retirer-cle")
    def remove_key(self, fingerprint: str, who: Who) -> None:
        """Take a key away: it opens nothing from now on, and what keys of this account had opened is over (a stolen one too)."""
        numero = self._connection.execute(
            "SELECT compte FROM cle_ssh WHERE empreinte = ?", (fingerprint,)
        ).get
        if numero is None:
            raise Refused("cle", f"aucune clé {fingerprint[:60]}")
        rights.require(who, "retirer-cle", Target(compte=numero))
        self._connection.execute("DELETE FROM cle_ssh WHERE empreinte = ?", (fingerprint,))
        self._connection.execute("DELETE FROM session WHERE compte = ? AND genre = 'cle'", (numero,))
        self._tell(who.actor, numero, f"clé retirée {fingerprint}")

    def of_key(self, fingerprint: str) -> tuple[Compte, str, str] | None:
        """Return the account that a key opens today, with the key's kind and text; None when it opens none."""
        row = self._connection.execute(
            "SELECT compte, genre, contenu FROM cle_ssh WHERE empreinte = ?", (fingerprint,)
        ).fetchone()
        if row is None:
            return None
        compte = self.get(row[0])
        return (compte, row[1], row[2]) if compte.etat in ("accepte", "actif") else None


COLONNES = (
    "numero, identifiant, courriel, courriel_confirme, prenom, nom, role, collectivite, pays, region, reseau, etat,"
    " totp <> '', cree_le, vu_le"
)
"""What `lire_compte` reads of a row of `compte`."""
_SELECT = f"SELECT {COLONNES} FROM compte"  # noqa: S608 - names of ours


def lire_compte(row: tuple[Any, ...]) -> Compte:
    """Return the account of a row of `COLONNES`."""
    (numero, identifiant, courriel, confirmed, prenom, nom, role, collectivite, pays, region, reseau, etat, totp, created,
     seen) = row  # fmt: skip
    return Compte(
        numero, identifiant, courriel, bool(confirmed), prenom, nom, role, collectivite or "", pays, region,
        reseau or "", etat, bool(totp), from_text(created), from_text(seen) if seen else None,
    )  # fmt: skip
