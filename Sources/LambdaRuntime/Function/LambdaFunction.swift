/// One Lambda function. The conforming type is the executable's `@main`:
///
/// ```swift
/// @main struct Greeter: JSONLambdaFunction {
///     static let help = FunctionHelp(name: "Greeter", summary: "Says hello.")
///     init(_ start: LambdaInitializationContext) {}
///     func handle(_ name: String, _ context: LambdaContext) -> String { "Hello, \(name)!" }
/// }
/// ```
///
/// The function's tasks run on the transport's thread, which is the process's main thread. They must not block this
/// thread, and must not wait for the main actor, because its queue never runs. Work that blocks needs a thread of its
/// own.
///
/// The function is made once per process, before the first event. Then `respond` is called for every event. Several
/// tasks call it at a time where Lambda allows concurrency in one process (`AWS_LAMBDA_MAX_CONCURRENCY`).
public protocol LambdaFunction: Sendable {
    /// The text that `bootstrap --help` prints.
    static var help: FunctionHelp { get }

    /// The time between the cancellation of an invocation's task and the deadline. In this time the task can still
    /// answer with the work that it finished. The time is limited to half of the invocation's time.
    static var cancellationMargin: Duration { get }

    /// `true` when the loop must write each invocation's trace to the environment variable `_X_AMZN_TRACE_ID`. Some
    /// libraries find the trace only there. The default is `false`, because a thread that reads the environment at that
    /// moment (a name resolver's) could see a half-written value. HTTPTransport's `XRayTraceHeader` has the trace in
    /// any case.
    static var exportsTraceVariable: Bool { get }

    /// Makes the function and reads its settings. An error thrown here is reported to Lambda as an init error and ends
    /// the process.
    init(_ start: LambdaInitializationContext) async throws

    /// Does work that the first event would otherwise have to wait for. During init the function has the full CPU; in
    /// the first invocation a small function has only a fraction of it.
    func warmUp() async

    /// The work to do when the environment ends: `shutdown()` of a ``ShutdownAware`` function, `nil` for every other
    /// function.
    var shutdownHook: (@Sendable () async -> Void)? { get }

    /// Answers one event.
    ///
    /// - Parameter event: the payload as Lambda sent it. It may be invalid JSON.
    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse
}

extension LambdaFunction {
    public static var cancellationMargin: Duration { .milliseconds(500) }
    public static var exportsTraceVariable: Bool { false }
    public func warmUp() async {}
    public var shutdownHook: (@Sendable () async -> Void)? { nil }
}
