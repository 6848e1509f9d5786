extension JSONElement {
    /// Decodes a value of a type that describes itself to the standard library's `Decoder`.
    ///
    /// Members that the type does not ask for are not looked at. Whole numbers must be whole and fit: no number traps.
    ///
    /// - Throws: ``JSONError`` that names the path: for a `DecodingError` that the type's own `init(from:)` throws too.
    ///   Other errors of an `init(from:)` go through as they are.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONValueDecoder(self).decode(type)
        } catch let error as DecodingError {
            throw JSONError(error, in: self)
        }
    }
}

extension JSONDocument {
    /// Decodes the whole text; see ``JSONElement/decode(_:)``.
    ///
    /// - Throws: ``JSONError`` that names the path; other errors of an `init(from:)` as they are.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try root.decode(type) }
}

extension JSONElement {
    var missing: JSONError { error("is missing", .missing) }

    /// The element itself.
    ///
    /// - Throws: that it is missing.
    var present: JSONElement {
        get throws(JSONError) {
            if kind == nil { throw missing }
            return self
        }
    }

    var isNullOrAbsent: Bool { get throws(JSONError) { try present.isNull } }

    /// The element, or `null` for a missing member, as a super decoder reads it.
    var orNull: JSONElement { kind == nil ? JSONElement(.null, 0) : self }

    /// The nearest `Float`; a number beyond the largest one is an error.
    var float: Float {
        get throws(JSONError) {
            guard let value = Float(try number.text), value.isFinite else {
                throw error("is a number too large for a Float", .outOfRange)
            }
            return value
        }
    }
}
