import Testing

@testable import PlanFile

@Suite struct YAMLReaderTests {
    private func scalars(_ text: String) throws -> [PlanScalar.Value] {
        guard case .sequence(let items) = try YAMLReader.read(Array(text.utf8)).root.content else { return [] }
        return items.compactMap { if case .scalar(let scalar) = $0.content { scalar.value } else { nil } }
    }

    private func error(_ text: String, limits: YAMLReader.Limits = .init()) -> String {
        error(Array(text.utf8), limits: limits)
    }

    private func error(_ bytes: [UInt8], limits: YAMLReader.Limits = .init()) -> String {
        do throws(PlanSyntaxError) {
            _ = try YAMLReader.read(bytes, limits: limits)
            return "no error"
        } catch {
            return "\(error.position) \(error.message)"
        }
    }

    @Test func givesPlainValuesTheTypesOfTheCoreSchema() throws {
        #expect(
            try scalars("[null, Null, ~, true, TRUE, False]")
                == [.null, .null, .null, .bool(true), .bool(true), .bool(false)]
        )
        #expect(try scalars("-\n- x\n") == [.null, .text])
        #expect(
            try scalars("[0, -12, +3, 0o17, 0xFf, 007]") == [
                .integer(0), .integer(-12), .integer(3), .integer(15), .integer(255), .integer(7),
            ]
        )
        #expect(
            try scalars("[1.5, .5, 1., 1e3, -2.5E-1]") == [
                .number(1.5), .number(0.5), .number(1), .number(1000), .number(-0.25),
            ]
        )
        #expect(try scalars("[.inf, -.INF]") == [.number(.infinity), .number(-.infinity)])
        #expect(try scalars("[99999999999999999999]") == [.number(1e20)])
    }

    @Test(arguments: [
        "no", "No", "yes", "on", "off", "y", "n", "12:30", "0b1", "1_000", "2026-01-01", "0x", "0xg", "-", "+", ".",
        "1e",
        "e1", "truE", "nULL", "=", "1.2.3", "0x-1",
    ])
    func leavesTextWhatOtherSchemasMakeSomethingElseOf(text: String) throws {
        #expect(try scalars("- \(text == "-" || text == "=" ? "\(text)x" : text)") == [.text])
        #expect(YAMLCoreSchema.value(text) == .text)
    }

    @Test func leavesWhatIsInQuotesText() throws {
        #expect(try scalars(#"["1", 'true', "null", ""]"#) == [.text, .text, .text, .text])
    }

    @Test func takesTagsOfTheCoreSchemaOnly() throws {
        #expect(
            try scalars(#"[!!str 1, !!int "2", !!bool "true", !!null "", ! 5]"#) == [
                .text, .integer(2), .bool(true), .null, .text,
            ]
        )
        #expect(error("a: !!int x") == "1:4 the tag tag:yaml.org,2002:int does not fit here")
        #expect(error("a: !Ref b") == "1:4 the tag !Ref does not fit here")
        #expect(error("a: !!map [1]") == "1:4 the tag tag:yaml.org,2002:map does not fit here")
    }

    @Test func knowsTheLineAndColumnOfKeysAndValues() throws {
        let root = try YAMLReader.read(Array("a: 1\nü:\n  - bé: {c: x}\n".utf8)).root
        guard case .mapping(let entries) = root.content, case .sequence(let items) = entries[1].value.content,
            case .mapping(let inner) = items[0].content, case .mapping(let innermost) = inner[0].value.content
        else {
            Issue.record("another shape")
            return
        }
        #expect(entries[0].keyPosition == PlanPosition(line: 1, column: 1))
        #expect(entries[0].value.position == PlanPosition(line: 1, column: 4))
        #expect(entries[1].keyPosition == PlanPosition(line: 2, column: 1))
        #expect(inner[0].keyPosition == PlanPosition(line: 3, column: 5))
        #expect(innermost[0].keyPosition == PlanPosition(line: 3, column: 10))
    }

    @Test func replacesAliasesAndCarriesOutMergeKeys() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 5}
            two: {<<: [*base, *more], d: *base}
            """
        guard case .mapping(let entries) = try YAMLReader.read(Array(text.utf8)).root.content else { return }
        let canonical = entries.map { String(decoding: PlanCanonicalizer.bytes(of: $0.value), as: UTF8.self) }
        #expect(canonical[2] == #"{"a":1,"b":5}"#)
        #expect(canonical[3] == #"{"a":1,"b":2,"c":4,"d":{"a":1,"b":2}}"#)
    }

    @Test func leavesAQuotedMergeKeyAnOrdinaryOne() throws {
        let root = try YAMLReader.read(Array(#"{"<<": {a: 1}}"#.utf8)).root
        #expect(String(decoding: PlanCanonicalizer.bytes(of: root), as: UTF8.self) == #"{"<<":{"a":1}}"#)
    }

    @Test func namesEveryDuplicateKey() throws {
        let duplicates = try YAMLReader.read(Array("a: 1\nb: {c: 1, c: 2}\na: 3\n".utf8)).duplicates
        #expect(
            duplicates.map { "\($0.position) \($0.message)" } == [
                #"2:11 "c" is here a second time; the first is in line 2"#,
                #"3:1 "a" is here a second time; the first is in line 1"#,
            ]
        )
    }

    static let mistakes: [(text: String, error: String)] = [
        ("", "1:1 the plan is empty"),
        ("# only a comment\n", "1:1 the plan is empty"),
        ("a: 1\n---\nb: 2\n", "2:1 a second document begins here; a plan is one document"),
        ("a:\n\tb: 1\n", "2:1 a tab indents this line; indent with spaces"),
        ("a:\n  - b\n \t- c\n", "3:2 a tab indents this line; indent with spaces"),
        ("a: @x\n", "1:4 a value without quotes cannot begin with @; put it in quotes"),
        ("a: `x`\n", "1:4 a value without quotes cannot begin with `; put it in quotes"),
        ("a: b: c\n", "1:5 a second \": \" in one line; put the value in quotes, or check the indentation"),
        ("a: 1\n b: 2\n", "2:3 a second \": \" in one line; put the value in quotes, or check the indentation"),
        (
            "a:\n    b: 1\n  c: 2\n",
            "3:3 this line is indented differently from those above it, or something before it does not end"
        ),
        (
            "a: {to: s3://b/${key}}\n",
            "1:17 \",\" or \"}\" was expected here; between { } or [ ] a value with ${…} is in quotes"
        ),
        ("a: [1, 2\n", "2:1 \",\" or \"]\" was expected here"),
        ("a: \"x\n", "2:1 the text ends inside of quotes that begin at 1:4"),
        ("a: *b\n", "1:4 *b has no &b before it"),
        ("a: &a [*a]\n", "1:8 *a is inside of &a"),
        ("<<: 1\n", "1:5 << takes a mapping, or a list of mappings"),
        ("? [a]\n: 1\n", "1:3 a key was expected here, which is text"),
        ("a: x\u{0}y\n", "1:5 the control character U+0000; remove it"),
        ("a: 1\r\nb: \u{1B}\n", "2:4 the control character U+001B; remove it"),
        ("\u{FEFF}a: 1\n", "1:1 the file begins with a byte order mark; save it as UTF-8 without one"),
    ]

    @Test(arguments: mistakes) func saysWhereAndWhyTextIsNotAPlan(text: String, message: String) {
        #expect(error(text) == message)
    }

    @Test func saysThatBytesAreNotUTF8() {
        #expect(
            error(Array("ab: \n c: ".utf8) + [0xE9, 0x0A]) == "2:5 a byte that is not UTF-8; save the file as UTF-8"
        )
        #expect(error([0xFF, 0xFE, 0x61, 0x00]) == "1:1 the file is UTF-16; save it as UTF-8")
    }

    @Test func boundsSizeDepthAndWhatAliasesMultiply() {
        #expect(
            error("a: \(String(repeating: "x", count: 40))", limits: .init(bytes: 30))
                == "1:1 the plan has 43 bytes; it may have 30"
        )
        #expect(error(String(repeating: "[", count: 100_000)).hasPrefix("1:42 more than 40 levels"))
        #expect(error(String(repeating: "- ", count: 60) + "x").hasPrefix("1:83 more than 40 levels"))
        let laughs = (1...20).map {
            "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]\n"
        }
        #expect(error("a0: &a0 [x]\n" + laughs.joined()).hasSuffix("more than 100000 values, aliases replaced"))
        let merges = (1...20).map { "a\($0): &a\($0) {<<: *a\($0 - 1), k\($0): *a\($0 - 1)}\n" }
        #expect(error("a0: &a0 {x: 1}\n" + merges.joined()).hasSuffix("more than 100000 values, aliases replaced"))
    }

    @Test func readsJSON() throws {
        let json = #"{"a": {"b": [1, 2.5, true, null, "x\n\"\\\/\u00e9"]}, "c":"d"}"#
        let root = try YAMLReader.read(Array(json.utf8)).root
        #expect(
            String(decoding: PlanCanonicalizer.bytes(of: root), as: UTF8.self)
                == #"{"a":{"b":[1,2.5,true,null,"x\u000a\"\\/é"]},"c":"d"}"#
        )
    }

    @Test func survivesAnyBytes() {
        var random = SystemRandomNumberGenerator()
        let seed = Array(
            """
            defaults: &d {schema: sales, to: "lake/${t}/", x: 'a''b'}
            exports:
              - <<: *d
                query: |
                  SELECT 1
                columns: [a, b, 1.5, ~]
            """.utf8
        )
        for _ in 0..<3000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: Array("[]{}:-&*!|>'\"%@`#\n\t ".utf8).shuffled().prefix(2), at: place)
                }
            }
            #expect(error(bytes) != "")
        }
    }
}
