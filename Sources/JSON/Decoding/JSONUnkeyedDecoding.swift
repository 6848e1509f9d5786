/// The decoding container of a JSON array. If an element cannot be decoded, the next call reads the same element again.
struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
    private let array: JSONElement
    private var elements: JSONElements.Iterator
    private(set) var currentIndex = 0
    let count: Int?

    /// Makes the decoder of one array.
    ///
    /// - Parameter array: must be an array.
    init(_ array: JSONElement) {
        self.array = array
        elements = JSONElements.Iterator(array)
        count = JSONElements(array).count
    }

    var codingPath: [any CodingKey] { array.codingPath }
    var isAtEnd: Bool { elements.isAtEnd }

    private mutating func advance<Value>(_ body: (JSONElement) throws -> Value) throws -> Value {
        var ahead = elements
        guard let element = ahead.next() else {
            let end = JSONElement(array.tape, array.index, absence: .element(currentIndex))
            throw end.missing.asDecodingError(end, JSONCodingKey(currentIndex))
        }
        let value = try body(element)
        elements = ahead
        currentIndex += 1
        return value
    }

    private mutating func read<Value>(_ body: (JSONElement) throws(JSONError) -> Value) throws -> Value {
        try advance { try JSONValueDecoder($0).read(body) }
    }

    mutating func decodeNil() throws -> Bool {
        var ahead = elements
        guard let element = ahead.next() else { return try advance { _ in false } }
        guard element.isNull else { return false }
        return try advance { _ in true }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try advance { try JSONValueDecoder($0).decode(type) }
    }

    mutating func nestedContainer<NestedKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try advance { try JSONValueDecoder($0).container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try advance { try JSONValueDecoder($0).unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try advance { JSONValueDecoder($0) } }

    // MARK: - Scalars

    mutating func decode(_ type: Bool.Type) throws -> Bool {
        try read { (element) throws(JSONError) in try element.bool }
    }
    mutating func decode(_ type: String.Type) throws -> String {
        try read { (element) throws(JSONError) in try element.string }
    }
    mutating func decode(_ type: Double.Type) throws -> Double {
        try read { (element) throws(JSONError) in try element.double }
    }
    mutating func decode(_ type: Float.Type) throws -> Float {
        try read { (element) throws(JSONError) in try element.float }
    }
    mutating func decode(_ type: Int.Type) throws -> Int {
        try read { (element) throws(JSONError) in try element.int }
    }
    mutating func decode(_ type: Int8.Type) throws -> Int8 {
        try read { (element) throws(JSONError) in try element.integer(Int8.self) }
    }
    mutating func decode(_ type: Int16.Type) throws -> Int16 {
        try read { (element) throws(JSONError) in try element.integer(Int16.self) }
    }
    mutating func decode(_ type: Int32.Type) throws -> Int32 {
        try read { (element) throws(JSONError) in try element.integer(Int32.self) }
    }
    mutating func decode(_ type: Int64.Type) throws -> Int64 {
        try read { (element) throws(JSONError) in try element.int64 }
    }
    mutating func decode(_ type: UInt.Type) throws -> UInt {
        try read { (element) throws(JSONError) in try element.integer(UInt.self) }
    }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 {
        try read { (element) throws(JSONError) in try element.integer(UInt8.self) }
    }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 {
        try read { (element) throws(JSONError) in try element.integer(UInt16.self) }
    }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 {
        try read { (element) throws(JSONError) in try element.integer(UInt32.self) }
    }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 {
        try read { (element) throws(JSONError) in try element.uint64 }
    }
}
