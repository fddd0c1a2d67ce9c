# SPDX-License-Identifier: EUPL-1.2
"""Draws guided by the coverage they reach (atheris, libFuzzer), on one target:

    python guides.py CIBLE SECONDES CORPUS CAS

Ends with 0 when nothing was found; what is found is written in CAS, one file each, and the run stops there. The corpus, which
grows from one run to the next, stays out of the checkout.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["atlas_tui", "parquet", "store", "tomllib", "json", "zipfile"]):
    from cibles import CIBLES, GRAINES


def main() -> None:
    name, seconds, corpus, cases = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    for folder in (corpus, cases):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in GRAINES[name]:
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", "-timeout=20", "-report_slow_units=20", "-rss_limit_mb=3000", "-max_len=6000", "-print_final_stats=1", "-verbosity=0",
        f"-artifact_prefix={cases}/",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus), str(cases)], CIBLES[name])
    atheris.Fuzz()


main()
