public import JSON

/// The output of an operation that returns nothing. An answer without a body is a success for such an operation only.
public struct NoOutput: JSONElementDecodable, Sendable {
    /// Checks that the output is a JSON object.
    ///
    /// - Throws: `JSONError` for anything but an object.
    public init(_ output: JSONElement) throws(JSONError) { _ = try output.object }
}
