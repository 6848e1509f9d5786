import JSON
import LocalFile
import PlanFile
import PlanSchema
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// Every example of the README is what it says it is.
@Suite struct ReadmeTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/functions/DMSCompletionHandler"

    private static func bytes(_ file: String) throws -> [UInt8] {
        try LocalFile.bytes(at: "\(folder)/\(file)")
    }

    /// The fenced blocks of a language.
    private static func blocks(_ language: String) throws -> [String] {
        let text = String(decoding: try bytes("README.md"), as: UTF8.self)
        var blocks: [String] = []
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = block {
                if line == "```" {
                    blocks.append(open.joined(separator: "\n"))
                    block = nil
                } else {
                    block = open + [line]
                }
            } else if line == "```\(language)" {
                block = []
            }
        }
        return blocks
    }

    @Test func everyPlanIsValidByReaderAndSchema() throws {
        let plans = try Self.blocks("yaml")
        #expect(!plans.isEmpty)
        let schema = try PlanSchema(try Self.bytes("plan.schema.json"))
        for plan in plans {
            #expect(try DMSCompletionHandler.validate(Array(plan.utf8), file: "README.md").contains("valid plan"))
            #expect(schema.problems(of: try PlanDocument(Array(plan.utf8), file: "README.md")) == [])
        }
    }

    @Test func everyJSONBlockIsAManifestOrACommand() throws {
        let blocks = try Self.blocks("json")
        #expect(blocks.count == 2)
        for block in blocks {
            if block.contains(#""version""#) {
                #expect(try JSONDocument(block).decode(Manifest.self).verdict == .passed)
            } else {
                let request = try DMSCompletionHandlerRequest(json: block, receivedAt: .now())
                #expect(
                    request
                        == .check(
                            CheckRequest(subject: .migration("shop"), isAsked: true, failsUnlessPassed: true)
                        )
                )
            }
        }
    }
}
