/// Answer to one event.
///
/// Response streaming would enter here, as a second kind of body beside `bytes` that
/// ``RuntimeAPIClient`` posts chunked with `Lambda-Runtime-Function-Response-Mode: streaming`.
public struct LambdaResponse: Sendable, Equatable {
    public var bytes: [UInt8]

    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
}
