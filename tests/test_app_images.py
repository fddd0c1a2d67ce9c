# SPDX-License-Identifier: EUPL-1.2
"""Snapshots of the main pages at 80x24 and 120x40. After a wanted change: `pytest tests/test_app_images.py --snapshot-update`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pilote import TAILLES, application, calme, taper

pytestmark = pytest.mark.ouverture

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "accueil": ("accueil", ()),
    "monde": ("monde", ()),
    "projets": ("pays/bf", ("2", "down")),
    "affiner": ("france?statut=en-cours", ("5",)),
    "palette": ("monde", ("colon", *"tri")),
}


@pytest.mark.parametrize("taille", TAILLES, ids=lambda t: f"{t[0]}x{t[1]}")
@pytest.mark.parametrize("page", PAGES)
def test_image(
    atlas_demo: Path, snap_compare: Callable[..., bool], page: str, taille: tuple[int, int]
) -> None:
    lien, touches = PAGES[page]

    async def avant(pilot: Any) -> None:
        await calme(pilot)
        await taper(pilot, *touches)

    assert snap_compare(application(atlas_demo, lien), terminal_size=taille, run_before=avant)
