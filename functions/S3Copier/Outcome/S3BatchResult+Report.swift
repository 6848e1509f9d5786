import LambdaEvents
import LambdaRuntime

extension S3BatchResponse.Result {
    /// The result of a task, for the job's report: all that its reader has.
    ///
    /// A task has no dead-letter queue: what would go there fails for good.
    init(_ task: S3BatchEvent.Task, _ report: CopyReport, _ disposition: MessageDisposition) {
        let code: S3BatchResponse.ResultCode =
            switch disposition {
            case .ack: .succeeded
            case .retry: .temporaryFailure
            case .dlq: .permanentFailure
            }
        self.init(taskID: task.id, resultCode: code, resultString: report.summary)
    }

    static func unreadableKey(_ task: S3BatchEvent.Task) -> Self {
        Self(
            taskID: task.id,
            resultCode: .permanentFailure,
            resultString: "Malformed: the key is empty, or not URL-encoded UTF-8"
        )
    }

    /// The result of a copy that nobody could be notified of: S3 calls again, and finds the copy made.
    static func notNotified(_ result: Self) -> Self {
        Self(
            taskID: result.taskId,
            resultCode: .temporaryFailure,
            resultString: "Copied, but the event bus or the crawler could not be notified"
        )
    }
}
