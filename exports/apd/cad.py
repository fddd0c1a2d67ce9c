# SPDX-License-Identifier: EUPL-1.2
"""What the Trésor sends to the OECD's DAC: one row a line of APD, under the column names of the Creditor Reporting System."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from exports.documents import write_whole
from exports.writing import ExportRefuse
from parquet.aide import LigneDeclaree
from parquet.reference import cad, geography
from store.cleaning import without_controls

COLONNES = (
    "Year", "DonorCode", "DEDonorcode", "DonorName", "AgencyName", "CrsID", "ProjectNumber", "InitialReport",
    "DERecipientcode", "RecipientName", "FlowCode", "FlowName", "Bi_Multi", "Category", "Finance_t", "Aid_t",
    "CurrencyCode", "Commitment_National", "Disbursement_National", "ShortDescription", "ProjectTitle", "PurposeCode",
    "PurposeName", "SectorCode", "SectorName", "ChannelCode", "ChannelName", "ChannelReportedName", "ParentChannelCode",
    "LongDescription",
)  # fmt: skip
"""Those of the CRS that a declaration can tell, in the order of the CRS. Recipients under their present code (ISO3)."""
FRANCE = ("4", "FRA", "France")
DONS, APD, SUBVENTION, EURO = ("11", "ODA Grants"), "10", "110", "918"
"""Flow, category, type of finance (standard grant), currency, as the DAC numbers them."""
NON_PRECISE = ("DPGC_X", "Developing countries, unspecified")
BI_MULTI = {"B01": "3", "B02": "2"}
"""Core contributions: to NGOs, to multilateral organisations. All the rest is bilateral, 1."""


@dataclass(frozen=True, slots=True)
class Ecartees:
    """What the file says less of than it should."""

    lignes: int
    sans_objet: int
    """Lines declared under a category of three digits: their purpose code is empty, their sector is told."""
    sans_canal: int


def ecrire(lignes: Iterable[LigneDeclaree], path: Path) -> Ecartees:
    """Write the file; return what it holds. Whole or not at all, never over another. Raises ExportRefuse.

    Amounts are thousands of euros to the cent (five decimals), as the CRS counts in thousands.
    """
    found = list(lignes)
    wrong = [said for one in found if (said := _inconnu(one))]
    if wrong:
        more = f" (et {len(wrong) - 3} autres)" if len(wrong) > 3 else ""
        raise ExportRefuse(
            f"Codes inconnus du CAD : {' ; '.join(wrong[:3])}{more}. Faites-les corriger par leur collectivité, en rouvrant sa déclaration."
        )

    def write(draft: Path) -> None:
        draft.write_bytes(b"".join(_octets(found)))

    write_whole(path, write)
    return Ecartees(
        len(found), sum(len(one.secteur) == 3 for one in found), sum(not one.canal for one in found)
    )


def _inconnu(one: LigneDeclaree) -> str:
    """Why a line cannot be told to the DAC; empty when it can."""
    for name, code, known in (
        ("secteur", one.secteur, cad.secteurs()),
        ("canal", one.canal, cad.canaux()),
        ("type d'aide", one.type_aide, cad.types_aide()),
        ("pays", one.pays, geography.pays()),
    ):
        if code and code not in known:
            return f"{one.declaration}, {name} {without_controls(code)[:20]}"
    if not one.secteur:
        return f"{one.declaration}, une ligne sans secteur"
    if one.pays and not cad.beneficiaire(one.pays, one.annee):
        return f"{one.declaration}, {geography.pays()[one.pays].nom} hors de la liste de {one.annee}"
    return ""


def _octets(lignes: Iterable[LigneDeclaree]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLONNES)
    rank: dict[str, int] = {}
    for one in lignes:
        rank[one.declaration] = rank.get(one.declaration, 0) + 1
        writer.writerow(_ligne(one, rank[one.declaration]))
    yield out.getvalue().encode()


def _ligne(one: LigneDeclaree, rang: int) -> list[str]:
    country = geography.pays().get(one.pays)
    code, name = (country.iso3, country.nom_anglais) if country else NON_PRECISE
    amount = str(one.montant.scaleb(-3).quantize(Decimal("0.00001")))
    purpose = one.secteur if len(one.secteur) == 5 else ""
    channel = cad.canaux().get(one.canal, "")
    title = one.titre or cad.secteurs()[one.secteur]
    values = {
        "Year": str(one.annee),
        "DonorCode": FRANCE[0],
        "DEDonorcode": FRANCE[1],
        "DonorName": FRANCE[2],
        "AgencyName": one.nom,
        "CrsID": f"{one.annee}-{one.declaration}-{rang}",
        "ProjectNumber": one.projet or f"{one.declaration}-{rang}",
        # 1: a new activity; 3: one told before, and told anew.
        "InitialReport": "1" if one.rang == 1 else "3",
        "DERecipientcode": code,
        "RecipientName": name,
        "FlowCode": DONS[0],
        "FlowName": DONS[1],
        "Bi_Multi": BI_MULTI.get(one.type_aide, "1"),
        "Category": APD,
        "Finance_t": SUBVENTION,
        "Aid_t": one.type_aide,
        "CurrencyCode": EURO,
        "Commitment_National": amount,
        "Disbursement_National": amount,
        "ShortDescription": title,
        "ProjectTitle": title,
        "PurposeCode": purpose,
        "PurposeName": cad.secteurs()[one.secteur] if purpose else "",
        "SectorCode": one.secteur[:3],
        "SectorName": cad.secteurs().get(one.secteur[:3], ""),
        "ChannelCode": one.canal,
        "ChannelName": channel,
        "ChannelReportedName": channel,
        "ParentChannelCode": f"{one.canal[:2]}000" if one.canal else "",
        "LongDescription": one.objectifs,
    }
    return [_texte(values[column]) for column in COLONNES]


def _texte(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    safe = without_controls(value).replace("\n", " ")
    return f"'{safe}" if safe[:1] in ("=", "+", "-", "@") else safe
