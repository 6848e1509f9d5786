import TestSupport
import Testing

@testable import S3Copier

/// A key reaches its target byte for byte, in one request and in parts, whatever characters it has.
@Suite struct KeyFidelityTests {
    static let keys: [String] = [
        "a b", "a+b", "a%2Bb", "a%", "%zz", "a//b", "./a", "../a", "/a", "a/", "a?b#c", "a&b=c", "a\\b", "\"quoted\"",
        "'x'", "<k>", "caf\u{E9}", "cafe\u{301}", "\u{301}x", "👩‍👩‍👧", "\u{FFFE}\u{FFFF}", "\u{2028}", "\u{7F}", "~!*()",
        String(repeating: "k", count: 1_024), String(repeating: "\u{E9}", count: 512),
        String((1...0x1F).map { Character(Unicode.Scalar($0)) }),
    ]

    private func event(_ key: String, _ version: FakeVersion) -> String {
        // Form-encoded, as S3 sends keys.
        let encoded = key.utf8.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            if byte == 0x20 { return "+" }
            let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Character(scalar)) : "%" + (hex.utf8.count < 2 ? "0" : "") + hex
        }.joined()
        return LocalCopier.created(encoded, version)
    }

    @Test(arguments: keys, [10, (5 << 20) * 3] as [Int64])
    func aKeyIsKept(key: String, size: Int64) async throws {
        let bed = try LocalCopier([
            "multipart.threshold": "5 MiB", "multipart.part_size": "5 MiB", "multipart.parts_per_message": "2",
        ])
        defer { bed.stop() }
        let body = bed.change { world in
            event(key, world.s3.put(LocalCopier.source, key, FakeContent("one", size: size)))
        }
        #expect(try await bed.drain([body]).last == "Copied")
        #expect(try await bed.drain([body]) == ["AlreadyCurrent"])
        let keys = bed.change { $0.s3.keys(LocalCopier.target) }
        #expect(keys.map { Array($0.utf8) } == [Array(key.utf8)])
        #expect(bed.change { $0.queues.messages }.isEmpty)
    }

    /// To Swift they are equal, to S3 they are two objects.
    @Test func twoSpellingsAreTwoObjects() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let bodies = bed.change { world in
            ["caf\u{E9}", "cafe\u{301}"].map { key in
                event(key, world.s3.put(LocalCopier.source, key, FakeContent("\(key.utf8.count)", size: 5)))
            }
        }
        _ = try await bed.run(LocalCopier.batch(bodies))
        let copied = bed.server.requests.filter { $0.header("x-amz-copy-source") != nil }.map(\.target)
        #expect(Set(copied) == ["/example-target/caf%C3%A9", "/example-target/cafe%CC%81"])
    }
}
