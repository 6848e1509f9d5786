"""Writes each Glue job as one script, which is all that `sam deploy` uploads of a job: dist/<job>.py carries the packages of
jobs/ in it, without their tests and examples. The same source gives the same bytes.

usage: job_script.py [FOLDER]     (default: dist)
"""

import base64
import io
import pathlib
import sys
import textwrap
import zipfile

JOBS = pathlib.Path(__file__).resolve().parents[2] / "jobs"
KEPT = {".py", ".json"}
LEFT_OUT = {"tests", "examples", "__pycache__"}
SCRIPT = '''"""The Glue job {job}: made by scripts/lib/job_script.py of what is in jobs/, which is the zip below."""

import base64
import pathlib
import sys
import tempfile

PACKAGES = """
{packages}
"""

folder = tempfile.TemporaryDirectory(prefix="{job}-")
path = pathlib.Path(folder.name) / "jobs.zip"
path.write_bytes(base64.b64decode(PACKAGES))
sys.path.insert(0, str(path))

from {job}.__main__ import run  # noqa: E402

run(sys.argv[1:])
'''


def packages() -> bytes:
    """The zip of every package that a job is made of."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(
            each for each in JOBS.rglob("*") if each.suffix in KEPT and not LEFT_OUT.intersection(each.parts)
        ):
            name = path.relative_to(JOBS)
            if len(name.parts) > 1 and not path.name.startswith("test_"):
                entry = zipfile.ZipInfo(name.as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    return written.getvalue()


def main() -> None:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "dist")
    folder.mkdir(exist_ok=True)
    text = "\n".join(textwrap.wrap(base64.b64encode(packages()).decode(), 120))
    for job in sorted(each.parent.name for each in JOBS.glob("*/__main__.py")):
        (folder / f"{job}.py").write_text(SCRIPT.format(job=job, packages=text))


if __name__ == "__main__":
    main()
