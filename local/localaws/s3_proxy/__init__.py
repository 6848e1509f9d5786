"""S3 as the functions see it: a proxy that does what MiniStack does not."""
