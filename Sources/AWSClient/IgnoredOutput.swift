public import JSON

/// The output of an operation whose result our code does not read. The answer must still be a JSON object: an answer
/// without a body does not prove a success.
public struct IgnoredOutput: JSONElementDecodable, Sendable {
    /// Checks that the output is a JSON object.
    ///
    /// - Throws: `JSONError` for anything but an object.
    public init(_ output: JSONElement) throws(JSONError) { _ = try output.object }
}
