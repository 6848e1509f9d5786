/// A function that has something to do when its environment is shut down. Only such a function registers the internal
/// extension without which Lambda sends no SIGTERM: registering costs every cold start a round trip.
public protocol ShutdownAware: LambdaFunction {
    /// Called once, on SIGTERM. Lambda leaves about 500 ms before it kills the process.
    func shutdown() async
}

extension LambdaFunction where Self: ShutdownAware {
    /// The hook of such a function, found by the compiler: a search for the conformance at run time would go through the whole
    /// executable in every start.
    public var shutdownHook: (@Sendable () async -> Void)? { { await shutdown() } }
}
