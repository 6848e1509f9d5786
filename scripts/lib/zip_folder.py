"""Zips a folder so that the same content gives the same bytes: sorted names, one date, plain modes.

usage: zip_folder.py FOLDER ZIP
"""

import pathlib
import sys
import zipfile

folder, target = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # Unix: Lambda needs the executable bit below
        entry.external_attr = (0o755 if entry.filename == "bootstrap" else 0o644) << 16
        archive.writestr(entry, path.read_bytes())
