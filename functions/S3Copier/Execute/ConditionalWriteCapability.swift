import Synchronization

/// Remembers that a store does not support conditions on a write. Some S3-compatible stores answer such a request with
/// 501 `NotImplemented`. The refusal is remembered for the life of the process, so that only the first objects cost one
/// more request.
///
/// Without conditions, the copier reads the target before the copy and the source after the copy. That alone keeps the
/// order: an invocation that wrote an older state over a newer one finds the newer source, and copies it.
final class ConditionalWriteCapability: Sendable {
    private let refused = Atomic(false)

    var areRefused: Bool { refused.load(ordering: .relaxed) }

    /// Records that the store refused a write with a condition, and accepted the same write without it.
    func refuse() { refused.store(true, ordering: .relaxed) }
}
