/// A function that has something to do when its environment is shut down. Only such a function registers the internal
/// extension without which Lambda sends no SIGTERM: registering costs every cold start a round trip.
public protocol ShutdownAware: LambdaFunction {
    /// Called once, on SIGTERM. Lambda leaves about 500 ms before it kills the process.
    func shutdown() async
}

extension LambdaFunction where Self: ShutdownAware {
    /// Found by the compiler: looking for the conformance at run time would search the whole executable in every start.
    public var shutdownHook: (@Sendable () async -> Void)? { { await shutdown() } }
}
