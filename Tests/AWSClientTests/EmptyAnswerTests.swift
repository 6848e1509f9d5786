import HTTPTransport
import Testing

@testable import AWSClient

/// An answer without a body is a success only where the operation returns nothing.
@Suite struct EmptyAnswerTests {
    private struct Item: Decodable { let Item: [String: String]? }

    private func read<Output: Decodable & Sendable>(_ type: Output.Type, _ body: String) throws -> Output? {
        try AWSOperation<Output>.json("O", ["a": 1], isIdempotent: true).read(
            HTTPResponse(status: 200, headers: [:], body: Array(body.utf8))
        )
    }

    @Test func noOutputTakesAnAnswerWithoutABody() throws {
        #expect(try read(NoOutput.self, "") != nil)
        #expect(try read(NoOutput.self, "{}") != nil)
        #expect(try read(NoOutput.self, "<html>") == nil)
    }

    @Test func anyOtherOutputMustBeThere() throws {
        #expect(try read(Item.self, "") == nil)
        #expect(try read(Item.self, "{}") != nil)
        #expect(try read(IgnoredOutput.self, "") == nil)
        #expect(try read(IgnoredOutput.self, "{}") != nil)
    }
}
