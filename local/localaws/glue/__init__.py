"""A local AWS Glue for what MiniStack lacks: workflow runs that advance, end, stop, resume and fail as scripted.

It speaks Glue's own protocol (AWS JSON 1.1), so a function reaches it through AWS_ENDPOINT_URL_GLUE and boto3 through
`endpoint_url`. No job's code runs in it: a node's outcome comes from a script (`script.py`), and what follows from the
outcomes (which triggers fire, when a run is over, what it counts) is worked out as Glue does.
"""
