/// A value that is being encoded. An `Encodable` type may write into several containers in turn, so the text can only
/// be written when all containers are complete.
final class JSONNode {
    enum Content {
        case nothing
        case value(JSONValue)
        case object(JSONOrderedDictionary<JSONNode>)
        case array([JSONNode])
    }

    /// The last step of a node's path from the outermost value; `parent` is the step before it. Only errors and coding
    /// paths need it.
    final class Place {
        let key: JSONCodingKey
        let parent: Place?

        init(_ key: JSONCodingKey, in parent: Place?) {
            self.key = key
            self.parent = parent
        }
    }

    var content = Content.nothing
    private let place: Place?

    init(_ place: Place? = nil) { self.place = place }

    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var here = place
        while let step = here {
            keys.append(step.key)
            here = step.parent
        }
        return keys.reversed()
    }

    // MARK: - Containers

    func becomeObject() {
        if case .object = content { return }
        content = .object(JSONOrderedDictionary())
    }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    var elementCount: Int { if case .array(let elements) = content { elements.count } else { 0 } }

    /// Returns the member with this name; adds the member if it is missing.
    func child(_ name: String) -> JSONNode {
        if case .object(let members) = content, let member = members[name] { return member }
        return newChild(name)
    }

    /// Adds a member with this name, and removes an older member of the same name.
    func newChild(_ name: String) -> JSONNode {
        let child = JSONNode(Place(JSONCodingKey(name), in: place))
        guard case .object(var members) = content else { return child }
        content = .nothing
        members[name] = child
        content = .object(members)
        return child
    }

    func newElement() -> JSONNode {
        let element = JSONNode(Place(JSONCodingKey(elementCount), in: place))
        guard case .array(var elements) = content else { return element }
        content = .nothing
        elements.append(element)
        content = .array(elements)
        return element
    }

    // MARK: - Values

    func encode(_ value: some Encodable) throws { try value.encode(to: JSONValueEncoder(node: self)) }

    func set(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value,
                .init(codingPath: codingPath, debugDescription: "is \(value), a number that JSON does not have")
            )
        }
        content = .value(.number(JSONNumber(unchecked: JSONNumber.text(of: value))))
    }

    func write(to writer: inout JSONWriter) {
        switch content {
        case .nothing:
            writer.beginObject()
            writer.endObject()
        case .value(let value): writer.value(value)
        case .object(let members):
            writer.beginObject()
            for (name, node) in writer.inOrder(members.entries) {
                writer.key(name)
                node.write(to: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for node in elements { node.write(to: &writer) }
            writer.endArray()
        }
    }
}
