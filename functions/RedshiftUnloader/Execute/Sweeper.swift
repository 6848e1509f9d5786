import AWSClient
import AWSDynamoDB
import LambdaRuntime
import Logging
import UTCTime

/// Goes on with everything that is open: statements whose event never came, starts that were cut off, statements over
/// their limit. Called by a schedule.
struct Sweeper: Sendable {
    let services: UnloaderServices
    let invocation: Invocation

    /// A start takes less than an invocation may last, 15 minutes: a mark of that age without a run is of a start that
    /// was cut off.
    static let startingTime = Duration.seconds(960)

    struct Result: Sendable, Equatable {
        var open = 0
        var closed = 0
        var stuck = 0
        var restarted = 0
        /// What could not be looked at for lack of time, or for an error.
        var left = 0
        var touchedBackfills: Set<String> = []
    }

    /// - Throws: what concerns more than one run: DynamoDB's errors, and cancellation.
    func sweep() async throws -> Result {
        var result = Result()
        for (work, mark) in try await services.table.openMarks(deadline: invocation.deadline) {
            guard invocation.hasTime else {
                result.left += 1
                continue
            }
            do {
                switch work {
                case .backfill(let id): result.touchedBackfills.insert(id)
                case .run(let id, _): try await sweepRun(id, mark, &result)
                }
            } catch let error as AWSError where error.service == "DynamoDB" && error.isRetryable {
                throw error
            } catch let error where !(error is CancellationError) {
                // One run that cannot be gone on with must not keep the others from it.
                result.left += 1
                // A plan that is gone or broken mends itself no more.
                if error is PlanError || error is PlanNotFound { result.stuck += 1 }
                invocation.context.logger.error(
                    "open work could not be gone on with",
                    metadata: ["work": "\(work.sort)", "errorMessage": "\(error)"]
                )
            }
        }
        invocation.context.metrics.add("OpenRuns", Double(result.open))
        invocation.context.metrics.add("StuckRuns", Double(result.stuck))
        return result
    }

    private func sweepRun(_ id: String, _ mark: OpenMark, _ result: inout Result) async throws {
        let driver = RunDriver(services: services, invocation: invocation)
        var snapshot = try await driver.drive(id)
        if snapshot == nil, let request = mark.request {
            guard services.clock.now().duration(since: mark.since) > Self.startingTime else {
                result.open += 1
                return
            }
            let started = try await RunStarter(services: services, deadline: invocation.deadline).start(request)
            invocation.context.logger.warning(
                "run \(id): its start was cut off, it is started once more",
                metadata: ["runId": "\(started.runID)"]
            )
            result.restarted += 1
            snapshot = try await driver.drive(started.runID)
        }
        guard let snapshot else {
            result.stuck += 1
            invocation.context.logger.error(
                "run \(id): its start was cut off and the plan was too large to keep; invoke it again",
                metadata: ["runId": "\(id)"]
            )
            return
        }
        if let backfill = snapshot.run.backfill { result.touchedBackfills.insert(backfill) }
        if snapshot.run.status == .open {
            result.open += 1
            if snapshot.isStuck {
                result.stuck += 1
                invocation.context.logger.error("run \(id): stuck", metadata: ["runId": "\(id)", "outcome": "Stuck"])
            }
        } else {
            result.closed += 1
            try await services.table.removeOpen(.run(id, round: snapshot.run.round), deadline: invocation.deadline)
        }
    }
}
