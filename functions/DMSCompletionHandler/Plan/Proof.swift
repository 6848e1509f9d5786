/// The result of proving an end.
enum Proof: Sendable {
    case manifest(Manifest)
    /// Not decidable now.
    case recheck(String)
    /// The run went on: there is no end any more.
    case stale(String)
}
