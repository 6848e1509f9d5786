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
/// Its tasks run on the transport's thread, the process's main one: nothing in them may block it, and nothing may wait for
/// the main actor, whose queue nobody serves. Work that blocks needs a thread of its own.
///
/// Made once per process, before the first event; then `respond` is called for every event, by several tasks at a time
/// where Lambda allows concurrency in one process (`AWS_LAMBDA_MAX_CONCURRENCY`).
public protocol LambdaFunction: Sendable {
    /// Text of `bootstrap --help`.
    static var help: FunctionHelp { get }

    /// Time before the deadline at which an invocation's task is cancelled, so that it can still answer with what it
    /// finished. Held to half of the time the invocation has.
    static var cancellationMargin: Duration { get }

    /// Makes the loop write each invocation's trace to the environment variable `_X_AMZN_TRACE_ID`, for a library that
    /// reads nothing else. `false` unless the function says so: a thread that reads the environment meanwhile (a name
    /// resolver's) could see it half written. HTTPTransport's `XRayTraceHeader` has the trace in any case.
    static var exportsTraceVariable: Bool { get }

    /// Reads the settings. An error thrown here is reported to Lambda as an init error and ends the process.
    init(_ start: LambdaInitializationContext) async throws

    /// Prepares what the first event would otherwise pay for: init time has the full CPU, the first invocation of a small
    /// function a fraction of it.
    func warmUp() async

    /// The work to do when the environment ends; see ``ShutdownAware``, which gives it. `nil` for every other function.
    var shutdownHook: (@Sendable () async -> Void)? { get }

    /// Answers one event.
    ///
    /// - Parameter event: the payload as Lambda sent it; nobody has checked that it is JSON.
    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse
}

extension LambdaFunction {
    public static var cancellationMargin: Duration { .milliseconds(500) }
    public static var exportsTraceVariable: Bool { false }
    public func warmUp() async {}
    public var shutdownHook: (@Sendable () async -> Void)? { nil }
}
