import JSON

extension JSONNumber {
    /// The number as text, without an exponent and without unnecessary zeros. `1`, `1.0` and `10e-1` give the same
    /// text, because a retried task may send the same number in another spelling. No digits are lost.
    var canonicalText: String {
        let bytes = Array(text.utf8)
        let mantissa = bytes.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let digits = mantissa.filter { (0x30...0x39).contains($0) }
        let point = mantissa.firstIndex(of: UInt8(ascii: "."))
        let power = bytes.dropFirst(mantissa.count + 1)
        let written = power.isEmpty ? 0 : Int(String(decoding: power, as: UTF8.self))
        // Beyond any number of use: no text of that many zeros is made.
        guard let written, (-400...400).contains(written) else { return text }
        // The value is 0.d₁d₂d₃… · 10^exponent.
        let whole = point.map { index in mantissa[..<index].count { (0x30...0x39).contains($0) } } ?? digits.count
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        let exponent = whole + written - (digits.count - significant.count)
        var kept = Array(significant)
        while kept.last == UInt8(ascii: "0") { kept.removeLast() }
        guard !kept.isEmpty else { return "0" }
        let zero = UInt8(ascii: "0")
        var result = bytes.first == UInt8(ascii: "-") ? [UInt8(ascii: "-")] : []
        if exponent <= 0 {
            result += [zero, UInt8(ascii: ".")] + Array(repeating: zero, count: -exponent) + kept
        } else if exponent >= kept.count {
            result += kept + Array(repeating: zero, count: exponent - kept.count)
        } else {
            result += kept[..<exponent] + [UInt8(ascii: ".")] + kept[exponent...]
        }
        return String(decoding: result, as: UTF8.self)
    }
}
