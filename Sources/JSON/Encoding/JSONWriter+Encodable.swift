extension JSONWriter {
    /// Encodes a value as a JSON text.
    ///
    /// Members are written in the order in which the type encodes them. For a dictionary this order is not always the
    /// same: use ``JSONFormat/sortedKeys`` where it must be. A type that encodes nothing is written as `{}`.
    ///
    /// - Throws: ``JSONError`` for a number that is not finite; any error that the value's own `encode(to:)` throws.
    public static func bytes(of value: some Encodable, _ format: JSONFormat = []) throws -> [UInt8] {
        var writer = JSONWriter(format)
        try writer.encode(value)
        return writer.bytes
    }

    /// Encodes a value as a JSON text; see ``bytes(of:_:)``.
    ///
    /// - Throws: ``JSONError`` for a number that is not finite; any error that the value's own `encode(to:)` throws.
    public static func text(of value: some Encodable, _ format: JSONFormat = []) throws -> String {
        String(decoding: try bytes(of: value, format), as: UTF8.self)
    }

    /// Writes an `Encodable` value; see ``bytes(of:_:)``.
    ///
    /// - Throws: ``JSONError`` for a number that is not finite; any error that the value's own `encode(to:)` throws.
    ///   Nothing is written then.
    public mutating func encode(_ value: some Encodable) throws {
        let node = JSONNode()
        do {
            try node.encode(value)
        } catch EncodingError.invalidValue(_, let context) {
            let path = JSONFieldPath(context.codingPath)
            throw JSONError(.refused, context.debugDescription, path: path.text, position: nil)
        }
        node.write(to: &self)
    }
}
