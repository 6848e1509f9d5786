"""What S3Copier is put through on the local AWS: large objects, throttling, a killed worker, a backfill."""
