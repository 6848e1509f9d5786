import Testing

@testable import KafkaAdmin

/// Answers that are none. A reader that trapped would end the test process.
@Suite struct HostileBytesTests {
    @Test(arguments: AnyExample.all) func aGoodAnswerIsReadToItsEnd(example: AnyExample) {
        #expect(example.reads(example.answer))
        #expect(example.reads(example.answer + [0]), "a byte behind the end, as librdkafka's mock cluster has it")
        #expect(!example.reads([0, 0, 0, 8] + example.answer.dropFirst(4)), "the answer to another request")
    }

    @Test(arguments: AnyExample.all) func anAnswerThatEndsTooEarlyIsAnError(example: AnyExample) {
        for length in 0..<example.answer.count {
            #expect(!example.reads(Array(example.answer.prefix(length))), "\(length) bytes")
        }
    }

    /// Each byte, and each run of four bytes, is replaced by those that lengths and counts are broken with.
    @Test(arguments: AnyExample.all) func noNumberInsideAnAnswerTraps(example: AnyExample) {
        var refused = 0
        for index in 4..<example.answer.count {
            for run in [
                [0x7F], [0x80], [0xFF], [0], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            ]
                as [[UInt8]]
            {
                var bytes = example.answer
                bytes.replaceSubrange(index..<min(bytes.count, index + run.count), with: run)
                refused += example.reads(bytes) ? 0 : 1
            }
        }
        #expect(refused > example.answer.count / 2)
    }

    @Test(arguments: AnyExample.all) func randomBytesAreReadOrRefused(example: AnyExample) {
        var random = SeededGenerator(seed: 2_026)
        var refused = 0
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            refused += example.reads(Array(example.answer.prefix(4)) + bytes) ? 0 : 1
        }
        #expect(refused > 200)
    }

    @Test func aListCannotSayThatItIsLongerThanItsAnswer() {
        var reader = WireReader(WireBytes.i32(.max) + [1, 2, 3], version: 0, isFlexible: false)
        #expect(throws: WireFault("has a list that is longer than itself")) {
            try reader.list { reader throws(WireFault) in try reader.int8() }
        }
        var flexible = WireReader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2, 3], version: 0, isFlexible: true)
        #expect(throws: WireFault("has a list that is longer than itself")) {
            try flexible.list { reader throws(WireFault) in try reader.int8() }
        }
    }

    @Test func variableLengthNumbersHave32Bits() throws {
        let cases: [([UInt8], Int?)] = [
            ([0], 0), ([0x7F], 127), ([0x80, 1], 128), ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], 4_294_967_295),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x1F], nil), ([0x80, 0x80, 0x80, 0x80, 0x80, 0], nil), ([0x80], nil), ([], nil),
        ]
        for (bytes, value) in cases {
            var reader = WireReader(bytes, version: 0, isFlexible: true)
            #expect((try? reader.unsignedVarint()) == value)
            guard let value, let number = UInt32(exactly: value) else { continue }
            var writer = WireWriter(version: 0, isFlexible: true)
            writer.unsignedVarint(number)
            #expect(writer.bytes == bytes)
        }
    }
}
