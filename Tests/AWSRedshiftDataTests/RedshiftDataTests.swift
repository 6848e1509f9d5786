import AWSClient
import TestSupport
import Testing

@testable import AWSRedshiftData

@Suite struct RedshiftDataTests {
    @Test(arguments: [
        (
            RedshiftDataTarget.serverless(workgroup: "w", database: "d", secretARN: "arn:s"),
            [#""WorkgroupName":"w""#, #""Database":"d""#, #""SecretArn":"arn:s""#], ["DbUser", "ClusterIdentifier"]
        ),
        (
            .cluster(identifier: "c", database: "d", user: "u", secretARN: nil),
            [#""ClusterIdentifier":"c""#, #""DbUser":"u""#], ["WorkgroupName", "SecretArn"]
        ),
    ])
    func aBatchGoesToOneKindOfTarget(target: RedshiftDataTarget, members: [String], others: [String]) async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"Id":"i","CreatedAt":1.5}"#) }
        defer { server.stop() }
        let id = try await RedshiftData(.at(server)).batchExecuteStatement(
            ["select 1", "select 2"],
            on: target,
            name: "n",
            clientToken: "t",
            withEvent: true
        )
        #expect(id == "i")
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "RedshiftData.BatchExecuteStatement")
        #expect(request.header("content-type") == "application/x-amz-json-1.1")
        for member in members + [#""Sqls":["select 1","select 2"]"#, #""WithEvent":true"#, #""ClientToken":"t""#] {
            #expect(request.text.contains(member), "\(request.text)")
        }
        for other in others { #expect(!request.text.contains(other)) }
    }

    /// The token makes it the same statement: an answer that was lost may be asked for again.
    @Test func aLostAnswerIsAskedForAgainWithTheSameToken() async throws {
        let server = try LoopbackServer { request in
            request.connection == 0 ? .status(500) : .status(200, body: #"{"Id":"i"}"#)
        }
        defer { server.stop() }
        _ = try? await RedshiftData(.at(server, attempts: 2)).batchExecuteStatement(
            ["select 1"],
            on: .serverless(workgroup: "w", database: "d", secretARN: nil),
            name: "n",
            clientToken: "t",
            withEvent: false
        )
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.text.contains(#""ClientToken":"t""#) })
    }

    @Test(arguments: [
        ("SUBMITTED", RedshiftDataStatement.Status.running), ("PICKED", .running), ("STARTED", .running),
        ("FINISHED", .finished), ("FAILED", .failed), ("ABORTED", .aborted), ("PONDERING", .running),
    ])
    func everyStatusMeansSomething(text: String, status: RedshiftDataStatement.Status) async throws {
        let server = try LoopbackServer { _ in
            .status(200, body: #"{"Id":"i","Status":"\#(text)","Duration":-1,"RedshiftQueryId":0}"#)
        }
        defer { server.stop() }
        let statement = try await RedshiftData(.at(server)).describeStatement("i")
        #expect(statement.status == status)
        #expect(statement.duration == nil)
        #expect(statement.queryID == nil)
        #expect(server.requests.first?.text == #"{"Id":"i"}"#)
    }

    @Test func tellsHowABatchWent() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    #"{"Id":"i","Status":"FAILED","Error":"E","Duration":1500000000,"RedshiftQueryId":7,"UpdatedAt":1795226410.5,"SubStatements":[{"Id":"i:1","HasResultSet":false,"Error":"E1"},{"Id":"i:2","HasResultSet":true}]}"#
            )
        }
        defer { server.stop() }
        let statement = try await RedshiftData(.at(server)).describeStatement("i", wait: 20)
        #expect(statement.duration == .milliseconds(1500))
        #expect(statement.error == "E")
        #expect(statement.parts.map(\.error) == ["E1", nil])
        #expect(statement.parts.map(\.hasResult) == [false, true])
        #expect(server.requests.first?.text.contains(#""WaitTimeSeconds":20"#) == true)
    }

    @Test func readsFieldsOfEveryKind() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    #"{"Records":[[{"longValue":42},{"stringValue":"x"},{"isNull":true},{"doubleValue":0.5},{"booleanValue":false},{"blobValue":"AA=="}]]}"#
            )
        }
        defer { server.stop() }
        let records = try await RedshiftData(.at(server)).firstRecords(of: "i:2")
        #expect(records == [[.integer(42), .text("x"), .null, .double(0.5), .bool(false), .other]])
    }

    @Test func errorsKeepTheirNames() async throws {
        let server = try LoopbackServer { _ in
            .status(400, body: #"{"__type":"ActiveStatementsExceededException","Message":"500 are active"}"#)
        }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) { try await RedshiftData(.at(server)).cancelStatement("i") }
        #expect(error?.code == "ActiveStatementsExceededException")
        #expect(error?.message == "500 are active")
    }
}
