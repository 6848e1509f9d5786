import AWSDynamoDB
import AWSGlue
import AWSRedshiftData
import FoundationEssentials
import Synchronization
import Testing

@testable import DMSCompletionHandler

@Suite struct NextStepTests {
    private static let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:example"

    private func aws(_ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        change(&world)
        return try FakeAWS(world)
    }

    @Test func aStateMachineIsStartedUnderTheStopsNameWithOurDetail() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, #""next":{"stateMachine":"\#(Self.machine)"}"#)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
        let call = try #require(aws.bodies("StartExecution").first)
        #expect(call.contains(#""name":"shop-2026-11-21T02-00-00-000Z""#))
        #expect(call.contains(#"\"passed\":[\"public.customers\"]"#))
    }

    @Test func anExecutionThatExistsIsNoFailure() async throws {
        let aws = try aws { $0.failures["StartExecution"] = ["400 ExecutionAlreadyExists"] }
        let harness = try await HandlerHarness(aws, #""next":{"stateMachine":"\#(Self.machine)"}"#)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
    }

    @Test func aWorkflowIsStartedOnceThoughItsAnswerGotLost() async throws {
        let aws = try aws { $0.failures["StartWorkflowRun"] = ["500 InternalServiceException"] }
        let harness = try await HandlerHarness(aws, #""next":{"glueWorkflow":"example-workflow"}"#)
        await #expect(throws: CallerError.self) { try await harness.run(HandlerHarness.stopped(), requestID: "first") }
        // It had started all the same: its own property tells it.
        let manifest = "s3://example-manifests/manifests/shop/20261121T020000Z.json"
        aws.world.withLock {
            $0.workflowRuns = #"{"Name":"example-workflow","WorkflowRunProperties":{"manifest":"\#(manifest)"}}"#
        }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.bodies("StartWorkflowRun").count == 1)
    }

    private static let load = #"""
        "target":{"kind":"s3","bucket":"example-raw","prefix":"shop"},"next":{"redshiftLoad":{"database":"dev",
        "workgroup":"example-wg","role":"arn:aws:iam::123456789012:role/example","keys":{"public.customers":["customer_id"]}}}
        """#

    @Test func aLoadIsLookedAfterUntilItIsDone() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
            $0.statement = #""Status":"STARTED""#
        }
        let harness = try await HandlerHarness(aws, Self.load)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        let batch = try JSONDecoder().decode(
            JSON.self,
            from: Data(try #require(aws.bodies("BatchExecuteStatement").first).utf8)
        )
        let statements = batch["Sqls"]?.elements.compactMap(\.text) ?? []
        #expect(statements.first == ##"CREATE TEMPORARY TABLE "#staging" (LIKE "public"."customers")"##)
        #expect(statements.last == ##"INSERT INTO "public"."customers" SELECT DISTINCT * FROM "#staging""##)
        let copy = try #require(
            aws.world.withLock {
                $0.objects.first { $0.key.hasPrefix("/example-manifests/manifests/shop/20261121T020000Z/copy/") }
            }
        )
        #expect(
            copy.value
                == #"{"entries":[{"mandatory":true,"meta":{"content_length":500},"url":"s3://example-raw/shop/public/customers/LOAD00000001.parquet"}]}"#
        )
        aws.world.withLock { $0.statement = #""Status":"FINISHED""# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        let tokens = try aws.bodies("BatchExecuteStatement").map {
            try JSONDecoder().decode(JSON.self, from: Data($0.utf8))["ClientToken"]?.text
        }
        #expect(Set(tokens).count == 1)
    }

    @Test func aLoadThatFailedIsNamedWithTheDatabasesReason() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
            $0.statement = #""Status":"FAILED","Error":"relation does not exist""#
        }
        let harness = try await HandlerHarness(aws, Self.load)
        let error = await #expect(throws: CallerError.self) { try await harness.run(HandlerHarness.stopped()) }
        #expect(error?.errorType == "DMS.StepFailed")
        #expect(error?.errorMessage.contains("the load of public.customers: relation does not exist") == true)
    }

    @Test func aLoadThatFailedBeforeIsTriedAnew() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
            $0.statement = #""Status":"FAILED","Error":"permission denied","UpdatedAt":1000000000"#
        }
        let harness = try await HandlerHarness(aws, Self.load)
        await #expect(throws: CallerError.self) { try await harness.run(HandlerHarness.stopped()) }
        let tokens = try aws.bodies("BatchExecuteStatement").map {
            try JSONDecoder().decode(JSON.self, from: Data($0.utf8))["ClientToken"]?.text
        }
        // The fake gives both the same id and the same failure, which ends it: no third attempt.
        #expect(Set(tokens).count == 2)
        #expect(tokens.count == 2)
    }

    @Test func leftoverFilesAreHeldBeforeAnythingReadsThem() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-20T01:45:00.000Z")
            $0.files["shop/public/customers/LOAD00000002.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        }
        let result = try await HandlerHarness(aws, Self.load).run(HandlerHarness.stopped())
        #expect(result.names == ["Held"])
        #expect(aws.bodies("BatchExecuteStatement").isEmpty)
    }

    // MARK: - SQL

    private let connection = RedshiftConnection(place: .workgroup("w"), database: "d")

    private func plan(_ mode: RedshiftLoad.Mode, table: String = "t", schema: String? = nil) throws -> RedshiftLoadPlan
    {
        let source = TableName("public", table)
        return try RedshiftLoadPlan(
            source,
            target: source,
            load: RedshiftLoad(
                connection: connection,
                roleARN: "default",
                schema: schema,
                mode: mode,
                keys: mode == .merge ? [source: ["id", "sub\"key"]] : [:]
            ),
            bucket: "b",
            files: [],
            manifestURI: #"s3://b/it's\here"#
        )
    }

    @Test func everyModeHasItsStatements() throws {
        #expect(try plan(.append).statements.count == 3)
        #expect(try plan(.replace).statements[2] == #"DELETE FROM "public"."t""#)
        #expect(
            try plan(.merge, schema: "other").statements[2]
                == ##"DELETE FROM "other"."t" USING "#staging" WHERE "other"."t"."id" = "#staging"."id" AND "other"."t"."sub""key" = "#staging"."sub""key""##
        )
        #expect(
            try plan(.append).statements[1].contains(
                #"FROM 's3://b/it''s\\here' IAM_ROLE default FORMAT AS PARQUET MANIFEST"#
            )
        )
    }

    @Test func aNameThatRedshiftCannotHoldIsRefused() {
        #expect(throws: RedshiftLoadPlan.PlanError.self) {
            try plan(.append, table: String(repeating: "n", count: 128))
        }
    }

    @Test func countsOfRedshiftAreReadByTheirNumber() throws {
        let tables = [TableName("s", "a"), TableName("s", "b")]
        #expect(
            try RedshiftCounter.sql(tables)
                == #"SELECT 0, count(*) FROM "s"."a" UNION ALL SELECT 1, count(*) FROM "s"."b""#
        )
        let counts = RedshiftCounter.counts(tables, [[.integer(1), .integer(7)], [.integer(9), .integer(1)]])
        #expect(counts[tables[1]] == .success(.init(rows: 7)))
        #expect(counts[tables[0]] == .failure(.missing))
    }
}
