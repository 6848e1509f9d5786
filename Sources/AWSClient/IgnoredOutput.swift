public import JSON

/// The output of an operation that returns something nobody here reads. A JSON object must have come: an answer without a
/// body proves nothing.
public struct IgnoredOutput: JSONElementDecodable, Sendable {
    /// - Throws: `JSONError` for anything but an object.
    public init(_ output: JSONElement) throws(JSONError) { _ = try output.object }
}
