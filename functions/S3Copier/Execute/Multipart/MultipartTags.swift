import AWSS3

/// Reads and sets the tags of a copy in parts, because S3 does not copy the source's tags itself.
struct MultipartTags: Sendable {
    let scope: InvocationScope

    /// Reads the tags of the source version that is copied, without the tags that only AWS may set.
    ///
    /// - Throws: `AWSError`.
    func tags(of record: MultipartCopyRecord, _ source: ObjectSnapshot) async throws -> [S3Tag] {
        guard source.head.tagCount > 0 else { return [] }
        return try await scope.services.store.objectTags(
            bucket: record.source.bucket,
            key: record.source.key,
            version: record.source.versionID,
            headers: record.copySource.accessHeaders,
            deadline: scope.deadline
        ).ofUsers
    }

    /// Sets the tags on the finished object, if they were too long for a header of the request that began the upload.
    ///
    /// - Throws: `AWSError`.
    func putLarge(on record: MultipartCopyRecord, _ source: ObjectSnapshot, version: String?) async throws {
        let tags = try await tags(of: record, source)
        guard S3.taggingHeader(tags).utf8.count > S3.largestTaggingHeader else { return }
        try await scope.services.store.putObjectTags(
            tags,
            bucket: record.copyTarget.bucket,
            key: record.copyTarget.key,
            version: version,
            headers: record.copyTarget.accessHeaders,
            deadline: scope.deadline
        )
    }
}
