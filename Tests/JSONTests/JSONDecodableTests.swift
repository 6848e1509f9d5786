import FoundationEssentials
import JSON
import Testing

/// Holds ``JSONElement/decode(_:)`` to the standard library's protocols; FoundationEssentials' decoder is the reference.
@Suite struct JSONDecodableTests {
    enum Colour: String, Codable, Hashable, CodingKeyRepresentable { case red, blue }

    struct Inner: Codable, Hashable {
        var name: String
        var count: UInt8?
    }

    struct Everything: Codable, Hashable {
        var bool: Bool
        var int: Int
        var int8: Int8?
        var uint64: UInt64?
        var double: Double
        var float: Float?
        var text: String
        var texts: [String]
        var inner: Inner?
        var inners: [Inner?]
        var byName: [String: Inner]
        var byNumber: [Int: String]
        var colour: Colour
        var byColour: [Colour: Int]
        var nested: [[[Int]]]
    }

    static let everything = #"""
        {"bool": true, "int": -12, "int8": 127, "uint64": 18446744073709551615, "double": 0.1, "float": 2.5,
         "text": "é\u00e9", "texts": ["a", ""], "inner": {"name": "x", "count": null}, "unknown": [1e999],
         "inners": [null, {"name": "y", "count": 3}], "byName": {"k": {"name": "z"}}, "byNumber": {"7": "seven"},
         "colour": "red", "byColour": {"blue": 2}, "nested": [[], [[1], [2, 3]]]}
        """#

    @Test func readsWhatFoundationReads() throws {
        let ours = try JSONDocument(Self.everything).decode(Everything.self)
        #expect(ours == (try JSONDecoder().decode(Everything.self, from: Data(Self.everything.utf8))))
        #expect(ours.inners == [nil, Inner(name: "y", count: 3)])
        #expect(try JSONDocument(JSONWriter.bytes(of: ours)).decode(Everything.self) == ours)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(JSONWriter.bytes(of: ours))) == ours)
        #expect(try JSONDocument(Array(JSONEncoder().encode(ours))).decode(Everything.self) == ours)
    }

    /// Every way of replacing one value of a text by another kind of value is accepted by both or by neither.
    @Test func acceptsAndRefusesWhatFoundationDoes() throws {
        let replacements = [
            "null", "true", "0", "300", "-1", "1.0", "1.5", "1e2", "\"\"", "\"red\"", "[]", "{}", "[null]", "[[1]]",
            "9e99",
        ]
        let whole = try JSONValue(parsing: Self.everything)
        for name in try #require(whole.object).keys {
            var object = try #require(whole.object)
            for text in [nil] + replacements.map(Optional.some) {
                object[name] = try text.map(JSONValue.init(parsing:))
                let json = JSONValue.object(object).text()
                let theirs = try? JSONDecoder().decode(Everything.self, from: Data(json.utf8))
                let ours = try? JSONDocument(json).decode(Everything.self)
                #expect(ours == theirs, "\(name): \(text ?? "missing")")
            }
        }
    }

    @Test(arguments: [
        (#"{"inner": {"name": "x"}}"#, "bool is missing"),
        (Self.changed("inner", #"{"count": 1}"#), "inner.name is missing"),
        (Self.changed("inner", #"{"name": 1}"#), "inner.name must be a string, found a number"),
        (Self.changed("inner", #"{"name": null}"#), "inner.name must be a string, found null"),
        (Self.changed("inner", #"{"name": "x", "count": 256}"#), "inner.count must be from 0 to 255"),
        (Self.changed("inners", #"[null, {"name": "x", "count": 0.5}]"#), "inners[1].count must be a whole number"),
        (Self.changed("byName", #"{"a b": []}"#), #"["a b"] must be an object, found an array"#),
        (Self.changed("byName", #"{"1": {}}"#), "byName.1.name is missing"),
        (Self.changed("int", "1e30"), "int must be from -9223372036854775808 to 9223372036854775807"),
        (Self.changed("double", "1e400"), "double is a number too large for a Double"),
        (Self.changed("nested", "[[], [1]]"), "nested[1][0] must be an array, found a number"),
        (everything.replacing(#"["a", ""]"#, with: #"["\ud800"]"#), "texts[0] is not Unicode text"),
        (
            Self.changed("colour", #""green""#),
            "colour is refused: Cannot initialize Colour from invalid String value green"
        ),
        ("[]", "the text must be an object, found an array"),
    ])
    func namesThePath(_ json: String, _ message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(json).decode(Everything.self) }
        #expect("\(error)".hasSuffix(message))
        #expect(error.position != nil)
    }

    private static func changed(_ name: String, _ json: String) -> String {
        guard var object = try? JSONValue(parsing: everything).object, let value = try? JSONValue(parsing: json) else {
            return ""
        }
        object[name] = value
        return JSONValue.object(object).text()
    }

    /// Uses everything that a hand-written `init(from:)` can ask for.
    struct ByHand: Decodable, Equatable {
        var log: [String] = []

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: AnyKey.self)
            log.append(members.allKeys.map(\.stringValue).joined(separator: ","))
            log.append("\(members.contains(AnyKey("no"))) \(try members.decodeNil(forKey: AnyKey("null")))")
            log.append("\((try? members.decodeNil(forKey: AnyKey("no"))) == nil)")
            log.append("\(try members.decodeIfPresent(Int.self, forKey: AnyKey("no")) == nil)")
            log.append("\(try members.decode(Int?.self, forKey: AnyKey("null")) == nil)")
            log.append("\((try? members.decode(Int?.self, forKey: AnyKey("no"))) == nil)")
            let nested = try members.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("object"))
            log.append("\(nested.codingPath.map(\.stringValue)) \(try nested.decode(Int.self, forKey: AnyKey("a")))")
            var list = try members.nestedUnkeyedContainer(forKey: AnyKey("list"))
            log.append("\(list.count ?? -1) \(list.isAtEnd) \(try list.decodeNil()) \(list.currentIndex)")
            log.append("\((try? list.decode(String.self)) == nil) \(list.currentIndex) \(try list.decode(Int.self))")
            log.append("\(try list.decodeNil()) \(try list.decodeIfPresent(Int.self) == nil) \(list.currentIndex)")
            var inner = try list.nestedUnkeyedContainer()
            log.append("\(try inner.decode(Bool.self)) \(inner.isAtEnd) \((try? inner.decode(Bool.self)) == nil)")
            log.append("\((try? inner.decodeNil()) == nil)")
            let element = try list.nestedContainer(keyedBy: AnyKey.self)
            log.append("\(element.codingPath.map(\.stringValue)) \(element.codingPath.last?.intValue ?? -1)")
            log.append("\(try list.superDecoder().singleValueContainer().decode(String.self)) \(list.isAtEnd)")
            log.append(try members.superDecoder().singleValueContainer().decode(String.self))
            log.append("\(try members.superDecoder(forKey: AnyKey("no")).singleValueContainer().decodeNil())")
            log.append("\(try members.superDecoder(forKey: AnyKey("s")).singleValueContainer().decode(Double.self))")
        }
    }

    struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    @Test func servesEveryContainerAsFoundationDoes() throws {
        let json =
            #"{"null":null,"object":{"a":1},"list":[null,5,null,null,[true],{"b":2},"end"],"super":"above","s":1.5}"#
        let ours = try JSONDocument(json).decode(ByHand.self)
        var theirs = try JSONDecoder().decode(ByHand.self, from: Data(json.utf8))
        #expect(ours.log[0] == "null,object,list,super,s")
        theirs.log[0] = ours.log[0]
        #expect(ours == theirs)
    }

    enum Own: Error { case refusal }
    struct Refusing: Decodable { init(from decoder: any Decoder) throws { throw Own.refusal } }
    struct Corrupted: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no date")
        }
    }

    @Test func letsOtherErrorsThroughAndNamesThePathOfItsOwn() throws {
        #expect(throws: Own.refusal) { try JSONDocument("[1]").decode([Refusing].self) }
        let error = try #require(throws: JSONError.self) {
            try JSONDocument("{\"a\":\n [1]}").decode([String: [Corrupted]].self)
        }
        #expect("\(error)" == "a[0] is refused: no date")
        #expect(error.position?.line == 2)
    }

    @Test func decodesAPartOfAText() throws {
        let document = try JSONDocument(#"{"items": [{"name": "a"}, {"name": 2}], "raw": {"z": 1, "a": [2]}}"#)
        #expect(try document["items"][0].decode(Inner.self).name == "a")
        let error = try #require(throws: JSONError.self) { try document["items"].decode([Inner].self) }
        #expect("\(error)" == "items[1].name must be a string, found a number")
        struct Passing: Decodable { let raw: JSONValue }
        #expect(try document.decode(Passing.self).raw.text() == #"{"z":1,"a":[2]}"#)
        #expect(throws: JSONError.self) { try document["none"].decode(Inner.self) }
        #expect(try document["none"].decode(Inner?.self) == nil)
    }

    /// Reads itself by hand.
    struct Point: JSONElementDecodable, Equatable {
        let x: Int

        init(x: Int) { self.x = x }
        init(_ element: JSONElement) throws(JSONError) { x = try element["x"].int }
    }

    @Test func readsTypesThatReadThemselvesWhereverTheyStand() throws {
        let json = #"{"one":{"x":1},"many":[{"x":2},{"x":3}],"none":null}"#
        struct Holder: Decodable, Equatable {
            let one: Point
            let many: [Point]
            let none: Point?
        }
        let holder = try JSONDocument(json).decode(Holder.self)
        #expect(holder.many == [Point(x: 2), Point(x: 3)])
        #expect(holder == (try JSONDecoder().decode(Holder.self, from: Data(json.utf8))))
        #expect(try JSONDocument(json)["one"].decode(Point.self) == Point(x: 1))
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(#"[{"x":1},{"x":""}]"#).decode([Point].self)
        }
        #expect("\(error)" == "[1].x must be a number, found a string")
    }

    @Test func largeDictionariesTakeNoSquareOfTheirSize() throws {
        let count = 20_000
        let json = "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + ",\"k1\":-1}"
        let decoded = try JSONDocument(json).decode([String: Int].self)
        #expect(decoded.count == count)
        #expect(decoded["k1"] == -1)
        #expect(try JSONDocument(JSONWriter.bytes(of: decoded)).decode([String: Int].self) == decoded)
    }
}
