/// Scans a piece of SQL far enough to find its literals, comments, parentheses and placeholders.
///
/// It is not a parser. It answers the questions that matter before a query is put inside another statement: is it one
/// statement, does it end inside a literal or comment, does its outermost SELECT have a LIMIT, where are its
/// placeholders.
///
/// The legal moves: outside of all regions, a quote, the beginning of a comment, `$$` and `${` each begin a region. A
/// region ends only by its own end. Inside a region, `${` is a mistake, and `$${` is the text `${`.
public struct SQLScan: Sendable {
    enum Token: Sendable, Equatable {
        /// A word outside of parentheses, lower case.
        case word(String)
        /// Digits outside of parentheses.
        case number
        /// A string literal outside of parentheses.
        case literal
        /// Anything else outside of parentheses. A pair of parentheses is one such token.
        case other
        case semicolon
    }

    private enum Replacement: Sendable {
        case placeholder(SQLPlaceholder)
        case dollarBrace
    }

    /// The tokens outside of parentheses and comments, each with the position of its first byte.
    private(set) var outer: [(token: Token, start: Int)] = []
    /// The reasons why the text cannot be put into another statement; empty when it can.
    public private(set) var problems: [String] = []

    private var replacements: [(range: Range<Int>, what: Replacement)] = []
    private let known: [String]?
    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// - Parameter placeholders: the names that placeholders may have; any other name is a problem. `nil` to look for
    ///   none.
    public init(_ text: String, placeholders: [String]? = nil) {
        bytes = Array(text.utf8)
        known = placeholders
        if bytes.contains(0) { problems.append("contains a NUL character") }
        while position < bytes.count, scanToken() {}
        if problems.isEmpty, depth > 0 { problems.append("has a \"(\" without its \")\"") }
    }

    /// The placeholders in the order of the text.
    public var placeholders: [SQLPlaceholder] {
        replacements.compactMap { if case .placeholder(let placeholder) = $0.what { placeholder } else { nil } }
    }

    /// Returns the text with a value for each placeholder, and with `${` for each `$${` in quotes or comments.
    public func filled<Failure: Error>(_ value: (SQLPlaceholder) throws(Failure) -> String) throws(Failure) -> String {
        var filled: [UInt8] = []
        var start = 0
        for (range, what) in replacements {
            filled += bytes[start..<range.lowerBound]
            switch what {
            case .placeholder(let placeholder): filled += try value(placeholder).utf8
            case .dollarBrace: filled += "${".utf8
            }
            start = range.upperBound
        }
        return String(decoding: filled + bytes[start...], as: UTF8.self)
    }

    // MARK: Scanning

    private func peek(_ offset: Int = 0) -> UInt8? {
        let index = position + offset
        return index < bytes.count ? bytes[index] : nil
    }

    /// - Returns: `false` at the end of the text, and after a problem.
    private mutating func scanToken() -> Bool {
        guard let byte = peek() else { return false }
        switch (byte, peek(1)) {
        case (UInt8(ascii: "'"), _):
            note(.literal)
            return skipQuoted(byte, "a string literal", hasEscapes: true)
        case (UInt8(ascii: "\""), _):
            note(.other)
            return skipQuoted(byte, "a quoted name", hasEscapes: false)
        case (UInt8(ascii: "-"), UInt8(ascii: "-")):
            // PostgreSQL's lexer, and so Redshift's, ends a line at a carriage return as well.
            while let next = peek(), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") {
                if !skipEscape("a comment") { position += 1 }
            }
        case (UInt8(ascii: "/"), UInt8(ascii: "*")): return skipComment()
        case (UInt8(ascii: "$"), UInt8(ascii: "{")) where known != nil: return scanPlaceholder()
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
            note(.number)
            while let next = peek(), isWordPart(next) { position += 1 }
        default:
            if byte > 0x20 { note(.other) }
            position += 1
        }
        return true
    }

    private mutating func note(_ token: Token) {
        if depth == 0 { outer.append((token, position)) }
    }

    private mutating func stop(_ problem: String) -> Bool {
        problems.append(problem)
        return false
    }

    private mutating func scanWord() {
        let start = position
        while let next = peek(), isWordPart(next) { position += 1 }
        guard depth == 0 else { return }
        outer.append((.word(String(decoding: bytes[start..<position], as: UTF8.self).lowercased()), start))
    }

    private mutating func skipQuoted(_ quote: UInt8, _ what: String, hasEscapes: Bool) -> Bool {
        position += 1
        while let byte = peek() {
            if hasEscapes, byte == UInt8(ascii: "\\") {
                position += 2
            } else if byte == quote {
                // A doubled quote is read as the end of one text and the beginning of another: the whole ends at the
                // same position.
                position += 1
                return true
            } else if !skipEscape(what) {
                position += 1
            }
        }
        return stop("ends within \(what)")
    }

    /// Skips a comment; comments nest, as in PostgreSQL.
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
            } else if !skipEscape("a comment") {
                position += 1
            }
        }
        return stop("ends within a comment")
    }

    /// Skips a dollar-quoted text, `$$…$$` or `$tag$…$tag$`. A `$` that begins no such text is skipped alone.
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
        position = end + 1
        while position < bytes.count {
            if bytes[position...].starts(with: tag) {
                position += tag.count
                return true
            }
            if !skipEscape("a $$ literal") { position += 1 }
        }
        return stop("ends within a $$ literal")
    }

    /// Skips `$${` or `${` within quotes and comments. `$${` is an escape for the text `${`. `${` is a problem: it was
    /// meant as a placeholder, but would remain text.
    ///
    /// - Returns: `true` when one of the two was skipped.
    private mutating func skipEscape(_ what: String) -> Bool {
        guard known != nil, peek() == UInt8(ascii: "$") else { return false }
        if peek(1) == UInt8(ascii: "$"), peek(2) == UInt8(ascii: "{") {
            replacements.append((position..<(position + 3), .dollarBrace))
            position += 3
            return true
        }
        guard peek(1) == UInt8(ascii: "{") else { return false }
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? min(position + 20, bytes.count)
        let text = String(decoding: bytes[position..<end].prefix(60), as: UTF8.self)
        problems.append(
            "has \(text) within \(what), where it stays text; a placeholder is a whole literal: leave the quotes out, join texts by ||, or write $${ for the text ${"
        )
        position += 2
        return true
    }

    /// Reads a placeholder. Outside of literals, `${` is not SQL, so it can only begin a placeholder.
    private mutating func scanPlaceholder() -> Bool {
        note(.other)
        guard let known, let close = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
            return stop("has a \"${\" without its \"}\"")
        }
        let placeholder = SQLPlaceholder(bytes[(position + 2)..<close])
        if !known.contains(placeholder.name) {
            let names = known.map { "${\($0)}" }.joined(separator: " and ")
            let allowed = known.isEmpty ? "there are no placeholders here" : "there are \(names)"
            return stop("has \(placeholder.description); \(allowed)")
        }
        replacements.append((position..<(close + 1), .placeholder(placeholder)))
        position = close + 1
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private func isWordStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
    private func isWordPart(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$") }
}
