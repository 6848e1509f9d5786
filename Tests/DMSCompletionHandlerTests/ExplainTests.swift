import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The dry run.
@Suite struct ExplainTests {
    private let good = HandlerHarness.good

    @Test func explainingWritesNothing() async throws {
        let aws = try FakeAWS.finished(good + [HandlerHarness.table("sales_order", state: "Table error")])
        let text = try await HandlerHarness(aws).function.dryRun(Array(#"{"migration":"shop"}"#.utf8))
        #expect(text.contains("public.a: passed (DMS 10 rows)"))
        #expect(text.contains("public.sales_order: quarantined (DMS 10 rows): DMS says: Table error"))
        #expect(text.contains("nothing would be started"))
        let writing: Set = [
            "PutItem", "DeleteItem", "PutObject", "StartCrawler", "Publish", "PutEvents", "SendMessage",
        ]
        #expect(aws.calls.withLock { $0.map(\.operation) }.allSatisfy { !writing.contains($0) })
    }

    @Test func explainingATransferSaysWhatWouldHappen() async throws {
        let task = "arn:aws:datasync:us-east-1:123456789012:task/task-1"
        let aws = try FakeAWS.finished(good) {
            $0.migrations.executions["\(task)/execution/exec-1"] =
                #""Status":"SUCCESS","Result":{"TransferStatus":"SUCCESS"}"#
        }
        let harness = try await HandlerHarness(aws, "", others: #"{"name":"files","task":"\#(task)"}"#)
        let text = try await harness.function.dryRun(Array(#"{"migration":"files"}"#.utf8))
        #expect(text.contains("files: \(task)/execution/exec-1 is SUCCESS"))
        #expect(text.contains("verdict: passed: 0 files transferred"))
    }
}
