/// A plan's text as a tree of values. Nothing has checked yet that its fields are allowed.
public struct PlanDocument: Sendable {
    /// The file's name for messages: `plans/sales.yaml`, `s3://bucket/plans/sales.yaml`, `the event's plan`.
    public let file: String
    public let root: PlanNode
    let duplicates: [PlanSyntaxError]

    /// Reads YAML, or JSON where the file's name ends with `.json`. Most JSON is YAML, too.
    ///
    /// - Parameters:
    ///   - bytes: the text, up to 1 MiB of UTF-8.
    ///   - file: the name for messages.
    /// - Throws: ``PlanError`` for text that is neither.
    public init(_ bytes: [UInt8], file: String) throws(PlanError) {
        self.file = file
        do throws(PlanSyntaxError) {
            (root, duplicates) = try file.hasSuffix(".json") ? JSONPlanReader.read(bytes) : YAMLReader.read(bytes)
        } catch {
            let problem = PlanProblem(file: file, position: error.position, path: "", message: error.message)
            throw PlanError(origin: file, problems: [problem])
        }
    }

    /// Reads the plan's fields, and collects every mistake instead of stopping at the first.
    ///
    /// - Parameter body: reads the fields of the top mapping. It must ask for every allowed field, whatever the values
    ///   of other fields are: a field that it does not ask for is a mistake. It must have no side effects.
    /// - Returns: the result of `body`.
    /// - Throws: ``PlanError`` with all mistakes, in the order of the text.
    public func read<Value>(_ body: (FieldReader) -> Value?) throws(PlanError) -> Value {
        let reading = PlanReadingState(file: file)
        for duplicate in duplicates {
            reading.record(PlanProblem(file: file, position: duplicate.position, path: "", message: duplicate.message))
        }
        let root = PlanValueReader(root, path: .root, reading: reading)
        let value = root.mapping(isTop: true, body)
        if value == nil, reading.problems.isEmpty { root.refuse("cannot be used") }
        guard let value, reading.problems.isEmpty else { throw PlanError(origin: file, problems: reading.problems) }
        return value
    }

    /// The plan's fields and values, independent of their spelling in the file.
    public var content: CanonicalPlanContent { CanonicalPlanContent(root) }
}
