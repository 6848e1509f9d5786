public import JSON

/// The output of an operation that returns nothing: the one for which an answer without a body is a success.
public struct NoOutput: JSONElementDecodable, Sendable {
    /// - Throws: `JSONError` for anything but an object.
    public init(_ output: JSONElement) throws(JSONError) { _ = try output.object }
}
