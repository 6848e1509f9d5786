import AWSDynamoDB
import StateStore
import Synchronization
import TestSupport
import Testing
import UTCTime

/// No number in an item traps: of the store's own attributes, of the document, of a lease. The item is read, or is an error that
/// names it; so is its change, and a list that holds it goes on.
@Suite struct HostileNumberTests {
    private static let item =
        #"{"pk":{"S":"job/a"},"sk":{"S":"job"},"version":{"N":"1"},"writer":{"S":"0000000000000001"},"status":{"S":"open"},"#
        + #""open":{"S":"job#0"},"due":{"N":"1795219200000"},"expiresAt":{"N":"1795219200"},"document":{"S":"DOCUMENT"}}"#
    private static let document =
        #"{"state":"open","due":"2026-11-21T00:00:00.123Z","count":1,"hands":["1"],"lease":{"owner":"1","until":"2026-11-21T00:00:00Z"},"text":"1"}"#

    private static func quoted(_ document: String) -> String { document.replacing("\"", with: "\\\"") }

    private static var items: [String] {
        let attributes = HostileNumbers.variants(of: item).map { $0.replacing("DOCUMENT", with: quoted(document)) }
        let documents = HostileNumbers.variants(of: document).map { item.replacing("DOCUMENT", with: quoted($0)) }
        return attributes + documents
    }

    @Test func noNumberOfAnItemTraps() async throws {
        let answer = Mutex("")
        let server = try LoopbackServer { request in
            let item = answer.withLock { $0 }
            switch request.header("x-amz-target")?.split(separator: ".").last {
            case "GetItem": return .status(200, body: #"{"Item":\#(item)}"#)
            case "Query": return .status(200, body: #"{"Items":[\#(item)],"Count":1,"ScannedCount":1}"#)
            default: return .status(200, body: "{}")
            }
        }
        defer { server.stop() }
        let store = StateStore(try DynamoDB(.at(server)), table: StateHarness.table, retention: .seconds(86_400))
        var read = 0
        for item in [Self.item.replacing("DOCUMENT", with: Self.quoted(Self.document))] + Self.items {
            answer.withLock { $0 = item }
            do throws(any Error) {
                guard var entry = try await store.load(.job, as: Job.self) else { continue }
                read += 1
                let now = UTCTime.now()
                _ = (entry.document.openWork, entry.document.lease.isHeld(at: now))
                let isMade = try await store.change(&entry) { job in
                    _ = job.lease.take(for: "b", until: now, at: now)
                    job.text = "changed"
                    return true
                }
                #expect(isMade)
                try await store.delete(entry)
            } catch {
                #expect(error is StateStoreError, "\(error)")
            }
            var open = store.openWork("job", dueBy: .now(), as: Job.self)
            var count = 0
            while count < 8, try await open.next() != nil { count += 1 }
            #expect(count == 4, "one of each shard")
        }
        #expect(read > 100)
    }
}
