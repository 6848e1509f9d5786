/// Reads a decimal as the exact number that a column stores.
enum DecimalText {
    /// - Parameter text: a number such as `-12.50` or `1e3`. Decimal places beyond the scale must be zeros.
    /// - Returns: the number without its decimal point: 150 for `1.5` with scale 2; `nil` when the text is not a number
    ///   or has too many digits.
    static func unscaled(_ text: String, precision: Int, scale: Int) -> Int128? {
        var digits: [UInt8] = []
        var places = 0
        var exponent = 0
        var isNegative = false
        var rest = Array(text.utf8)[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        if let mark = rest.firstIndex(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
            guard let power = Int(String(decoding: rest[(mark + 1)...], as: UTF8.self)), abs(power) < 1_000 else {
                return nil
            }
            exponent = power
            rest = rest[..<mark]
        }
        var isBehindPoint = false
        for byte in rest {
            if byte == UInt8(ascii: "."), !isBehindPoint {
                isBehindPoint = true
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits.append(byte - UInt8(ascii: "0"))
            if isBehindPoint { places += 1 }
        }
        guard !digits.isEmpty, digits.count < 1_000 else { return nil }
        // The exponent moves the point. A positive `shift` counts the zeros to append, a negative one the zeros to
        // remove.
        var shift = scale - places + exponent
        while shift < 0, let last = digits.last {
            guard last == 0 else { return nil }
            digits.removeLast()
            shift += 1
        }
        digits.append(contentsOf: [UInt8](repeating: 0, count: max(0, shift)))
        let significant = digits.drop { $0 == 0 }
        guard significant.count <= precision else { return nil }
        let number = significant.reduce(Int128(0)) { $0 * 10 + Int128($1) }
        return isNegative ? -number : number
    }

    /// - Parameter bytes: the number in two's complement, the highest byte first.
    static func unscaled(_ bytes: [UInt8], precision: Int) -> Int128? {
        guard let first = bytes.first, bytes.count <= 16 else { return nil }
        var number: Int128 = first >= 0x80 ? -1 : 0
        for byte in bytes { number = number << 8 | Int128(byte) }
        let digits = "\(number.magnitude)".utf8.count
        return digits <= precision ? number : nil
    }
}
