import AWSStepFunctions
import JSON

/// The message to a task that waits for a run. It is within the size limits of Step Functions.
enum TaskCallbackResult: Sendable, Equatable {
    case success(output: String)
    case failure(error: String, cause: String)

    private struct Cause: Encodable {
        let errorType: String
        let errorMessage: String
        let run: StarterAnswer
    }

    init(_ answer: StarterAnswer) {
        if let failure = answer.failure {
            let cause = answer.shortened(to: StepFunctions.longestCause) {
                Self.json(Cause(errorType: failure.errorType, errorMessage: failure.message, run: $0))
            }
            self = .failure(error: failure.errorType, cause: cause.text)
        } else {
            self = .success(output: answer.shortened(to: StepFunctions.longestOutput, Self.json).text)
        }
    }

    static func json(_ value: some Encodable) -> String {
        // Text, whole numbers and booleans: JSON can hold all of it.
        (try? JSONWriter.text(of: value, [.sortedKeys])) ?? "{}"
    }
}
