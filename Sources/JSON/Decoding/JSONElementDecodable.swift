/// A type that reads itself from a ``JSONElement``. It is `Decodable` by that: on its own, as a member of other `Decodable`
/// types, and by other decoders, at the price of a detour.
///
/// Reading by hand costs a tenth of what a synthesized `init(from:)` costs, so hot paths are worth it.
public protocol JSONElementDecodable: Decodable {
    /// - Throws: ``JSONError``, as reading the element does, or an error of the type's own.
    init(_ element: JSONElement) throws
}

extension JSONElementDecodable {
    public init(from decoder: any Decoder) throws {
        let element: JSONElement
        if let decoder = decoder as? JSONValueDecoder {
            element = decoder.element
        } else {
            element = try JSONDocument(JSONValue(from: decoder).text()).root
        }
        do {
            try self.init(element)
        } catch let error as JSONError {
            throw error.asDecodingError(element, nil)
        }
    }
}
