/// The decoding container of a JSON object. Each member is looked up only when the `Decodable` type asks for it.
struct JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let members: JSONMemberLookup

    init(_ members: JSONMemberLookup) { self.members = members }

    var codingPath: [any CodingKey] { members.object.codingPath }

    /// The names of the object's members as values of `Key`, without repetition. Names that `Key` does not accept are
    /// left out.
    var allKeys: [Key] { members.names.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { members[key.stringValue].kind != nil }

    private func read<Value>(
        _ key: Key,
        _ body: (JSONElement) throws(JSONError) -> Value
    ) throws -> Value {
        let element = members[key.stringValue]
        do throws(JSONError) { return try body(element) } catch { throw error.asDecodingError(element, key) }
    }

    private func readIfPresent<Value>(
        _ key: Key,
        _ body: (JSONElement) throws(JSONError) -> Value
    ) throws -> Value? {
        guard let element = members[key.stringValue].ifPresent else { return nil }
        do throws(JSONError) { return try body(element) } catch { throw error.asDecodingError(element, key) }
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try read(key) { (element) throws(JSONError) in try element.isNullOrAbsent }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let element = members[key.stringValue]
        guard element.kind != nil else { return try read(key) { (element) throws(JSONError) in throw element.missing } }
        return try JSONValueDecoder(element).decode(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let element = members[key.stringValue].ifPresent else { return nil }
        return try JSONValueDecoder(element).decode(type)
    }

    func nestedContainer<NestedKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try JSONValueDecoder(try read(key) { (element) throws(JSONError) in try element.present }).container(
            keyedBy: type
        )
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONValueDecoder(try read(key) { (element) throws(JSONError) in try element.present }).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { JSONValueDecoder(members["super"].orNull) }
    func superDecoder(forKey key: Key) -> any Decoder { JSONValueDecoder(members[key.stringValue].orNull) }

    // MARK: - Scalars

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try read(key) { (element) throws(JSONError) in try element.bool }
    }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try read(key) { (element) throws(JSONError) in try element.string }
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try read(key) { (element) throws(JSONError) in try element.double }
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try read(key) { (element) throws(JSONError) in try element.float }
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try read(key) { (element) throws(JSONError) in try element.int }
    }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try read(key) { (element) throws(JSONError) in try element.integer(Int8.self) }
    }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try read(key) { (element) throws(JSONError) in try element.integer(Int16.self) }
    }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try read(key) { (element) throws(JSONError) in try element.integer(Int32.self) }
    }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try read(key) { (element) throws(JSONError) in try element.int64 }
    }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try read(key) { (element) throws(JSONError) in try element.integer(UInt.self) }
    }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try read(key) { (element) throws(JSONError) in try element.integer(UInt8.self) }
    }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try read(key) { (element) throws(JSONError) in try element.integer(UInt16.self) }
    }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try read(key) { (element) throws(JSONError) in try element.integer(UInt32.self) }
    }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try read(key) { (element) throws(JSONError) in try element.uint64 }
    }

    // MARK: - Scalars that may be missing or null

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.bool }
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.string }
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.double }
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.float }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.int }
    }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(Int8.self) }
    }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(Int16.self) }
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(Int32.self) }
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.int64 }
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(UInt.self) }
    }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(UInt8.self) }
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(UInt16.self) }
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.integer(UInt32.self) }
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try readIfPresent(key) { (element) throws(JSONError) in try element.uint64 }
    }
}
