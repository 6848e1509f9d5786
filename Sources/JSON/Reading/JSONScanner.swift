import CJSONBytes

/// Finds the structure of one JSON text in one pass, without decoding anything.
///
/// The grammar is that of [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259), with nothing added: no comments, no
/// trailing commas, no `NaN`. The scanner checks the whole text's structure, the form of its numbers and escapes, and
/// that no string contains a raw control character. It does not check what a scalar *means*. A number that no type can
/// hold, a lone surrogate or a byte that is not UTF-8 is an error only for the reader of that value.
///
/// The scanner keeps its own stack, so nesting cannot overflow the thread's stack.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private(set) var tokens: [JSONToken] = []
    /// The entries of the containers that are still open, innermost last.
    private var open: [Int] = []
    private var innermostIsObject = false

    /// Makes a scanner of one text.
    ///
    /// - Parameter bytes: must stay valid while the scanner is used.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 16 + 4)
    }

    mutating func scan() throws(JSONSyntaxFault) {
        guard bytes.count <= JSONToken.longestText else {
            throw JSONSyntaxFault("it is longer than 128 MiB", at: 0)
        }
        try skipByteOrderMark()
        skipWhitespace()
        guard at < bytes.count else { throw JSONSyntaxFault("it is empty", at: at) }
        while true {
            let isOpened = try scanValue()
            if isOpened { continue }
            guard try scanAfterValue() else { break }
        }
        skipWhitespace()
        guard at == bytes.count else { throw unexpected("the end of the text after its one value") }
    }

    /// Scans the value that begins here.
    ///
    /// - Returns: `true` when the value opened a container and the container's first value comes next.
    private mutating func scanValue() throws(JSONSyntaxFault) -> Bool {
        guard at < bytes.count else { throw unexpected("a value") }
        switch bytes[at] {
        case UInt8(ascii: "\""): try scanString()
        case UInt8(ascii: "{"):
            try push(.object)
            skipWhitespace()
            if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
                pop()
            } else {
                try scanName("a member's name or '}'")
                return true
            }
        case UInt8(ascii: "["):
            try push(.array)
            skipWhitespace()
            if at < bytes.count, bytes[at] == UInt8(ascii: "]") { pop() } else { return true }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
        case UInt8(ascii: "t"): try scanLiteral("true", .bool)
        case UInt8(ascii: "f"): try scanLiteral("false", .bool)
        case UInt8(ascii: "n"): try scanLiteral("null", .null)
        default: throw unexpected("a value")
        }
        return false
    }

    /// Scans the comma or the brackets after a value.
    ///
    /// - Returns: `true` when another value comes next; `false` when the outermost value has ended.
    private mutating func scanAfterValue() throws(JSONSyntaxFault) -> Bool {
        while !open.isEmpty {
            skipWhitespace()
            let next = at < bytes.count ? bytes[at] : 0
            if next == UInt8(ascii: ",") {
                at += 1
                skipWhitespace()
                if innermostIsObject { try scanName("a member's name") }
                return true
            }
            guard next == (innermostIsObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw unexpected(innermostIsObject ? "',' or '}'" : "',' or ']'")
            }
            pop()
        }
        return false
    }

    private mutating func push(_ kind: JSONKind) throws(JSONSyntaxFault) {
        guard open.count < JSONDocument.deepestNesting else {
            throw JSONSyntaxFault("it is nested deeper than \(JSONDocument.deepestNesting) levels", at: at)
        }
        open.append(tokens.count)
        tokens.append(JSONToken(kind, at: at, length: 0))
        innermostIsObject = kind == .object
        at += 1
    }

    private mutating func pop() {
        at += 1
        guard let opened = open.popLast() else { return }
        let token = tokens[opened]
        tokens[opened] = JSONToken(token.kind, at: token.start, length: tokens.count - opened - 1)
        innermostIsObject = open.last.map { tokens[$0].kind == .object } ?? false
    }

    /// Scans a member's name, its colon and the whitespace up to its value.
    private mutating func scanName(_ expected: String) throws(JSONSyntaxFault) {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw unexpected(expected) }
        try scanString()
        skipWhitespace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { throw unexpected("':'") }
        at += 1
        skipWhitespace()
    }

    private mutating func scanLiteral(_ text: StaticString, _ kind: JSONKind) throws(JSONSyntaxFault) {
        let length = text.utf8CodeUnitCount
        var matched = 0
        while matched < length, at + matched < bytes.count, bytes[at + matched] == text.utf8Start[matched] {
            matched += 1
        }
        guard matched == length else { throw unexpected("a value") }
        tokens.append(JSONToken(kind, at: at, length: length))
        at += length
    }

    // MARK: - Strings

    /// Scans a string, sixteen bytes at a time. Its opening quotation mark is the next byte.
    private mutating func scanString() throws(JSONSyntaxFault) {
        let start = at + 1
        var here = start
        var hasEscapes = false
        var beyondASCII: UInt16 = 0
        while here < bytes.count, let base = bytes.baseAddress {
            let marks = cjson_marks_of(base + here, bytes.count &- here)
            var special = marks.special
            var next = here &+ Int(CJSON_BLOCK)
            while special != 0 {
                let place = here &+ special.trailingZeroBitCount
                if bytes[place] == UInt8(ascii: "\"") {
                    beyondASCII |= marks.beyond_ascii & (special & (0 &- special) &- 1)
                    tokens.append(
                        JSONToken(
                            .string,
                            at: start,
                            length: place &- start,
                            hasEscapes: hasEscapes,
                            isASCII: beyondASCII == 0
                        )
                    )
                    at = place &+ 1
                    return
                }
                guard bytes[place] == UInt8(ascii: "\\") else {
                    throw JSONSyntaxFault("a string holds a raw control character, which must be escaped", at: place)
                }
                hasEscapes = true
                let after = try skipEscape(at: place)
                if after >= next {
                    next = after
                    break
                }
                special &= ~0 &<< UInt16(truncatingIfNeeded: after &- here)
            }
            beyondASCII |= marks.beyond_ascii
            here = next
        }
        throw JSONSyntaxFault("a string does not end", at: at)
    }

    /// Checks the escape sequence at `here`.
    ///
    /// - Returns: the place of the first byte after the escape sequence.
    @inline(__always)
    private func skipEscape(at here: Int) throws(JSONSyntaxFault) -> Int {
        guard here &+ 1 < bytes.count else { throw JSONSyntaxFault("a string does not end", at: at) }
        switch bytes[here &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return here &+ 2
        default: return try skipRareEscape(at: here)
        }
    }

    private func skipRareEscape(at here: Int) throws(JSONSyntaxFault) -> Int {
        switch bytes[here + 1] {
        case UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            return here + 2
        case UInt8(ascii: "u"):
            guard here + 6 <= bytes.count,
                (here + 2..<here + 6).allSatisfy({ JSONByteClassifier.hexDigit(bytes[$0]) != nil })
            else { throw JSONSyntaxFault(#"\u must be followed by four hexadecimal digits"#, at: here) }
            return here + 6
        default: throw JSONSyntaxFault(#"a string holds an escape that JSON does not have"#, at: here)
        }
    }

    // MARK: - Numbers

    private mutating func scanNumber() throws(JSONSyntaxFault) {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "0") {
            at += 1
        } else {
            try skipDigits()
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try skipDigits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try skipDigits()
        }
        tokens.append(JSONToken(.number, at: start, length: at - start))
    }

    /// Skips one or more digits.
    private mutating func skipDigits() throws(JSONSyntaxFault) {
        let start = at
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at &+= 1 }
        guard at > start else { throw unexpected("a digit") }
    }

    // MARK: - Between values

    private mutating func skipWhitespace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at &+= 1
            default: return
            }
        }
    }

    /// Skips a UTF-8 byte order mark, which editors on Windows write, and refuses the marks of other encodings.
    private mutating func skipByteOrderMark() throws(JSONSyntaxFault) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            at = 3
        } else if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || (bytes.count > 1 && (bytes[0] == 0) != (bytes[1] == 0))
        {
            throw JSONSyntaxFault("it is UTF-16 or UTF-32 and must be UTF-8", at: 0)
        }
    }

    /// Makes the error for a wrong text at this place. It quotes only structural characters, never a value.
    private func unexpected(_ expected: String) -> JSONSyntaxFault {
        guard at < bytes.count else { return JSONSyntaxFault("it ends where \(expected) is expected", at: at) }
        let byte = bytes[at]
        let found = (0x21..<0x7F).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "byte 0x\(String(byte, radix: 16))"
        return JSONSyntaxFault("expected \(expected), found \(found)", at: at)
    }
}
