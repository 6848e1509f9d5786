import Synchronization

/// Remembers that a store takes no conditions on what a write replaces, as some that speak S3 do: they answer 501
/// `NotImplemented`. Kept for the life of the process, so that the refusal costs the first objects a request and no others.
///
/// Without conditions an object's target is looked at before the copy and its source after it. That alone keeps the order: an
/// invocation that has put an older state over a newer one finds the newer source, and copies that.
final class ConditionalWriteCapability: Sendable {
    private let refused = Atomic(false)

    var areRefused: Bool { refused.load(ordering: .relaxed) }

    /// Records that a write was refused with its condition, and taken without.
    func refuse() { refused.store(true, ordering: .relaxed) }
}
