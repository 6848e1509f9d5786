/// What came of proving a stop.
enum StopProof: Sendable {
    case manifest(Manifest)
    /// Not decidable now.
    case later(String)
    /// There is no stop any more.
    case stale(String)
}
