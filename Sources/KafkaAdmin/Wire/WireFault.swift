/// Bytes of a broker that are not what the protocol says: the reader stopped there.
struct WireFault: Error, Equatable {
    /// Completes "the answer …". It quotes nothing of the answer.
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
