import JSON
import Testing

@Suite struct JSONDocumentTests {
    @Test(arguments: [
        ("", "the text is not JSON: it is empty (line 1, column 1)"),
        (" \n ", "the text is not JSON: it is empty (line 2, column 2)"),
        ("{\"a\": 1,\n \"ä\": 2 3}", "the text is not JSON: expected ',' or '}', found '3' (line 2, column 9)"),
        ("[1 2]", "the text is not JSON: expected ',' or ']', found '2' (line 1, column 4)"),
        ("[1,]", "the text is not JSON: expected a value, found ']' (line 1, column 4)"),
        (#"{"a":1,}"#, "the text is not JSON: expected a member's name, found '}' (line 1, column 8)"),
        ("{a:1}", "the text is not JSON: expected a member's name or '}', found 'a' (line 1, column 2)"),
        (#"{"a" 1}"#, "the text is not JSON: expected ':', found '1' (line 1, column 6)"),
        ("[01]", "the text is not JSON: expected ',' or ']', found '1' (line 1, column 3)"),
        ("[-]", "the text is not JSON: expected a digit, found ']' (line 1, column 3)"),
        ("[tru]", "the text is not JSON: expected a value, found 't' (line 1, column 2)"),
        (
            "{}{}",
            "the text is not JSON: expected the end of the text after its one value, found '{' (line 1, column 3)"
        ),
        (
            "{}\0",
            "the text is not JSON: expected the end of the text after its one value, found byte 0x0 (line 1, column 3)"
        ),
        ("[\"a", "the text is not JSON: a string does not end (line 1, column 2)"),
        (
            "[\"a\u{1}\"]",
            "the text is not JSON: a string holds a raw control character, which must be escaped (line 1, column 4)"
        ),
        (#"["\q"]"#, "the text is not JSON: a string holds an escape that JSON does not have (line 1, column 3)"),
        (#"["\u12g4"]"#, #"the text is not JSON: \u must be followed by four hexadecimal digits (line 1, column 3)"#),
        ("[1,\r\n2,\r3,\nx", "the text is not JSON: expected a value, found 'x' (line 4, column 1)"),
        ("{\"a\": [1, {\"b\"", "the text is not JSON: it ends where ':' is expected (line 1, column 15)"),
    ])
    func saysWhatIsWrongAndWhere(_ text: String, _ message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(text) }
        #expect("\(error)" == message)
    }

    @Test func skipsAByteOrderMarkWithoutCountingItAsAColumn() throws {
        #expect(try JSONDocument("\u{FEFF}{\"a\":1}")["a"].int == 1)
        let error = try #require(throws: JSONError.self) { try JSONDocument("\u{FEFF}x") }
        #expect(error.position?.column == 1)
        #expect(error.position?.offset == 3)
        #expect(throws: JSONError.self) { try JSONDocument("{\u{FEFF}}") }
    }

    @Test(arguments: [
        "1e999999", String(repeating: "9", count: 400), #""\ud800""#, #"{"a":1,"a":{"a":[]}}"#,
        String(repeating: "[", count: 500) + String(repeating: "]", count: 500), "-0.0e-0", "null", #""\u0000""#,
    ])
    func anUnknownFieldOfAnyShapeDoesNotSpoilTheText(_ unknown: String) throws {
        struct Known: Decodable { let key: String }
        let document = try JSONDocument("{\"x\": \(unknown), \"key\": \"v\", \"y\": \(unknown)}")
        #expect(try document["key"].string == "v")
        #expect(try document.decode(Known.self).key == "v")
    }

    @Test func anUnknownFieldThatIsNotUTF8DoesNotSpoilTheText() throws {
        let bytes = Array(#"{"x":""#.utf8) + [0xFF, 0xC0] + Array(#"","key":"v"}"#.utf8)
        #expect(try JSONDocument(bytes)["key"].string == "v")
        #expect(throws: JSONError.self) { try JSONDocument(bytes)["x"].string }
    }

    @Test func theErrorQuotesNoValue() throws {
        for text in [#"{"password": hunter2}"#, #"{"password": "hunter2}"#, #"{"password": "hunter2" "#] {
            let error = try #require(throws: JSONError.self) { try JSONDocument(text) }
            #expect(!"\(error)".contains("hunter"))
        }
        let document = try JSONDocument(#"{"password": "hunter2", "pin": 12.5}"#)
        let errors = [
            #expect(throws: JSONError.self) { try document["password"].int },
            #expect(throws: JSONError.self) { try document["pin"].int },
            #expect(throws: JSONError.self) { try document["password"]["x"].int },
        ]
        for error in errors { #expect(!"\(String(describing: error))".contains("hunter")) }
        for error in errors { #expect(!"\(String(describing: error))".contains("12.5")) }
    }
}
