/// The output of an operation that returns nothing: the one for which an answer without a body is a success.
public struct NoOutput: Decodable, Sendable {
    public init() {}
}
