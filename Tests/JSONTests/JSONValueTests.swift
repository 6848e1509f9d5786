import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func keepsOrderAndDigits() throws {
        let text = #"{"z":1.10,"a":[100000000000000000000000000001,-0,1E5],"":null}"#
        #expect(try JSONValue(parsing: text).text() == text)
        #expect(try JSONDocument(text).decode(JSONValue.self).text() == text)
        #expect(try JSONWriter.text(of: JSONValue(parsing: text)) == text)
    }

    @Test func objectsAreEqualWhateverTheirOrder() throws {
        let one = try JSONValue(parsing: #"{"a":1,"b":{"c":[true]}}"#)
        let other = try JSONValue(parsing: #"{"b":{"c":[true]},"a":1}"#)
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != (try JSONValue(parsing: #"{"a":1,"b":{"c":[false]}}"#)))
        #expect(one != (try JSONValue(parsing: #"{"a":1}"#)))
    }

    @Test func largeObjectsAreFoundByNameToo() throws {
        var object = JSONObject()
        for number in 0..<2000 { object["k\(number)"] = .number(JSONNumber(number)) }
        object["k7"] = nil
        object["k1999"] = "last"
        object["k7"] = "again"
        #expect(object.count == 2000)
        #expect(object["k1998"]?.int64 == 1998)
        #expect(object.keys.last == "k7")
        let text = JSONValue.object(object).text()
        #expect(try JSONValue(parsing: text) == .object(object))
        #expect(try JSONDocument(text).decode([String: JSONValue].self).count == 2000)
    }

    @Test func isReadByStepsThatMayFail() throws {
        let value: JSONValue = ["a": [1, "x", true, nil, 1.5]]
        #expect(value["a"]?[0]?.int64 == 1)
        #expect(value["a"]?[1]?.string == "x")
        #expect(value["a"]?[2]?.bool == true)
        #expect(value["a"]?[3]?.isNull == true)
        #expect(value["a"]?[4]?.double == 1.5)
        #expect(value["a"]?[5] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["b"] == nil)
        #expect(value["a"]?["x"] == nil)
        #expect(value.kind.description == "an object")
    }
}
