import AWSRedshiftData
import AWSDynamoDB
import AWSS3
import FoundationEssentials
import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftUnloader

private let deployment = PlanDefaults(
    warehouse: Warehouse.Fields(workgroup: "example", database: "dev", role: "default"),
    base: S3Location("s3://example-lake/")
)

private func read(_ text: String, name: String? = "p", defaults: PlanDefaults = deployment) throws -> UnloadPlan {
    let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    return try UnloadPlan(json, name: name, origin: "plans/p.json", defaults: defaults)
}

private func problems(_ text: String, defaults: PlanDefaults = deployment) throws -> [String] {
    do {
        _ = try read(text, defaults: defaults)
        return []
    } catch let error as PlanError {
        return error.problems.map(\.description)
    }
}

/// A plan of one table, with more members.
private func table(_ members: String, plan: String = "") -> String {
    #"{\#(plan) "exports": [{"schema": "s", "table": "t", "to": "x/", \#(members)}]}"#
}

@Suite struct PlanTests {
    @Test func fillsInDefaultsAndTheDeployments() throws {
        let plan = try read(
            #"{"defaults": {"schema": "s", "to": "{table}/", "format": "csv", "header": true}, "exports": [{"table": "a"}, {"table": "b", "header": null, "format": "json"}]}"#
        )
        #expect(plan.name == "p")
        #expect(plan.warehouse.target == .serverless(workgroup: "example", database: "dev", secretARN: nil))
        #expect(plan.exports.map(\.name) == ["a", "b"])
        #expect(plan.exports[0].options.format == .csv)
        #expect(plan.exports[0].options.header)
        #expect(!plan.exports[1].options.header)
        #expect(plan.exports[0].location == "s3://example-lake/{table}/")
        #expect(plan.exports[0].role.description == "default")
        #expect(plan.maximumStatements == 10)
    }

