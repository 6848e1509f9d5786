import Logging
import Synchronization
import UTCTime

/// The log and the metrics of a process.
final class ProcessLogAndMetrics: Sendable {
    private let root: Logger
    private let handler: LambdaLogHandler
    private let output: LineOutput
    private let functionName: String
    private let namespace: String
    private let hasMarkedColdStart = Atomic(false)

    init(_ environment: Environment, functionName: String, output: LineOutput) {
        let handler = LambdaLogHandler(LogConfiguration(environment), output: output)
        self.handler = handler
        root = Logger(label: functionName) { _ in handler }
        self.output = output
        self.functionName = environment["AWS_LAMBDA_FUNCTION_NAME"] ?? functionName
        namespace = environment["METRICS_NAMESPACE"] ?? functionName
    }

    var logger: Logger { root }

    func logger(requestID: String) -> Logger {
        let handler = handler.of(requestID: requestID)
        return Logger(label: root.label) { _ in handler }
    }

    /// Returns `true` only once, for the process's first invocation.
    func takeColdStart() -> Bool { !hasMarkedColdStart.exchange(true, ordering: .relaxed) }

    /// Writes an invocation's metrics, if it has any.
    func write(_ metrics: InvocationMetrics, requestID: String, isColdStart: Bool) {
        var set = metrics.snapshot()
        guard !set.metrics.isEmpty else { return }
        if isColdStart { set.add("ColdStart", 1, .count) }
        set.properties["requestId"] = requestID
        for line in EmbeddedMetricFormat.lines(set, namespace: namespace, functionName: functionName, at: .now()) {
            output.line(line)
        }
    }
}
