import Testing

@testable import RedshiftSQL

@Suite struct QuotingTests {
    /// Reads a quoted text back by Redshift's rules: byte by byte, the quote doubled.
    private func unquoted(_ text: String, _ quote: UInt8) -> [UInt8]? {
        var bytes = Array(text.utf8)[...]
        guard bytes.popFirst() == quote, bytes.popLast() == quote else { return nil }
        var inside: [UInt8] = []
        while let byte = bytes.popFirst() {
            if byte == quote { guard bytes.popFirst() == quote else { return nil } }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "'") {
                guard bytes.popFirst() == byte else { return nil }
            }
            inside.append(byte)
        }
        return inside
    }

    /// To Swift, a quote with one of these behind it is another character than the quote.
    private static let joiners = [
        "\u{FE0F}", "\u{301}", "\u{200D}", "\u{20DD}", "\u{1F3FB}", "\u{E0020}", "", "x", "\\",
    ]

    @Test(arguments: joiners)
    func aNameCannotEndItsQuotes(joiner: String) throws {
        let name = "id\"\(joiner), 41+1 AS \"\(joiner)y"
        #expect(unquoted(try SQLIdentifier(name).description, UInt8(ascii: "\"")) == Array(name.utf8))
        let table = try SQLTable(name, name).description
        #expect(table.utf8.count == 2 * (try SQLIdentifier(name).description.utf8.count) + 1)
    }

    @Test(arguments: joiners)
    func aTextCannotEndItsQuotes(joiner: String) throws {
        for quote in ["'", "\\", "''", "\\'"] {
            let text = "a\(quote)\(joiner) OR 1=1 --\(quote)\(joiner)"
            #expect(unquoted(try SQLLiteral(text).description, UInt8(ascii: "'")) == Array(text.utf8))
        }
    }

    @Test(arguments: ["", "a\0", "\0", String(repeating: "é", count: 64), String(repeating: "x", count: 128)])
    func aNameThatRedshiftCannotHoldIsRefused(name: String) {
        #expect(throws: SQLProblem.self) { try SQLIdentifier(name) }
    }

    @Test func aNameMayHave127Bytes() throws {
        #expect(try SQLIdentifier(String(repeating: "é", count: 63) + "x").name.utf8.count == 127)
    }

    @Test func twoUnicodeFormsAreTwoNames() throws {
        #expect(try SQLIdentifier("caf\u{E9}") != SQLIdentifier("cafe\u{301}"))
        #expect(try Set([SQLIdentifier("caf\u{E9}"), SQLIdentifier("cafe\u{301}")]).count == 2)
    }

    @Test func aTextWithNULIsRefused() {
        #expect(throws: SQLProblem.self) { try SQLLiteral("a\0b") }
    }

    @Test(arguments: [
        "default", "arn:aws:iam::123456789012:role/a", "arn:aws-us-gov:iam::123456789012:role/path/a",
        "arn:aws:iam::123456789012:role/a,arn:aws-cn:iam::123456789012:role/b",
    ])
    func takesRolesAndChains(text: String) throws { #expect(try WarehouseIAMRole(text).description == text) }

    @Test(arguments: [
        "", "Default", "arn:aws:iam::123456789012:user/a",
        "arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b",
        "arn:aws:iam::12345:role/a", "default,default", "arn:aws:iam::123456789012:role/a\u{301}",
    ])
    func refusesOtherRoles(text: String) { #expect(throws: SQLProblem.self) { try WarehouseIAMRole(text) } }

    @Test func aRolesClauseIsQuoted() throws {
        #expect(try WarehouseIAMRole("default").clause == "IAM_ROLE default")
        #expect(
            try WarehouseIAMRole("arn:aws:iam::123456789012:role/o'x").clause
                == "IAM_ROLE 'arn:aws:iam::123456789012:role/o''x'"
        )
    }
}