    @Test func namesEveryMistakeAtOnce() throws {
        let found = try problems(
            #"{"wndow": {}, "target": {"workgroup": "w", "cluster": "c", "dbUser": 1}, "window": {"kind": "weekly", "lagMinutes": -1}, "exports": [{"schema": "s", "table": "a", "to": "x/", "colums": ["b"], "timeoutMinutes": 0}, {"name": "b", "query": "delete from t", "to": "{tabel}/", "role": "nobody"}, 7]}"#
        )
        let expected = [
            #"wndow: is not a field"#, #"target.cluster: cannot be with workgroup"#,
            "target.dbUser: expected a string, found a number",
            #"window.kind: is "weekly"; expected one of none, daily, hourly, watermark"#, "window.lagMinutes: is -1;",
            #"export "a", colums: is not a field"#,
            #"export "a", timeoutMinutes: is 0; expected a whole number from 1 to 1440"#,
            #"export "b", query: must begin with SELECT or WITH"#, #"export "b", to: has {tabel}"#,
            #"export "b", role: is "nobody""#,
            #"export "3", export: expected an object, found a number"#,
        ]
        for text in expected { #expect(found.contains { $0.hasPrefix(text) }, "\(text) in \(found)") }
    }

    /// Every conflict of UNLOAD's grammar, refused before anything is sent.
    @Test(arguments: [
        (#""format": "csv", "fixedWidth": "0:3""#, "fixedWidth"), (#""format": "csv", "addQuotes": true"#, "addQuotes"),
        (#""delimiter": "|""#, "delimiter"), (#""fixedWidth": "0:3""#, "fixedWidth"),
        (#""addQuotes": true"#, "addQuotes"),
        (#""escape": true"#, "escape"), (#""null": "x""#, "null"), (#""header": true"#, "header"),
        (#""compression": "gzip""#, "compression"), (#""compression": "bzip2""#, "compression"),
        (#""compression": "zstd""#, "compression"), (#""format": "json", "delimiter": "|""#, "delimiter"),
        (#""format": "json", "header": true"#, "header"), (#""format": "json", "fixedWidth": "0:3""#, "fixedWidth"),
        (#""format": "json", "addQuotes": true"#, "addQuotes"), (#""format": "json", "escape": true"#, "escape"),
        (#""format": "json", "null": "x""#, "null"),
        (#""format": "text", "fixedWidth": "0:3", "delimiter": "|""#, "delimiter"),
        (#""format": "text", "fixedWidth": "0:3", "header": true"#, "header"),
        (#""cleanPath": true, "allowOverwrite": true"#, "cleanPath"), (#""kmsKeyId": "k""#, "kmsKeyId"),
        (#""encrypted": "auto", "kmsKeyId": "k""#, "kmsKeyId"), (#""encrypted": "kms""#, "kmsKeyId"),
        (#""encrypted": "sse-c""#, "encrypted"), (#""format": "csv", "maxFileSizeMB": 4.9"#, "maxFileSizeMB"),
        (#""format": "csv", "maxFileSizeMB": 6349"#, "maxFileSizeMB"),
        (#""rowGroupSizeMB": 31"#, "rowGroupSizeMB"), (#""rowGroupSizeMB": 129"#, "rowGroupSizeMB"),
        (#""format": "csv", "rowGroupSizeMB": 64"#, "rowGroupSizeMB"),
        (#""partitionBy": ["a"], "columns": ["b"]"#, "partitionBy"),
        (#""partitionBy": ["a"], "columns": ["a"]"#, "partitionBy"), (#""partitionBy": ["a", "a"]"#, "partitionBy"),
        (#""includePartitionColumns": true"#, "includePartitionColumns"),
        (#""format": "csv", "delimiter": "||""#, "delimiter"),
        (#""format": "csv", "delimiter": "é""#, "delimiter"), (#""columns": []"#, "columns"),
        (#""columns": ["a", 1]"#, "columns"),
        (#""columns": ["a", "a"]"#, "columns"), (#""where": "a = 1; drop table t""#, "where"),
        (#""where": "a = '""#, "where"),
        (#""windowColumn": "at""#, "windowColumn"), (#""onEmpty": "ignore""#, "onEmpty"),
        (#""region": "Ireland""#, "region"),
        (#""role": "arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b""#, "role"),
        (#""where": "\#(String(repeating: "a", count: 100_000))""#, "query"),
    ])
    func refusesConflicts(members: String, field: String) throws {
        let found = try problems(table(members))
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("export \"t\", \(field): ") == true, "\(found)")
    }

    @Test(arguments: [
        #""format": "text", "delimiter": "\t", "addQuotes": true, "escape": true, "null": "\\N", "header": true"#,
        #""format": "csv", "delimiter": ";", "header": true, "escape": true, "null": "", "compression": "zstd""#
            .replacing(#" "null": "","#, with: ""),
        #""format": "csv", "encrypted": "kms", "kmsKeyId": "k", "maxFileSizeMB": 6348.8"#,
        #""encrypted": "auto", "maxFileSizeMB": 33, "rowGroupSizeMB": 128"#,
        #""partitionBy": ["a"], "columns": ["a", "b"], "includePartitionColumns": true"#,
        #""role": "arn:aws:iam::123456789012:role/a,arn:aws-cn:iam::123456789012:role/path/b""#, #""cleanPath": true"#,
    ])
    func takesWhatGoesTogether(members: String) throws { #expect(try problems(table(members)) == []) }

    @Test(arguments: [
        ("s3://example-s3alias/x/", "alias"), ("s3://UPPER/x/", "bucket"), ("s3://", "bucket"),
        ("{window.from:yyyy}/", "no window"),
        ("{scheduled:yyyy-QQ}/", "pattern"), ("a{b", "brace"), ("a}b", "brace"), ("{window.from}/", "pattern"),
    ])
    func refusesPlaces(to: String, word: String) throws {
        let found = try problems(#"{"exports": [{"schema": "s", "table": "t", "to": "\#(to)"}]}"#)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }

    @Test func refusesExportsThatWouldOverwriteEachOther() throws {
        let found = try problems(
            #"{"defaults": {"schema": "s", "to": "x/"}, "exports": [{"table": "a"}, {"table": "b"}, {"table": "a", "to": "y/"}]}"#
        )
        #expect(found.count == 2)
        #expect(found.contains { $0.contains("is where export \"a\" goes too") })
        #expect(found.contains { $0.contains("is the name of another export") })
    }

    @Test func aTargetIsAWorkgroupOrAClusterAndItsUserIsOfIt() throws {
        var cluster = deployment
        cluster.warehouse.workgroup = nil
        cluster.warehouse.cluster = "c"
        cluster.warehouse.databaseUser = "etl"
        let plain = table(#""format": "csv""#)
        #expect(
            try read(plain, defaults: cluster).warehouse.target
                == .cluster(identifier: "c", database: "dev", user: "etl", secretARN: nil)
        )
        // A plan's own cluster does not get the deployment's user.
        let own = table(#""format": "csv""#, plan: #""target": {"cluster": "d", "secretArn": "arn:s"},"#)
        #expect(
            try read(own, defaults: cluster).warehouse.target
                == .cluster(identifier: "d", database: "dev", user: nil, secretARN: "arn:s")
        )
        #expect(try problems(table(#""format": "csv""#, plan: #""target": {"dbUser": "u"},"#)).count == 1)
        #expect(try problems(plain, defaults: PlanDefaults()).count == 4)
    }

    @Test func aWatermarkNeedsItsBeginningAndEachPlaceItsWindow() throws {
        #expect(
            try problems(table(#""windowColumn": "at""#, plan: #""window": {"kind": "watermark"},"#)).first?
                .hasPrefix("window.initial: is missing") == true
        )
        let watermark = #""window": {"kind": "watermark", "initial": "2026-01-01T00:00:00Z"},"#
        #expect(try problems(table(#""windowColumn": "at""#, plan: watermark)) == [])
        #expect(
            try problems(#"{\#(watermark) "exports": [{"schema": "s", "table": "t", "to": "{window.to:dd}/"}]}"#).count
                == 1
        )
        #expect(try problems(table(#""windowColumn": "at", "windowType": "date""#, plan: watermark)).count == 1)
    }

    @Test(arguments: ["example", "example-watermark"]) func theShippedPlansAreGood(name: String) throws {
        let data = try Data(contentsOf: URL(filePath: "\(functionFolder)/plans/\(name).json"))
        #expect(try !read(String(decoding: data, as: UTF8.self), name: name).exports.isEmpty)
    }

    /// The published schema knows the fields that the function knows, and no others.
    @Test func theSchemaHasTheSameFields() throws {
        let data = try Data(contentsOf: URL(filePath: "\(functionFolder)/plan.schema.json"))
        let schema = try JSONDecoder().decode(JSONValue.self, from: data)
        func names(_ value: JSONValue?) -> Set<String> {
            Set(value?["properties"]?.members?.keys.filter { $0 != "description" && $0 != "$schema" } ?? [])
        }
        let shared = Set(ExportReader.shareableFields)
        #expect(names(schema["properties"]?["defaults"]) == shared)
        #expect(names(schema["properties"]?["exports"]?["items"]) == shared.union(["name", "table", "query"]))
        #expect(names(schema) == ["name", "target", "window", "maxStatements", "defaults", "exports"])
    }
}

@Suite struct WindowTests {
    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(iso8601: text)) }

    @Test(arguments: [
        (WindowPolicy.daily(lagMinutes: 0), "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.daily(lagMinutes: 121), "2026-11-21T02:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"),
        (.daily(lagMinutes: 120), "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.hourly(lagMinutes: 15), "2026-11-21T02:10:00Z", "2026-11-21T00:00:00Z", "2026-11-21T01:00:00Z"),
        (.daily(lagMinutes: 0), "1969-12-31T23:00:00Z", "1969-12-30T00:00:00Z", "1969-12-31T00:00:00Z"),
    ])
    func endsBeforeTheLag(policy: WindowPolicy, at: String, from: String, to: String) throws {
        #expect(policy.window(at: try time(at)) == TimeWindow(from: try time(from), to: try time(to)))
    }

    @Test func aBackfillHasWholeWindowsInOrder() throws {
        let windows = WindowPolicy.daily(lagMinutes: 30).windows(
            from: try time("2026-11-01T05:00:00Z"),
            to: try time("2026-11-04T23:00:00Z")
        )
        #expect(windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-02", "2026-11-03"])
        #expect(windows.map { $0.to.rfc3339.prefix(10) } == ["2026-11-03", "2026-11-04"])
        let end = UTCTime(millisecondsSinceEpoch: .max)
        #expect(WindowPolicy.hourly(lagMinutes: 0).windows(from: end, to: end).isEmpty)
    }
}
