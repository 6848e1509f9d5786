import AWSS3

/// The result of proving an end.
enum CompletionProofResult: Sendable {
    /// The manifest that counts, and its place.
    case manifest(Manifest, S3Location)
    /// Not decidable now.
    case recheck(String)
    /// The task changed meanwhile: that end is over.
    case stale(String)
}
