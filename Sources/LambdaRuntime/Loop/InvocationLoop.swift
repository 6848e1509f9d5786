import Glibc
import HTTPTransport
import Logging
import UTCTime

/// Receives events from the Runtime API and answers them, until the API says that this environment has ended.
struct InvocationLoop<Function: LambdaFunction>: Sendable {
    let function: Function
    let api: RuntimeAPIClient
    let telemetry: ProcessLogAndMetrics

    /// Runs until the process must exit, and returns the reason.
    ///
    /// - Parameter pollers: the number of invocations that may be in flight: 1, or `AWS_LAMBDA_MAX_CONCURRENCY` on
    ///   managed instances.
    func run(pollers: Int) async -> String {
        guard pollers > 1 else { return await poll(place: .transport) }
        // The first poller's end is the environment's: nobody waits for handlers that are still busy.
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        let tasks = (0..<pollers).map { _ in Task { end.yield(await poll(place: .pool)) } }
        let reason = await ends.first { _ in true } ?? "no poller"
        for task in tasks { task.cancel() }
        return reason
    }

    private func poll(place: DeadlineGuard.Place) async -> String {
        while true {
            switch RuntimeAPIAnswerPolicy.afterNext(await api.next()) {
            case .exit(let reason): return reason
            case .invoke(let invocation):
                if Function.exportsTraceVariable, place == .transport { TraceVariable.set(invocation.traceID) }
                let step = await XRayTraceHeader.$current.withValue(invocation.traceID) {
                    await answer(invocation, place)
                }
                switch step {
                case .poll: continue
                case .logAndPoll(let line):
                    telemetry.logger(requestID: invocation.requestID).error("\(line)")
                case .exit(let reason): return reason
                }
            }
        }
    }

    private func answer(_ invocation: Invocation, _ place: DeadlineGuard.Place) async
        -> RuntimeAPIAnswerPolicy.AfterAnswer
    {
        let logger = telemetry.logger(requestID: invocation.requestID)
        let metrics = InvocationMetrics()
        let isColdStart = telemetry.takeColdStart()
        let remaining = invocation.remainingTime(at: .now())
        let start = ContinuousClock.now
        let context = LambdaContext(
            requestID: invocation.requestID,
            deadline: start + remaining,
            cancellation: start + DeadlineGuard.allowed(of: remaining, margin: Function.cancellationMargin),
            functionARN: invocation.functionARN,
            traceID: invocation.traceID,
            clientContext: invocation.clientContext,
            cognitoIdentity: invocation.cognitoIdentity,
            tenantID: invocation.tenantID,
            logger: logger,
            metrics: metrics
        )
        let outcome = await DeadlineGuard.run(within: remaining, margin: Function.cancellationMargin, on: place) {
            try await function.respond(to: invocation.payload, context)
        }
        // Before the answer: after it the environment may be frozen for hours, or for ever.
        telemetry.write(metrics, requestID: invocation.requestID, isColdStart: isColdStart)
        switch outcome {
        case .success(let response):
            return RuntimeAPIAnswerPolicy.afterAnswer("response", await api.post(response, for: invocation.requestID))
        case .failure(let error):
            let report = ErrorReport(error)
            logger.error(
                "invocation failed",
                metadata: ["errorType": "\(report.type)", "errorMessage": "\(report.message)"]
            )
            return RuntimeAPIAnswerPolicy.afterAnswer("error report", await api.post(report, for: invocation.requestID))
        }
    }
}

/// The environment variable `_X_AMZN_TRACE_ID`, for libraries that find the trace only there; see
/// ``LambdaFunction/exportsTraceVariable``. It is written only when the process handles one invocation at a time, and
/// only when it changes.
private enum TraceVariable {
    private static let name = "_X_AMZN_TRACE_ID"

    static func set(_ value: String?) {
        guard let value else { return _ = unsetenv(name) }
        if getenv(name).map({ String(cString: $0) }) != value { setenv(name, value, 1) }
    }
}
