/// The encoding container of a JSON object.
struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let node: JSONNode

    /// Makes the encoder of one object.
    ///
    /// - Parameter node: the node to write to. It becomes an object, if it is not an object yet.
    init(_ node: JSONNode) {
        self.node = node
        node.becomeObject()
    }

    var codingPath: [any CodingKey] { node.codingPath }

    private func set(_ value: JSONValue, _ key: Key) { node.child(key.stringValue).content = .value(value) }

    func encodeNil(forKey key: Key) { set(.null, key) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try node.newChild(key.stringValue).encode(value)
    }

    func nestedContainer<NestedKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        KeyedEncodingContainer(JSONKeyedEncoding<NestedKey>(node.child(key.stringValue)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONUnkeyedEncoding(node.child(key.stringValue))
    }

    func superEncoder() -> any Encoder { JSONValueEncoder(node: node.child("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONValueEncoder(node: node.child(key.stringValue)) }

    // MARK: - Scalars

    func encode(_ value: Double, forKey key: Key) throws { try node.newChild(key.stringValue).set(value) }
    func encode(_ value: Float, forKey key: Key) throws { try node.newChild(key.stringValue).set(value) }
    func encode(_ value: Bool, forKey key: Key) { set(.bool(value), key) }
    func encode(_ value: String, forKey key: Key) { set(.string(value), key) }
    func encode(_ value: Int, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: Int8, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: Int16, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: Int32, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: Int64, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: UInt, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: UInt8, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: UInt16, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: UInt32, forKey key: Key) { set(.number(JSONNumber(value)), key) }
    func encode(_ value: UInt64, forKey key: Key) { set(.number(JSONNumber(value)), key) }
}
