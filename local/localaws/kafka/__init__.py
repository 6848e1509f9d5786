"""Kafka on one machine: a real broker, Lambda's event source mapping for it, and producers of change events.

MiniStack has no event source mapping for Kafka. This one follows
https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html and
https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html.
"""
