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
    sections = tomllib.loads((template.parent / "samconfig.toml").read_text())
    answer: dict[str, Any] = {}
    given: dict[str, Any] = {}
    # A function that is no part of the template has a section of its own.
    alone = [
        name
        for name, each in sections.items()
        if name != "default" and isinstance(each, dict) and "local_invoke" in each
    ]
    for name in [section, *alone] if section == "default" else [section]:
        file = sections[name].get("global", {}).get("parameters", {}).get("template_file")
        path = template.parent / file if file and name != "default" else template
        found, values = functions(path, template.parent, sections[name]["local_invoke"]["parameters"])
        answer |= found
        given |= values
    json.dump({"functions": answer, "given": given}, sys.stdout)
    return 0


def functions(template: Path, root: Path, invoke: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The template's functions with their environments, and what the file with values has."""
    overrides = dict(pair.split("=", 1) for pair in shlex.split(invoke.get("parameter_overrides", "")))
    env_vars = invoke.get("env_vars")
    values = json.loads((root / env_vars).read_text()) if env_vars else {}
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
    answer = {}
    for function in provider.get_all():
        environment = runner._make_env_vars(function)
        declared = sorted((function.environment or {}).get("Variables", {}))
        answer[function.name] = {"code": function.codeuri, "environment": environment.resolve(), "declared": declared}
    return answer, values


if __name__ == "__main__":
    sys.exit(main())
