import AWSRedshiftData
import AWSS3
import FoundationEssentials
import PlanFile
import PlanSchema
import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftUnloader

private let deployment = PlanDeployment(
    warehouse: Warehouse.Fields(workgroup: "example", database: "dev", role: "default"),
    base: S3Location("s3://example-lake/")
)

private func read(
    _ text: String,
    name: String? = "p",
    deployment: PlanDeployment = deployment
) throws -> UnloadPlan {
    try PlanDocument(Array(text.utf8), file: "plans/p.yaml").read { UnloadPlan(name: name, $0, deployment: deployment) }
}

private func problems(_ text: String, deployment: PlanDeployment = deployment) -> [String] {
    do {
        _ = try read(text, deployment: deployment)
        return []
    } catch {
        return (error as? PlanError)?.problems.map { "\($0.path): \($0.message)" } ?? ["\(error)"]
    }
}

/// A plan of one table, with more members.
private func table(_ members: String, plan: String = "") -> String {
    #"{\#(plan) "exports": [{"schema": "s", "table": "t", "to": "x/"\#(members.isEmpty ? "" : ", \(members)")}]}"#
}

@Suite struct PlanTests {
    @Test func fillsInDefaultsAndTheDeployments() throws {
        let plan = try read(
            """
            defaults: {schema: s, to: "${table}/", format: csv, header: true}
            exports:
              - table: a
              - {table: b, header: null, format: json}
            """
        )
        #expect(plan.name == "p")
        #expect(plan.warehouse.target == .serverless(workgroup: "example", database: "dev", secretARN: nil))
        #expect(plan.exports.map(\.name) == ["a", "b"])
        #expect(plan.exports[0].options.format == .csv)
        #expect(plan.exports[0].options.header)
        #expect(!plan.exports[1].options.header)
        #expect(plan.exports[0].location == "s3://example-lake/${table}/")
        #expect(plan.exports[0].role == .default)
        #expect(plan.maximumStatements == 10)
        #expect(plan.retry == RetryPolicy(attempts: 3, waitSeconds: 300))
    }

