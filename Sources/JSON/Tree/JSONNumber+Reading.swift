extension JSONNumber {
    enum Whole<Integer: FixedWidthInteger> {
        case value(Integer)
        case notWhole
        case outOfRange
    }

    /// Reads a scanned number as a whole number, without rounding.
    static func integer<Integer: FixedWidthInteger>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ type: Integer.Type
    ) -> Whole<Integer> {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Integer = 0
        for byte in isNegative ? text.dropFirst() : text[...] {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return scaled(text, isNegative) }
            guard let next = append(digit, to: value, isNegative) else { return scaled(text, isNegative) }
            value = next
        }
        return .value(value)
    }

    private static func append<Integer: FixedWidthInteger>(
        _ digit: UInt8,
        to value: Integer,
        _ isNegative: Bool
    ) -> Integer? {
        let shifted = value.multipliedReportingOverflow(by: 10)
        let digit = Integer(truncatingIfNeeded: digit)
        let next =
            isNegative
            ? shifted.partialValue.subtractingReportingOverflow(digit)
            : shifted.partialValue.addingReportingOverflow(digit)
        return shifted.overflow || next.overflow ? nil : next.partialValue
    }

    /// Reads a whole number that is written with a fraction or an exponent, or that may be too large.
    private static func scaled<Integer: FixedWidthInteger>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ isNegative: Bool
    ) -> Whole<Integer> {
        let parts = Parts(text)
        if parts.digits.isEmpty { return .value(0) }
        guard parts.exponent >= 0 else { return .notWhole }
        guard parts.exponent <= Integer.bitWidth else { return .outOfRange }
        var value: Integer = 0
        for digit in parts.digits + Array(repeating: 0, count: parts.exponent) {
            guard let next = append(digit, to: value, isNegative) else { return .outOfRange }
            value = next
        }
        return .value(value)
    }

    /// The parts of a number: its digits without zeros at either end, and the power of ten of the last digit.
    private struct Parts {
        var digits: [UInt8] = []
        var exponent = 0

        init(_ text: UnsafeBufferPointer<UInt8>) {
            var isFraction = false
            var at = 0
            while at < text.count, text[at] | 0x20 != UInt8(ascii: "e") {
                let digit = text[at] &- UInt8(ascii: "0")
                if digit < 10 {
                    if digit != 0 || !digits.isEmpty { digits.append(digit) }
                    if isFraction { exponent -= 1 }
                } else if text[at] == UInt8(ascii: ".") {
                    isFraction = true
                }
                at += 1
            }
            while digits.last == 0 {
                digits.removeLast()
                exponent += 1
            }
            exponent += Self.exponent(text.dropFirst(at + 1))
        }

        /// Reads an exponent. It is limited to 1,000,000,000, because no text has enough digits to balance a larger
        /// exponent.
        private static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
            var value = 0
            for byte in text {
                let digit = byte &- UInt8(ascii: "0")
                if digit < 10 { value = min(value * 10 + Int(digit), 1_000_000_000) }
            }
            return text.first == UInt8(ascii: "-") ? -value : value
        }
    }

    /// Reads a scanned number as the nearest `Double`; infinity for a number larger than any `Double`.
    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double {
        exactDouble(text) ?? Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }

    /// Reads a number that needs only one rounding (Clinger's fast path): up to 2⁵³, multiplied or divided by a power
    /// of ten up to 10²². Returns `nil` for other numbers.
    private static func exactDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 18 else { return nil }
        var mantissa: UInt64 = 0
        var decimals = 0
        var isFraction = false
        for byte in text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...] {
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                if isFraction { decimals += 1 }
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                return nil
            }
        }
        guard mantissa <= 1 << 53 else { return nil }
        var divisor = 1.0
        for _ in 0..<decimals { divisor *= 10 }
        let value = Double(mantissa) / divisor
        return text.first == UInt8(ascii: "-") ? -value : value
    }
}
