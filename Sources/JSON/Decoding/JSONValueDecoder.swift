/// An implementation of the standard library's `Decoder`, for any JSON value. It reads from a ``JSONElement``.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    let element: JSONElement

    init(_ element: JSONElement) { self.element = element }

    var codingPath: [any CodingKey] { element.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        _ = try read { (element) throws(JSONError) in try element.object }
        return KeyedDecodingContainer(JSONKeyedDecoding<Key>(JSONMemberLookup(element)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        _ = try read { (element) throws(JSONError) in try element.array }
        return JSONUnkeyedDecoding(element)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func read<Value>(_ body: (JSONElement) throws(JSONError) -> Value) throws -> Value {
        do throws(JSONError) { return try body(element) } catch { throw error.asDecodingError(element, nil) }
    }

    func decodeNil() -> Bool { element.kind == nil || element.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try type.init(from: self) }

    // MARK: - Scalars

    func decode(_ type: Bool.Type) throws -> Bool {
        try read { (element) throws(JSONError) in try element.bool }
    }
    func decode(_ type: String.Type) throws -> String {
        try read { (element) throws(JSONError) in try element.string }
    }
    func decode(_ type: Double.Type) throws -> Double {
        try read { (element) throws(JSONError) in try element.double }
    }
    func decode(_ type: Float.Type) throws -> Float {
        try read { (element) throws(JSONError) in try element.float }
    }
    func decode(_ type: Int.Type) throws -> Int {
        try read { (element) throws(JSONError) in try element.int }
    }
    func decode(_ type: Int8.Type) throws -> Int8 {
        try read { (element) throws(JSONError) in try element.integer(Int8.self) }
    }
    func decode(_ type: Int16.Type) throws -> Int16 {
        try read { (element) throws(JSONError) in try element.integer(Int16.self) }
    }
    func decode(_ type: Int32.Type) throws -> Int32 {
        try read { (element) throws(JSONError) in try element.integer(Int32.self) }
    }
    func decode(_ type: Int64.Type) throws -> Int64 {
        try read { (element) throws(JSONError) in try element.int64 }
    }
    func decode(_ type: UInt.Type) throws -> UInt {
        try read { (element) throws(JSONError) in try element.integer(UInt.self) }
    }
    func decode(_ type: UInt8.Type) throws -> UInt8 {
        try read { (element) throws(JSONError) in try element.integer(UInt8.self) }
    }
    func decode(_ type: UInt16.Type) throws -> UInt16 {
        try read { (element) throws(JSONError) in try element.integer(UInt16.self) }
    }
    func decode(_ type: UInt32.Type) throws -> UInt32 {
        try read { (element) throws(JSONError) in try element.integer(UInt32.self) }
    }
    func decode(_ type: UInt64.Type) throws -> UInt64 {
        try read { (element) throws(JSONError) in try element.uint64 }
    }
}
