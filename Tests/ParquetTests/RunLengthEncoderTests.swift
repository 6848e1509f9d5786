import Testing

@testable import Parquet

@Suite struct RunLengthEncoderTests {
    /// The format's own example of bit packing: 0 to 7 in three bits each.
    @Test func packsEightValuesAsTheFormatsExample() {
        #expect(RunLengthEncoder.encode([0, 1, 2, 3, 4, 5, 6, 7], width: 3) == [0x03, 0x88, 0xC6, 0xFA])
    }

    @Test(
        arguments: [
            ([UInt32](repeating: 1, count: 8), 1, [0x10, 0x01]),
            ([UInt32](repeating: 300, count: 100), 9, [0xC8, 0x01, 0x2C, 0x01]),
            // Less than eight of a kind are packed, and the group filled up.
            ([1, 1, 1], 1, [0x03, 0x07]), ([], 1, []),
            // A run behind a packed group.
            ([1, 0, 1, 0, 1, 0, 1, 0] + [UInt32](repeating: 1, count: 9), 1, [0x03, 0x55, 0x12, 0x01]),
        ] as [([UInt32], Int, [UInt8])]
    )
    func takesARunOrPacks(values: [UInt32], width: Int, bytes: [UInt8]) {
        #expect(RunLengthEncoder.encode(values, width: width) == bytes)
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9), (65_536, 16)])
    func aWidthHoldsEveryIndex(count: Int, width: Int) { #expect(RunLengthEncoder.width(below: count) == width) }

    @Test func whatIsEncodedIsDecodedAgain() throws {
        var random = SystemRandomNumberGenerator()
        for width in [1, 2, 5, 8, 13, 17] {
            for _ in 0..<50 {
                var values: [UInt32] = []
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    let value = UInt32.random(in: 0..<(1 << UInt32(width)), using: &random)
                    values += [UInt32](repeating: value, count: Int.random(in: 1...20, using: &random))
                }
                let bytes = RunLengthEncoder.encode(values, width: width)
                #expect(Self.decode(bytes, count: values.count, width: width) == values)
            }
        }
    }

    /// Written from the format's text, without a look at the encoder.
    private static func decode(_ bytes: [UInt8], count: Int, width: Int) -> [UInt32] {
        var values: [UInt32] = []
        var rest = bytes[...]
        while values.count < count, !rest.isEmpty {
            var header = 0
            var shift = 0
            while let byte = rest.popFirst() {
                header |= Int(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            if header & 1 == 0 {
                var value: UInt32 = 0
                for index in 0..<((width + 7) / 8) { value |= UInt32(rest.popFirst() ?? 0) << UInt32(8 * index) }
                values += [UInt32](repeating: value, count: header >> 1)
            } else {
                let packed = rest.prefix((header >> 1) * width)
                rest = rest.dropFirst(packed.count)
                let bits = packed.flatMap { byte in (0..<8).map { UInt32(byte >> $0 & 1) } }
                for start in stride(from: 0, to: bits.count, by: width) {
                    values.append((0..<width).reduce(0) { $0 | bits[start + $1] << UInt32($1) })
                }
            }
        }
        return Array(values.prefix(count))
    }
}
