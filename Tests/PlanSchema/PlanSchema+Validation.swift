public import PlanFile

/// The part of JSON Schema 2020-12 that plans need. A keyword that is not in it is a problem, too: it would not be checked.
extension PlanSchema {
    private static let ignored: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "default", "examples", "$comment",
    ]

    /// The schema's refusals of a plan, a line each; empty for a plan that it accepts.
    public func problems(of document: PlanDocument) -> [String] {
        check(document.root, root, path: "plan", depth: 0)
    }

    private func check(_ node: PlanNode, _ unresolved: PlanNode, path: String, depth: Int) -> [String] {
        guard depth < 60 else { return ["\(path): too deep"] }
        let schema = resolve(unresolved)
        if case .scalar(let scalar) = schema.content {
            return scalar.value == .bool(true) ? [] : ["\(path) at \(node.position): is not allowed"]
        }
        return schema.entries.flatMap { entry in
            self.check(node, entry.key, entry.value, schema, path: path, depth: depth)
        }
    }

    private func check(
        _ node: PlanNode,
        _ keyword: String,
        _ value: PlanNode,
        _ schema: PlanNode,
        path: String,
        depth: Int
    ) -> [String] {
        func refuse(_ isRefused: Bool, _ message: String) -> [String] {
            isRefused ? ["\(path) at \(node.position): \(message)"] : []
        }
        func inner(_ schema: PlanNode) -> [String] { check(node, schema, path: path, depth: depth + 1) }
        switch keyword {
        case _ where Self.ignored.contains(keyword): return []
        case "$ref": return inner(value)
        case "type":
            let types = value.text.map { [$0] } ?? value.items.compactMap(\.text)
            return refuse(!types.contains { isOf(node, type: $0) }, "is not of type \(types.joined(separator: ", "))")
        case "enum": return refuse(!value.items.contains { isSame($0, node) }, "is none of the enum")
        case "const": return refuse(!isSame(value, node), "is not the const")
        case "allOf": return value.items.flatMap(inner)
        case "anyOf": return refuse(!value.items.contains { inner($0).isEmpty }, "fits nothing in anyOf")
        case "oneOf":
            let fits = value.items.count { inner($0).isEmpty }
            return refuse(fits != 1, "fits \(fits) in oneOf")
        case "not": return refuse(inner(value).isEmpty, "fits what it must not")
        case "if":
            let next = inner(value).isEmpty ? schema["then"] : schema["else"]
            return next.map(inner) ?? []
        case "then", "else": return []
        case "required":
            return value.items.compactMap(\.text).flatMap { name in
                refuse(node.isMapping && node[name] == nil, "has no \(name)")
            }
        case "properties":
            return value.entries.flatMap { entry in
                node[entry.key].map { check($0, entry.value, path: "\(path).\(entry.key)", depth: depth + 1) } ?? []
            }
        case "patternProperties":
            return value.entries.flatMap { rule in
                node.entries.filter { matches($0.key, rule.key) }
                    .flatMap { check($0.value, rule.value, path: "\(path).\($0.key)", depth: depth + 1) }
            }
        case "additionalProperties":
            let known = Set(schema["properties"]?.entries.map(\.key) ?? [])
            let patterns = schema["patternProperties"]?.entries.map(\.key) ?? []
            return node.entries.filter { entry in
                !known.contains(entry.key) && !patterns.contains { matches(entry.key, $0) }
            }.flatMap { check($0.value, value, path: "\(path).\($0.key)", depth: depth + 1) }
        case "propertyNames":
            return node.entries.flatMap { entry in
                let name = PlanNode(.scalar(PlanScalar(.text, text: entry.key)), at: entry.keyPosition)
                return check(name, value, path: "\(path).\(entry.key)", depth: depth + 1)
            }
        case "items":
            return node.items.enumerated().flatMap { check($1, value, path: "\(path)[\($0)]", depth: depth + 1) }
        case "pattern": return refuse(node.text.map { !matches($0, value.text ?? "") } ?? false, "does not match")
        case "minLength": return refuse(node.text.map { Double($0.count) < value.number ?? 0 } ?? false, "is too short")
        case "maxLength": return refuse(node.text.map { Double($0.count) > value.number ?? 0 } ?? false, "is too long")
        case "minimum": return refuse(node.number.map { $0 < value.number ?? 0 } ?? false, "is too small")
        case "maximum": return refuse(node.number.map { $0 > value.number ?? 0 } ?? false, "is too large")
        case "minItems": return refuse(Double(node.items.count) < value.number ?? 0 && !node.isMapping, "is too short")
        case "maxItems": return refuse(Double(node.items.count) > value.number ?? 0, "is too long")
        case "uniqueItems":
            let repeated = node.items.indices.contains { index in
                node.items[..<index].contains { isSame($0, node.items[index]) }
            }
            return refuse(repeated, "has an item twice")
        case "minProperties":
            return refuse(node.isMapping && Double(node.entries.count) < value.number ?? 0, "has too few fields")
        case "maxProperties": return refuse(Double(node.entries.count) > value.number ?? 0, "has too many fields")
        default: return ["the schema has the keyword \(keyword) at \(value.position), which is not checked here"]
        }
    }

    private func isOf(_ node: PlanNode, type: String) -> Bool {
        switch node.content {
        case .mapping: return type == "object"
        case .sequence: return type == "array"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: return type == "null"
            case .bool: return type == "boolean"
            case .integer: return type == "integer" || type == "number"
            case .number(let value): return type == "number" || (type == "integer" && value == value.rounded())
            case .text: return type == "string"
            }
        }
    }

    private func isSame(_ left: PlanNode, _ right: PlanNode) -> Bool {
        switch (left.content, right.content) {
        case (.scalar(let left), .scalar(let right)):
            left.value == right.value && (left.value != .text || left.text == right.text)
        case (.sequence(let left), .sequence(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.mapping(let left), .mapping(let others)):
            left.count == others.count
                && left.allSatisfy { entry in right[entry.key].map { isSame($0, entry.value) } ?? false }
        default: false
        }
    }

    /// A pattern that Swift cannot read matches nothing.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }
}
