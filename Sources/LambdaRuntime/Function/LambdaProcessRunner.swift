import HTTPTransport
import Logging

/// Runs a function's process under Lambda: makes the function, warms it up, and answers invocations.
struct LambdaProcessRunner<Function: LambdaFunction> {
    /// The maximum number of invocations that the process accepts at a time. Lambda never gives one environment so
    /// many; the limit protects against a mistaken setting.
    private static var mostPollers: Int { 1_024 }

    private let environment: Environment
    private let api: RuntimeAPIClient
    private let telemetry: ProcessLogAndMetrics
    private let endAfterHook: @Sendable () -> Void

    /// Makes the runner of one process.
    ///
    /// - Parameters:
    ///   - transport: the process's transport. A test gives a transport of its own, because test suites in one process
    ///     would otherwise share its connections.
    ///   - endAfterHook: the action after a shutdown hook: it ends the process, except in a test.
    init(
        _ environment: Environment,
        address: String,
        transport: HTTPTransport = .shared,
        output: LineOutput = .standardOutput,
        answerTime: Duration = .seconds(5),
        endAfterHook: @escaping @Sendable () -> Void = { endProcess(0) }
    ) {
        self.endAfterHook = endAfterHook
        self.environment = environment
        api = RuntimeAPIClient(address: address, transport: transport, answerTime: answerTime)
        telemetry = ProcessLogAndMetrics(environment, functionName: Function.help.name, output: output)
    }

    /// Answers invocations until the environment ends, and returns the exit status. The status is never 0, because the
    /// loop only ends after a problem.
    func run() async -> Int32 {
        let function: Function
        do {
            function = try await Function(
                LambdaInitializationContext(environment: environment, logger: telemetry.logger)
            )
        } catch {
            await reportInitError(error)
            return 1
        }
        if let hook = function.shutdownHook {
            await ShutdownHook.install(hook, api, telemetry.logger, end: endAfterHook)
        }
        await function.warmUp()
        let reason = await InvocationLoop(function: function, api: api, telemetry: telemetry).run(pollers: pollers)
        telemetry.logger.critical("\(reason)")
        return 1
    }

    /// The maximum number of invocations that may be in flight at a time.
    var pollers: Int {
        let wanted = environment["AWS_LAMBDA_MAX_CONCURRENCY"].flatMap { Int($0) } ?? 1
        return min(max(wanted, 1), Self.mostPollers)
    }

    private func reportInitError(_ error: any Error) async {
        let report = ErrorReport(error)
        telemetry.logger.critical(
            "the function could not start",
            metadata: ["errorType": "\(report.type)", "errorMessage": "\(report.message)"]
        )
        if let line = RuntimeAPIAnswerPolicy.afterInitError(await api.postInitError(report)) {
            telemetry.logger.error("\(line)")
        }
    }
}
