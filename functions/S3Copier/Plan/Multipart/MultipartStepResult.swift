/// The result of a ``MultipartCopyStep``.
enum MultipartStepResult: Sendable, Equatable {
    /// It is done; nothing more is known.
    case done
    /// The record was changed as the step says, by this invocation.
    case recorded(MultipartCopyRecord)
    /// Another invocation changed or removed the record; this is what it is now.
    case overtaken(MultipartCopyRecord?)
    /// Bytes of each part that the source was uploaded in; `nil` when S3 does not say.
    case sourceParts([Int64]?)
    /// The time ran out after so many parts.
    case timeRanOut(copied: Int)
    /// The attempt cannot lead to an object any more.
    case spoiled(because: String)
    /// S3 does not know the upload.
    case uploadGone
    /// The object is made.
    case completed(etag: String, version: String?)
    /// The condition on the target does not hold; nothing was made.
    case conditionFailed
    /// Both sides as they are now; `nil` where there is no object.
    case sides(target: ObjectSnapshot?, source: ObjectSnapshot?)
    /// The record as it is now, and the target; `nil` where there is none.
    case result(MultipartCopyRecord?, target: ObjectSnapshot?)
    /// The source as it is now; `nil` when there is none.
    case source(ObjectSnapshot?)
}
