import AWSSigning

/// The fields and values of a plan. Equal for two files that differ only in comments, order of keys, quotes and line ends, and for
/// YAML and JSON that say the same.
public struct CanonicalPlanContent: Sendable, Equatable {
    private let canonicalForm: [UInt8]

    init(_ root: PlanNode) { canonicalForm = PlanCanonicalizer.bytes(of: root) }

    /// SHA-256 of the content, in 64 lower-case hexadecimal digits.
    ///
    /// It is computed when it is asked for: the first digest of a process costs OpenSSL a third of a start's instructions.
    public var hash: String { Digest.hex(Digest.sha256(canonicalForm)) }
}
