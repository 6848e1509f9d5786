import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct AutomaticRetryTests {
    private func run(_ bench: UnloaderBench, _ id: String) async throws -> UnloaderBench.Answer.Run {
        try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
    }

    /// Issue 11.23: another attempt for what may pass, a bounded number of times.
    @Test(arguments: [
        "ERROR: 1023 DETAIL: Serializable isolation violation on table",
        "S3ServiceException:Please reduce your request rate,Status 503,Error SlowDown",
        "ERROR: 1023",
        "ERROR: XX000: 1023 \"Serializable isolation violation on table - 123, transactions forming the cycle are: 1, 2\"",
        "S3ServiceException:We encountered an internal error. Please try again.,Status 500,Error InternalError",
        "ERROR: could not complete because of conflict with concurrent transaction",
        "ERROR: could not serialize access due to concurrent update", "ERROR: deadlock detected",
        "S3ServiceException:Bad Gateway,Status 502,Error 502", "S3ServiceException:,Status 504,Error GatewayTimeout",
        "KMS error: ThrottlingException: Rate exceeded",
        "S3ServiceException:A conflicting operation is in progress. Please try again.,Status 409,Error OperationAborted",
        "server closed the connection unexpectedly", "ERROR: 1018 DETAIL: Relation does not exist.",
        "SSL SYSCALL error: EOF detected", "FATAL: the database system is shutting down",
        "ERROR: S3ServiceException:Your socket connection to the server was not read from or written to within the timeout period,Status 400,Error RequestTimeout",
    ])
    func whatMayPassIsAttemptedAgain(message: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.name.hasSuffix("/1") ? .init(end: .failed(message)) : .init() } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        let waiting = try await run(bench, id)
        #expect(waiting.state("orders") == "waiting")
        #expect(waiting.exports.first?.message == message)
        #expect(waiting.exports.first?.retryAt?.isEmpty == false)
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
        bench.pass(.seconds(301))
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "succeeded")
        #expect(bench.dataset(ordersKey)?["attempt"]?.int == 2)
    }

    @Test func itEndsAfterThePlansAttempts() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(end: .failed("error: 1023")) } }
        let plan = inlinePlan([orders], more: #""retry": {"attempts": 2, "wait": "1m"},"#)
        let id = try #require(try await bench.invoke(startEvent(plan: plan)).run?.id)
        for _ in 0..<4 {
            try await bench.finishStatements()
            bench.pass(.seconds(61))
            try await bench.invoke(#"{"sweep": true}"#)
        }
        let failed = try await run(bench, id)
        #expect(failed.state("orders") == "Failed")
        #expect(failed.exports.first?.message?.contains("attempt 2 of 2") == true)
        #expect(bench.cloud.world.with { $0.statements.count } == 2)
    }

    @Test(arguments: [
        "Cluster is paused", "Redshift cluster example is resuming", "The cluster is resizing and cannot be used",
        "Workgroup example is not available: MODIFYING", "The requested cluster is not in available state: rebooting",
    ])
    func aPausedWarehouseIsWaitedFor(message: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.failures = [
                .init(operation: "BatchExecuteStatement", code: "ValidationException", message: message)
            ]
        }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        #expect(try await run(bench, id).state("orders") == "waiting")
        bench.pass(.seconds(301))
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "succeeded")
    }

    @Test(arguments: [
        #"relation "paused" does not exist"#, "ERROR: syntax error at or near \"form\"",
        "permission denied for relation t",
        "S3ServiceException:Access Denied,Status 403,Error AccessDenied", "ERROR: numeric overflow 10230", "",
        "Specified unload destination on S3 is not empty", "ERROR: value 1023 is out of range",
        "ERROR: Disk Full",
        "S3ServiceException:The bucket is in this region: eu-west-1,Status 301,Error PermanentRedirect",
        "ERROR: column \"rate\" exceeded",
        "S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket",
        "ERROR: Query (7) cancelled by WLM abort action of Query Monitoring Rule \"slow\".",
        "ERROR: 57014: canceling statement due to statement timeout",
    ])
    func aMistakeIsNotAttemptedAgain(message: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(end: .failed(message)) } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "failed")
    }
}
