# SPDX-License-Identifier: EUPL-1.2
"""The budget of a dossier: what it costs and who pays, year by year, in exact euros; a grant shared out over its years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from store.records import Appel, Dossier, Tranche

MINISTERE = "MEAE"
"""Code, among the funders, of the ministry that a call asks."""
ANNEES = {"annuel": 1, "triennal": 3}
"""Years that a dossier may spread over, by the kind of call."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Annee:
    """One year of a budget, in euros."""

    annee: int
    depenses: Decimal
    ressources: Decimal

    @property
    def ecart(self) -> Decimal:
        """What is paid more than it costs; zero of a balanced year."""
        return self.ressources - self.depenses


def cout(dossier: Dossier) -> Decimal:
    """Return what the whole costs, in euros."""
    return _sum(line.montant for line in dossier.depenses)


def demande(dossier: Dossier) -> Decimal:
    """Return what is asked of the ministry, in euros."""
    return _sum(line.montant for line in dossier.ressources if line.financeur == MINISTERE)


def annees(dossier: Dossier) -> Sequence[Annee]:
    """Return the years of a budget, the first first."""
    every = sorted({line.annee for line in dossier.depenses} | {line.annee for line in dossier.ressources})
    return [
        Annee(
            year,
            _sum(line.montant for line in dossier.depenses if line.annee == year),
            _sum(line.montant for line in dossier.ressources if line.annee == year),
        )
        for year in every
    ]


def trop(dossier: Dossier, montant: Decimal, reste: Decimal | None = None) -> str:
    """Say why an amount is too much: more than is asked for, or than `reste`, what is left of the envelope. Empty: it is not."""
    if montant > demande(dossier):
        return f"{euros(demande(dossier))} sont demandés, pas davantage"
    return f"il reste {euros(reste)} de l'enveloppe" if reste is not None and montant > reste else ""


def plafond(dossier: Dossier, appel: Appel) -> Decimal:
    """Return the most that may be asked for, in euros, cents dropped below."""
    return (cout(dossier) * appel.plafond / 100).quantize(_CENT, ROUND_DOWN)


def defauts(dossier: Dossier, appel: Appel) -> tuple[str, ...]:
    """Return what is wrong with a budget, one French phrase each; empty when all its sums hold."""
    years = annees(dossier)
    if not cout(dossier):
        return ("aucune dépense : dites ce que coûte le projet, année par année",)
    wrong = [
        f"en {one.annee}, {euros(one.depenses)} de dépenses et {euros(one.ressources)} de ressources : "
        f"{'il manque' if one.ecart < 0 else 'il y a en trop'} {euros(abs(one.ecart))}"
        for one in years
        if one.ecart
    ]
    most = ANNEES[appel.duree]
    first, last = years[0].annee, years[-1].annee
    if last - first >= most:
        span = "une année" if most == 1 else f"{most} années"
        wrong.append(f"de {first} à {last} : cet appel finance {span} au plus")
    return tuple(wrong)


def tranches(dossier: Dossier, accorde: Decimal) -> tuple[Tranche, ...]:
    """Share a grant out over the years for which it was asked, in proportion; their sum is the grant, to the cent."""
    asked = {
        one.annee: _sum(
            line.montant
            for line in dossier.ressources
            if line.annee == one.annee and line.financeur == MINISTERE
        )
        for one in annees(dossier)
    }
    asked = {year: amount for year, amount in asked.items() if amount}
    whole = sum(asked.values(), Decimal(0))
    if not whole or not accorde:
        return ()
    shares = {year: (accorde * amount / whole).quantize(_CENT, ROUND_DOWN) for year, amount in asked.items()}
    first = next(iter(shares))
    # What rounding leaves goes to the first year: nobody waits for a cent.
    shares[first] += accorde - sum(shares.values(), Decimal(0))
    return tuple(Tranche(annee=year, montant=amount) for year, amount in shares.items() if amount)


def euros(amount: Decimal) -> str:
    """Return an amount as letters and refusals write it: `1 200,50 €`, cents left out when there are none."""
    whole = amount == amount.to_integral_value()
    text = f"{amount:,.{0 if whole else 2}f}"
    return text.replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
