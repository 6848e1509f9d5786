import PlanFile

extension TablePolicies {
    /// Reads the fields `compare` and `checksum` for all tables, and the entries of `tables`.
    init(_ fields: FieldReader) {
        self.init()
        standard = ComparePolicy(fields, standard: ComparePolicy())
        let standard = standard
        let entries = fields.entries("tables") { name, value -> TablePolicyEntry? in
            let policy = value.either(
                expected: "a word of compare, or a mapping",
                scalar: { ComparePolicy.word($0).map { ComparePolicy(comparison: $0) } },
                mapping: { $0.mapping { ComparePolicy($0, standard: standard) } }
            )
            guard !value.isExploration else { return nil }
            guard let policy, let entry = TablePolicyEntry(name, policy) else {
                if TableName(text: name) == nil {
                    value.refuse(
                        "names a table as schema.table; a dot inside a name is \\., % stands for any characters"
                    )
                }
                return nil
            }
            return entry
        }
        self.entries = entries ?? []
    }
}

extension ComparePolicy {
    /// Reads the fields `compare` and `checksum`.
    ///
    /// - Parameter standard: the policy for fields that are not set.
    init(_ fields: FieldReader, standard: ComparePolicy) {
        let comparison = fields.value("compare", expected: Self.expected).flatMap { Self.comparison($0) }
        let checksum = fields.value("checksum", expected: "true, or a list of columns")?.either(
            expected: "true, or a list of columns",
            scalar: { value in value.bool().map { $0 ? Checksum.primaryKey : .none } },
            list: { value in value.texts("a column's name").map { Checksum.columns($0) } }
        )
        self.init(comparison: comparison ?? standard.comparison, checksum: checksum ?? standard.checksum)
        if !counts, self.checksum != .none, checksum != nil {
            fields.refuse("checksum", "needs a table that is counted, and compare is \(name)")
        }
        if !counts { self.checksum = .none }
    }

    private static let words = ["exact", "trust_dms", "trust_validation", "ignore"]
    private static let expected = "exact, trust_dms, trust_validation, ignore, or {rows: 10, percent: 0.1}"

    /// Reads a comparison that is one word, without numbers.
    static func word(_ value: PlanValueReader) -> Comparison? {
        switch value.choice(of: words) {
        case "exact": .exact
        case "trust_dms": .trustDMS
        case "trust_validation": .trustValidation
        case "ignore": .ignore
        default: nil
        }
    }

    static func comparison(_ value: PlanValueReader) -> Comparison? {
        value.either(
            expected: expected,
            scalar: word,
            mapping: { value in
                value.mapping { fields in
                    let rows = fields.integer("rows", in: 0...Int.max)
                    let percent = fields.number("percent", in: 0...100)
                    if rows == nil, percent == nil {
                        fields.value.refuse("has neither rows nor percent; expected one of them, or both")
                    }
                    return .tolerance(rows: Int64(rows ?? 0), percent: percent ?? 0)
                }
            }
        )
    }
}
