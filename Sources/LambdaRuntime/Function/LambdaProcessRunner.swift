import HTTPTransport
import Logging

/// A function's process under Lambda: make it, warm it up, serve.
struct LambdaProcessRunner<Function: LambdaFunction> {
    /// The most pollers: more than Lambda gives one environment, so that a mistaken number does not start that many tasks.
    private static var mostPollers: Int { 1_024 }

    private let environment: Environment
    private let api: RuntimeAPIClient
    private let telemetry: ProcessLogAndMetrics
    private let endAfterHook: @Sendable () -> Void

    /// - Parameters:
    ///   - transport: the process's own, but for tests: those of many suites in one process would share its connections.
    ///   - endAfterHook: what follows a shutdown hook: the end of the process, but for tests.
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

    /// Serves until the environment is over. There is no good end to that: the status is never 0.
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

    /// Number of invocations that may be in flight.
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
