import RedshiftSQL
import Testing

@testable import RedshiftUnloader

@Suite struct StatementNameTests {
    @Test func everyStatementHasItsOwnTokenAndARepetitionTheSame() throws {
        func token(_ attempt: Int, _ salt: String = "a") throws -> String {
            try StatementName(prefix: "p", runID: "r", export: "e", attempt: attempt)
                .batch(["select 1"], salt: salt).clientToken
        }
        #expect(try token(1).utf8.count == 64)
        #expect(try token(1) == token(1))
        #expect(try token(1) != token(2))
        #expect(try token(1) != token(1, "b"))
        let name = StatementName(prefix: "p", runID: "r", export: "e", attempt: 1)
        #expect(StatementName(name.description, prefix: "p") == name)
        #expect(StatementName(name.description, prefix: "q") == nil)
        #expect(StatementName("p/r/e", prefix: "p") == nil)
    }
}
