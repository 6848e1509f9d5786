import AWSClient
import AWSS3
import JSON
import LambdaEvents
import UTCTime

/// Makes the S3 requests for one partition's files and commit links.
struct LandingStore: Sendable {
    let s3: S3
    let places: LandingPlaces
    let deadline: ContinuousClock.Instant

    /// Reads the last link that starts at or before the offset; `nil` when there is none.
    func head(upTo offset: Int64) async throws -> CommitLink? {
        let chain = places.chain
        let listing = try await s3.listObjects(
            bucket: places.bucket,
            prefix: chain.folder,
            startAfter: chain.key(before: offset),
            limit: 1,
            deadline: deadline
        )
        guard let first = listing.objects.first else { return nil }
        return try await read(first.key)
    }

    /// - Returns: the newest links, newest first: `count` links, or fewer when the chain has fewer.
    func lastLinks(_ count: Int) async throws -> [CommitLink] {
        let listing = try await s3.listObjects(
            bucket: places.bucket,
            prefix: places.chain.folder,
            limit: count,
            deadline: deadline
        )
        var links: [CommitLink] = []
        for object in listing.objects { links.append(try await read(object.key)) }
        return links
    }

    func link(at start: Int64) async throws -> CommitLink { try await read(places.chain.key(ofLinkAt: start)) }

    /// - Returns: `false` when a link with this start exists already. This attempt may have written it, if an answer
    ///   was lost.
    func commit(_ link: CommitLink) async throws -> Bool {
        try await write(link, at: places.chain.key(ofLinkAt: link.start))
    }

    /// - Returns: the link that fills the gap; `nil` when nobody filled it.
    func fill(of gap: ClosedRange<Int64>) async throws -> CommitLink? {
        do {
            return try await read(places.fill(of: gap))
        } catch let error as AWSError where error.status == 404 {
            return nil
        }
    }

    /// - Returns: `false` when the gap is filled already.
    func commitFill(_ link: CommitLink) async throws -> Bool {
        try await write(link, at: places.fill(of: link.start...link.end))
    }

    private func write(_ link: CommitLink, at key: String) async throws -> Bool {
        do {
            _ = try await s3.putObject(
                link.bytes(),
                bucket: places.bucket,
                key: key,
                contentType: "application/json",
                if: .absent,
                deadline: deadline
            )
            return true
        } catch let error as AWSError where error.status == 412 || error.code == "ConditionalRequestConflict" {
            return false
        }
    }

    /// - Returns: the file's URL.
    func write(_ file: LandedFile, at date: UTCTime, writer: String, place: Int) async throws -> String {
        let key = places.file(file, at: date, writer: writer, place: place)
        _ = try await s3.putObject(
            file.bytes,
            bucket: places.bucket,
            key: key,
            contentType: file.format.contentType,
            deadline: deadline
        )
        return S3Location(bucket: places.bucket, key: key).description
    }

    func delete(_ file: CommitLink.File) async throws {
        guard let location = S3Location(file.url) else { return }
        try await s3.deleteObject(bucket: location.bucket, key: location.key, deadline: deadline)
    }

    /// Writes an unreadable record to quarantine, under a key that contains its offset. Each attempt writes the same
    /// object.
    func quarantine(_ record: PartitionBatch.Quarantined) async throws {
        _ = try await s3.putObject(
            record.bytes(),
            bucket: places.bucket,
            key: places.quarantined(record.record.offset),
            contentType: "application/json",
            deadline: deadline
        )
    }

    private func read(_ key: String) async throws -> CommitLink {
        let object = try await s3.getObject(bucket: places.bucket, key: key, deadline: deadline)
        do throws(JSONError) {
            return try CommitLink(object.bytes)
        } catch {
            throw UnreadableCommitLink(location: S3Location(bucket: places.bucket, key: key), reason: "\(error)")
        }
    }
}
