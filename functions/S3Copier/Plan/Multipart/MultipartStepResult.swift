/// The result of a ``MultipartCopyStep``.
enum MultipartStepResult: Sendable, Equatable {
    /// The step is done, and has no other result.
    case done
    /// This invocation changed the record as the step requires; this is the new record.
    case recorded(MultipartCopyRecord)
    /// Another invocation changed or removed the record; this is the current record, if it was read.
    case overtaken(MultipartCopyRecord?)
    /// The size in bytes of each part in which the source was uploaded; `nil` when S3 does not report the sizes.
    case sourceParts([Int64]?)
    /// The time ran out after this number of parts was copied.
    case timeRanOut(copied: Int)
    /// The attempt can no longer make the object.
    case spoiled(because: String)
    /// S3 does not know the upload any more.
    case uploadGone
    /// S3 made the object, with this ETag and version.
    case completed(etag: String, version: String?)
    /// The condition on the target was not met; no object was made.
    case conditionFailed
    /// The current states of target and source; `nil` for an object that does not exist.
    case sides(target: ObjectSnapshot?, source: ObjectSnapshot?)
    /// The current record and the target's current state; `nil` for one that does not exist.
    case result(MultipartCopyRecord?, target: ObjectSnapshot?)
    /// The source's current state; `nil` when the source does not exist.
    case source(ObjectSnapshot?)
}
