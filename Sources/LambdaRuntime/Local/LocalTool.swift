import Glibc
import LocalFile

/// The command-line tool for use outside Lambda. `bootstrap --event FILE` runs one invocation, `bootstrap --help`
/// describes the function.
struct LocalTool<Function: LambdaFunction> {
    private let environment: Environment
    private let output: LineOutput
    private let errors: LineOutput

    init(
        _ environment: Environment,
        output: LineOutput = .standardOutput,
        errors: LineOutput = .standardError
    ) {
        self.environment = environment
        self.output = output
        self.errors = errors
    }

    /// Runs the tool with the given arguments.
    ///
    /// - Parameter arguments: the command line without the program's name.
    /// - Returns: the exit status.
    func run(_ arguments: [String]) async -> Int32 {
        switch arguments {
        case ["--help"], ["-h"]:
            output.line(help)
            return Status.success
        case _ where arguments.count == 2 && arguments[0] == "--event":
            return await withEvent(arguments[1], invoke)
        case _ where Self.dryRunFile(arguments) != nil && Function.self is any DryRunnable.Type:
            return await withEvent(Self.dryRunFile(arguments) ?? "", dryRun)
        case _ where arguments.count > 1 && arguments[0] == "--validate" && Function.self is any PlanValidating.Type:
            return validate(Array(arguments.dropFirst()))
        default:
            errors.line(
                "error: expected --event FILE, --event - or --help; AWS_LAMBDA_RUNTIME_API is not set, so this is not Lambda\n\n\(help)"
            )
            return Status.usage
        }
    }

    /// Returns the name of the event's file in `--explain FILE` or `--event FILE --dry-run`; `nil` for other arguments.
    private static func dryRunFile(_ arguments: [String]) -> String? {
        if arguments.count == 2, arguments[0] == "--explain" { return arguments[1] }
        guard arguments.count == 3, let flag = arguments.firstIndex(of: "--dry-run") else { return nil }
        let rest = arguments[..<flag] + arguments[(flag + 1)...]
        return rest.first == "--event" ? rest.last : nil
    }

    private func withEvent(_ file: String, _ run: (_ event: [UInt8]) async -> Int32) async -> Int32 {
        let event: [UInt8]
        do throws(LocalFileError) {
            event = try readFile(file)
        } catch {
            errors.line("error: cannot read the event \(error)")
            return Status.noInput
        }
        return await run(event)
    }

    /// Makes the function. When this fails, prints the error (such as the mistakes in the settings) and returns `nil`.
    private func start(_ telemetry: ProcessLogAndMetrics) async -> Function? {
        do {
            return try await Function(LambdaInitializationContext(environment: environment, logger: telemetry.logger))
        } catch {
            errors.line("error: \(ErrorReport(error).message)")
            return nil
        }
    }

    /// Checks every plan file. A mistake in one file does not stop the checks of the next files.
    private func validate(_ files: [String]) -> Int32 {
        guard let function = Function.self as? any PlanValidating.Type else { return Status.usage }
        var status = Status.success
        for file in files {
            let plan: [UInt8]
            do throws(LocalFileError) {
                plan = try readFile(file)
            } catch {
                errors.line("error: cannot read the plan \(error)")
                status = Status.noInput
                continue
            }
            do {
                output.line(try function.validate(plan, file: file))
            } catch {
                errors.line("\(error)")
                if status == Status.success { status = Status.badData }
            }
        }
        return status
    }

    private func dryRun(_ event: [UInt8]) async -> Int32 {
        let telemetry = ProcessLogAndMetrics(environment, functionName: Function.help.name, output: errors)
        guard let function = await start(telemetry) as? any DryRunnable else { return Status.badSetting }
        do {
            output.line(try await function.dryRun(event))
            return Status.success
        } catch {
            let report = ErrorReport(error)
            errors.line("error: \(report.type): \(report.message)")
            return Status.failed
        }
    }

    private func invoke(_ event: [UInt8]) async -> Int32 {
        let telemetry = ProcessLogAndMetrics(environment, functionName: Function.help.name, output: errors)
        guard let function = await start(telemetry) else { return Status.badSetting }
        // As AWS's runtime emulator names it.
        let seconds = environment["AWS_LAMBDA_FUNCTION_TIMEOUT"].flatMap { Int($0) } ?? 900
        let timeout = Duration.seconds(min(max(seconds, 1), 900))
        let metrics = InvocationMetrics()
        let requestID = "local-invocation"
        let start = ContinuousClock.now
        let context = LambdaContext(
            requestID: requestID,
            deadline: start + timeout,
            cancellation: start + DeadlineGuard.allowed(of: timeout, margin: Function.cancellationMargin),
            logger: telemetry.logger(requestID: requestID),
            metrics: metrics
        )
        let outcome = await DeadlineGuard.run(within: timeout, margin: Function.cancellationMargin) {
            try await function.respond(to: event, context)
        }
        telemetry.write(metrics, requestID: requestID, isColdStart: true)
        switch outcome {
        case .success(let response):
            output.line(response.bytes)
            return Status.success
        case .failure(let error):
            let report = ErrorReport(error)
            errors.line("error: \(report.type): \(report.message)")
            return Status.failed
        }
    }

    private var help: String {
        let text = Function.help
        var lines = [
            "\(text.name): \(text.summary)",
            "",
            "usage: bootstrap --event FILE   run one invocation with the event in FILE (- for standard input), print the response",
            "       bootstrap --help         this text",
        ]
        if Function.self is any DryRunnable.Type {
            lines.append("       bootstrap --explain FILE print what would be done about the event, and do nothing")
        }
        if Function.self is any PlanValidating.Type {
            lines.append("       bootstrap --validate FILE…  check plan files: every mistake with its line")
        }
        lines += [
            "",
            "Under Lambda (AWS_LAMBDA_RUNTIME_API is set) it serves invocations.",
        ]
        let settings =
            text.settings + [
                .init("METRICS_NAMESPACE", "CloudWatch namespace of its metrics; \(text.name) when not set")
            ]
        lines += ["", "settings (environment variables):"]
        let width = settings.map(\.name.utf8.count).max() ?? 0
        for setting in settings {
            let gap = String(repeating: " ", count: width - setting.name.utf8.count + 2)
            lines.append("  \(setting.name)\(gap)\(setting.meaning)")
        }
        if let example = text.example { lines += ["", "example:", "  \(example)"] }
        return lines.joined(separator: "\n")
    }
}

/// The tool's exit statuses. The numbers from 64 on are those of sysexits.h.
private enum Status {
    static let success: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let noInput: Int32 = 66
    static let badSetting: Int32 = 78
}

/// Reads a whole file. The path `-` means standard input.
private func readFile(_ path: String) throws(LocalFileError) -> [UInt8] {
    path == "-" ? try LocalFile.bytes(of: STDIN_FILENO, named: path) : try LocalFile.bytes(at: path)
}
