extension JSONElement {
    /// Decodes the element as a `Decodable` type.
    ///
    /// Members that the type does not read are ignored. A number with a fraction, or out of range, is an error for a
    /// whole-number type; it never traps.
    ///
    /// - Throws: ``JSONError`` that names the path, also in place of a `DecodingError` from the type's own
    ///   `init(from:)`. Other errors of an `init(from:)` are thrown unchanged.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONValueDecoder(self).decode(type)
        } catch let error as DecodingError {
            throw JSONError(error, in: self)
        }
    }
}

extension JSONDocument {
    /// Decodes the whole text as a `Decodable` type; see ``JSONElement/decode(_:)``.
    ///
    /// - Throws: ``JSONError`` that names the path; other errors of an `init(from:)` unchanged.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try root.decode(type) }
}

extension JSONElement {
    var missing: JSONError { error("is missing", .missing) }

    /// The element itself, if it exists.
    ///
    /// - Throws: ``JSONError`` when the element is missing.
    var present: JSONElement {
        get throws(JSONError) {
            if kind == nil { throw missing }
            return self
        }
    }

    var isNullOrAbsent: Bool { get throws(JSONError) { try present.isNull } }

    /// The element, or a JSON `null` for a missing member. A super decoder reads a missing member in this way.
    var orNull: JSONElement { kind == nil ? JSONElement(.null, 0) : self }

    /// The number as the nearest `Float`. A number larger than any `Float` is an error.
    var float: Float {
        get throws(JSONError) {
            guard let value = Float(try number.text), value.isFinite else {
                throw error("is a number too large for a Float", .outOfRange)
            }
            return value
        }
    }
}
