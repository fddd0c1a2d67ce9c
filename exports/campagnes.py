# SPDX-License-Identifier: EUPL-1.2
"""The yearly campaign and tasks as answers: windows, progress by place, who is late, what waits for someone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from exports.answer import Answer, Cell, Column, Table
from exports.french import nombre, pluriel, pourcentage
from parquet.reference import geography
from store.campagne import Campagne
from store.clock import minute, paris
from store.relances import Avancement, Retard
from store.taches import Tache


@dataclass(frozen=True, slots=True)
class Lieu:
    """How far one place is, and those in it together."""

    niveau: str
    """france, region, departement or com."""
    code: str
    nom: str
    collectivites: int
    a_jour: int
    commencees: int
    a_faire: int
    parties: int
    confirmees: int
    region: str = ""
    """The région that a département lies in."""

    @property
    def part(self) -> float:
        """The share of its collectivités that is up to date, in per cent."""
        return 100 * self.a_jour / self.collectivites if self.collectivites else 0.0


def lieux(rows: Sequence[Avancement]) -> list[Lieu]:
    """All of France, when there is more than one région; then each région, and under it what it is made of."""
    found: list[Lieu] = []
    regions: dict[str, list[Avancement]] = {}
    for row in rows:
        regions.setdefault(row.region, []).append(row)
    if len(regions) > 1:
        found.append(_somme("france", "", "France", rows))
    for code in sorted(regions, key=lambda code: (not code, _region(code))):
        if code:
            found.append(_somme("region", code, _region(code), regions[code]))
        found += sorted((_lieu(row) for row in regions[code]), key=lambda one: (one.niveau, one.nom))
    return found


def _region(code: str) -> str:
    known = geography.regions().get(code)
    return known.nom if known else code


def _lieu(row: Avancement) -> Lieu:
    if row.departement and (known := geography.departements().get(row.departement)):
        return _somme("departement", row.departement, f"{known.nom} ({row.departement})", [row])
    if row.com and (there := geography.coms().get(row.com)):
        return _somme("com", row.com, there.nom, [row])
    return _somme("departement", row.departement, row.departement or "sans département", [row])


def _somme(niveau: str, code: str, nom: str, rows: Sequence[Avancement]) -> Lieu:
    total, done, begun = (
        sum(getattr(row, name) for row in rows) for name in ("collectivites", "a_jour", "commencees")
    )
    parts, confirmed = (sum(getattr(row, name) for row in rows) for name in ("parties", "confirmees"))
    region = rows[0].region if niveau == "departement" else ""
    return Lieu(niveau, code, nom, total, done, begun, total - done - begun, parts, confirmed, region)


def avancement(campagne: Campagne, rows: Sequence[Avancement]) -> Answer:
    """`atlas-tui campagne avancement`: a row a place, départements under their région."""
    found = lieux(rows)
    table = Table(
        (
            Column("niveau", "Niveau", poids=0), Column("code", "Code", poids=0), Column("nom", "Lieu"),
            Column("collectivites", "Collectivités", "entier", 0), Column("a_jour", "À jour", "entier", 0),
            Column("part", "Part", "pourcentage", 0), Column("commencees", "Commencées", "entier", 0),
            Column("a_faire", "À faire", "entier", 0), Column("confirmees", "Parties confirmées", "entier", 0),
            Column("parties", "sur", "entier", 0),
        ),
        [
            (
                one.niveau, one.code, one.nom, one.collectivites, one.a_jour, one.part, one.commencees, one.a_faire,
                one.confirmees, one.parties,
            )
            for one in found
        ],
    )  # fmt: skip
    return Answer(
        document={"campagne": _fenetre(campagne), "lieux": [{**asdict(one), "part": one.part} for one in found]},
        parts=(table,), table=table, titre=f"Campagne {campagne.annee} : avancement",
    )  # fmt: skip


def en_bref(one: Lieu) -> str:
    """« 12 sur 40 à jour (30 %), 8 commencées »: a place on one line of a screen."""
    begun = f", {pluriel(one.commencees, 'commencée')}" if one.commencees else ""
    return f"{nombre(one.a_jour)} sur {nombre(one.collectivites)} à jour ({pourcentage(one.part)}){begun}"


def retards(campagne: Campagne, found: Sequence[Retard]) -> Answer:
    """`atlas-tui campagne retards`: a row a collectivité that is late, with the addresses to write to."""
    table = Table(
        (
            Column("region", "Région", poids=0), Column("departement", "Département", poids=0),
            Column("collectivite", "Fiche", poids=0), Column("nom", "Collectivité"),
            Column("manquent", "Parties à confirmer", "entier", 0), Column("adresses", "Adresses", "textes"),
        ),
        [(one.region, one.departement, one.collectivite, one.nom, one.manquent, one.adresses) for one in found],
    )  # fmt: skip
    return Answer(
        document={"campagne": _fenetre(campagne), "retards": [asdict(one) for one in found]},
        parts=(table,), table=table, titre=f"Campagne {campagne.annee} : à relancer",
    )  # fmt: skip


def liste(found: Sequence[Campagne], at: datetime) -> Answer:
    """`atlas-tui campagne lister`: a row a year."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in found:
            state = "ouverte" if one.ouverte(at) else "à venir" if at < one.ouvre_le else "close"
            yield one.annee, minute(one.ouvre_le), minute(one.ferme_le), state

    table = Table(
        (
            Column("annee", "Année", "annee", 0), Column("ouvre_le", "Ouvre le", poids=0),
            Column("ferme_le", "Ferme le", poids=0), Column("etat", "État", poids=0),
        ),
        list(rows()),
    )  # fmt: skip
    return Answer(
        document={"campagnes": [_fenetre(one) for one in found]},
        parts=(table,),
        table=table,
        titre="Campagnes annuelles",
    )


def taches(identifiant: str, found: Sequence[Tache]) -> Answer:
    """`atlas-tui taches`: what waits for an account, the oldest first."""
    table = Table(
        (
            Column("depuis", "Depuis", "date", 0), Column("quoi", "À faire"), Column("titre", "Objet"),
            Column("ou", "Où", poids=0),
        ),
        [(paris(one.depuis).date(), one.quoi, one.titre, one.ou) for one in found],
    )  # fmt: skip
    return Answer(
        document={"identifiant": identifiant, "taches": [asdict(one) for one in found]},
        parts=(table,),
        table=table,
        titre=f"Tâches de {identifiant}",
    )


def _fenetre(one: Campagne) -> dict[str, object]:
    return {"annee": one.annee, "ouvre_le": one.ouvre_le, "ferme_le": one.ferme_le}
