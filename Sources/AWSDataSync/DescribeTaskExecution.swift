import AWSClient
import TextSearch

extension DataSync {
    /// Reads one execution of a task.
    ///
    /// - Returns: `nil` when there is no such execution: DataSync then calls the request invalid.
    /// - Throws: `AWSError`.
    public func taskExecution(
        arn: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> TaskExecution? {
        struct Request: Encodable { let TaskExecutionArn: String }
        let request = Request(TaskExecutionArn: arn)
        let operation = try AWSOperation<TaskExecution>.json("DescribeTaskExecution", request, isIdempotent: true)
        do {
            return try await client.call(operation, deadline: deadline)
        } catch let error as AWSError
            where error.code == "InvalidRequestException" && error.message.contains(text: "not found")
        {
            return nil
        }
    }

    /// Finds the ARN of a task's latest execution.
    /// https://docs.aws.amazon.com/datasync/latest/userguide/API_ListTaskExecutions.html
    ///
    /// - Returns: `nil` when the task never ran.
    /// - Throws: `AWSError`, among others `RepeatedMarker` when a page is repeated.
    public func latestExecution(
        taskARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String? {
        struct Request: Encodable {
            let TaskArn: String
            let NextToken: String?
        }
        struct Entry: Decodable, Sendable { let TaskExecutionArn: String }
        struct Answer: Decodable, Sendable {
            let TaskExecutions: [Entry]?
            let NextToken: String?
        }
        var latest: String?
        var token: String?
        var seen: Set<String> = []
        repeat {
            let request = Request(TaskArn: taskARN, NextToken: token)
            let operation = try AWSOperation<Answer>.json("ListTaskExecutions", request, isIdempotent: true)
            let answer = try await client.call(operation, deadline: deadline)
            // Oldest first, so the last of the last page is the latest.
            latest = answer.TaskExecutions?.last?.TaskExecutionArn ?? latest
            token = answer.NextToken.flatMap { $0.isEmpty ? nil : $0 }
            if let token, !seen.insert(token).inserted {
                throw AWSError.repeatedMarker(service: Self.service.name, operation: "ListTaskExecutions")
            }
        } while token != nil
        return latest
    }
}
