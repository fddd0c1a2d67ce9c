# SPDX-License-Identifier: EUPL-1.2
"""Calls for projects over several years, their dossiers in every state, the labels and their missions: all fictitious.

What is granted is what the projets of the demonstration say that the ministry paid: no figure of the atlas changes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

import msgspec

from atlas_tui.demonstration import calibration
from atlas_tui.demonstration.authorities import Authority
from atlas_tui.demonstration.comptes import PAYS, REGION
from atlas_tui.demonstration.history import FIN, quand
from atlas_tui.demonstration.texts import Template, compile_template, render
from parquet.reference import nomenclature
from store import budget
from store.records import (
    Appel,
    Avis,
    Depense,
    Dossier,
    Fiche,
    Financement,
    Label,
    Mission,
    Piece,
    Projet,
    Tranche,
)

T = TypeVar("T", Dossier, Label, Mission)

TOUJOURS = datetime(2099, 12, 31, 22, 59, tzinfo=UTC)
"""When what may be tried in a demonstration closes."""
_GRANTED = ("notifie", "en-cours", "clos")
_PART = Decimal("0.5")
"""The most that the ministry pays of a projet, in every call."""

# title, year, length, opens, closes, state; in the order in which they were published.
_APPELS: tuple[tuple[str, int, Any, datetime, datetime, Any], ...] = (
    ("Appel à projets triennal 2010-2012", 2010, "triennal", datetime(2009, 11, 2, 8, tzinfo=UTC), datetime(2010, 2, 15, 17, tzinfo=UTC), "clos"),
    ("Appel à projets annuel 2010", 2010, "annuel", datetime(2009, 12, 1, 8, tzinfo=UTC), datetime(2010, 3, 1, 17, tzinfo=UTC), "clos"),
    ("Appel à projets triennal 2011-2013", 2011, "triennal", datetime(2010, 11, 2, 8, tzinfo=UTC), datetime(2011, 2, 15, 17, tzinfo=UTC), "clos"),
    ("Appel à projets annuel 2011", 2011, "annuel", datetime(2010, 12, 1, 8, tzinfo=UTC), datetime(2011, 3, 1, 17, tzinfo=UTC), "clos"),
    ("Appel à projets annuel 2012", 2012, "annuel", datetime(2011, 12, 1, 8, tzinfo=UTC), datetime(2012, 3, 1, 17, tzinfo=UTC), "clos"),
    ("Appel à projets annuel 2013", 2013, "annuel", datetime(2012, 12, 10, 8, tzinfo=UTC), datetime(2013, 3, 1, 17, tzinfo=UTC), "clos"),
    ("Appel à projets annuel 2014, première session", 2014, "annuel", datetime(2013, 9, 16, 7, tzinfo=UTC), datetime(2013, 11, 15, 17, tzinfo=UTC), "publie"),
    ("Appel à projets annuel 2014, ouvert à l'essai", 2014, "annuel", datetime(2013, 12, 2, 8, tzinfo=UTC), TOUJOURS, "publie"),
    ("Appel à projets eau et assainissement 2015", 2015, "annuel", datetime(2014, 12, 1, 8, tzinfo=UTC), datetime(2015, 3, 2, 17, tzinfo=UTC), "brouillon"),
)  # fmt: skip
# rank of the call, state, how many.
_DOSSIERS: tuple[tuple[int, Any, int], ...] = (
    (0, "clos", 5), (0, "rejet-notifie", 1), (1, "clos", 6), (1, "rejet-notifie", 2), (2, "en-cours", 7), (2, "rejet-notifie", 1),
    (3, "clos", 7), (3, "rejet-notifie", 2), (3, "abandonne", 1), (4, "clos", 6), (4, "en-cours", 3), (4, "annule", 1),
    (4, "rejet-notifie", 2), (5, "en-cours", 8), (5, "notifie", 4), (5, "rejet-notifie", 2), (6, "retenu", 3), (6, "rejete", 2),
    (6, "depose", 4), (6, "abandonne", 1), (7, "depose", 3), (7, "brouillon", 4),
)  # fmt: skip
# state, how many: about 40 stand on the public list, as the brochure says.
_LABELS: tuple[tuple[Any, int], ...] = (
    ("labellise", 40), ("expire", 3), ("retire", 1), ("refuse", 2), ("depose", 3), ("brouillon", 2), ("abandonne", 1),
)  # fmt: skip
_MISSIONS: tuple[tuple[Any, int], ...] = (
    ("evaluee", 3), ("faite", 2), ("acceptee", 2), ("demandee", 2), ("declinee", 1), ("annulee", 1),
)  # fmt: skip
_POSTES = ("Études et missions", "Équipement et travaux", "Formation", "Coordination")


@cache
def _textes() -> Mapping[str, Sequence[Template]]:
    text = files(__package__).joinpath("textes", "expertises.toml").read_text(encoding="utf-8")
    known = tomllib.loads(text)
    return {
        name: tuple(compile_template(t, {}) for t in known[name]) for name in known if name != "expertises"
    }


@cache
def _expertises() -> Sequence[tuple[str, str]]:
    text = files(__package__).joinpath("textes", "expertises.toml").read_text(encoding="utf-8")
    return [(theme, title) for theme, title in tomllib.loads(text)["expertises"]]


@dataclass(slots=True)
class Candidats:
    """The projets that a dossier may be about, kept as they go by: what the ministry paid of them, year by year."""

    finances: dict[tuple[int, ...], list[tuple[Authority, Projet, str]]] = field(default_factory=dict)
    neufs: list[tuple[Authority, Projet, str]] = field(default_factory=list)
    """Those that it paid nothing of, and that have not begun."""

    def voir(self, who: Authority, pays: str, projet: Projet) -> None:
        """Keep a projet where a call may be about it."""
        if not calibration.pays()[pays].sud or not who.region:
            return
        years = tuple(f.annee for f in projet.financements if f.financeur == budget.MINISTERE)
        if years and years[0] >= 2010 and len(set(years)) == len(years):
            self.finances.setdefault(years, []).append((who, projet, pays))
        elif not years and projet.statut == "projet":
            self.neufs.append((who, projet, pays))


def _said(rng: Random, name: str) -> str:
    options = _textes()[name]
    return render(options[int(rng.random() * len(options))], rng.random, {})


def appels(dossiers: Sequence[Dossier]) -> Iterator[Appel]:
    """Give the calls with their ids; each envelope holds what was granted of it, and a little more."""
    for rank, (titre, annee, duree, opens, closes, etat) in enumerate(_APPELS, start=1):
        granted = sum((d.accorde for d in dossiers if d.appel == f"app-{rank}"), Decimal(0))
        envelope = (granted / 50_000 + 2).to_integral_value() * 50_000 if granted else Decimal(600_000)
        yield Appel(
            id=f"app-{rank}", titre=titre, annee=annee, duree=duree, ouvre_le=opens, ferme_le=closes, etat=etat,
            plafond=int(_PART * 100), enveloppe=envelope,
            thematiques=nomenclature.avec_dessous(("2",)) if "eau et" in titre else (),
            presentation="Appel fictif, de l'atlas de démonstration. Le ministère cofinance des projets fondés sur une convention "
            "entre une collectivité française et une autorité locale étrangère.",
        )  # fmt: skip


def dossiers(rng: Random, candidats: Candidats) -> list[Dossier]:
    """Return the dossiers of the calls with their ids, in the order they came in."""
    fresh = list(candidats.neufs)
    rng.shuffle(fresh)
    pools = {years: list(found) for years, found in candidats.finances.items()}
    for found in pools.values():
        rng.shuffle(found)
    made = []
    for rank, etat, count in _DOSSIERS:
        _, annee, duree, _, closes, _ = _APPELS[rank]
        years = tuple(range(annee, annee + budget.ANNEES[duree]))
        for _ in range(count):
            pool = pools[years] if etat in _GRANTED else fresh
            # What may be tried waits for those whose account everybody may open.
            near = [one for one in pool if one[0].region == REGION or one[2] == PAYS]
            who, projet, pays = chosen = near[-1] if near and closes == TOUJOURS else pool[-1]
            pool.remove(chosen)
            made.append(_dossier(rng, rank, etat, years, who, projet, pays))
    return _numbered(made, "dos")


def _dossier(
    rng: Random, rank: int, etat: Any, years: tuple[int, ...], who: Authority, projet: Projet, pays: str
) -> Dossier:
    opens, closes = _APPELS[rank][3], min(_APPELS[rank][4], FIN)
    paid = {f.annee: f.montant for f in projet.financements if f.financeur == budget.MINISTERE}
    asked = {year: paid.get(year) or Decimal(2_000 + 500 * int(rng.random() * 60)) for year in years}
    depenses: list[Depense] = []
    ressources: list[Financement] = []
    for year, part in asked.items():
        whole = (
            (part / Decimal(f"{0.28 + 0.2 * rng.random():.2f}"))
            .quantize(Decimal(100))
            .quantize(Decimal("0.01"))
        )
        whole = max(whole, part / _PART)
        shares = calibration.share(int(whole), [1 + rng.random() for _ in _POSTES])
        depenses += [
            Depense(annee=year, poste=poste, montant=Decimal(share))
            for poste, share in zip(_POSTES, shares, strict=True)
            if share
        ]
        rest = Decimal(int(whole)) - part
        ressources += [
            Financement(annee=year, financeur=budget.MINISTERE, montant=part),
            Financement(annee=year, financeur="COLLECTIVITE", montant=rest, precision=who.nom),
        ]
    deposited = None if etat == "brouillon" else (opens + (closes - opens) * rng.random()).date()
    granted = etat in (*_GRANTED, "retenu")
    total = sum(asked.values(), Decimal(0)) if granted else Decimal(0)
    told = None
    if etat in (*_GRANTED, "rejet-notifie", "annule"):
        told = min(
            closes.date() + timedelta(days=70 + int(rng.random() * 60)), FIN.date() - timedelta(days=3)
        )
    decided = etat not in ("brouillon", "depose", "abandonne")
    return Dossier(
        appel=f"app-{rank + 1}",
        collectivite=who.id,
        partenaires=projet.partenaires,
        projet=projet.id,
        titre=projet.titre,
        thematique=projet.thematique,
        contexte=projet.contexte,
        objectifs=projet.objectifs,
        description=projet.description,
        depenses=tuple(depenses),
        ressources=tuple(ressources),
        pieces=(
            Piece(
                intitule="Convention de partenariat",
                adresse=f"https://www.{who.domain}/international/convention.pdf",
            ),
        ),
        etat=etat,
        depose_le=deposited,
        avis=_avis(rng, etat, who, pays, deposited) if deposited else (),
        note=int(35 + 30 * rng.random() + (30 if granted else 0)) if decided else None,
        accorde=total,
        motif=_said(rng, "rejet") if etat in ("rejete", "rejet-notifie", "annule") else "",
        notifie_le=told,
        tranches=_tranches(rng, etat, asked, told) if etat in _GRANTED and told else (),
    )


def _avis(rng: Random, etat: str, who: Authority, pays: str, deposited: date) -> tuple[Avis, ...]:
    """What the préfecture and the embassy think of it: both of what was decided, one, two or none of what waits."""
    places: list[tuple[Any, str]] = [("sgar", who.region), ("ambassade", pays)]
    if etat in ("depose", "abandonne"):
        places = places[: int(rng.random() * 3)]
    found = []
    for de, lieu in places:
        draw = rng.random() + (0.25 if etat.startswith("rejet") else 0.0)
        sens: Any = "favorable" if draw < 0.75 else "reserve" if draw < 0.97 else "defavorable"
        le = min(deposited + timedelta(days=20 + int(rng.random() * 30)), FIN.date())
        found.append(Avis(de=de, lieu=lieu, sens=sens, texte=_said(rng, sens), le=le))
    return tuple(found)


def _tranches(rng: Random, etat: str, asked: Mapping[int, Decimal], told: date) -> tuple[Tranche, ...]:
    """The parts of a grant: all reported of what is closed, the first ones paid of what goes on, none of what was just told."""
    found = []
    for rank, (year, amount) in enumerate(asked.items()):
        paid = rendered = None
        day = date(year, 6, 1) + timedelta(days=int(rng.random() * 90))
        if etat == "clos" or (etat == "en-cours" and (rank == 0 or rank < len(asked) - 1)):
            paid = max(day, told + timedelta(days=10))
            rendered = min(paid + timedelta(days=200), FIN.date())
            if etat == "en-cours" and rank == max(0, len(asked) - 2):
                rendered = None
        text = _said(rng, "compte_rendu") if rendered else ""
        found.append(
            Tranche(
                annee=year, montant=amount, versee_le=paid, rendu_le=rendered, compte_rendu=text,
                depense=amount if rendered else Decimal(0),
            )
        )  # fmt: skip
    return tuple(found)


def labels(rng: Random, who: Sequence[Authority]) -> list[Label]:
    """Return the labels with their ids: about 40 hold, others came to their term, were refused, wait or are being written."""
    big = [a for a in who if a.weight > 4 and a.region]
    rng.shuffle(big)
    made = []
    holders = iter(big)
    for etat, count in _LABELS:
        for _ in range(count):
            holder = next(holders)
            theme, title = _expertises()[int(rng.random() * len(_expertises()))]
            first: date | None = None
            if etat == "labellise":
                first = date(2011, 1, 10) + timedelta(days=int(rng.random() * 1_040))
            elif etat in ("expire", "retire"):
                first = date(2010, 2, 1) + timedelta(days=int(rng.random() * 200))
            deposited = first - timedelta(days=60 + int(rng.random() * 60)) if first else None
            if etat in ("refuse", "depose", "abandonne"):
                deposited = date(2013, 2, 1) + timedelta(days=int(rng.random() * 300))
            made.append(
                Label(
                    programme="pact2", titre=title, thematique=theme, collectivites=(holder.id,), etat=etat,
                    savoir_faire=_said(rng, "savoir_faire"), appuis=_said(rng, "appuis"),
                    mobilisation="" if etat == "brouillon" else _said(rng, "mobilisation"),
                    depose_le=deposited, debut_le=first, fin_le=first.replace(year=first.year + 3) if first else None,
                    motif=_said(rng, "rejet") if etat in ("refuse", "retire") else "",
                )
            )  # fmt: skip
    return _numbered(made, "lab")


def missions(rng: Random, labels: Iterable[Label]) -> list[Mission]:
    """Return the missions asked of the holders of labels, with their ids, in every state."""
    holders = [one for one in labels if one.etat == "labellise"]
    south = sorted(p.iso2 for p in calibration.pays().values() if p.sud)
    made = []
    for etat, count in _MISSIONS:
        for _ in range(count):
            label = holders.pop(int(rng.random() * len(holders)))
            over = etat in ("faite", "evaluee", "annulee", "declinee")
            first = max(
                (label.debut_le or FIN.date()) + timedelta(days=40),
                date(2013, 3, 1) if over else date(2014, 2, 1),
            ) + timedelta(days=int(rng.random() * 120))
            made.append(
                Mission(
                    label=label.id, demandeur=rng.choice(("collectivite", "ministere", "ambassade")), pays=rng.choice(south),
                    titre=f"{_said(rng, 'missions')} : {label.titre.lower()}", objectifs=label.savoir_faire, debut_le=first,
                    fin_le=first + timedelta(days=4 + int(rng.random() * 8)), etat=etat,
                    motif="Équipe indisponible à ces dates." if etat in ("declinee", "annulee") else "",
                    compte_rendu=_said(rng, "compte_rendu") if etat in ("faite", "evaluee") else "",
                    evaluation="Attentes remplies ; une suite est envisagée." if etat == "evaluee" else "",
                )
            )  # fmt: skip
    return _numbered(made, "mis")


def _numbered(records: list[T], prefix: str) -> list[T]:
    """The records in the order they come in, each with its id."""
    ordered = sorted(records, key=lambda one: (quand(one) or date.min, one.titre))
    return [msgspec.structs.replace(one, id=f"{prefix}-{n}") for n, one in enumerate(ordered, start=1)]


def tout(rng: Random, who: Sequence[Authority], candidats: Candidats) -> Iterator[Fiche]:
    """Give calls, dossiers, labels and missions, those that others name first."""
    asked = dossiers(rng, candidats)
    yield from appels(asked)
    yield from asked
    granted = labels(rng, who)
    yield from granted
    yield from missions(rng, granted)
