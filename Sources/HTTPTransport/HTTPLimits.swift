/// The time limits of a request. `nil` means "no limit".
public struct HTTPLimits: Sendable, Equatable {
    /// The maximum time for the name lookup, TCP and the TLS handshake together.
    public var connect: Duration
    /// The maximum time without a sent or received byte, rounded up to whole seconds. S3 is silent for minutes while it
    /// copies gigabytes on its side, and a long poll is silent by design. Such calls set `nil`, and are limited by
    /// `total` or by cancellation; TCP keep-alive finds a peer that is really gone.
    public var stalled: Duration?
    /// The maximum time for the whole exchange.
    public var total: Duration?

    public init(connect: Duration = .seconds(5), stalled: Duration? = .seconds(60), total: Duration? = nil) {
        self.connect = connect
        self.stalled = stalled
        self.total = total
    }

    /// The usual limits: 5 s to connect and 60 s of silence, like the AWS SDKs.
    public static let standard = HTTPLimits()
    /// The limits for a request whose answer may come after any length of time.
    public static let longPoll = HTTPLimits(stalled: nil)
}
