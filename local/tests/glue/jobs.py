"""Makes the Glue jobs importable: they are scripts beside the function, not a package."""

from __future__ import annotations

import sys
from pathlib import Path

JOBS = Path(__file__).resolve().parents[3] / "functions" / "GlueWorkflowStarter" / "glue"
sys.path.insert(0, str(JOBS))

import load_orders  # type: ignore[import-not-found]  # noqa: E402
import orders_to_parquet  # type: ignore[import-not-found]  # noqa: E402

__all__ = ["load_orders", "orders_to_parquet"]
