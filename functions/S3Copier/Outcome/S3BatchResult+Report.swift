import LambdaEvents
import LambdaRuntime

extension S3BatchResponse.Result {
    /// Makes a task's result for the report of the S3 Batch Operations job. The report's reader sees nothing else.
    ///
    /// A task has no dead-letter queue: an outcome that would send a message there is a permanent failure of the task.
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

    /// Makes the result of a copy whose notification failed. S3 sends the task again, and the copy is then found at the
    /// target.
    static func notNotified(_ result: Self) -> Self {
        Self(
            taskID: result.taskId,
            resultCode: .temporaryFailure,
            resultString: "Copied, but the event bus or the crawler could not be notified"
        )
    }
}
