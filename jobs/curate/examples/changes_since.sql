-- What changed in auto_parts after a snapshot: a row for the old form and the new form of each change. Spark SQL on Iceberg.
CALL ${catalog}.system.create_changelog_view(
    table => '${database}.auto_parts',
    changelog_view => 'auto_parts_changes',
    options => map('start-snapshot-id', '${snapshot}'),
    identifier_columns => array('part_id')
);
SELECT _change_type, part_id, unit_price FROM auto_parts_changes ORDER BY _change_ordinal, part_id, _change_type DESC
