/// Looks over a piece of SQL far enough to know where its literals, comments and parentheses are.
///
/// It is no parser. It answers what must be known before a query is put inside another statement: is it one statement,
/// does it end inside a literal or comment, does its outermost SELECT have a LIMIT, where are the window's placeholders.
struct SQLScan: Sendable {
    enum Placeholder: String, CaseIterable, Sendable {
        case from = "window.from"
        case to = "window.to"

        var text: String { "${\(rawValue)}" }
    }

    enum Token: Sendable, Equatable {
        /// A word outside of parentheses, lower case.
        case word(String)
        /// Digits outside of parentheses.
        case number
        /// Anything else outside of parentheses, what is in parentheses being one of it.
        case other
        case semicolon
    }

    /// What stands outside of parentheses, comments left out.
    private(set) var outer: [Token] = []
    private(set) var placeholders: [(range: Range<Int>, placeholder: Placeholder)] = []
    /// Why the text cannot be put into another statement; empty when it can.
    private(set) var problems: [String] = []

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.contains(0) { problems.append("contains a NUL character") }
        while position < bytes.count, scanToken() {}
        if problems.isEmpty, depth > 0 { problems.append("has a \"(\" without its \")\"") }
    }

    /// The text with each placeholder replaced.
    func filled(_ value: (Placeholder) -> String) -> String {
        var filled: [UInt8] = []
        var start = 0
        for (range, placeholder) in placeholders {
            filled += bytes[start..<range.lowerBound]
            filled += value(placeholder).utf8
            start = range.upperBound
        }
        return String(decoding: filled + bytes[start...], as: UTF8.self)
    }

    // MARK: Scanning

    private func peek(_ offset: Int = 0) -> UInt8? {
        let index = position + offset
        return index < bytes.count ? bytes[index] : nil
    }

    /// - Returns: whether there is a point in going on.
    private mutating func scanToken() -> Bool {
        guard let byte = peek() else { return false }
        switch (byte, peek(1)) {
        case (UInt8(ascii: "'"), _): return skipQuoted(byte, "a string literal", hasEscapes: true)
        case (UInt8(ascii: "\""), _): return skipQuoted(byte, "a quoted name", hasEscapes: false)
        case (UInt8(ascii: "-"), UInt8(ascii: "-")):
            // PostgreSQL's lexer, and so Redshift's, ends a line at a carriage return as well.
            while let next = peek(), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { position += 1 }
        case (UInt8(ascii: "/"), UInt8(ascii: "*")): return skipComment()
        case (UInt8(ascii: "$"), UInt8(ascii: "{")): return scanPlaceholder()
        case (UInt8(ascii: "$"), _): return skipDollarQuoted()
        case (UInt8(ascii: "("), _):
            note(.other)
            depth += 1
            position += 1
        case (UInt8(ascii: ")"), _):
            depth -= 1
            position += 1
            guard depth >= 0 else { return stop("has a \")\" without its \"(\"") }
        case (UInt8(ascii: ";"), _):
            note(.semicolon)
            if depth > 0 { return stop("has a \";\" within parentheses") }
            position += 1
        case _ where isWordStart(byte): scanWord()
        case _ where isDigit(byte):
            while let next = peek(), isWordPart(next) { position += 1 }
            note(.number)
        default:
            if byte > 0x20 { note(.other) }
            position += 1
        }
        return true
    }

    private mutating func note(_ token: Token) {
        if depth == 0 { outer.append(token) }
    }

    private mutating func stop(_ problem: String) -> Bool {
        problems.append(problem)
        return false
    }

    private mutating func scanWord() {
        let start = position
        while let next = peek(), isWordPart(next) { position += 1 }
        note(.word(String(decoding: bytes[start..<position], as: UTF8.self).lowercased()))
    }

    private mutating func skipQuoted(_ quote: UInt8, _ what: String, hasEscapes: Bool) -> Bool {
        note(.other)
        position += 1
        while let byte = peek() {
            if hasEscapes, byte == UInt8(ascii: "\\") {
                position += 2
            } else if byte == quote {
                // Two of them are one within the text; as two texts next to each other they end at the same place.
                position += 1
                return true
            } else {
                position += 1
            }
        }
        return stop("ends within \(what)")
    }

    /// Comments nest, as in PostgreSQL.
    private mutating func skipComment() -> Bool {
        var level = 0
        while let byte = peek() {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                level += 1
                position += 2
            } else if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                level -= 1
                position += 2
                if level == 0 { return true }
            } else {
                position += 1
            }
        }
        return stop("ends within a comment")
    }

    /// `$$…$$` or `$tag$…$tag$`; a lone `$` is none.
    private mutating func skipDollarQuoted() -> Bool {
        note(.other)
        var end = position + 1
        while end < bytes.count, isWordPart(bytes[end]), bytes[end] != UInt8(ascii: "$") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$"), position + 1 == end || !isDigit(bytes[position + 1])
        else {
            position += 1
            return true
        }
        let tag = bytes[position...end]
        guard let close = bytes[(end + 1)...].firstRange(of: tag) else { return stop("ends within a $$ literal") }
        position = close.upperBound
        return true
    }

    /// `${` is no SQL outside of literals, so nothing that was meant otherwise is taken for a placeholder.
    private mutating func scanPlaceholder() -> Bool {
        note(.other)
        guard let close = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
            return stop("has a \"${\" without its \"}\"")
        }
        let name = String(decoding: bytes[(position + 2)..<close], as: UTF8.self)
        guard let placeholder = Placeholder(rawValue: name) else {
            return stop(
                "has \"${\(name)}\"; there are \(Placeholder.allCases.map(\.text).joined(separator: " and "))"
            )
        }
        placeholders.append((position..<(close + 1), placeholder))
        position = close + 1
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private func isWordStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
    private func isWordPart(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$") }
}

extension SQLScan {
    /// Why the text is not one query that can stand inside `UNLOAD('…')`; empty when it is.
    var problemsAsQuery: [String] {
        guard problems.isEmpty else { return problems }
        if outer.contains(.semicolon) { return ["must be one statement without a semicolon at its end"] }
        switch outer.first {
        case .word("select"), .word("with"): return []
        case nil: return ["has no statement in it"]
        default:
            // In parentheses: `(SELECT …) UNION (SELECT …)`.
            return startsWithParenthesis ? [] : ["must begin with SELECT or WITH; UNLOAD takes nothing else"]
        }
    }

    /// Why the text cannot be a condition behind WHERE; empty when it can.
    var problemsAsCondition: [String] {
        guard problems.isEmpty else { return problems }
        if outer.isEmpty { return ["has no condition in it"] }
        return outer.contains(.semicolon) ? ["must be a condition without a semicolon"] : []
    }

    /// UNLOAD refuses a LIMIT or TOP in the outermost SELECT: such a query must become a subquery.
    var hasOuterLimit: Bool {
        for (index, token) in outer.enumerated() {
            if token == .word("limit") { return true }
            if token == .word("top"), index > 0, index + 1 < outer.count, outer[index + 1] == .number,
                [.word("select"), .word("distinct"), .word("all")].contains(outer[index - 1])
            {
                return true
            }
        }
        return false
    }

    private var startsWithParenthesis: Bool {
        // Comments before it are not worth a special case: whoever has them puts the SELECT first.
        bytes.first { $0 > 0x20 } == UInt8(ascii: "(")
    }
}
