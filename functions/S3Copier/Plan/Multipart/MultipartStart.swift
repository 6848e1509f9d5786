/// A copy that has to be made in parts, and the states of both sides as they were read for it.
struct MultipartStart: Sendable, Equatable {
    let job: ObjectCopyRequest
    /// The source's state now.
    let source: ObjectSnapshot
    /// The target's state, read before the source's; `nil` when there was no object.
    let target: ObjectSnapshot?
}
