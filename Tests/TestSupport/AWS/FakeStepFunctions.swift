/// Tasks of Step Functions that wait with a token, and their executions.
public struct FakeStepFunctions: Sendable {
    struct Refusal: Error { let code: String }

    public enum Outcome: Sendable, Equatable {
        case succeeded(output: JSON)
        case failed(error: String, cause: JSON)

        public var error: String? { if case .failed(let error, _) = self { error } else { nil } }
        public var run: JSON? {
            switch self {
            case .succeeded(let output): output
            case .failed(_, let cause): cause["run"]
            }
        }
    }

    /// The outcomes by token. A task that is in here takes no more messages.
    public private(set) var outcomes: [String: Outcome] = [:]
    /// Tokens of tasks that timed out, or whose execution ended.
    public var gone: Set<String> = []
    /// Statuses by execution ARN; running for one that is not in here.
    public var executions: [String: String] = [:]
    public private(set) var heartbeats: [String: Int] = [:]
    /// Messages that found their task over.
    private var late = 0

    public init() {}

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        guard let target = request.header("x-amz-target"), target.hasPrefix("AWSStepFunctions."),
            let input = JSON(request.body)
        else { return nil }
        do throws(Refusal) {
            return .status(200, body: try handle(String(target.dropFirst("AWSStepFunctions.".count)), input).text)
        } catch {
            return .status(400, body: #"{"__type":"com.amazonaws#\#(error.code)","message":"scripted"}"#)
        }
    }

    private mutating func handle(_ operation: String, _ input: JSON) throws(Refusal) -> JSON {
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
