import TestSupport
/// Step Functions' side of tasks that wait with a token.
struct FakeTasks: Sendable {
    struct Refusal: Error { let code: String }

    enum Outcome: Sendable, Equatable {
        case succeeded(output: JSON)
        case failed(error: String, cause: JSON)

        var error: String? { if case .failed(let error, _) = self { error } else { nil } }
        var run: JSON? {
            switch self {
            case .succeeded(let output): output
            case .failed(_, let cause): cause["run"]
            }
        }
    }

    /// By token. Whoever is in here can be told no more.
    private(set) var outcomes: [String: Outcome] = [:]
    /// Tokens of tasks that timed out, or whose execution ended.
    var gone: Set<String> = []
    /// By execution ARN; running when not said.
    var executions: [String: String] = [:]
    private(set) var heartbeats: [String: Int] = [:]
    /// Messages that found their task over.
    private(set) var late = 0

    mutating func handle(_ operation: String, _ input: JSON) throws(Refusal) -> JSON {
        if operation == "DescribeExecution" {
            let arn = input["executionArn"]?.string ?? ""
            return ["executionArn": .string(arn), "status": .string(executions[arn] ?? "RUNNING")]
        }
        guard let token = input["taskToken"]?.string, !token.isEmpty else { throw Refusal(code: "InvalidToken") }
        guard outcomes[token] == nil, !gone.contains(token) else {
            late += 1
            throw Refusal(code: late % 2 == 0 ? "TaskTimedOut" : "TaskDoesNotExist")
        }
        switch operation {
        case "SendTaskHeartbeat": heartbeats[token, default: 0] += 1
        case "SendTaskSuccess":
            guard let text = input["output"]?.string, text.utf8.count <= 262_144, let output = try? JSON.parse(text)
            else {
                throw Refusal(code: "InvalidOutput")
            }
            outcomes[token] = .succeeded(output: output)
        case "SendTaskFailure":
            guard let error = input["error"]?.string, let text = input["cause"]?.string, text.utf8.count <= 32_768,
                let cause = try? JSON.parse(text)
            else { throw Refusal(code: "ValidationException") }
            outcomes[token] = .failed(error: error, cause: cause)
        default: throw Refusal(code: "UnknownOperationException")
        }
        return [:]
    }
}
