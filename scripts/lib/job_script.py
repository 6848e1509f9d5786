"""Zips a Glue job that is a package, for --extra-py-files: the same content gives the same bytes. Tests and examples stay out.

usage: zip_job.py jobs/curate dist/curate.zip
"""

import pathlib
import sys
import zipfile

job, target = map(pathlib.Path, sys.argv[1:])
left_out = {"tests", "examples", "plans", "__pycache__"}
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(each for each in job.rglob("*") if each.suffix in (".py", ".json")):
        name = path.relative_to(job)
        if not left_out.intersection(name.parts):
            entry = zipfile.ZipInfo(f"{job.name}/{name.as_posix()}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
