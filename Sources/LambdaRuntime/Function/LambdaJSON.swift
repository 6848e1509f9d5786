internal import FoundationEssentials

/// JSON in and out, with one decoder and one encoder for the life of the process.
public enum LambdaJSON {
    private static let decoder = JSONDecoder()
    private static let encoder = JSONEncoder()

    /// - Throws: an error that says what is missing or wrong, and where, instead of `DecodingError`'s account of it.
    public static func decode<Event: Decodable>(_ type: Event.Type, from payload: [UInt8]) throws -> Event {
        do {
            return try decoder.decode(type, from: Data(payload))
        } catch {
            throw InvalidEvent(error)
        }
    }

    public static func encode(_ output: some Encodable) throws -> [UInt8] { Array(try encoder.encode(output)) }
}
