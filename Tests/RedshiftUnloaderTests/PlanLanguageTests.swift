import TestSupport
import RedshiftSQL
import Testing

@testable import RedshiftUnloader

/// Texts that mean one thing to people and another one to some readers of YAML, or of SQL.
@Suite struct PlanLanguageTests {
    private func problems(_ field: String, plan: String = "") -> [String] {
        planProblems("\(plan)\nexports:\n  - schema: s\n    table: t\n    to: x/\n    \(field)")
    }

    /// YAML 1.1 takes these for something else; YAML 1.2 and we do not.
    @Test(arguments: [
        ("columns: [no, on, yes, off, n, y]", ["no", "on", "yes", "off", "n", "y"]),
        ("columns: [null_, '~']", ["null_", "~"]),
        ("columns: ['1', '010', '0o7']", ["1", "010", "0o7"]), ("columns: [12e, 1_000]", ["12e", "1_000"]),
        ("columns: [NO, 'true']", ["NO", "true"]),
    ])
    func aNameStaysTheTextItIs(field: String, names: [String]) throws {
        let plan = try readPlan("exports:\n  - schema: s\n    table: t\n    to: x/\n    \(field)")
        guard case .table(_, let columns?, _) = plan.exports.first?.source else {
            Issue.record("there are no columns")
            return
        }
        #expect(columns.map(\.name) == names)
    }

    @Test(arguments: [
        ("header: yes", "header"), ("header: on", "header"), ("header: 'true'", "header"), ("header: 1", "header"),
        ("format: [csv]", "format"), ("format: CSV", "format"), ("timeout: 60", "timeout"),
        ("timeout: 1:30", "timeout"),
        ("timeout: 1_0m", "timeout"), ("timeout: 1.5h", "timeout"), ("timeout: -5m", "timeout"),
        ("timeout: 30s", "timeout"),
        ("timeout: 25h", "timeout"), ("timeout: ''", "timeout"), ("max_file_size: 100", "max_file_size"),
        ("max_file_size: 1e2 MB", "max_file_size"), ("max_file_size: .inf", "max_file_size"),
        ("columns: [yes: no]", "columns[0]"), ("columns: [1]", "columns[0]"), ("columns: [null]", "columns[0]"),
        ("columns: a", "columns"), ("columns: [.nan]", "columns[0]"),
        ("columns: [2026-01-01, 12:30:45, 1.5]", "columns[2]"), ("columns: [true]", "columns[0]"),
        ("where: true", "where"), ("where: ''", "where"), ("where: '  '", "where"), ("where: -- nothing", "where"),
        ("database: 5", "database"), ("role: no", "role"), ("to2: x", "to2"), ("To: x", "To"),
        ("delimiter: true", "delimiter"),
    ])
    func aValueOfAnotherTypeIsRefused(field: String, name: String) {
        let found = problems(field)
        #expect(found.count >= 1, "\(field) is taken")
        #expect(found.allSatisfy { $0.hasPrefix("exports[0].\(name)") }, "\(found)")
    }

    @Test(arguments: [
        "max_statements: 1_000", "max_statements: 1e1", "max_statements: '5'",
        "max_statements: 5.0",
        "max_statements: 99999999999999999999", "retry: {attempts: 0}", "retry: {attempts: 3, wait: 5}", "retry: [3]",
        "retry: {attempts: yes}", "window: day", "window: {every: Day}", "window: {every: day, catch_up: -1}",
        "window: {every: day, timezone: CEST}", "window: {every: day, timezone: '+02:00'}",
        "window: {every: day, timezone: europe/berlin}", "window: {every: day, timezone: ../etc/passwd}",
        "window: {watermark: at, initial: 2026-01-01}", "window: {watermark: at, initial: 2026-01-01T00:00:00}",
        "window: {watermark: at, initial: 2026-01-01T24:30:00Z}",
        "window: {watermark: at, initial: 2026-13-01T00:00:00Z}",
        "window: {watermark: id, type: integer, initial: 010x}", "window: {watermark: id, type: integer, initial: 1.0}",
        "window: {watermark: id, type: integer, initial: 9223372036854775808}",
        "window: {watermark: at, initial: 2026-01-01T00:00:00Z, lookback: 15}",
        "exports2: []",
    ])
    func aPlansFieldIsRefusedByItsName(field: String) {
        let name = field.prefix { $0 != ":" }
        let found = problems("header: false", plan: field).filter {
            !$0.contains("exports[0].to") && !$0.contains("exports[0].window")
        }
        #expect(!found.isEmpty, "\(field) is taken")
        #expect(found.allSatisfy { $0.hasPrefix(name) }, "\(found)")
    }

