import Testing

@testable import JSON

/// Strings are scanned and unescaped sixteen bytes at a time: nothing may depend on where in such a block something stands.
@Suite struct StringScanningTests {
    private static let places = 0..<36

    private func text(_ before: Int, _ between: String, _ after: Int) -> String {
        String(repeating: "a", count: before) + between + String(repeating: "b", count: after)
    }

    @Test(arguments: [
        (#"\""#, "\""), (#"\\"#, #"\"#), (#"\\\""#, #"\""#), (#"\\\\\\\""#, #"\\\""#), (#"\/\n\t"#, "/\n\t"),
        (#"\u00e9"#, "\u{E9}"), (#"\ud83d\ude00"#, "\u{1F600}"), ("\u{E9}", "\u{E9}"), (#"\u0022\\"#, #""\"#), ("", ""),
    ])
    func readsAnEscapeAtEveryPlace(written: String, read: String) throws {
        for before in Self.places {
            for after in Self.places {
                let document = try JSONDocument("[\"\(text(before, written, after))\",\"z\",\"\u{E9}\"]")
                #expect(try document.root[0].string == text(before, read, after))
                #expect(try document.root[1].string == "z")
                #expect(try document.root[2].string == "\u{E9}")
            }
        }
    }

    @Test(arguments: [0x00, 0x0A, 0x1F] as [UInt8]) func refusesAControlCharacterAtEveryPlace(byte: UInt8) {
        for before in Self.places {
            for after in Self.places {
                let raw = String(decoding: [byte], as: UTF8.self)
                let error = #expect(throws: JSONError.self) { try JSONDocument("[\"\(text(before, raw, after))\"]") }
                #expect(error?.position?.offset == before + 2)
            }
        }
    }

    @Test func takesEveryOtherByteAsItIs() throws {
        for scalar in (0x20...0x2FF).compactMap(Unicode.Scalar.init) where scalar != "\"" && scalar != "\\" {
            for before in Self.places {
                let plain = text(before, String(scalar), 3)
                #expect(try JSONDocument("\"\(plain)\"").root.string == plain)
            }
        }
    }

    @Test(arguments: ["", #"\"#, #"\""#, #"\u00"#]) func refusesAStringThatDoesNotEnd(end: String) {
        for before in Self.places {
            #expect(throws: JSONError.self) { try JSONDocument("\"\(text(before, end, 0))") }
        }
    }
}
