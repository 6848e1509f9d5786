/// A type with its own code to read a value from a ``JSONElement``. This also makes it `Decodable`: on its own, as a
/// member of other `Decodable` types, and by other decoders, which are slower.
///
/// Such code costs a tenth of a synthesized `init(from:)`, so it is worth writing on hot paths.
public protocol JSONElementDecodable: Decodable {
    /// Reads the value from an element.
    ///
    /// - Throws: ``JSONError`` from reading the element, or an error of the type's own.
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
