"""Checks that the zips a deployment takes are there and are built for its FunctionArchitecture.

usage: architecture.py elf FILE                                   print the architecture of an executable
       architecture.py deployment TEMPLATE [CONFIG SECTION] [-- sam's arguments]

The architecture of an executable is in its ELF header; a deployment's is the parameter FunctionArchitecture: on the command
line, in the section of the configuration file or in the files that it names, or the template's default.
"""

from __future__ import annotations

import re
import struct
import sys
import zipfile
from pathlib import Path

from deployment_parameters import given

MACHINES = {62: "x86_64", 183: "arm64"}


class ArchitectureError(Exception):
    """The deployment would not run; the message says what to do."""


def of_executable(head: bytes) -> str:
    """The architecture that an ELF header names: the half word behind e_type (https://man7.org/linux/man-pages/man5/elf.5.html)."""
    if len(head) < 20 or head[:4] != b"\x7fELF":
        raise ArchitectureError("the executable is not an ELF file")
    order = "<" if head[5] == 1 else ">"
    (machine,) = struct.unpack_from(f"{order}H", head, 18)
    if machine not in MACHINES:
        raise ArchitectureError(f"the ELF header names machine {machine}, which Lambda does not have")
    return MACHINES[machine]


def of_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as archive, archive.open("bootstrap") as bootstrap:
        return of_executable(bootstrap.read(20))


def zips_of(template: Path) -> list[Path]:
    """The zips that a template takes, those of its nested applications too. Conditions make no difference to `sam deploy`."""
    text = template.read_text()
    here = [(template.parent / name).resolve() for name in re.findall(r"^ +CodeUri: (\S+\.zip)$", text, re.MULTILINE)]
    for location in re.findall(r"^ +Location: (\S+\.yaml)$", text, re.MULTILINE):
        here += zips_of((template.parent / location).resolve())
    return sorted(set(here))


def wanted(template: Path, config: Path | None, section: str, arguments: list[str]) -> str:
    """The FunctionArchitecture of a deployment."""
    values = given(config, section, arguments)
    default = re.search(
        r"^  FunctionArchitecture:\n(?:    .*\n)*?    Default: (\w+)", template.read_text(), re.MULTILINE
    )
    return values.get("FunctionArchitecture") or (default[1] if default else "x86_64")


def check(template: Path, config: Path | None, section: str, arguments: list[str]) -> str:
    """What was checked, in a line. Throws when a zip is missing or of another architecture."""
    zips = zips_of(template)
    missing = [path for path in zips if not path.is_file()]
    if missing:
        names = " ".join(path.stem for path in missing)
        raise ArchitectureError(f"not packaged yet; run: scripts/package.sh {names}")
    asked = wanted(template, config, section, arguments)
    for path in zips:
        found = of_zip(path)
        if found != asked:
            raise ArchitectureError(
                f"{path.name} is built for {found}, and FunctionArchitecture is {asked}; give FunctionArchitecture={found}, "
                f"or package it with scripts/package.sh --arch {asked}"
            )
    return f"{', '.join(path.name for path in zips) or 'no zip'}: {asked}"


def main() -> int:
    try:
        match sys.argv[1:]:
            case ["elf", file]:
                with Path(file).open("rb") as executable:
                    print(of_executable(executable.read(20)))
            case ["deployment", template, *rest]:
                split = rest.index("--") if "--" in rest else len(rest)
                config, section = [*rest[:split], "", ""][:2]
                arguments = [part for each in rest[split + 1 :] for part in each.split()]
                print(check(Path(template).resolve(), Path(config) if config else None, section, arguments))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except ArchitectureError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
