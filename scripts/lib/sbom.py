"""Writes dist/<Function>-<ARCH>.cdx.json for each zip of an architecture; scripts/sbom.sh runs it.

usage: sbom.py ARCH DEBIAN-PACKAGE…        in the Python environment `judges`
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[2]


def debian(package: str) -> Component:
    asked = ["dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${source:Package}", package]
    version, architecture, source = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\t")
    url = PackageURL("deb", "debian", package, version, {"arch": architecture, "upstream": source})
    return Component(name=package, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def swift() -> Component:
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Swift version ([\d.]+)", said)
    version = found[1] if found else "unknown"
    url = PackageURL("generic", None, "swift", version)
    return Component(name="swift", version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def swift_packages() -> list[Component]:
    components = []
    for pin in json.loads((ROOT / "Package.resolved").read_text())["pins"]:
        host, owner, name = re.sub(r"^https://|\.git$", "", pin["location"]).split("/")
        version = pin["state"].get("version") or pin["state"]["revision"]
        url = PackageURL("swift", f"{host}/{owner}", name, version)
        components.append(Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url)))
    return components


def bill(archive: Path, function: str, linked: list[Component]) -> str:
    """The zip with what was linked into its executable."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    bom = Bom(components=linked)
    bom.metadata.component = Component(
        name=function,
        version=digest[:12],
        type=ComponentType.APPLICATION,
        bom_ref=function,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )
    bom.register_dependency(bom.metadata.component, linked)
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem:
        raise SystemExit(f"error: the bill of {archive.name} does not fit CycloneDX's schema: {problem}")
    return text


def main() -> int:
    arch, *packages = sys.argv[1:]
    archives = sorted((ROOT / "dist").glob(f"*-{arch}.zip"))
    if not archives:
        print(f"error: no dist/*-{arch}.zip; run: scripts/package.sh --arch {arch}", file=sys.stderr)
        return 1
    linked = [swift(), *swift_packages(), *map(debian, packages)]
    for archive in archives:
        function = archive.stem.removesuffix(f"-{arch}")
        written = archive.with_suffix(".cdx.json")
        written.write_text(bill(archive, function, linked) + "\n")
        print(f"{written.relative_to(ROOT)}: {len(linked)} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
