public import PlanFile

/// A function's `plan.schema.json`, for the tests that hold it to the function's reader:
///
/// ```swift
/// let schema = try PlanSchema(bytes)
/// #expect(schema.differences(from: .asked { UnloadPlan(name: nil, $0) }) == [])     // same fields, same words
/// #expect(schema.problems(of: try PlanDocument(plan, file: "plans/sales.yaml")) == []) // every shipped plan passes
/// ```
public struct PlanSchema {
    let root: PlanNode

    /// - Throws: ``PlanError`` when the bytes are not JSON.
    public init(_ bytes: [UInt8], file: String = "plan.schema.json") throws {
        root = try PlanDocument(bytes, file: file).root
    }

    /// The points that the reader and the schema do not agree about, a sentence each.
    ///
    /// - Parameter ignoring: shapes that only one of them has for a reason that the test states.
    public func differences(from fields: PlanFieldInventory, ignoring: Set<String> = []) -> [String] {
        var declared: [String: Node] = [:]
        collect(root, shape: "", depth: 0, into: &declared)
        for ignored in ignoring { declared[ignored] = nil }
        var sentences: [String] = []
        for shape in fields.kinds.keys.sorted() where declared[shape] == nil && !ignoring.contains(shape) {
            if shape.hasSuffix("[]") || shape.hasSuffix("*") { continue }
            sentences.append("the reader asks for \(shape), which the schema does not have")
        }
        for shape in declared.keys.sorted() where fields.kinds[shape] == nil {
            sentences.append("the schema has \(shape), which the reader does not ask for")
        }
        for (shape, kind) in fields.kinds.sorted(by: { $0.key < $1.key }) {
            guard case .choice(let words) = kind, let node = declared[shape], let allowed = node.words else { continue }
            if Set(words) != allowed {
                sentences.append("\(shape): the reader takes \(words.sorted()), the schema \(allowed.sorted())")
            }
        }
        return sentences
    }

    struct Node {
        /// The values of `enum`; `nil` without one.
        var words: Set<String>?
    }

    /// Gathers the schema's properties by their shape.
    private func collect(_ schema: PlanNode, shape: String, depth: Int, into found: inout [String: Node]) {
        guard depth < 30 else { return }
        let schema = resolve(schema)
        for keyword in ["anyOf", "oneOf", "allOf"] {
            for alternative in schema[keyword]?.items ?? [] {
                collect(alternative, shape: shape, depth: depth + 1, into: &found)
            }
        }
        if let words = schema["enum"]?.items, !shape.isEmpty {
            found[shape, default: Node()].words = Set(words.compactMap(\.text)).union(found[shape]?.words ?? [])
        }
        for entry in schema["properties"]?.entries ?? [] where entry.key != "description" && entry.key != "$schema" {
            let inner = shape.isEmpty ? entry.key : "\(shape).\(entry.key)"
            if found[inner] == nil { found[inner] = Node() }
            collect(entry.value, shape: inner, depth: depth + 1, into: &found)
        }
        if let items = schema["items"] { collect(items, shape: "\(shape)[]", depth: depth + 1, into: &found) }
        if let others = schema["additionalProperties"], others.isMapping {
            collect(others, shape: shape.isEmpty ? "*" : "\(shape).*", depth: depth + 1, into: &found)
        }
    }

    /// Follows `$ref` within the schema.
    func resolve(_ schema: PlanNode) -> PlanNode {
        guard let reference = schema["$ref"]?.text, reference.hasPrefix("#/") else { return schema }
        return reference.dropFirst(2).split(separator: "/").reduce(root) { node, name in node[String(name)] ?? node }
    }
}

extension PlanNode {
    subscript(key: String) -> PlanNode? { entries.first { $0.key == key }?.value }
    var entries: [PlanEntry] { if case .mapping(let entries) = content { entries } else { [] } }
    var items: [PlanNode] { if case .sequence(let items) = content { items } else { [] } }
    var text: String? { if case .scalar(let scalar) = content, scalar.value == .text { scalar.text } else { nil } }
    var isMapping: Bool { if case .mapping = content { true } else { false } }
    var number: Double? {
        guard case .scalar(let scalar) = content else { return nil }
        return switch scalar.value {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
