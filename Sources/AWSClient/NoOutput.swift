/// The output of an operation that returns nothing.
public struct NoOutput: Decodable, Sendable {
    public init() {}
}
