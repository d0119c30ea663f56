"""Importing the package loads none of the libraries that reading a page needs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("lxml", "bs4", "trafilatura", "rapidfuzz", "py3langid", "tldextract", "numpy")


def test_package_is_light() -> None:
    code = (
        f"import sys, aggregator.articles as a; a.build, a.knowable_at; print([m for m in {HEAVY} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
