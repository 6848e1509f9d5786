import JSON

/// Decodes events from JSON and encodes answers as JSON.
public enum JSONPayloadCoding {
    /// Decodes an event from JSON.
    ///
    /// - Throws: an error that says which value is missing or wrong, and where.
    public static func decode<Event: Decodable>(_ type: Event.Type, from payload: [UInt8]) throws -> Event {
        do {
            return try JSONDocument(payload).decode(type)
        } catch {
            throw EventDecodingError(error)
        }
    }

    public static func encode(_ output: some Encodable) throws -> [UInt8] { try JSONWriter.bytes(of: output) }
}
