# SPDX-License-Identifier: EUPL-1.2
"""From calls, dossiers and labels to their public rows: a draft gives none, nor does what was only asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from parquet.jours import sans_zone
from parquet.reference import nomenclature
from store import budget
from store.records import Appel, Collectivite, Dossier, Fiche, Label, Partenaire

Get = Callable[[str], Fiche | None]
ACCORDEES = ("notifie", "en-cours", "clos", "annule")
"""States of a dossier whose grant was notified."""
PUBLICS = ("labellise", "expire", "retire")
"""States of a label that was granted once."""


def appel(record: Appel) -> dict[str, Any] | None:
    """The row of a call; None for a draft."""
    if record.etat == "brouillon":
        return None
    return {
        "id": record.id, "titre": record.titre, "annee": record.annee, "duree": record.duree,
        "presentation": record.presentation, "ouvre_le": sans_zone(record.ouvre_le),
        "ferme_le": sans_zone(record.ferme_le), "thematiques": record.thematiques, "pays": record.pays,
        "plafond": record.plafond, "enveloppe": record.enveloppe, "etat": record.etat,
    }  # fmt: skip


def subvention(record: Dossier, get: Get) -> dict[str, Any] | None:
    """The row of a grant; None as long as it is not notified, and when nothing of it was paid before it was annulled."""
    call, owner = get(record.appel), get(record.collectivite)
    if record.etat not in ACCORDEES or not record.accorde:
        return None
    if not isinstance(call, Appel) or not isinstance(owner, Collectivite):
        return None
    partners = [p for id in record.partenaires if isinstance(p := get(id), Partenaire)]
    years = [one.annee for one in record.tranches]
    return {
        "id": record.id, "titre": record.titre, "appel": call.id, "appel_titre": call.titre, "annee": call.annee,
        "attribuant_siret": call.siret, "collectivite": owner.id, "collectivite_nom": owner.nom, "siret": record.siret,
        "type": owner.type, "departement": owner.departement, "region": owner.region,
        "ancienne_region": owner.ancienne_region, "com": owner.com, "projet": record.projet,
        "pays": list(dict.fromkeys(p.pays for p in partners)), "thematique": record.thematique,
        "thematiques": nomenclature.lignee(record.thematique), "cout": budget.cout(record),
        "demande": budget.demande(record), "montant": record.accorde, "tranches": len(record.tranches),
        "premiere_annee": min(years, default=None), "derniere_annee": max(years, default=None),
        "notifiee_le": record.notifie_le, "etat": record.etat,
    }  # fmt: skip


def label(record: Label, get: Get) -> dict[str, Any] | None:
    """The row of a label; None of one that was never granted."""
    holders: Sequence[Collectivite] = [
        c for id in record.collectivites if isinstance(c := get(id), Collectivite)
    ]
    if record.etat not in PUBLICS or not holders:
        return None
    return {
        "id": record.id, "programme": record.programme, "titre": record.titre, "thematique": record.thematique,
        "thematiques": nomenclature.lignee(record.thematique), "collectivites": [c.id for c in holders],
        "collectivites_noms": [c.nom for c in holders], "acteurs": record.acteurs, "savoir_faire": record.savoir_faire,
        "appuis": record.appuis, "mobilisation": record.mobilisation, "debut_le": record.debut_le,
        "fin_le": record.fin_le, "etat": record.etat,
    }  # fmt: skip
