import TextSearch

/// The types that YAML 1.2 gives to values without quotes. `no`, `off`, `yes` and `12:30` are text, unlike in YAML 1.1.
/// https://yaml.org/spec/1.2.2/#103-core-schema
enum YAMLCoreSchema {
    /// Finds the type of a value, and makes the scalar.
    ///
    /// - Parameters:
    ///   - text: the value's text.
    ///   - isPlain: `true` when the value was written without quotes.
    ///   - tag: `tag:yaml.org,2002:int` and the like, if the text has a tag.
    /// - Returns: `nil` for an unknown tag, or for a text that does not have the tag's type.
    static func scalar(_ text: String, isPlain: Bool, tag: String?) -> PlanScalar? {
        let prefix = "tag:yaml.org,2002:"
        switch tag {
        case nil: return PlanScalar(isPlain ? value(text) : .text, text: text)
        case "!", prefix + "str": return PlanScalar(.text, text: text)
        case let tag?:
            let value = value(text)
            let isOfTag: Bool =
                switch (tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : tag, value) {
                case ("null", .null), ("bool", .bool), ("int", .integer), ("float", .number), ("float", .integer): true
                default: false
                }
            return isOfTag ? PlanScalar(value, text: text) : nil
        }
    }

    static func value(_ text: String) -> PlanScalar.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        default: return number(Array(text.utf8)) ?? .text
        }
    }

    private static func number(_ bytes: [UInt8]) -> PlanScalar.Value? {
        guard let first = bytes.first, first < 0x3A else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
            guard bytes.count > 2, bytes[2] != UInt8(ascii: "+"), bytes[2] != UInt8(ascii: "-") else { return nil }
            return Int64(text.dropFirst(2), radix: radix).map { .integer($0) }
        }
        var rest = bytes[...]
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = takeDigits(&rest)
        if rest.isEmpty, whole > 0 {
            // More digits than 64 bits hold are still a number, so that a message calls it one.
            return Int64(text).map { .integer($0) } ?? Double(text).map { .number($0) }
        }
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        // Swift reads neither ".5" nor "1." in every version; the digits around the point are made up for.
        let normal = whole == 0 ? text.replacing(text: ".", with: "0.", limit: 1) : text
        return Double(
            normal.hasSuffix(".")
                ? normal + "0" : normal.replacing(text: ".e", with: ".0e").replacing(text: ".E", with: ".0e")
        )
        .map { .number($0) }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let digits = rest.prefix { (0x30...0x39).contains($0) }.count
        rest = rest.dropFirst(digits)
        return digits
    }
}
