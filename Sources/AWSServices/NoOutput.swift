/// The answer of an operation that has nothing to say.
struct NoOutput: Decodable, Sendable {}
