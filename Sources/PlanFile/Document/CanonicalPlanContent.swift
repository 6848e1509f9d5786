import AWSSigning

/// The fields and values of a plan. Two plans are equal when they differ only in comments, order of keys, quotes or
/// line ends, or when one is YAML and the other is JSON with the same content.
public struct CanonicalPlanContent: Sendable, Equatable {
    private let canonicalForm: [UInt8]

    init(_ root: PlanNode) { canonicalForm = PlanCanonicalizer.bytes(of: root) }

    /// The SHA-256 of the content, as 64 lower-case hexadecimal digits.
    ///
    /// It is computed when it is asked for: the first digest of a process costs OpenSSL a third of a start's
    /// instructions.
    public var hash: String { Digest.hex(Digest.sha256(canonicalForm)) }
}
