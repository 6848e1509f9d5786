/// A copy that must be made in parts, with the states of source and target that were read for it.
struct MultipartStart: Sendable, Equatable {
    let job: ObjectCopyRequest
    /// The source's current state.
    let source: ObjectSnapshot
    /// The target's state, which was read before the source's state; `nil` when the target did not exist.
    let target: ObjectSnapshot?
}
