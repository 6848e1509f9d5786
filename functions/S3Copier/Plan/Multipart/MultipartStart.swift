/// A copy that must be made in parts, with the states of source and target that were read for it.
struct MultipartStart: Sendable, Equatable {
    let job: ObjectCopyRequest
    /// The source's current state.
    let source: ObjectSnapshot
    /// The target's state, read before the source's; `nil` when there was no object.
    let target: ObjectSnapshot?
}
