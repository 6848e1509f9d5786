import AWSS3

/// The mark of a copy's source, read and made.
extension ObjectSnapshot {
    /// The mark that the function which made this object has set.
    var mark: CopySourceMetadata? { head.metadata[CopySourceMetadata.name].flatMap(CopySourceMetadata.init) }

    /// The mark that a copy of this object gets; `nil` when its metadata leaves no room for one.
    ///
    /// - Parameter bucket: of this object; `nil` leaves it out.
    func markOfCopy(from bucket: String?) -> CopySourceMetadata? {
        var bytes = CopySourceMetadata.name.utf8.count
        for (name, value) in head.metadata where name != CopySourceMetadata.name {
            bytes += name.utf8.count + MetadataDecoding.decoded(value).utf8.count
        }
        let mark = CopySourceMetadata(etag: etag, version: head.versionID, bucket: bucket)
        return bytes + mark.text.utf8.count <= CopySourceMetadata.largestMetadata ? mark : nil
    }

    /// Checks that this copy counts as the copy of one bucket's object, where objects of several buckets may have one target.
    ///
    /// Two buckets may hold equal bytes under one key. A copy that is marked with the one bucket and left alone when the other's
    /// object is written would be deleted with the first one's object, so it is made again, and marked anew. Two copies are left
    /// as they are: one that its source was itself copied from, because two mirrors of each other would go on for ever; and one
    /// without a mark of its own whose source cannot be given any, because the next delivery would find it no better.
    ///
    /// - Parameters:
    ///   - source: the object whose bytes, metadata and tags the copy has.
    ///   - bucket: the source's.
    ///   - target: this copy's bucket.
    func isMarked(for bucket: String, of source: ObjectSnapshot, in target: String) -> Bool {
        if mark?.bucket == bucket { return true }
        if let back = source.mark, back.etag == etag, back.bucket == nil || back.bucket == target { return true }
        guard source.hasHiddenMetadata || source.markOfCopy(from: bucket) == nil else { return false }
        // S3 carries the source's own mark along where metadata is not replaced.
        return mark?.bucket == nil || mark == source.mark
    }
}
