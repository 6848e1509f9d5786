import AWSRedshiftData
import AWSS3
import RedshiftSQL
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The step `redshift_load`.
@Suite struct RedshiftLoadTests {
    private func aws(_ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        world.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        world.warehouse.statement = #""Status":"STARTED""#
        change(&world)
        return try FakeAWS(world)
    }

    private static func load(_ mode: String = "merge", more: String = "") -> String {
        #"""
        "target":{"kind":"s3","bucket":"example-raw","prefix":"shop"},"next":[{"redshift_load":{"database":"dev",
        "workgroup":"example-wg","role":"arn:aws:iam::123456789012:role/example","mode":"\#(mode)",
        "keys":{"public.customers":["customer_id"]}}}\#(more)]
        """#
    }

    private func tokens(_ aws: FakeAWS) throws -> [String] {
        try aws.bodies("BatchExecuteStatement").compactMap { try JSON.parse($0)["ClientToken"]?.string }
    }

    @Test func aLoadIsFollowedUpByItsIdUntilItIsDone() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, Self.load(more: #",{"crawler":"c"}"#))
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        let batch = try JSON.parse(try #require(aws.bodies("BatchExecuteStatement").first))
        let statements = batch["Sqls"]?.elements.compactMap(\.string) ?? []
        #expect(statements.first == ##"CREATE TEMPORARY TABLE "#staging" (LIKE "public"."customers")"##)
        #expect(statements.last == ##"INSERT INTO "public"."customers" SELECT DISTINCT * FROM "#staging""##)
        let copy = try #require(
            aws.world.withLock {
                $0.objects.first { $0.key.hasPrefix("/example-manifests/manifests/shop/20261121T020000Z/copy/") }
            }
        )
        #expect(
            copy.value
                == #"{"entries":[{"url":"s3://example-raw/shop/public/customers/LOAD00000001.parquet","mandatory":true,"meta":{"content_length":500}}]}"#
        )
        let writes = aws.bodies("PutObject").count
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Continuing"])
        // The crawler waits, and nothing is sized, written or submitted again.
        #expect(aws.bodies("StartCrawler").isEmpty)
        #expect(aws.bodies("HeadObject").isEmpty)
        #expect(aws.bodies("PutObject").count == writes)
        aws.world.withLock { $0.warehouse.statement = #""Status":"FINISHED""# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "third").names == ["Passed"])
        #expect(try tokens(aws).count == 1)
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test func aLoadThatFailedIsNamedWithTheDatabasesReasonAndTriedAnew() async throws {
        let aws = try aws { $0.warehouse.statement = #""Status":"FAILED","Error":"relation does not exist""# }
        let harness = try await HandlerHarness(aws, Self.load())
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        let error = await #expect(throws: HandlerError.self) {
            try await harness.run(HandlerHarness.stopped(), requestID: "second")
        }
        #expect(error?.errorType == "DMS.StepFailed")
        #expect(error?.errorMessage.contains("the load of public.customers: relation does not exist") == true)
        aws.world.withLock { $0.warehouse.statement = #""Status":"FINISHED""# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "third").names == ["Continuing"])
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "fourth").names == ["Passed"])
        #expect(Set(try tokens(aws)).count == 2)
    }

    @Test func leftoverFilesAreQuarantinedBeforeAnythingReadsThem() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000000.parquet"] = (500, "2026-11-20T01:45:00.000Z")
        }
        let result = try await HandlerHarness(aws, Self.load()).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(aws.bodies("BatchExecuteStatement").isEmpty)
    }

    @Test func anAppendWhoseAnswerGotLostIsNotRepeatedOnceItsTokenIsForgotten() async throws {
        let aws = try aws()
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let harness = try await HandlerHarness(aws, Self.load("append"), clock: clock.source)
        aws.world.withLock { $0.failures["BatchExecuteStatement"] = ["500 InternalServerException"] }
        await #expect(throws: HandlerError.self) { try await harness.run(HandlerHarness.stopped(), requestID: "first") }
        clock.advance(by: .seconds(9 * 3600))
        let error = await #expect(throws: HandlerError.self) {
            try await harness.run(HandlerHarness.stopped(), requestID: "second")
        }
        #expect(error?.errorMessage.contains("it is not known whether public.customers was appended") == true)
        #expect(aws.bodies("BatchExecuteStatement").count == 1)
    }

    // MARK: - What would not be loaded rightly

    private func plan(
        _ mode: RedshiftLoad.Mode,
        table: String = "t",
        schema: String? = nil,
        files: [String] = ["shop/public/t/LOAD00000001.parquet"],
        revision: Int = 1
    ) throws -> RedshiftLoadPlan {
        let source = TableName("public", table)
        let load = RedshiftLoad(
            warehouse: Warehouse(target: .serverless(workgroup: "w", database: "d", secretARN: nil), role: nil),
            role: try WarehouseRole("default"),
            schema: schema,
            mode: mode,
            keys: mode == .merge ? [source: ["id", "sub\"key"]] : [:]
        )
        let table = Manifest.Table(
            table: source.description,
            target: source.description,
            verdict: "passed",
            reason: "",
            policy: "exact",
            rows: .init(),
            files: files.map { .init(key: $0, bytes: 1) },
            seconds: .init()
        )
        return try RedshiftLoadPlan(
            table,
            load,
            bucket: "b",
            revision: revision,
            manifest: S3Location(bucket: "example", key: #"it's\here"#)
        )
    }

    @Test func everyModeHasItsStatements() throws {
        #expect(try plan(.append).statements.count == 3)
        #expect(try plan(.replace).statements[2] == #"DELETE FROM "public"."t""#)
        #expect(
            try plan(.merge, schema: "other").statements[2]
                == ##"DELETE FROM "other"."t" USING "#staging" WHERE "other"."t"."id" = "#staging"."id" AND "other"."t"."sub""key" = "#staging"."sub""key""##
        )
        let copy = try plan(.append).statements[1]
        #expect(copy.contains(#"'s3://example/it''s\\here'"#) && copy.contains("FORMAT AS PARQUET"))
    }

    @Test func aTableThatBecameEmptyIsEmptiedByReplaceAndLeftByTheOthers() throws {
        #expect(try plan(.replace, files: []).statements == [#"DELETE FROM "public"."t""#])
        #expect(try plan(.merge, files: []).statements.isEmpty)
        #expect(try plan(.append, files: []).statements.isEmpty)
    }

    @Test(arguments: [
        ("shop/public/t/LOAD00000001.csv", "is not Parquet"), ("shop/public/t/LOAD00000001.csv.gz", "is not Parquet"),
        ("shop/public/t/20261121-020000123.parquet", "is no file of a full load"),
        ("shop/public/t/20261121-020000123.csv", "is no file of a full load"),
    ])
    func aFileThatIsNoRowsOfAFullLoadIsRefused(file: String, words: String) {
        let error = #expect(throws: StepError.self) {
            try plan(.replace, files: ["shop/public/t/LOAD00000001.parquet", file])
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func anAppendIsNotRepeatedForALaterRevision() {
        #expect(throws: StepError.self) { try plan(.append, revision: 2) }
        #expect(throws: Never.self) { try plan(.merge, revision: 2) }
    }

    @Test func aNameThatRedshiftCannotHoldIsRefused() {
        #expect(throws: SQLProblem.self) { try plan(.append, table: String(repeating: "n", count: 128)) }
    }
}
