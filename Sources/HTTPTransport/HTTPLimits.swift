/// The time limits of a request. `nil` means "no limit".
public struct HTTPLimits: Sendable, Equatable {
    /// The most time for the name lookup, TCP and the TLS handshake together.
    public var connect: Duration
    /// The most time in which no byte arrives or leaves, rounded up to whole seconds. S3 is silent for minutes while it
    /// copies gigabytes on its side, and a long poll is silent by design. Such calls set `nil`, and are limited by
    /// `total` or by cancellation; TCP keep-alive finds a peer that is really gone.
    public var stalled: Duration?
    /// The most time for the whole exchange.
    public var total: Duration?

    public init(connect: Duration = .seconds(5), stalled: Duration? = .seconds(60), total: Duration? = nil) {
        self.connect = connect
        self.stalled = stalled
        self.total = total
    }

    /// The usual limits: 5 s to connect and 60 s of silence, like the AWS SDKs.
    public static let standard = HTTPLimits()
    /// The limits for a request that a healthy peer may answer after any time.
    public static let longPoll = HTTPLimits(stalled: nil)
}
