import AWSSQS
import Foundation
import Testing

/// SQS takes the characters of XML 1.0 and refuses a message with any other. A JSON text is a message whatever it holds.
@Suite struct MessageTextTests {
    /// `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF`
    private func isTaken(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let value = scalar.value
            return value == 9 || value == 10 || value == 13 || (0x20...0xD7FF).contains(value)
                || (0xE000...0xFFFD).contains(value) || value >= 0x10000
        }
    }

    @Test(arguments: (UInt32(0)...0x1F).map { $0 } + [0x7F, 0x85, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF])
    func anyCharacterInAStringIsTakenAndMeansTheSame(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        // Raw where JSON allows it, else as JSON's own escape.
        let content = value < 0x20 ? String(format: "\\u%04x", value) : "\(Character(scalar))"
        let body = SQS.messageBody(json: "{\"key\":\"a\(content)b\"}")
        #expect(isTaken(body))
        let read = try JSONDecoder().decode([String: String].self, from: Data(body.utf8))
        #expect(
            read["key"].map { Array($0.unicodeScalars) } == Array("a".unicodeScalars) + [scalar]
                + Array("b".unicodeScalars)
        )
    }

    @Test func aTextWithoutSuchCharactersStaysAsItIs() {
        for json in ["{}", "{\n\t\"a\": \"\u{E9}\u{1F600}\"\r\n}", "", #"{"a":"\u0003"}"#] {
            #expect(SQS.messageBody(json: json) == json)
        }
    }

    /// A character that JSON does not allow either comes through as its escape: the message arrives, and its reader says what
    /// is wrong with it.
    @Test(arguments: ["{\"a\":\"\u{3}\"}", "\u{0}\u{1}\u{FFFE}", "[\"\u{1B}[0m\"]"])
    func aControlCharacterAsItIsBecomesItsEscape(text: String) {
        let body = SQS.messageBody(json: text)
        #expect(isTaken(body))
        #expect(body.contains("\\u00") || body.contains("\\ufffe"))
    }
}
