# SPDX-License-Identifier: EUPL-1.2
"""Hostile texts on every screen and in every window: nothing is obeyed, nothing breaks, no action is run."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import fenetres_compte  # noqa: F401 - its ways are among CHEMINS
import pytest
from empoisonne import COMPTES
from fenetres import CHEMINS, Chemin
from longueur import LONGUE, PATIENCE, noter
from marche import Marche, ecrans, liens, nomme, sans_suite
from pilote import application, calme

from parquet.atlas import Atlas

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]


@pytest.mark.parametrize("taille", [(80, 24), (120, 40)] if LONGUE else [(80, 24)])
async def test_every_screen_shows_it_as_text(
    venin: tuple[Path, dict[str, str]],
    taille: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each page, as nobody and as an account of each role, then each key that the page names and what it opens."""
    folder = tmp_path / "atlas"
    shutil.copytree(venin[0], folder, symlinks=True)
    asked = sans_suite(monkeypatch, tmp_path)
    links = liens(venin[1])[:: 1 if LONGUE else 2]
    seen: set[type] = set()
    known: Counter[object] = Counter()
    images = 0
    for i, link in enumerate(links):
        for name in personnes(i):
            with Atlas.ouvrir(folder) as atlas:
                app = application(atlas, link)
                async with app.run_test(size=taille) as pilot:
                    await calme(pilot)
                    walk = Marche(app, pilot, folder, name, known)
                    walk.regarder()
                    if name:
                        await walk.entrer()
                    page = app.page
                    assert page is not None
                    keys = [
                        c.touches[0]
                        for c in page.commandes()
                        if c.touches and c.nom not in ("quitter", "copier")
                    ]
                    # In short another key on each page: over the walk, most of them.
                    for key in (
                        ["enter", "down", "tab", "end", *keys, "f4", "f7", "f2"]
                        if LONGUE
                        else ["enter", keys[i % len(keys)]]
                    ):
                        if LONGUE:
                            await walk.fouiller(key)
                        else:
                            await walk.presser(key)
                            await walk.revenir()
                    seen |= walk.vus
                    images += walk.images
    assert asked == []
    if LONGUE:
        # What the walk does not open, words do.
        named = {window for _, _, windows in CHEMINS.values() for window in windows}
        elsewhere = {base for kind in ecrans() if nomme(kind) in named for base in kind.__mro__}
        assert {nomme(kind) for kind in ecrans() - seen - elsewhere} == set()
        noter(
            f"Textes hostiles, {taille[0]} × {taille[1]}",
            f"{len(links)} adresses, {len(COMPTES)} rôles et le public, {images} écrans ; {len(ecrans() & seen)} sortes d'écrans et de fenêtres "
            f"sur {len(ecrans())}, les {len(ecrans() - seen)} autres ouvertes par {len(CHEMINS)} saisies : 0 octet de commande, 0 plantage, 0 action",
        )


@pytest.mark.parametrize("taille", [(80, 24), (120, 40)] if LONGUE else [(80, 24)], ids=str)
@pytest.mark.parametrize("chemin", CHEMINS, ids=lambda chemin: chemin.__name__)
async def test_the_windows_that_words_open(
    venin: tuple[Path, dict[str, str]],
    chemin: Chemin,
    taille: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is typed, pasted, read from a file or changed meanwhile is hostile as well; each window is really opened."""
    folder, ids = tmp_path / "atlas", venin[1]
    shutil.copytree(venin[0], folder, symlinks=True)
    asked = sans_suite(monkeypatch, tmp_path)
    page, name, windows = CHEMINS[chemin]
    with Atlas.ouvrir(folder) as atlas:
        app = application(atlas, page.format_map(ids))
        async with app.run_test(size=taille) as pilot:
            await calme(pilot)
            walk = Marche(app, pilot, folder, name)
            if name:
                await walk.entrer()
            await chemin(walk, ids, tmp_path)
    assert windows <= {nomme(kind) for kind in walk.vus}
    assert asked == []


def personnes(rang: int) -> list[str]:
    """Who goes to a page, the rank of which is given: in the long form who sees most, then nobody, the agent or another."""
    if not LONGUE:
        return ["" if rang % 3 else "odile"]
    others = sorted(set(COMPTES) - {"odile", "marie"})
    return ["odile", ("", "marie", others[rang // 3 % len(others)])[rang % 3]]
