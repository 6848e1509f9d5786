import AWSS3

/// The result of proving a run's end.
enum CompletionProofResult: Sendable {
    /// The valid manifest, and its location in S3.
    case manifest(Manifest, S3Location)
    /// The run's result is still unclear, for this reason.
    case recheck(String)
    /// The task changed during the check. The checked end is therefore out of date.
    case stale(String)
}
