import AWSClient
import AWSRedshiftData
import LambdaRuntime
import UTCTime

/// Waits inside an invocation for statements that take only seconds. It uses long polling where the service has it, and
/// growing pauses elsewhere. Statements that still run shortly before the deadline are left to later events.
struct PollBackoff {
    private let services: UnloaderServices
    private let scope: InvocationScope
    private var step = Duration.milliseconds(250)
    private var canHoldBack = true

    static let longestStep = Duration.seconds(5)
    /// The maximum duration of one long poll, in seconds (`WaitTimeSeconds`). The service allows at most 30.
    static let longestHold = 20

    init(services: UnloaderServices, scope: InvocationScope) {
        self.services = services
        self.scope = scope
    }

    /// Waits before the next check of the exports' statements.
    ///
    /// - Returns: `false` when there is no time to wait, or no statement runs.
    mutating func wait(on exports: [ExportRecord]) async throws -> Bool {
        let end = scope.context.deadline - services.settings.waitMargin
        let remaining = services.clock.remaining(until: end)
        guard remaining > .milliseconds(100), !Task.isCancelled else { return false }
        let running = exports.first { $0.phase == .submitted || $0.phase == .stopping }
        // A retry that is due in minutes is not waited for: waiting is paid.
        guard let running else { return false }
        if let id = running.statementID, try await holdBack(id, remaining) { return true }
        try await services.clock.sleep(for: min(step, remaining))
        step = min(step * 1.5, Self.longestStep)
        return true
    }

    /// Waits for a statement to end, in one long poll.
    ///
    /// - Returns: `true` when the statement has ended. `false` when the service has no long polling, or may have
    ///   answered at once: the caller must pause before it asks again.
    private mutating func holdBack(_ id: String, _ remaining: Duration) async throws -> Bool {
        let seconds = min(Int(remaining.components.seconds), Self.longestHold)
        guard services.settings.usesLongPolling, canHoldBack, seconds >= 1 else { return false }
        do {
            let statement = try await services.redshift.describeStatement(
                id,
                wait: seconds,
                deadline: scope.deadline
            )
            return statement.status.isOver
        } catch let error as AWSError {
            // A ValidationException of a service that does not know the member; or too many of these requests at once.
            if !error.isRetryable { canHoldBack = false }
            return false
        }
    }
}
