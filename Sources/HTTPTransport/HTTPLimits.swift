/// Time limits of a request. `nil` is "no limit".
public struct HTTPLimits: Sendable, Equatable {
    /// Name lookup, TCP and TLS handshake together.
    public var connect: Duration
    /// Time in which nothing at all arrives or leaves. S3 is silent for minutes while it copies gigabytes on its side, and
    /// a long poll is silent by design: such calls set `nil` and are bounded by `total` or by cancellation; a peer that
    /// is really gone is found by TCP keep-alive. Whole seconds, rounded up.
    public var stalled: Duration?
    /// The whole exchange.
    public var total: Duration?

    public init(connect: Duration = .seconds(5), stalled: Duration? = .seconds(60), total: Duration? = nil) {
        self.connect = connect
        self.stalled = stalled
        self.total = total
    }

    /// 5 s to connect, 60 s of silence, as the AWS SDKs.
    public static let standard = HTTPLimits()
    /// For requests that a healthy peer may answer after any time.
    public static let longPoll = HTTPLimits(stalled: nil)
}
