/// The output of an operation that returns something nobody here reads. A JSON object must have come: an answer without a
/// body proves nothing.
public struct IgnoredOutput: Decodable, Sendable {
    public init() {}
}
