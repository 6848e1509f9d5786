"""What Glue starts: the job is the package `curate`, given as --extra-py-files s3://…/curate.zip."""

import sys

from curate.__main__ import run

run(sys.argv[1:])
