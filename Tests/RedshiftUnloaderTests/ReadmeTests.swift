import FoundationEssentials
import Testing
import UTCTime

@testable import RedshiftUnloader

/// What the README shows works as it is shown.
@Suite struct ReadmeTests {
    private func readme() throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(functionFolder)/README.md")), as: UTF8.self)
    }

    @Test func itsPlansAreValid() throws {
        let blocks = try readme().split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first
        }
        #expect(!blocks.isEmpty)
        for block in blocks {
            #expect(throws: Never.self) { try RedshiftUnloader.validate(Array(block.utf8), file: "README.yaml") }
        }
    }

    @Test func itsEventsAreRead() throws {
        let reader = RedshiftUnloaderRequest.Reader(
            defaultPlan: nil,
            statementPrefix: "p",
            requestID: "r",
            now: UTCTime(millisecondsSinceEpoch: 1_795_226_400_000)
        )
        let events = try readme().split(separator: "`").filter {
            $0.hasPrefix("{\"") && $0.hasSuffix("}") && !$0.contains("…") && !$0.contains("aws.scheduler")
        }
        #expect(events.count > 7)
        for event in events { #expect(throws: Never.self, "\(event)") { try reader.read(Array(event.utf8)) } }
    }
}
