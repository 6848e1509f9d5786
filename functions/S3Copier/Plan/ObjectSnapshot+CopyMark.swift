import AWSS3

/// Reads and makes the mark in an object's metadata that names the copy's source.
extension ObjectSnapshot {
    /// The mark in this object's metadata; `nil` when the object has none.
    var mark: CopySourceMetadata? { head.metadata[CopySourceMetadata.name].flatMap(CopySourceMetadata.init) }

    /// Makes the mark for a copy of this object; `nil` when the metadata has no room for a mark.
    ///
    /// - Parameter bucket: this object's bucket; `nil` leaves it out of the mark.
    func markOfCopy(from bucket: String?) -> CopySourceMetadata? {
        var bytes = CopySourceMetadata.name.utf8.count
        for (name, value) in head.metadata where name != CopySourceMetadata.name {
            bytes += name.utf8.count + MetadataDecoding.decoded(value).utf8.count
        }
        let mark = CopySourceMetadata(etag: etag, version: head.versionID, bucket: bucket)
        return bytes + mark.text.utf8.count <= CopySourceMetadata.largestMetadata ? mark : nil
    }

    /// Checks that this copy may count as the copy of the object in `bucket`. Objects of several buckets may share one
    /// target key.
    ///
    /// Two buckets may contain equal objects under one key. Suppose that the copy is marked with the first bucket, and
    /// is left unchanged when the second bucket's object is written. The removal of the first object would then delete
    /// the copy. So the copy is made again, with a new mark.
    ///
    /// In two cases the target is left unchanged. The first is that the source was itself copied from the target: two
    /// mirrors of each other would copy without end. The second is that the copy has no mark of its own, and the source
    /// cannot be given one: the next delivery would find the same copy again.
    ///
    /// - Parameters:
    ///   - source: the object whose bytes, metadata and tags the copy has.
    ///   - bucket: the source's bucket.
    ///   - target: this copy's bucket.
    func isMarked(for bucket: String, of source: ObjectSnapshot, in target: String) -> Bool {
        if mark?.bucket == bucket { return true }
        if let back = source.mark, back.etag == etag, back.bucket == nil || back.bucket == target { return true }
        guard source.hasHiddenMetadata || source.markOfCopy(from: bucket) == nil else { return false }
        // S3 carries the source's own mark along where metadata is not replaced.
        return mark?.bucket == nil || mark == source.mark
    }
}
