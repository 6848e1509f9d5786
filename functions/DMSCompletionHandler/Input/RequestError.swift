/// An input that is none of the shapes this function knows.
struct RequestError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ reason: String, _ body: String) {
        description = "the input cannot be read (\(reason)); it begins: \(body.prefix(200))"
    }
}
