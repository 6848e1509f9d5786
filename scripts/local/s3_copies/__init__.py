"""What S3Copier is put through on the bed: large objects, throttling, a killed worker, a backfill."""
