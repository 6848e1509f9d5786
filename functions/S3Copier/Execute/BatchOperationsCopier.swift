import AWSS3
import LambdaEvents
import LambdaRuntime

/// Copies the objects of an S3 Batch Operations job. Such a job copies the objects that existed before the
/// notifications were set up.
struct BatchOperationsCopier: Sendable {
    let scope: InvocationScope
    private let notifier: CopyNotifier

    init(_ scope: InvocationScope) {
        self.scope = scope
        notifier = CopyNotifier(scope)
    }

    func process(_ event: S3BatchEvent) async -> S3BatchResponse {
        var results = await concurrentMap(event.tasks, limit: scope.settings.concurrency) { task in
            await process(task)
        }
        if await !notifier.finish() {
            // The copies are found made when S3 calls again.
            results = results.map { $0.resultCode == .succeeded ? .notNotified($0) : $0 }
        }
        return S3BatchResponse(to: event, results: results)
    }

    private func process(_ task: S3BatchEvent.Task) async -> S3BatchResponse.Result {
        guard let object = S3ObjectEvent(task) else { return .unreadableKey(task) }
        let report = await EventProcessor(scope: scope, notifier: notifier)
            .process(object, origin: .task(id: task.id))
        return S3BatchResponse.Result(task, report, scope.settings.dispositions[report.outcome])
    }
}