    @Test(arguments: [
        ("at::date LIKE '${window.from}%'", "within a string literal"),
        ("at > 0 -- ${window.from}", "within a comment"),
        ("at > 0 /* ${window.from} */", "within a comment"), ("\"${window.from}\" = 1", "within a quoted name"),
        ("at > 0; drop table t", "semicolon"), ("at > 0;", "semicolon"), ("where at > 0", "begins with WHERE"),
        ("WHERE\nat > 0", "begins with WHERE"), ("at > 0 /* open", "within a comment"),
        ("at = 'open", "within a string"),
        ("at = \"open", "within a quoted name"), ("(at > 0", "(\" without"), ("at > 0)", "\")\" without"),
        ("at > $$open", "within a $$"), ("at > ${window.begin}", "there are"), ("at > ${window.from", "${"),
        ("at > ${window.from:yyyy-mm-dd}", "pattern"), ("-- only a comment", "no condition"),
        ("x = 1) OR (1 = 1", "without"), ("AND x = 1", "begins with AND"), ("or x = 1", "begins with OR"),
        ("x = 1 ORDER BY y", "has ORDER BY"), ("x = 1\nlimit 5", "has LIMIT"), ("x > 0 GROUP BY x", "has GROUP BY"),
        ("x = 1 UNION SELECT 1", "has UNION"), ("x = 1 having count(*) > 1", "has HAVING"), (";", "semicolon"),
        ("x = 1 -- ; ${window.to}", "within a comment"), ("${window.from:yyyy-MM-dd", "${"),
        ("at > ${window.from:YYYY}", "pattern"), ("at > ${window.From}", "there are"),
    ])
    func aConditionThatWouldMeanSomethingElseIsRefused(condition: String, word: String) {
        let text = JSON.object([
            "window": ["every": "day"],
            "exports": [
                [
                    "schema": "s", "table": "t", "to": "x/${window.from:yyyy-MM-dd}/", "window_column": "at",
                    "where": .string(condition),
                ]
            ],
        ]).text
        let found = planProblems(text)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("exports[0].where: ") == true, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }

    @Test(arguments: [
        "status <> 'draft' -- not yet", "a = 1 /* and */ or b = 2", "a LIKE '%;%'", "a = '--'", "a = '/*'",
        "a = 'O''Brien\\\\'", "a IN (SELECT b FROM c)", "wherever = 1", "a = $$it's$$", "a LIKE '$${x}%'",
        "at > ${window.from} - interval '1 day'", "day = ${window.from:yyyyMMdd}",
        "a IN (SELECT b FROM c ORDER BY b LIMIT 5)", "grouping = 1 AND ordered = 2",
        "a = (SELECT max(b) FROM c GROUP BY d HAVING count(*) > 1)", "a = 'order by x limit 1'", "\"limit\" = 1",
        "a NOT IN (SELECT b FROM c UNION SELECT d FROM e)",
    ])
    func aConditionIsTakenAsItIs(condition: String) throws {
        let text = JSON.object([
            "window": ["every": "day"],
            "exports": [
                [
                    "schema": "s", "table": "t", "to": "x/${window.from:yyyy-MM-dd}/", "window_column": "at",
                    "where": .string(condition),
                ]
            ],
        ]).text
        #expect(planProblems(text) == [])
    }

    /// Queries that UNLOAD, or the wrapping of them, does not take; and one that looks so and is none.
    @Test(arguments: [
        ("insert into t select 1", "must begin with SELECT or WITH"), ("table t", "must begin with"),
        ("values (1)", "must begin with"), ("explain select 1", "must begin with"), ("show tables", "must begin with"),
        ("select 1; select 2", "must be one statement"), ("select 1;;", "must be one statement"), ("", "query"),
        ("-- nothing", ""), ("select (1", "without"), ("select 'open", "within a string"),
        ("select $$open", "within a $$"),
        ("select '${window.from}'", "within a string"), ("unload ('select 1') to 's3://x'", "must begin with"),
    ])
    func aQueryThatUnloadDoesNotTakeIsRefused(query: String, word: String) {
        let text = JSON.object([
            "window": ["every": "day"],
            "exports": [
                ["name": "q", "query": .string(query), "to": "x/${window.from:yyyy-MM-dd}/", "window_column": "at"]
            ],
        ]).text
        let found = planProblems(text)
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("exports[0].query") }, "\(found)")
        #expect(found.contains { $0.contains(word) }, "\(found)")
    }

    @Test(arguments: [
        "select 1 as at;", "WITH a AS (SELECT 1 AS at) SELECT * FROM a", "(select 1 as at) union all (select 2)",
        "select at from t limit 5", "select top 5 at from t", "/* a; b */ select 1 as at", "select ';' as at -- ;",
        "select at from t where x = 'it''s -- no comment'",
    ])
    func aQueryIsTaken(query: String) {
        let text = JSON.object([
            "window": ["every": "day"],
            "exports": [
                ["name": "q", "query": .string(query), "to": "x/${window.from:yyyy-MM-dd}/", "window_column": "at"]
            ],
        ]).text
        #expect(planProblems(text) == [])
    }

    /// Places of other stores, and those that are no place.
    @Test(arguments: [
        ("s3a://b/x/", "s3a://"), ("s3n://b/x/", "s3n://"), ("S3://b/x/", ""), ("gs://b/x/", "gs://"),
        ("hdfs:///x/", "hdfs://"), ("https://b.s3.amazonaws.com/x/", "https://"), ("file:///tmp/", "file://"),
        ("s3://", "s3://"), ("s3:///x/", "s3://"), ("s3://${bucket}/x/", "there are"), ("s3://A_B/x/", "s3://"),
        ("s3://b:8080/x/", "s3://"),
    ])
    func aPlaceThatUnloadCannotWriteToIsRefused(place: String, word: String) {
        let found = planProblems(
            JSON.object(["exports": [["schema": "s", "table": "t", "to": .string(place)]]]).text
        )
        #expect(found.count == 1 && found.first?.hasPrefix("exports[0].to") == true, "\(found)")
        #expect(found.contains { $0.contains(word) }, "\(found)")
    }
}
