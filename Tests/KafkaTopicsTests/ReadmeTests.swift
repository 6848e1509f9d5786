import LocalFile
import PlanFile
import Testing

@testable import KafkaTopics

/// The README's examples work as they are shown.
@Suite struct ReadmeTests {
    private static func readme() throws -> String {
        let root = #filePath.split(separator: "/Tests/", maxSplits: 1)[0]
        return String(decoding: try LocalFile.bytes(at: "\(root)/functions/KafkaTopics/README.md"), as: UTF8.self)
    }

    @Test func itsPlansAreValid() throws {
        let blocks = try Self.readme().split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first
        }
        let plans = blocks.filter { $0.hasPrefix("defaults:") }
        #expect(plans.count == 1)
        for plan in plans {
            #expect(throws: Never.self) { try KafkaTopics.validate(Array(plan.utf8), file: "README.yaml") }
        }
    }

    @Test func itsCommandsAreRead() throws {
        let events = try Self.readme().split(separator: "`").filter {
            $0.hasPrefix("{\"") && $0.hasSuffix("}") && !$0.contains("…")
        }
        #expect(events.count > 4)
        for event in events {
            #expect(throws: Never.self, "\(event)") { try KafkaTopicsRequest(Array(event.utf8)) }
        }
    }
}
