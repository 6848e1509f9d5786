import Testing

@testable import RedshiftUnloader

@Suite struct UnloadOptionsTests {
    /// Every conflict of UNLOAD's grammar, refused before anything is sent.
    @Test(arguments: [
        (#""format": "csv", "fixed_width": "0:3""#, "fixed_width"),
        (#""format": "csv", "add_quotes": true"#, "add_quotes"),
        (#""delimiter": "|""#, "delimiter"), (#""fixed_width": "0:3""#, "fixed_width"),
        (#""add_quotes": true"#, "add_quotes"),
        (#""escape": true"#, "escape"), (#""null_as": "x""#, "null_as"), (#""header": true"#, "header"),
        (#""compression": "gzip""#, "compression"), (#""compression": "bzip2""#, "compression"),
        (#""compression": "zstd""#, "compression"), (#""format": "json", "delimiter": "|""#, "delimiter"),
        (#""format": "json", "header": true"#, "header"), (#""format": "json", "fixed_width": "0:3""#, "fixed_width"),
        (#""format": "json", "add_quotes": true"#, "add_quotes"), (#""format": "json", "escape": true"#, "escape"),
        (#""format": "json", "null_as": "x""#, "null_as"),
        (#""format": "text", "fixed_width": "0:3", "delimiter": "|""#, "delimiter"),
        (#""format": "text", "fixed_width": "0:3", "header": true"#, "header"),
        (#""encryption": "kms""#, "encryption"), (#""encryption": {}"#, "encryption.kms_key"),
        (#""format": "csv", "max_file_size": "4.9 MB""#, "max_file_size"),
        (#""format": "csv", "max_file_size": "7 GB""#, "max_file_size"), (#""max_file_size": 100"#, "max_file_size"),
        (#""row_group_size": "31 MB""#, "row_group_size"), (#""row_group_size": "129 MB""#, "row_group_size"),
        (#""format": "csv", "row_group_size": "64 MB""#, "row_group_size"),
        (#""partition_by": ["a"], "columns": ["b"]"#, "partition_by"),
        (#""partition_by": ["a"], "columns": ["a"]"#, "partition_by"),
        (#""partition_by": ["a", "a"]"#, "partition_by[1]"),
        (#""include_partition_columns": true"#, "include_partition_columns"),
        (#""format": "csv", "delimiter": "||""#, "delimiter"),
        (#""format": "csv", "delimiter": "é""#, "delimiter"), (#""columns": []"#, "columns"),
        (#""columns": ["a", 1]"#, "columns[1]"), (#""columns": ["*"]"#, "columns"),
        (#""columns": ["a", "a"]"#, "columns[1]"), (#""where": "a = 1; drop table t""#, "where"),
        (#""where": "a = '""#, "where"), (#""where": "WHERE a = 1""#, "where"),
        (#""window_column": "at""#, "window_column"), (#""on_empty": "ignore""#, "on_empty"),
        (#""region": "Ireland""#, "region"), (#""before": ["commit"]"#, "before[0]"),
        (#""before": ["select 1; select 2"]"#, "before[0]"),
        (#""role": "arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b""#, "role"),
        (#""where": "\#(String(repeating: "a", count: 100_000))""#, "table"),
        (#""catalog": {"database": "d", "table": "t", "partition": ["${window.from:yyyy}"]}"#, "catalog"),
        (#""catalog": {"database": "d", "table": "t"}"#, "catalog.partition"),
    ])
    func refusesConflicts(members: String, field: String) {
        let found = planProblems(tablePlan(members))
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("exports[0].\(field): ") == true, "\(found)")
    }

    @Test(arguments: [
        #""format": "text", "delimiter": "\t", "add_quotes": true, "escape": true, "null_as": "\\N", "header": true"#,
        #""format": "csv", "delimiter": ";", "header": true, "escape": true, "null_as": "", "compression": "zstd""#,
        #""format": "csv", "encryption": {"kms_key": "k"}, "max_file_size": "6200 MB""#,
        #""encryption": "auto", "max_file_size": "100 MB", "row_group_size": "128 MB""#,
        #""max_file_size": "5 MB""#, #""max_file_size": "5 MiB""#,
        #""partition_by": ["a"], "columns": ["a", "b"], "include_partition_columns": true"#,
        #""role": "arn:aws:iam::123456789012:role/a,arn:aws-cn:iam::123456789012:role/path/b""#,
        #""database": "other", "before": ["SET query_group TO 'etl';", "create temp table x as select 1"]"#,
        #""columns": ["id\"\ufe0f, 41+1 AS \"\ufe0fy"]"#,
    ])
    func takesWhatGoesTogether(members: String) { #expect(planProblems(tablePlan(members)) == []) }

    @Test func aTrailingSemicolonIsTakenAway() throws {
        let plan = try readPlan(#"{"exports": [{"name": "q", "query": "select 1; -- done", "to": "q/"}]}"#)
        #expect(plan.exports[0].source == .query("select 1"))
    }
}
