import AWSDynamoDB
import AWSStepFunctions
import JSON

/// What a task that waits for a run is told, within Step Functions' limits.
enum TaskMessage: Sendable, Equatable {
    case success(output: String)
    case failure(error: String, cause: String)

    private struct Cause: Encodable {
        let errorType: String
        let errorMessage: String
        let run: RunAnswer
    }

    init(_ answer: RunAnswer) {
        if let failure = answer.failure {
            let cause = Self.shortened(answer, to: StepFunctions.longestCause) {
                Cause(errorType: failure.errorType, errorMessage: failure.message, run: $0)
            }
            self = .failure(error: failure.errorType, cause: cause)
        } else {
            self = .success(output: Self.shortened(answer, to: StepFunctions.longestOutput) { $0 })
        }
    }

    /// JSON of at most `limit` bytes, with as many nodes as fit; the bad ones come first.
    private static func shortened(
        _ answer: RunAnswer,
        to limit: Int,
        _ wrap: (RunAnswer) -> some Encodable
    ) -> String {
        var count = answer.nodes?.count ?? 0
        while true {
            let text = json(wrap(answer.keeping(nodes: count)))
            if text.utf8.count <= limit || count == 0 { return text }
            count /= 2
        }
    }

    private static func json(_ value: some Encodable) -> String {
        // Text, numbers and booleans: there is nothing in it that JSON cannot hold.
        (try? JSONWriter.text(of: value, .sortedKeys)) ?? "{}"
    }
}