    @Test func namesEveryMistakeAtOnce() throws {
        let found = problems(
            """
            wndow: {}
            warehouse: {workgroup: abc, cluster: c, db_user: 1}
            window: {every: fortnight, lag: soon}
            exports:
              - {schema: s, table: a, to: x/, colums: [b], timeout: 0m}
              - {name: b, query: delete from t, to: "${tabel}/", role: nobody}
              - 7
            """
        )
        for text in [
            "wndow: is not a field here", "warehouse.cluster: cannot be with workgroup", "warehouse.db_user: ",
            "window.every: ", "window.lag: ", "exports[0].colums: is not a field here", "exports[0].timeout: ",
            "exports[1].query: must begin with SELECT or WITH", "exports[1].to: ", "exports[1].role: is \"nobody\"",
            "exports[2]: ",
        ] { #expect(found.contains { $0.hasPrefix(text) }, "\(text) in \(found)") }
    }

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
        let found = problems(table(members))
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
    func takesWhatGoesTogether(members: String) { #expect(problems(table(members)) == []) }

    @Test func aTrailingSemicolonIsTakenAway() throws {
        let plan = try read(#"{"exports": [{"name": "q", "query": "select 1; -- done", "to": "q/"}]}"#)
        #expect(plan.exports[0].source == .query("select 1"))
    }

    @Test(arguments: [
        ("s3://example-s3alias/x/", "bucket"), ("s3://UPPER/x/", "bucket"), ("s3://", "bucket"),
        ("s3a://bucket/x", "s3a"),
        ("s3://a..b/x", "bucket"), ("s3://${plan}-lake/x", "bucket"),
        ("${window.from:yyyy}/", "no window"), ("{table}/", "${table}"),
        ("${scheduled:yyyy-QQ}/", "pattern"), ("a${b", "}"), ("${window.from}/", "pattern"), ("${nothing}/", "nothing"),
        ("dt=${window.from:yyyy-mm-dd}/", "minutes"),
    ])
    func refusesPlaces(to: String, word: String) {
        let found = problems(#"{"exports": [{"schema": "s", "table": "t", "to": "\#(to)"}]}"#)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }

    @Test func refusesExportsThatWouldOverwriteEachOther() {
        let found = problems(
            #"{"defaults": {"schema": "s", "to": "x/"}, "exports": [{"table": "a"}, {"table": "b"}, {"table": "a", "to": "y/"}, {"table": "c", "to": "y/z/"}]}"#
        )
        #expect(found.count == 3, "\(found)")
        #expect(found.contains { $0.contains("is where export \"a\" goes too") })
        #expect(found.contains { $0.contains("lie one within the other") })
    }

    @Test func aPlansNameIsItsFiles() throws {
        let text = "name: sales\nexports: [{schema: s, table: t, to: x/}]"
        #expect(problems(text).first?.contains("the file's name is \"p\"") == true)
        #expect(try read(text, name: "sales").name == "sales")
        #expect(try read(text, name: nil).name == "sales")
    }

    @Test func duplicateFieldsAreRefused() {
        #expect(problems("exports: [{schema: s, table: t, to: x/, to: y/}]").count == 1)
    }

    @Test func aWarehouseIsAWorkgroupOrAClusterAndItsUserIsOfIt() throws {
        var cluster = deployment
        cluster.warehouse.workgroup = nil
        cluster.warehouse.cluster = "c"
        cluster.warehouse.databaseUser = "etl"
        #expect(
            try read(table(""), deployment: cluster).warehouse.target
                == .cluster(identifier: "c", database: "dev", user: "etl", secretARN: nil)
        )
        // A plan's own cluster does not get the deployment's user.
        let own = table("", plan: #""warehouse": {"cluster": "d", "secret": "arn:s"},"#)
        #expect(
            try read(own, deployment: cluster).warehouse.target
                == .cluster(identifier: "d", database: "dev", user: nil, secretARN: "arn:s")
        )
        #expect(problems(table("", plan: #""warehouse": {"db_user": "u"},"#)).count == 1)
        let bare = problems(table(""), deployment: PlanDeployment())
        #expect(bare.count == 4, "\(bare)")
        #expect(bare.contains { $0.contains("REDSHIFT_WORKGROUP") })
    }

    // MARK: Windows and places

    /// Two windows must not have one place, unless the plan says so.
    @Test(arguments: [
        ("hour", "x/${window.from:yyyy-MM-dd-HH}/", true),
        ("hour", "x/${window.from:yyyy/MM/dd}/${window.to:HH}/", false),
        ("hour", "x/dt=${window.from:yyyy-MM-dd}/", false),
        ("day", "x/dt=${window.from:yyyy-MM-dd}/", true),
        ("day", "x/${window.to:yyyy}/${window.to:MM}/${window.to:dd}/", true),
        ("day", "x/", false), ("day", "x/${window.from:MM-dd}/", false), ("week", "x/${window.from:yyyy-MM}/", false),
        ("week", "x/${window.from:yyyyMMdd}/", true), ("month", "x/${window.from:yyyy-MM}/", true),
        ("month", "x/${window.from:yyyy}/", false), ("day", "x/${run}/", true),
        ("day", "x/${scheduled:yyyyMMddHHmmss}/", false),
    ])
    func windowsHavePlacesOfTheirOwn(every: String, to: String, isApart: Bool) {
        let text =
            #"{"window": {"every": "\#(every)"}, "exports": [{"schema": "s", "table": "t", "window_column": "at", "to": "\#(to)"}]}"#
        let found = problems(text)
        #expect(found.isEmpty == isApart, "\(found)")
        #expect(found.allSatisfy { $0.contains("one place for several windows") })
        let replacing = text.replacing(#""table": "t""#, with: #""table": "t", "write_disposition": "replace""#)
        #expect(problems(replacing) == [])
    }

    @Test(arguments: [
        ("timestamp", "x/", false), ("timestamp", "x/${window.to:HHmmss}/", true),
        ("integer", "x/${window.to:yyyy}/", false),
        ("integer", "x/${scheduled:yyyyMMddHHmmss}/", true), ("text", "x/${run}/", true), ("integer", "x/", false),
    ])
    func watermarksHavePlacesOfTheirOwn(type: String, to: String, isTaken: Bool) {
        let initial = ["integer": "0", "text": "\"\""][type] ?? "2026-01-01T00:00:00Z"
        let found = problems(
            "window: {watermark: at, type: \(type), initial: \(initial)}\nexports: [{schema: s, table: t, to: \"\(to)\"}]"
        )
        #expect(found.isEmpty == isTaken, "\(found)")
    }

    @Test(arguments: [
        ("{every: day, timezone: Europe/Berlin, lag: 1h, catch_up: 3}", "day in Europe/Berlin"),
        ("{every: week}", "week in UTC"),
        ("{watermark: at, initial: 2026-01-01T00:00:00Z, lookback: 15m}", "watermark by timestamp"),
        ("{watermark: id, type: integer, initial: 0, lookback: 1000}", "watermark by integer"),
        ("{watermark: id, type: date, initial: 2026-01-01T00:00:00Z, timezone: Asia/Tokyo}", "watermark by date"),
    ])
    func takesWindows(window: String, kind: String) throws {
        let plan = try read("window: \(window)\nexports: [{schema: s, table: t, window_column: null, to: x/}]")
        #expect(plan.window.kind == kind)
    }

    @Test(arguments: [
        ("{every: hour, timezone: Europe/Berlin}", "timezone"), ("{every: day, initial: 0}", "initial"),
        ("{every: day, watermark: at}", "watermark"), ("{}", "every"), ("{watermark: at}", "initial"),
        ("{watermark: at, initial: 2026-02-31T00:00:00Z}", "initial"), ("{watermark: at, initial: 5}", "initial"),
        ("{watermark: at, type: integer, initial: x}", "initial"),
        ("{watermark: at, type: text, initial: a, lookback: 1}", "lookback"),
        ("{watermark: at, type: integer, initial: 0, lag: 5m}", "lag"),
        ("{watermark: at, initial: 2026-01-01T00:00:00Z, catch_up: 1}", "catch_up"),
        ("{every: day, timezone: Europe/Berln}", "timezone"), ("{every: day, lag: 60}", "lag"),
    ])
    func refusesWindows(window: String, word: String) {
        let found = problems("window: \(window)\nexports: [{schema: s, table: t, window_column: null, to: x/}]")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }

    @Test func anotherContentIsAnotherHash() throws {
        let one = try read(table(#""where": "a = 1""#))
        #expect(try read(table(#""where": "a = 1""#)).contentHash == one.contentHash)
        #expect(try read(table(#""where": "a = 2""#)).contentHash != one.contentHash)
        #expect(
            try read(table(#""where": "a = 1""#, plan: #""warehouse": {"database": "x"},"#)).contentHash
                != one.contentHash
        )
    }

    // MARK: Files

    @Test(arguments: ["example", "example-watermark"]) func theShippedPlansAreGood(name: String) throws {
        let file = "\(functionFolder)/plans/\(name).yaml"
        let bytes = Array(try Data(contentsOf: URL(filePath: file)))
        #expect(try RedshiftUnloader.validate(bytes, file: file).contains("is a valid plan"))
        #expect(try !read(String(decoding: bytes, as: UTF8.self), name: name).exports.isEmpty)
    }

    @Test func aBrokenPlanIsNamedByItsLine() {
        let error = #expect(throws: PlanError.self) {
            try RedshiftUnloader.validate(Array("exports:\n  - {table: t, too: x/}\n".utf8), file: "plans/x.yaml")
        }
        #expect(error?.description.contains("plans/x.yaml:2:") == true)
    }

    /// The published schema knows the fields that the function knows, and no others.
    @Test func theSchemaHasTheSameFields() throws {
        let schema = try PlanSchema(Array(try Data(contentsOf: URL(filePath: "\(functionFolder)/plan.schema.json"))))
        let fields = PlanFields.asked { UnloadPlan(name: nil, $0, deployment: deployment) }
        #expect(schema.differences(from: fields) == [])
        for name in ["example", "example-watermark"] {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(functionFolder)/plans/\(name).yaml")))
            #expect(schema.problems(of: try PlanDocument(bytes, file: name)) == [])
        }
    }
}

@Suite struct CalendarWindowTests {
    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(iso8601: text)) }

    private func window(
        _ period: CalendarPeriod,
        zone: String = "UTC",
        lag: Int = 0,
        catchUp: Int = 7
    ) throws -> CalendarWindow {
        CalendarWindow(
            period: period,
            zone: try TimeZoneDatabase.standard.zone(zone),
            lag: .seconds(60 * lag),
            catchUp: catchUp
        )
    }

    @Test(arguments: [
        (CalendarPeriod.day, 0, "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.day, 121, "2026-11-21T02:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"),
        (.day, 120, "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.hour, 15, "2026-11-21T02:10:00Z", "2026-11-21T00:00:00Z", "2026-11-21T01:00:00Z"),
        (.week, 0, "2026-11-21T02:10:00Z", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
        (.month, 0, "2026-11-21T02:10:00Z", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        (.day, 0, "1969-12-31T23:00:00Z", "1969-12-30T00:00:00Z", "1969-12-31T00:00:00Z"),
    ])
    func theLastOneEndsBeforeTheLag(period: CalendarPeriod, lag: Int, at: String, from: String, to: String) throws {
        #expect(
            try window(period, lag: lag).last(at: time(at)) == TimeWindow(from: try time(from), to: try time(to))
        )
    }

    /// `cron(0 2 * * ? *)` in Europe/Berlin, over both changes of the clocks: each day once, none left out.
    @Test(arguments: ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
    func eachDayComesOnceWhateverTheClocksDo(zone: String) throws {
        let berlin = try TimeZoneDatabase.standard.zone("Europe/Berlin")
        let days = try window(.day, zone: zone)
        var cursor: UTCTime?
        var seen: [TimeWindow] = []
        var day = try time("2025-03-01T00:00:00Z")
        while day < (try time("2026-04-15T00:00:00Z")) {
            let local = berlin.period(.day, holding: day)
            let schedule = local.lowerBound.advanced(by: .seconds(7200))
            let due = days.due(after: cursor, at: schedule).windows
            #expect(cursor == nil || (0...2).contains(due.count))
            for window in due {
                #expect(cursor == nil || window.from == cursor)
                cursor = window.to
                seen.append(window)
            }
            day = local.upperBound
        }
        #expect(Set(seen.map(\.text)).count == seen.count)
        #expect(seen.count >= 408)
    }

    @Test func missedWindowsAreMadeUpForInOrderAndNotAllAtOnce() throws {
        let days = try window(.day, catchUp: 2)
        let (first, others) = days.due(after: try time("2026-11-10T00:00:00Z"), at: try time("2026-11-15T02:00:00Z"))
        #expect(first.map { $0.from.rfc3339.prefix(10) } == ["2026-11-10", "2026-11-11", "2026-11-12"])
        #expect(others == 2)
        let rest = days.due(after: try #require(first.last?.to), at: try time("2026-11-16T02:00:00Z"))
        #expect(rest.windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-13", "2026-11-14", "2026-11-15"])
        #expect(rest.others == 0)
        let none = try window(.day, catchUp: 0).due(
            after: try time("2026-11-10T00:00:00Z"),
            at: try time("2026-11-15T02:00:00Z")
        )
        #expect(none.windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-14"])
        #expect(none.others == 4)
    }

    @Test func aScheduleThatComesAgainHasNothingDue() throws {
        let days = try window(.day)
        #expect(days.due(after: try time("2026-11-15T00:00:00Z"), at: try time("2026-11-15T02:00:00Z")).windows.isEmpty)
        #expect(days.due(after: try time("2026-11-15T00:00:00Z"), at: try time("2026-11-01T02:00:00Z")).windows.isEmpty)
    }

    @Test func aCursorWithinAWindowLeavesNothingOut() throws {
        let weeks = try window(.week).due(after: try time("2026-11-11T00:00:00Z"), at: try time("2026-11-21T00:00:00Z"))
        #expect(weeks.windows.first?.from == (try time("2026-11-09T00:00:00Z")))
    }

    @Test func aBackfillHasWholeWindowsThatAreOver() throws {
        let days = try window(.day, lag: 60)
        let (windows, notOver) = days.windows(
            from: try time("2026-11-01T05:00:00Z"),
            to: try time("2026-11-07T23:00:00Z"),
            overAt: try time("2026-11-05T00:30:00Z")
        )
        #expect(windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-02", "2026-11-03"])
        #expect(notOver == 3)
    }
}
