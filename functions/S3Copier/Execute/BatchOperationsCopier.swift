import AWSS3
import LambdaEvents
import LambdaRuntime

/// Copies the objects of a job of S3 Batch Operations: the way to fill a target with what was there before the
/// notifications were.
struct BatchOperationsCopier: Sendable {
    let context: CopyContext
    let notifier: CopyNotifier

    init(_ context: CopyContext) {
        self.context = context
        notifier = CopyNotifier(context)
    }

    func process(_ event: S3BatchEvent) async -> S3BatchResponse {
        var results = await withTaskGroup(of: (Int, S3BatchResponse.Result).self) { group in
            var results: [(Int, S3BatchResponse.Result)] = []
            for (index, task) in event.tasks.enumerated() {
                if index >= context.settings.concurrency, let result = await group.next() { results.append(result) }
                group.addTask { (index, await process(task)) }
            }
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        if await !notifier.finish() {
            // The copies are found made when S3 calls again.
            results = results.map {
                $0.resultCode == .succeeded
                    ? .init(
                        taskID: $0.taskId,
                        resultCode: .temporaryFailure,
                        resultString: "Copied: the event bus or the crawler does not know yet"
                    )
                    : $0
            }
        }
        return S3BatchResponse(to: event, results: results)
    }

    private func process(_ task: S3BatchEvent.Task) async -> S3BatchResponse.Result {
        guard let key = task.key else {
            return .init(
                taskID: task.id,
                resultCode: .permanentFailure,
                resultString: "Malformed: the key is empty, or not URL-encoded UTF-8"
            )
        }
        let object = S3ObjectEvent(
            kind: .created,
            name: "BatchOperations",
            bucket: task.bucket,
            key: key,
            versionID: task.versionID
        )
        let report = await EventProcessor(context: context, notifier: notifier)
            .process(object, origin: .task(id: task.id))
        return .init(
            taskID: task.id,
            resultCode: resultCode(of: report.outcome),
            resultString: Self.text(of: report)
        )
    }

    /// Outcome, the error with its service and code, and what to do about it: all that a reader of the job's report has. S3
    /// keeps 1,024 characters of it.
    static func text(of report: CopyReport) -> String {
        let parts = [report.outcome.name, report.error, report.advice].compactMap { $0 }
        return String(parts.joined(separator: ": ").prefix(1_000))
    }

    /// A task has no dead-letter queue: what would go there fails for good, and stands in the job's report.
    private func resultCode(of outcome: CopyOutcome) -> S3BatchResponse.ResultCode {
        switch context.settings.dispositions[outcome] {
        case .ack: .succeeded
        case .retry: .temporaryFailure
        case .dlq: .permanentFailure
        }
    }
}
