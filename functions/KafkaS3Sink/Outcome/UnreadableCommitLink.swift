import AWSS3
import LambdaRuntime

/// The error for an object that is not a commit link, although its key has the prefix of a commit chain. No link is
/// written after it.
struct UnreadableCommitLink: LambdaError, CustomStringConvertible {
    let location: S3Location
    let reason: String

    var errorType: String { "Sink.UnreadableLink" }
    var errorMessage: String { description }
    var description: String {
        "\(location) is no commit link of KafkaS3Sink: \(reason); bring its last version back, or move what is not ours"
    }
}
