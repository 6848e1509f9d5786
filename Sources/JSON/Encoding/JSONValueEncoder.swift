/// An implementation of the standard library's `Encoder`, for any `Encodable` value. It writes into a tree of
/// ``JSONNode``.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
    let node: JSONNode

    var codingPath: [any CodingKey] { node.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONKeyedEncoding<Key>(node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { JSONUnkeyedEncoding(node) }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    private func set(_ value: JSONValue) { node.content = .value(value) }

    func encodeNil() { set(.null) }

    func encode<Value: Encodable>(_ value: Value) throws { try node.encode(value) }

    // MARK: - Scalars

    func encode(_ value: Double) throws { try node.set(value) }
    func encode(_ value: Float) throws { try node.set(value) }
    func encode(_ value: Bool) { set(.bool(value)) }
    func encode(_ value: String) { set(.string(value)) }
    func encode(_ value: Int) { set(.number(JSONNumber(value))) }
    func encode(_ value: Int8) { set(.number(JSONNumber(value))) }
    func encode(_ value: Int16) { set(.number(JSONNumber(value))) }
    func encode(_ value: Int32) { set(.number(JSONNumber(value))) }
    func encode(_ value: Int64) { set(.number(JSONNumber(value))) }
    func encode(_ value: UInt) { set(.number(JSONNumber(value))) }
    func encode(_ value: UInt8) { set(.number(JSONNumber(value))) }
    func encode(_ value: UInt16) { set(.number(JSONNumber(value))) }
    func encode(_ value: UInt32) { set(.number(JSONNumber(value))) }
    func encode(_ value: UInt64) { set(.number(JSONNumber(value))) }
}
