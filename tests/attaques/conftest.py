# SPDX-License-Identifier: EUPL-1.2
"""What the attacks share: the poisoned atlas, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from empoisonne import empoisonner


@pytest.fixture(scope="session")
def venin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Its folder, to be copied before anything is written there, and the id of a fiche of each kind."""
    folder = tmp_path_factory.mktemp("venin") / "atlas"
    return folder, empoisonner(folder)
