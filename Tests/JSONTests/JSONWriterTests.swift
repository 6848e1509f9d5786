import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func putsCommasWhereTheyBelong() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", "x")
        writer.key("b")
        writer.beginArray()
        writer.integer(1)
        writer.number(1.5)
        writer.number(.nan)
        writer.bool(true)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        writer.key("c")
        writer.number(JSONNumber(2))
        writer.endObject()
        #expect(writer.text == #"{"a":"x","b":[1,1.5,null,true,null,{},[]],"c":2}"#)
    }

    @Test func layItOutForPeople() throws {
        let value: JSONValue = ["b": [1, [], [nil]], "a": [:], "é": "x"]
        #expect(
            value.text([.pretty, .sortedKeys]) == """
                {
                  "a": {},
                  "b": [
                    1,
                    [],
                    [
                      null
                    ]
                  ],
                  "é": "x"
                }
                """
        )
        #expect(JSONValue.string("x").text(.pretty) == #""x""#)
    }

    @Test func sortsNamesByTheirBytes() throws {
        let value: JSONValue = ["b": 1, "a": 2, "B": 3, "é": 4, "aa": 5, "": 6]
        #expect(value.text(.sortedKeys) == #"{"":6,"B":3,"a":2,"aa":5,"b":1,"é":4}"#)
        #expect(value.text() == #"{"b":1,"a":2,"B":3,"é":4,"aa":5,"":6}"#)
    }

    @Test func escapesWhatMustBeEscapedAndNothingElse() throws {
        for scalar in (0..<0x300).compactMap(Unicode.Scalar.init) {
            for length in [0, 1, 6, 7, 8, 9] {
                let text =
                    String(repeating: "x", count: length) + String(scalar) + String(repeating: "y", count: length)
                let json = JSONValue.string(text).text()
                #expect(try JSONDocument(json).root.string == text)
                let isEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                #expect((json.utf8.count > text.utf8.count + 2) == isEscaped)
            }
        }
        #expect(JSONValue.string("a/b\u{2028}\n\u{1f}\u{7f}").text() == "\"a/b\u{2028}\\n\\u001f\u{7f}\"")
    }
}
