/// Parquet's mixture of run lengths and bit packing, for definition levels and for indices into a dictionary.
/// https://github.com/apache/parquet-format/blob/master/Encodings.md#run-length-encoding--bit-packing-hybrid-rle--3
enum RunLengthEncoder {
    /// Encodes values.
    ///
    /// - Parameters:
    ///   - values: the values, each less than 2 to the power of `width`.
    ///   - width: the bits of each value, 1 to 32.
    static func encode(_ values: [UInt32], width: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var position = 0
        while position < values.count {
            let run = runLength(values, at: position)
            if run >= 8 {
                append(run: run, of: values[position], width, to: &bytes)
                position += run
            } else {
                let start = position
                // As many groups of eight as there are before the next run that is worth its header.
                repeat { position += 8 } while position < values.count && runLength(values, at: position) < 8
                appendPacked(values[start..<min(position, values.count)], width, to: &bytes)
            }
        }
        return bytes
    }

    /// Encodes `run` repetitions of one value.
    static func encode(run: Int, of value: UInt32, width: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        if run > 0 { append(run: run, of: value, width, to: &bytes) }
        return bytes
    }

    /// Returns the number of bits that can represent every value below `count`.
    static func width(below count: Int) -> Int {
        count < 2 ? 1 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    private static func runLength(_ values: [UInt32], at start: Int) -> Int {
        var end = start + 1
        while end < values.count, values[end] == values[start] { end += 1 }
        return end - start
    }

    private static func append(run: Int, of value: UInt32, _ width: Int, to bytes: inout [UInt8]) {
        bytes.appendVariableLength(UInt64(run) << 1)
        for byte in 0..<((width + 7) / 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
    }

    private static func appendPacked(_ values: ArraySlice<UInt32>, _ width: Int, to bytes: inout [UInt8]) {
        let groups = (values.count + 7) / 8
        bytes.appendVariableLength(UInt64(groups) << 1 | 1)
        var bits: UInt64 = 0
        var count = 0
        for value in values {
            bits |= UInt64(value) << UInt64(count)
            count += width
            while count >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                count -= 8
            }
        }
        // The last group is filled up with zeros.
        var missing = groups * width - (values.count * width) / 8
        while missing > 0 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits = 0
            missing -= 1
        }
    }
}
