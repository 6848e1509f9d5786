"""Prints, as JSON, each function's environment as `sam local invoke` would give it: by SAM's own classes, with samconfig.toml.

usage: sam_environment.py TEMPLATE [CONFIG-SECTION]        in the Python environment `sam`

Docker is not needed: nothing is started.
"""

from __future__ import annotations

import json
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

from samcli.commands.local.lib.local_lambda import LocalLambdaRunner
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider


def main() -> int:
    template = Path(sys.argv[1]).resolve()
    section = sys.argv[2] if len(sys.argv) > 2 else "default"
    invoke = tomllib.loads((template.parent / "samconfig.toml").read_text())[section]["local_invoke"]["parameters"]
    overrides = dict(pair.split("=", 1) for pair in shlex.split(invoke.get("parameter_overrides", "")))
    env_vars = invoke.get("env_vars")
    values = json.loads((template.parent / env_vars).read_text()) if env_vars else {}
    found = functions(template, overrides, values)
    # A function that is no part of the template is invoked by its own: sam local invoke -t functions/….
    for own in sorted(template.parent.glob("functions/*/template.yaml")):
        if f"{own.parent.name}Function" not in found:
            found |= functions(own, {}, values)
    json.dump({"functions": found, "given": values}, sys.stdout)
    return 0


def functions(template: Path, overrides: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """The template's functions, those of nested applications too, each with its zip and its environment."""
    stacks, _ = SamLocalStackProvider.get_stacks(str(template), parameter_overrides=overrides)
    provider = SamFunctionProvider(stacks)
    runner = LocalLambdaRunner(
        local_runtime=None,
        function_provider=provider,
        cwd=str(template.parent),
        real_path=None,
        aws_region="us-east-1",
        env_vars_values=values,
    )
    found = {}
    for function in provider.get_all():
        environment = runner._make_env_vars(function)
        declared = sorted((function.environment or {}).get("Variables", {}))
        found[function.name] = {"code": function.codeuri, "environment": environment.resolve(), "declared": declared}
    return found


if __name__ == "__main__":
    sys.exit(main())
