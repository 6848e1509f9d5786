/// The encoding container of a JSON array.
struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
    private let node: JSONNode

    /// Makes the encoder of one array.
    ///
    /// - Parameter node: the node to write to. It becomes an array, if it is not an array yet.
    init(_ node: JSONNode) {
        self.node = node
        node.becomeArray()
    }

    var codingPath: [any CodingKey] { node.codingPath }
    var count: Int { node.elementCount }

    private func append(_ value: JSONValue) { node.newElement().content = .value(value) }

    func encodeNil() { append(.null) }

    func encode<Value: Encodable>(_ value: Value) throws { try node.newElement().encode(value) }

    func nestedContainer<NestedKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        KeyedEncodingContainer(JSONKeyedEncoding<NestedKey>(node.newElement()))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { JSONUnkeyedEncoding(node.newElement()) }

    func superEncoder() -> any Encoder { JSONValueEncoder(node: node.newElement()) }

    // MARK: - Scalars

    func encode(_ value: Double) throws { try node.newElement().set(value) }
    func encode(_ value: Float) throws { try node.newElement().set(value) }
    func encode(_ value: Bool) { append(.bool(value)) }
    func encode(_ value: String) { append(.string(value)) }
    func encode(_ value: Int) { append(.number(JSONNumber(value))) }
    func encode(_ value: Int8) { append(.number(JSONNumber(value))) }
    func encode(_ value: Int16) { append(.number(JSONNumber(value))) }
    func encode(_ value: Int32) { append(.number(JSONNumber(value))) }
    func encode(_ value: Int64) { append(.number(JSONNumber(value))) }
    func encode(_ value: UInt) { append(.number(JSONNumber(value))) }
    func encode(_ value: UInt8) { append(.number(JSONNumber(value))) }
    func encode(_ value: UInt16) { append(.number(JSONNumber(value))) }
    func encode(_ value: UInt32) { append(.number(JSONNumber(value))) }
    func encode(_ value: UInt64) { append(.number(JSONNumber(value))) }
}
