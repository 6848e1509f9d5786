import LambdaEvents
import LambdaRuntime
import Logging

/// Handles a batch of SQS messages. Failed messages return to the queue, and later go to the dead-letter queue.
struct QueueHandler: Sendable {
    let handler: RequestHandler

    func answer(_ event: DeliveredRequests, _ messages: [SQSMessage]) async throws -> SQSBatchResponse {
        var failed = Set(event.unreadable.map(\.message))
        for (message, reason) in event.unreadable {
            handler.scope.context.logger.error(
                "a message cannot be read",
                metadata: ["messageId": "\(messages[message].messageID)", "errorMessage": "\(reason)"]
            )
        }
        var objects: [PendingFile] = []
        var taking: Set<Int> = []
        for (index, request) in event.requests.enumerated() {
            guard case .object(let file) = request else { continue }
            objects.append(file)
            taking.insert(event.origins[index])
        }
        do {
            _ = try await handler.take(objects)
        } catch let error where !(error is CancellationError) {
            log(error)
            failed.formUnion(taking)
        }
        for (index, request) in event.requests.enumerated() {
            guard case .load(let load) = request else { continue }
            do {
                _ = try await handler.load(load)
            } catch let error where !(error is CancellationError) {
                log(error)
                failed.insert(event.origins[index])
            }
        }
        return SQSBatchResponse(messages) { !failed.contains($0) }
    }

    private func log(_ error: any Error) {
        handler.scope.context.logger.error("files could not be taken in", metadata: ["errorMessage": "\(error)"])
    }
}
