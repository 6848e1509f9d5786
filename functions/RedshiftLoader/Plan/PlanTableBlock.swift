import PlanFile
import RedshiftSQL

/// A table as it is written in the plan, before its references to other tables are resolved.
struct PlanTableBlock {
    enum Strategy: String, CaseIterable {
        case append, replace, merge, scd1, scd2, fact, aggregate, stream
        case copyJob = "copy_job"

        /// `true` for a strategy by which Redshift loads the table continuously.
        var isContinuousIngestion: Bool { self == .stream || self == .copyJob }
    }
    enum HardDeletes: String, CaseIterable { case delete, invalidate, ignore }

    struct Dimension {
        let surrogate: SQLIdentifier
        let of: String
        let by: [SQLIdentifier]
        let fields: FieldReader
    }

    struct Expression {
        let name: SQLIdentifier
        let text: String
    }

    let name: String
    let fields: FieldReader
    let strategy: Strategy?
    let source: String?
    let uniqueKey: [SQLIdentifier]
    let effective: SQLIdentifier?
    let checkColumns: [SQLIdentifier]?
    let surrogate: SQLIdentifier?
    let hardDeletes: HardDeletes?
    let at: SQLIdentifier?
    let dimensions: [Dimension]
    let from: String?
    let groups: [Expression]
    let measures: [Expression]
    let columns: [ColumnDefinition]
    /// `true` for a COPY JOB that starts by itself, `false` for one that does not; `nil` when the plan omits the field.
    let isAutomatic: Bool?
    /// The value of the field `snapshot`; `nil` when the plan omits the field.
    let snapshots: ReplacementFileSetRule?
    let stream: PlanStreamBlock?

    init(_ name: String, _ fields: FieldReader) {
        self.name = name
        self.fields = fields
        strategy = fields.choice("strategy", .required, Strategy.self)
        source = fields.text("source", expected: "a source's name")
        uniqueKey = SQLNameReader.columns("unique_key", fields) ?? []
        effective = Self.identifier("effective", fields)
        checkColumns = SQLNameReader.columns("check_cols", fields)
        surrogate = Self.identifier("surrogate", fields)
        hardDeletes = fields.choice("hard_deletes", .optional, HardDeletes.self)
        at = Self.identifier("at", fields)
        dimensions =
            fields.entries("dimensions", count: 1...30) { name, value in
                value.mapping { Self.dimension(name, $0) }
            } ?? []
        from = fields.text("from", expected: "the name of a table of the plan")
        let expected = "columns, or a mapping of names to expressions"
        groups =
            fields.value("group_by", expected: expected)?.either(
                expected: expected,
                list: {
                    $0.list(count: 1...50) { SQLNameReader.identifier($0).map { Expression(name: $0, text: "\($0)") } }
                },
                mapping: { Self.expressions($0) }
            ) ?? []
        measures = fields.value("measures", expected: expected).flatMap { Self.expressions($0) } ?? []
        columns = PlanSourceReader.columns(fields, .optional) ?? []
        isAutomatic = fields.bool("auto")
        snapshots = fields.choice("snapshot", .optional, ReplacementFileSetRule.self)
        stream = fields.mapping("stream") { PlanStreamBlock($0) }
    }

    private static func identifier(_ field: String, _ fields: FieldReader) -> SQLIdentifier? {
        fields.text(field, expected: "a column's name").flatMap { SQLNameReader.identifier($0, field, fields) }
    }

    private static func dimension(_ name: String, _ fields: FieldReader) -> Dimension? {
        let of = fields.text("of", .required, expected: "the name of a table of the plan")
        let by = SQLNameReader.columns("by", fields, .required)
        guard let of, let by, let surrogate = try? SQLIdentifier(name) else { return nil }
        return Dimension(surrogate: surrogate, of: of, by: by, fields: fields)
    }

    private static func expressions(_ value: PlanValueReader) -> [Expression]? {
        value.entries(count: 1...200) { name, value in
            guard let text = SQLNameReader.expression(value, "an expression"), let name = try? SQLIdentifier(name)
            else {
                return nil
            }
            return Expression(name: name, text: text)
        }
    }

    /// Refuses fields that the strategy ignores. Otherwise a reader of the plan would think that they have an effect.
    func refuseMisplaced() {
        guard let strategy else { return }
        let allowed: [String]
        switch strategy {
        case .append: allowed = ["source"]
        case .replace: allowed = ["source", "snapshot"]
        case .merge: allowed = ["source", "unique_key", "hard_deletes"]
        case .scd1: allowed = ["source", "unique_key", "hard_deletes", "surrogate"]
        case .scd2: allowed = ["source", "unique_key", "hard_deletes", "surrogate", "effective", "check_cols"]
        case .fact: allowed = ["source", "unique_key", "hard_deletes", "at", "dimensions"]
        case .copyJob: allowed = ["source", "auto"]
        case .stream: allowed = ["stream", "columns"]
        case .aggregate: allowed = ["from", "group_by", "measures", "columns"]
        }
        for field in Self.all where fields.has(field) && !allowed.contains(field) {
            fields.refuse(
                field,
                "is not for strategy \(strategy.rawValue), which has \(allowed.joined(separator: ", "))"
            )
        }
    }

    private static let all = [
        "source", "unique_key", "hard_deletes", "surrogate", "effective", "check_cols", "at", "dimensions", "from",
        "group_by", "measures", "columns", "auto", "stream", "snapshot",
    ]
}
