import JSON
import Testing

@Suite struct JSONElementTests {
    static let event = #"""
        {"Records": [
            {"s3": {"object": {"key": "a+b.csv", "size": 1024, "isLast": true}}},
            {"s3": "none"},
            {"s3": null},
            {}
        ], "a b": {"c": [1, "x"]}, "": 7}
        """#

    @Test func readsWhatIsThere() throws {
        let document = try JSONDocument(Self.event)
        let records = try document["Records"].array
        #expect(records.count == 4)
        let object = document["Records"][0]["s3"]["object"]
        #expect(try object["key"].string == "a+b.csv")
        #expect(try object["size"].int64 == 1024)
        #expect(try object["size"].double == 1024)
        #expect(try object["size"].number.text == "1024")
        #expect(try object["isLast"].bool)
        #expect(object.kind == .object)
        #expect(try document[""].int == 7)
        #expect(object["size"].path == "Records[0].s3.object.size")
        #expect(object["size"].position.line == 2)
    }

    @Test(arguments: [0, 1, 2, 3, 4])
    func saysWhatIsMissingOrWrongByItsPath(_ record: Int) throws {
        let key = try JSONDocument(Self.event)["Records"][record]["s3"]["object"]["key"]
        let expected = [
            "Records[0].s3.object.key must be a number, found a string",
            "Records[1].s3 must be an object, found a string",
            "Records[2].s3 must be an object, found null",
            "Records[3].s3 is missing",
            "Records[4] is missing",
        ]
        let error = try #require(throws: JSONError.self) { try key.int }
        #expect("\(error)" == expected[record])
    }

    @Test func quotesNamesThatAreNoWordsAndKeepsThemOnOneLine() throws {
        let document = try JSONDocument(
            #"{"a b": {"c": [1, "x"]}, "x\n\"y": {}, "\#(String(repeating: "k", count: 200))": 1}"#
        )
        #expect(document["a b"]["c"][1].path == #"["a b"].c[1]"#)
        #expect(document["x\n\"y"]["z"].path == #"["x\n\"y"].z"#)
        let long = try #require(document.root.object.first { $0.value.kind == .number })
        #expect(long.value.path.utf8.count < 120)
    }

    @Test func tellsAbsentAndNullFromWrong() throws {
        let document = try JSONDocument(#"{"null": null, "zero": 0, "text": "x"}"#)
        #expect(document["none"].ifPresent == nil)
        #expect(document["none"]["deeper"].ifPresent == nil)
        #expect(document["null"].ifPresent == nil)
        #expect(document["null"]["deeper"].ifPresent == nil)
        #expect(try document["zero"].ifPresent?.int == 0)
        #expect(throws: JSONError.self) { try document["text"]["deeper"].ifPresent?.int }
        #expect(document["null"].isNull)
        #expect(!document["none"].isNull)
        #expect(document["none"].kind == nil)
    }

    @Test func ofMembersOfTheSameNameTheLastCountsAndAllAreShown() throws {
        let document = try JSONDocument(#"{"a": 1, "b": 2, "\u0061": 3}"#)
        #expect(try document["a"].int == 3)
        #expect(try document.decode([String: Int].self) == ["a": 3, "b": 2])
        #expect(try document.root.value == ["a": 3, "b": 2])
        let members = try document.root.object.map { (try $0.name, $0.offset) }
        #expect(members.map(\.0) == ["a", "b", "a"])
        #expect(members.map(\.1) == [1, 9, 17])
        #expect(try document.root.object.count == 3)
    }

    @Test func comparesNamesByteByByte() throws {
        let document = try JSONDocument("{\"e\u{301}\": 1, \"\u{e9}\": 2}")
        #expect(try document["\u{e9}"].int == 2)
        #expect(try document["e\u{301}"].int == 1)
        #expect(try document.root.value.object?.count == 2)
    }

    @Test(arguments: [
        ("\"\"", ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\ud83d\ude39x""#, "é😹x"),
        (#""é\u00e9 12345678\n12345678""#, "éé 12345678\n12345678"), (#""1234567\n""#, "1234567\n"),
        (#""12345678\"""#, "12345678\""), (#""\u0000""#, "\0"), (#""\\u0041""#, #"\u0041"#),
        (#""{\"a\":\"b\"}""#, #"{"a":"b"}"#),
    ])
    func unescapesOnce(_ json: String, _ text: String) throws {
        #expect(try JSONDocument(json).root.string == text)
        #expect(try JSONDocument(json).root.utf8 == Array(text.utf8))
        #expect(try JSONDocument(json).decode(String.self) == text)
    }

    @Test func readsJSONThatIsEmbeddedInAString() throws {
        let document = try JSONDocument(#"{"body": "{\"Message\": \"{\\\"key\\\": 5}\"}"}"#)
        #expect(try document["body"].embedded["Message"].embedded["key"].int == 5)
        let error = try #require(throws: JSONError.self) { try document["body"].embedded["Message"].embedded["no"].int }
        #expect("\(error)" == "no is missing")
    }

    /// An error that nobody looks at must not walk through the text: large batches would take the square of their size.
    @Test func askingForWhatIsNotThereTakesNoSquareOfTheSize() throws {
        let count = 20_000
        let document = try JSONDocument("[" + repeatElement(#"{"a":1}"#, count: count).joined(separator: ",") + "]")
        let clock = ContinuousClock()
        var absent = 0
        let time = try clock.measure {
            for element in try document.root.array where (try? element["none"].string) == nil { absent += 1 }
        }
        #expect(absent == count)
        #expect(time < .seconds(10))
    }

    @Test func anErrorShowsNothingOfTheText() throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(#"{"pin":"hunter2"}"#)["pin"].int }
        var shown = ""
        dump(error, to: &shown)
        #expect(!shown.contains("hunter2") && !"\(String(reflecting: error))".contains("hunter2"))
        #expect(shown.contains("pin must be a number"))
    }

    @Test func anErrorOfTheCallersOwnNamesThePathAndPlace() throws {
        let error = try JSONDocument("{\n  \"cron\": 1}")["cron"].error("must be a cron expression")
        #expect("\(error)" == "cron must be a cron expression")
        #expect(error.position?.description == "line 2, column 11")
    }
}
