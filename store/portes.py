# SPDX-License-Identifier: EUPL-1.2
"""The gates of a dossier: what must be so before it is deposited, each with what is missing and the screen that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store import apd, budget, campagne
from store.clock import minute, to_text
from store.errors import Refused
from store.records import Appel, Collectivite, Declaration, Dossier, Partenaire, Projet
from store.transactions import Reading

Ecran = Literal["confirmation", "apd", "projet", "dossier", "comptes-rendus"]
"""The screen that mends a gate: the parts of the fiche to confirm, the e-APD, the projet's form, a part of the dossier, the reports."""


@dataclass(frozen=True, slots=True)
class Porte:
    """One condition of the deposit. `manque` is empty when it is met."""

    code: str
    libelle: str
    manque: str
    """What is missing and what to do, in French, without a stop at its end."""
    ecran: Ecran
    objet: str
    """What that screen is opened on: the id of a fiche, or the part of the dossier."""

    @property
    def ouverte(self) -> bool:
        """True when nothing is missing."""
        return not self.manque


def fenetre(appel: Appel, at: datetime) -> str:
    """Return why nothing may be deposited at this time, in French; empty when the window is open."""
    if appel.etat == "publie" and appel.ouvre_le <= at < appel.ferme_le:
        return ""
    if appel.etat == "brouillon":
        return "cet appel n'est pas publié"
    opens, closes = (minute(t) for t in (appel.ouvre_le, appel.ferme_le))
    return f"cet appel se dépose du {opens} au {closes}, heure de Paris"


