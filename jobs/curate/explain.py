"""The dry run: which files the next run would load, table by table. Needs the files' listing, and no Spark."""

from __future__ import annotations

from .arguments import Arguments
from .files.pending import listing_start, next_batch, pending_files
from .files.state import StateStore
from .files.store import store_for
from .plan.model import Plan


def explain(plan: Plan, given: Arguments) -> str:
    """What a commit that the state lags behind holds is not looked at: that takes Spark."""
    raw, states = store_for(given.raw), StateStore(store_for(given.state), given.state)
    lines = [f"plan {plan.name}, engine {plan.engine}, tables in {given.curated}"]
    for table in plan.tables:
        if given.tables and table.name not in given.tables:
            continue
        state = states.read(table.name, None)
        pending = pending_files(
            table.source, raw.list(table.source.location, listing_start(table.source, state)), state
        )
        batch = next_batch(pending, state, plan.window)
        if batch is None:
            lines.append(f"{table.name}: up to date at batch {state.batch}")
            continue
        rule = f"newest by {', '.join(table.source.order)} of each {', '.join(table.unique_key)}"
        lines.append(
            f"{table.name}: batch {batch.number} of {len(batch.files)} files, {batch.size} bytes; {rule};"
            f" {len(table.checks)} checks; {batch.left} files wait for the next"
        )
        lines += [f"  {each.path}" for each in batch.files[:20]]
    return "\n".join(lines)
