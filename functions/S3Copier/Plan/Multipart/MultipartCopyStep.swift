import UTCTime

/// One action that a copy in parts needs next. ``MultipartCopyMachine`` chooses it, `MultipartCopyDriver` carries it out.
enum MultipartCopyStep: Sendable, Equatable {
    /// Ask S3 in which parts the source was uploaded.
    case measureSource
    /// Record a new attempt with this cut, under a lease of this invocation.
    case record(PartPlan)
    /// Abort uploads of earlier attempts.
    ///
    /// - Parameter lostSince: search for uploads of this function that nobody recorded, begun at that time or later.
    case abortUploads(Set<String>, lostSince: UTCTime?)
    /// Begin the upload, and record its id.
    case createUpload
    /// Take the phase for this invocation alone.
    case takeLease(MultipartCopyRecord.Phase)
    /// Send a message for each of these ranges, and record that all were sent.
    case sendRanges([Int])
    /// Copy those parts of a range that S3 does not have yet.
    case copyRange(Int)
    /// Record that all parts of a range are there.
    case recordRange(Int)
    /// Make the object out of its parts, on the condition that the target still has this ETag (`nil`: that there is none).
    case completeUpload(replacing: String?)
    /// Read target and source, because the condition did not hold.
    case compareTarget
    /// Read record and target, because the upload is gone: it was completed and the answer got lost, or it was aborted.
    case findResult
    /// Read the source, because the object is made: has it changed meanwhile?
    case checkSource
    /// Set the tags that did not fit into a header on the object that was made.
    ///
    /// - Parameter version: the object's version, when S3 named it.
    case putLargeTags(ObjectSnapshot, version: String?)
    /// Send the message that makes this function examine the object again.
    case sendObject
    /// Record that the copy is made.
    case recordEnd(etag: String)
    /// Give the attempt up, and record that the next one may begin.
    case restart(because: String)
    /// Give the copy up: it was attempted as often as is allowed.
    case giveUp(because: String)
    /// Delete the record: nothing is left of the attempt.
    case removeRecord
    /// Nothing is left to do in this invocation.
    case end(CopyOutcome)
}
