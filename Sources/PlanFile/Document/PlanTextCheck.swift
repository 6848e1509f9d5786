/// Checks that a plan's bytes are text. A YAML parser checks this too, but its errors have no line.
enum PlanTextCheck {
    /// Checks that the bytes are UTF-8 without control characters.
    ///
    /// - Throws: ``PlanSyntaxError`` at the first byte that is not text.
    static func check(_ bytes: [UInt8]) throws(PlanSyntaxError) {
        for (mark, encoding) in [([0xFE, 0xFF], "UTF-16"), ([0xFF, 0xFE], "UTF-16")] as [([UInt8], String)]
        where bytes.starts(with: mark) {
            throw PlanSyntaxError(position: .start, message: "the file is \(encoding); save it as UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw PlanSyntaxError(
                position: .start,
                message: "the file begins with a byte order mark; save it as UTF-8 without one"
            )
        }
        var line = 1
        var column = 1
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var previous: Unicode.Scalar?
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return
            case .error:
                throw PlanSyntaxError(
                    position: PlanPosition(line: line, column: column),
                    message: "a byte that is not UTF-8; save the file as UTF-8"
                )
            case .scalarValue(let scalar):
                if !isPrintable(scalar) {
                    let code = String(scalar.value, radix: 16, uppercase: true)
                    throw PlanSyntaxError(
                        position: PlanPosition(line: line, column: column),
                        message:
                            "the control character U+\(String(repeating: "0", count: max(0, 4 - code.utf8.count)))\(code); remove it"
                    )
                }
                if scalar == "\n" || scalar == "\r" {
                    if !(scalar == "\n" && previous == "\r") { line += 1 }
                    column = 1
                } else {
                    column += 1
                }
                previous = scalar
            }
        }
    }

    /// Returns `true` for a character that YAML allows in a text.
    /// https://yaml.org/spec/1.2.2/#51-character-set
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            true
        default: false
        }
    }

    /// Returns the Unicode scalars of one line. The first line has the number 1.
    static func line(_ number: Int, of bytes: [UInt8]) -> [Unicode.Scalar] {
        let lines = bytes.split(separator: 0x0A, maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return [] }
        return Array(String(decoding: lines[number - 1], as: UTF8.self).unicodeScalars)
    }
}
