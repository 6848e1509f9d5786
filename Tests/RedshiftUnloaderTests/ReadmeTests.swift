import LambdaEvents
import LocalFile
import Testing
import UTCTime

@testable import RedshiftUnloader

/// The README's examples work as they are shown.
@Suite struct ReadmeTests {
    private func readme() throws -> String {
        String(decoding: try LocalFile.bytes(at: "\(functionFolder)/README.md"), as: UTF8.self)
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
        let defaults = RequestDefaults(plan: nil, statementPrefix: "p", requestID: "r", now: sampleTime)
        let events = try readme().split(separator: "`").filter {
            $0.hasPrefix("{\"") && $0.hasSuffix("}") && !$0.contains("…") && !$0.contains("aws.scheduler")
        }
        #expect(events.count > 7)
        for event in events {
            #expect(throws: Never.self, "\(event)") {
                guard case .direct(let contents) = try RedshiftUnloader.read(Array(event.utf8)) else { return }
                _ = try RedshiftUnloader.requests(contents, defaults)
            }
        }
    }
}
