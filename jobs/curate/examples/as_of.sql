-- auto_parts as it was at an instant, say yesterday, and what each price was then beside today's. Spark SQL on Iceberg; in Athena write
-- FOR TIMESTAMP AS OF TIMESTAMP '… UTC' behind the table. Athena cannot do it on Hudi: use history.py.
SELECT now.part_id, earlier.unit_price AS unit_price_then, now.unit_price AS unit_price_now
FROM ${catalog}.${database}.auto_parts AS now
LEFT JOIN ${catalog}.${database}.auto_parts TIMESTAMP AS OF '${instant}' AS earlier ON earlier.part_id = now.part_id
ORDER BY now.part_id
