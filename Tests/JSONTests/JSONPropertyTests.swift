import FoundationEssentials
import JSON
import Testing

/// Random texts from fixed seeds, so that a failure can be repeated.
@Suite struct JSONPropertyTests {
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static func value(_ random: inout Random, depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(JSONNumber(Int64(bitPattern: random.next())))
        case 3: return JSONNumber(Double(bitPattern: random.next())).map(JSONValue.number) ?? 0.5
        case 4: return .string(text(&random))
        case 5: return .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in value(&random, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                object[text(&random)] = value(&random, depth: depth - 1)
            }
            return .object(object)
        }
    }

    static func text(_ random: inout Random) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let limit: UInt32 = [0x20, 0x80, 0x800, 0x11_0000].randomElement(using: &random) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) { text.append(scalar) }
        }
        return String(text)
    }

    @Test(arguments: 0..<8)
    func whatIsWrittenIsReadAgain(_ seed: UInt64) throws {
        var random = Random(state: seed)
        for _ in 0..<100 {
            let value = Self.value(&random)
            for format: JSONFormat in [[], .pretty, .sortedKeys] {
                #expect(try JSONValue(parsing: value.text(format)) == value)
            }
            #expect(try JSONDocument(JSONWriter.bytes(of: value)).decode(JSONValue.self) == value)
        }
    }

    @Test(arguments: 0..<4)
    func doublesAreReadAsTheStandardLibraryReadsThem(_ seed: UInt64) throws {
        var random = Random(state: seed)
        for _ in 0..<500 {
            let digits = String(random.next() % ([100, 1_000_000, .max].randomElement(using: &random) ?? 1))
            let fraction = Bool.random(using: &random) ? ".\(random.next() % 1_000_000_000)" : ""
            let exponent = Bool.random(using: &random) ? "e\(Int.random(in: -330...330, using: &random))" : ""
            let text = "-\(digits)\(fraction)\(exponent)"
            let expected = try #require(Double(text))
            let ours = JSONNumber(text)?.double
            #expect(ours == (expected.isFinite ? expected : nil), "\(text)")
        }
    }

    static let seeds = [
        JSONDecodableTests.everything, JSONElementTests.event,
        #"[1.5e3,-0,"\ud83d\ude00\n\"\\",{"":{}},[[]],true,false,null,"éé",{"a":1,"a":2}]"#,
    ]

    /// A text with random bytes changed, removed, doubled or put in is read or refused, and as Foundation does.
    @Test(arguments: 0..<4)
    func noMutationTraps(_ seed: UInt64) throws {
        var random = Random(state: 1000 + seed)
        let pieces =
            #"{}[]:,"\u0123456789abcdefE+-.tfn"#.utf8.map { [$0] } + [[0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF]]
        var accepted = 0
        for _ in 0..<1500 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                let piece = pieces.randomElement(using: &random) ?? []
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.replaceSubrange(at...at, with: piece)
                case 1: bytes.insert(contentsOf: piece, at: at)
                case 2: bytes.removeSubrange(at..<min(at + Int.random(in: 1...20, using: &random), bytes.count))
                default: bytes.insert(contentsOf: bytes[at..<min(at + 15, bytes.count)], at: at)
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "0")] }
            }
            let ours = try? JSONValue(parsing: bytes)
            let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
            if ours != nil { accepted += 1 }
            do {
                let document = try JSONDocument(bytes)
                _ = try? document.decode(JSONDecodableTests.Everything.self)
                _ = try? document["Records"][0]["s3"]["object"]["key"].string
            } catch {
                // Foundation takes trailing commas, UTF-16, and what follows a NUL.
                let isTolerated = error.problem.hasSuffix("found ']'") || error.problem.hasSuffix("found '}'")
                if !isTolerated, !bytes.contains(0) {
                    #expect(theirs == nil, "\(error): \(String(decoding: bytes, as: UTF8.self))")
                }
            }
        }
        #expect(accepted > 100)
    }

    /// Every beginning of a text is refused but the whole one.
    @Test func noBeginningIsTakenForTheWhole() throws {
        for text in Self.seeds {
            let bytes = Array(text.utf8)
            for length in 0..<bytes.count {
                #expect(throws: JSONError.self) { try JSONDocument(Array(bytes[..<length])) }
            }
            #expect(throws: Never.self) { try JSONDocument(bytes) }
        }
    }
}
