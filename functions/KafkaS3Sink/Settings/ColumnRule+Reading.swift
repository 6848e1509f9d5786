import PlanFile

extension ColumnRule {
    private static let words: [String: ColumnRule] = [
        "drop": .drop, "boolean": .type(.boolean), "smallint": .type(.int16), "integer": .type(.int32),
        "bigint": .type(.int64), "double": .type(.double), "text": .type(.text), "json": .type(.json),
        "base64": .type(.bytes), "date": .type(.date), "epoch_days": .type(.dateDays), "timestamp": .type(.timestamp),
        "epoch_seconds": .type(.timestampUnits(1)), "epoch_millis": .type(.timestampUnits(1_000)),
        "epoch_micros": .type(.timestampUnits(1_000_000)), "epoch_nanos": .type(.timestampUnits(1_000_000_000)),
    ]

    /// Reads a rule from a plan: `drop`, or a type such as `text` or `decimal(12,2)`.
    init?(_ value: PlanValueReader) {
        guard let text = value.text("a type, or drop") else { return nil }
        if let rule = Self.words[text] ?? Self.decimal(text) {
            self = rule
            return
        }
        value.refuse("must be \(Self.words.keys.sorted().joined(separator: ", ")), or decimal(precision,scale)")
        return nil
    }

    private static func decimal(_ text: String) -> ColumnRule? {
        guard text.hasPrefix("decimal("), text.hasSuffix(")") else { return nil }
        let parts = text.dropFirst("decimal(".count).dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let precision = Int(parts[0].trimmed), let scale = Int(parts[1].trimmed),
            (1...38).contains(precision), (0...precision).contains(scale)
        else { return nil }
        return .type(.decimal(precision: precision, scale: scale))
    }
}

extension Substring {
    /// The text without spaces at its beginning and end.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " }
        return start.prefix(start.count - start.reversed().prefix { $0 == " " }.count)
    }
}
