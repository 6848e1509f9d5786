internal import JSON

/// Makes the tree of a plan from JSON, with the same limits as ``YAMLReader``.
struct JSONPlanReader {
    private let limits: YAMLReader.Limits
    private var places: PlanPositionFinder
    private var nodes = 0
    private(set) var duplicates: [PlanSyntaxError] = []

    private init(_ bytes: [UInt8], limits: YAMLReader.Limits) {
        places = PlanPositionFinder(bytes)
        self.limits = limits
    }

    /// Reads a plan's JSON text.
    ///
    /// - Returns: the tree of values, and an error for each name that appears twice in its object.
    /// - Throws: ``PlanSyntaxError`` for the first place at which the text is not JSON.
    static func read(
        _ bytes: [UInt8],
        limits: YAMLReader.Limits = .init()
    ) throws(PlanSyntaxError) -> (root: PlanNode, duplicates: [PlanSyntaxError]) {
        guard bytes.count <= limits.bytes else {
            throw PlanSyntaxError(
                position: .start,
                message: "the plan has \(bytes.count) bytes; it may have \(limits.bytes)"
            )
        }
        try PlanTextCheck.check(bytes)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(bytes)
        } catch {
            throw Self.syntaxError(error)
        }
        var tree = JSONPlanReader(bytes, limits: limits)
        let root = try tree.node(document.root, depth: 0)
        return (root, tree.duplicates)
    }

    private static func syntaxError(_ error: JSONError) -> PlanSyntaxError {
        PlanSyntaxError(
            position: error.position.map { PlanPosition(line: $0.line, column: $0.column) } ?? .start,
            message: "\(error.path.isEmpty ? "the text" : error.path) \(error.problem)"
        )
    }

    private mutating func node(_ element: JSONElement, depth: Int) throws(PlanSyntaxError) -> PlanNode {
        let position = places.place(of: element.offset)
        guard depth <= limits.depth else {
            throw PlanSyntaxError(position: position, message: "more than \(limits.depth) levels of lists and mappings")
        }
        nodes += 1
        guard nodes <= limits.nodes else {
            throw PlanSyntaxError(position: position, message: "more than \(limits.nodes) values")
        }
        do {
            switch element.kind {
            case .array?:
                var items: [PlanNode] = []
                for item in try element.array { items.append(try node(item, depth: depth + 1)) }
                return PlanNode(.sequence(items), at: position)
            case .object?: return PlanNode(.mapping(try entries(element, depth: depth)), at: position)
            case .string?: return PlanNode(.scalar(PlanScalar(.text, text: try element.string)), at: position)
            case .number?:
                let text = try element.number.text
                return PlanNode(.scalar(PlanScalar(YAMLCoreSchema.value(text), text: text)), at: position)
            case .bool?:
                let value = try element.bool
                return PlanNode(.scalar(PlanScalar(.bool(value), text: value ? "true" : "false")), at: position)
            case .null?, nil: return PlanNode(.scalar(PlanScalar(.null, text: "null")), at: position)
            }
        } catch let error as PlanSyntaxError {
            throw error
        } catch let error as JSONError {
            throw Self.syntaxError(error)
        } catch {
            throw PlanSyntaxError(position: position, message: "cannot be read")
        }
    }

    private mutating func entries(_ element: JSONElement, depth: Int) throws -> [PlanEntry] {
        var entries: [PlanEntry] = []
        var lines: [String: Int] = [:]
        for member in try element.object {
            let name = try member.name
            let position = places.place(of: member.offset)
            let value = try node(member.value, depth: depth + 1)
            if let line = lines[name] {
                let message = "\"\(name)\" is here a second time; the first is in line \(line)"
                duplicates.append(PlanSyntaxError(position: position, message: message))
                continue
            }
            lines[name] = position.line
            entries.append(PlanEntry(key: name, keyPosition: position, value: value))
        }
        return entries
    }
}
