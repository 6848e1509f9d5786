public import JSON

/// The output of an operation that returns nothing. Only for such an operation is an answer without a body a success.
public struct NoOutput: JSONElementDecodable, Sendable {
    /// Checks that the output is a JSON object.
    ///
    /// - Throws: `JSONError` for anything but an object.
    public init(_ output: JSONElement) throws(JSONError) { _ = try output.object }
}
