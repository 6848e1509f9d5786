/// A function that does some work when its environment is shut down. Only such a function registers the internal
/// extension that makes Lambda send SIGTERM, because the registration costs every cold start a round trip.
public protocol ShutdownAware: LambdaFunction {
    /// Does the work of the shutdown. It is called once, on SIGTERM; about 500 ms later Lambda kills the process.
    func shutdown() async
}

extension LambdaFunction where Self: ShutdownAware {
    /// The hook that calls `shutdown()`. The compiler selects this property: a search for the conformance at run time
    /// would read the whole executable in every start.
    public var shutdownHook: (@Sendable () async -> Void)? { { await shutdown() } }
}