def portes(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> Sequence[Porte]:
    """Return every gate of a dossier, met or not, in the order in which they are mended."""
    found = []
    for code, libelle, ecran, champ, objet, check in _GATES:
        where = objet or getattr(dossier, champ, "")
        if ecran == "comptes-rendus":
            where = next(
                (one.id for one in en_retard(reading, dossier.collectivite) if one.id != dossier.id), ""
            )
        elif ecran == "apd":
            where = str(_annee_apd(reading, at) or "")
        found.append(Porte(code, libelle, check(reading, dossier, appel, at), ecran, where))
    return found


def manques(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    """Return what is missing in one French phrase; empty when all gates are met."""
    missing = [porte for porte in portes(reading, dossier, appel, at) if not porte.ouverte]
    if not missing:
        return ""
    told = " ; ".join(f"{porte.libelle} ({porte.manque})" for porte in missing)
    return f"il manque {'une condition' if len(missing) == 1 else f'{len(missing)} conditions'} : {told}"


def _up_to_date(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    return campagne.fiche_a_jour(reading, dossier.collectivite, at)


def _apd_declared(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    annee = _annee_apd(reading, at)
    if annee is None:
        return ""
    found = reading.get(apd.find(reading, dossier.collectivite, annee))
    if found is not None and isinstance(found.record, Declaration) and found.record.etat == "declaree":
        return ""
    return f"l'aide publique au développement de {annee} n'est pas déclarée : déclarez-la, ou un état néant"


def _annee_apd(reading: Reading, at: datetime) -> int | None:
    """The year of the last APD campaign that opened; None before the first."""
    found = reading.connection.execute(
        "SELECT max(annee) FROM campagne_apd WHERE ouvre_le <= ?", (to_text(at),)
    ).get
    return None if found is None else int(str(found))


def _linked(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    found = reading.get(dossier.projet)
    if found is None or not isinstance(found.record, Projet) or found.etat == "archivee":
        return "aucun projet de l'atlas n'est rattaché : choisissez-le, ou créez sa fiche d'abord"
    if dossier.collectivite not in found.record.collectivites:
        return f"{dossier.projet} n'est pas un projet de la collectivité qui dépose"
    return ""


def _convention(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    found = reading.get(dossier.projet)
    projet = found.record if found is not None else None
    if not isinstance(projet, Projet):
        return "elle se lit sur la fiche du projet rattaché"
    if projet.nature != "cooperation":
        return "le projet est une action sans convention : convertissez-le quand elle est signée"
    if projet.annee_convention is None:
        return "l'année de la convention manque sur la fiche du projet"
    if projet.annee_convention > appel.annee:
        return f"la convention est de {projet.annee_convention}, après l'appel de {appel.annee}"
    return ""


def _partners(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    if not dossier.partenaires:
        return "aucun partenaire : ajoutez-en un"
    wrong = [
        partner.nom
        for partner in _partenaires(reading, dossier)
        if appel.pays and partner.pays not in appel.pays
    ]
    return f"hors des pays de l'appel : {', '.join(wrong)}" if wrong else ""


def _theme(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    if not dossier.thematique:
        return "choisissez-la"
    # A purpose code says its category: 14031 is of 140.
    taken = any(
        dossier.thematique == code or (len(code) == 3 and dossier.thematique.startswith(code))
        for code in appel.thematiques
    )
    return "" if taken or not appel.thematiques else "elle n'est pas de celles de l'appel"


def _texts(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    empty = [
        name
        for name, text in (("les objectifs", dossier.objectifs), ("la description", dossier.description))
        if not text
    ]
    return f"écrivez {' et '.join(empty)}" if empty else ""


def _siret(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    if not dossier.siret:
        return "donnez ses 14 chiffres : la subvention lui est versée"
    return "" if siret_juste(dossier.siret) else f"{dossier.siret} n'est pas un SIRET : un chiffre est faux"


def _sums(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    return " ; ".join(budget.defauts(dossier, appel))


def _ceiling(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    asked, most = budget.demande(dossier), budget.plafond(dossier, appel)
    if not asked:
        return "rien n'est demandé au ministère : ajoutez sa part aux ressources"
    if asked > most:
        return (
            f"{budget.euros(asked)} demandés, {budget.euros(most)} au plus ({appel.plafond}\u00a0% du coût)"
        )
    return ""


def _reports(reading: Reading, dossier: Dossier, appel: Appel, at: datetime) -> str:
    due = [one.id for one in en_retard(reading, dossier.collectivite) if one.id != dossier.id]
    return f"rendez compte de ce qui fut versé pour {', '.join(due)}" if due else ""


def en_retard(reading: Reading, collectivite: str) -> Iterator[Dossier]:
    """Give the dossiers of a collectivité of which a tranche was paid and no report was handed in."""
    ids = reading.connection.execute(
        "SELECT d.fiche FROM dossier d JOIN fiche f ON f.id = d.fiche WHERE d.collectivite = ? AND d.etat = 'en-cours'"
        " AND EXISTS (SELECT 1 FROM dossier_tranche t WHERE t.dossier = d.fiche AND t.versee_le IS NOT NULL"
        " AND t.rendu_le IS NULL) ORDER BY f.numero",
        (collectivite,),
    ).fetchall()
    for (id,) in ids:
        found = reading.get(str(id))
        if found is not None and isinstance(found.record, Dossier):
            yield found.record


def _partenaires(reading: Reading, dossier: Dossier) -> Iterator[Partenaire]:
    for id in dossier.partenaires:
        found = reading.get(id)
        if found is not None and isinstance(found.record, Partenaire):
            yield found.record


def pays(reading: Reading, dossier: Dossier) -> tuple[str, ...]:
    """Return the countries of a dossier, those of its partenaires, once each."""
    return tuple(dict.fromkeys(partner.pays for partner in _partenaires(reading, dossier)))


def region(reading: Reading, dossier: Dossier) -> str:
    """Return the région of the lead; empty for a collectivité d'outre-mer that lies in none."""
    found = reading.get(dossier.collectivite)
    return found.record.region if found is not None and isinstance(found.record, Collectivite) else ""


def siret_lu(said: str) -> str:
    """The 14 digits of a SIRET typed as it is printed, « 130 025 265 00013 ». Refused when it is none; empty stays empty."""
    siret = "".join(said.split())
    if siret and not siret_juste(siret):
        digits = len(siret) == 14 and siret.isdecimal()
        raise Refused("siret", "un chiffre est faux" if digits else "14 chiffres attendus")
    return siret


def siret_en_clair(siret: str) -> str:
    """« 130 025 265 00013 »: by threes, as it is printed everywhere. Spaces that do not break."""
    parts = (siret[:3], siret[3:6], siret[6:9], siret[9:])
    return "\u00a0".join(parts) if len(siret) == 14 and siret.isdecimal() else siret


def siret_juste(siret: str) -> bool:
    """Tell whether 14 digits end by their right check digit (Luhn)."""
    if len(siret) != 14 or not siret.isdecimal():
        return False
    doubled = (int(c) * (2 - rank % 2) for rank, c in enumerate(siret))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


_Check = Callable[[Reading, Dossier, Appel, datetime], str]
_GATES: tuple[tuple[str, str, Ecran, str, str, _Check], ...] = (
    ("campagne", "fiche à jour", "confirmation", "collectivite", "", _up_to_date),
    ("apd", "APD déclarée", "apd", "collectivite", "", _apd_declared),
    ("comptes-rendus", "comptes rendus remis", "comptes-rendus", "collectivite", "", _reports),
    ("projet", "projet rattaché", "dossier", "", "projet", _linked),
    ("convention", "convention datée", "projet", "projet", "", _convention),
    ("partenaires", "partenaires dans un pays de l'appel", "dossier", "", "projet", _partners),
    ("thematique", "thématique de l'appel", "dossier", "", "projet", _theme),
    ("siret", "SIRET", "dossier", "", "projet", _siret),
    ("textes", "présentation", "dossier", "", "presentation", _texts),
    ("budget", "budget en équilibre", "dossier", "", "budget", _sums),
    ("plafond", "part du ministère", "dossier", "", "budget", _ceiling),
)
