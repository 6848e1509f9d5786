import UTCTime

/// The next action of a copy in parts. ``MultipartCopyMachine`` chooses the action, `MultipartCopyDriver` carries it
/// out.
enum MultipartCopyStep: Sendable, Equatable {
    /// Asks S3 for the sizes of the parts in which the source was uploaded.
    case measureSource
    /// Records a new attempt with this division into parts, under a lease of this invocation.
    case record(PartPlan)
    /// Aborts these uploads, which will not be completed.
    ///
    /// - Parameter lostSince: also aborts this function's unrecorded uploads that began at that time or later.
    case abortUploads(Set<String>, lostSince: UTCTime?)
    /// Begins the upload, and records the upload's id.
    case createUpload
    /// Takes the lease of a phase, so that no other invocation works on the phase.
    case takeLease(MultipartCopyRecord.Phase)
    /// Sends a message for each of these ranges, and records that all were sent.
    case sendRanges([Int])
    /// Copies those parts of a range that S3 does not have yet.
    case copyRange(Int)
    /// Records that S3 has all parts of a range.
    case recordRange(Int)
    /// Makes the object from the parts, on the condition that the target still has this ETag. `nil` is the condition
    /// that the target does not exist.
    case completeUpload(replacing: String?)
    /// Reads the target and the source, because the condition on the target was not met.
    case compareTarget
    /// Reads the record and the target, because the upload no longer exists. It was aborted, or it was completed and
    /// S3's answer was lost.
    case findResult
    /// Reads the source after the object is made, to find out if the source has changed meanwhile.
    case checkSource
    /// Sets the tags on the finished object, if they were too long for a header.
    ///
    /// - Parameter version: the object's version, if S3 named one.
    case putLargeTags(ObjectSnapshot, version: String?)
    /// Sends the message that makes this function examine the source object again.
    case sendObject
    /// Records that the copy is finished.
    case recordEnd(etag: String)
    /// Ends this attempt, and records that the next attempt may begin.
    case restart(because: String)
    /// Gives up the copy, because the last allowed attempt failed. Its upload is aborted.
    case giveUp(because: String)
    /// Deletes the record, because nothing is left of the attempt.
    case removeRecord
    /// Nothing is left to do in this invocation.
    case end(CopyOutcome)
}
