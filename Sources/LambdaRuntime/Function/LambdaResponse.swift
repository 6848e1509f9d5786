/// The answer to one event.
///
/// Response streaming would be added here, as a second kind of body next to `bytes`. ``RuntimeAPIClient`` would post it
/// chunked with `Lambda-Runtime-Function-Response-Mode: streaming`.
public struct LambdaResponse: Sendable, Equatable {
    public var bytes: [UInt8]

    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
}
