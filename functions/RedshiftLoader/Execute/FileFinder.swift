import AWSClient
import AWSS3
import JSON
import LambdaRuntime
import RedshiftSQL
import UTCTime

/// Finds the files that a folder or a manifest contains, and reads their current state in S3.
struct FileFinder: Sendable {
    let services: LoaderServices
    let deadline: ContinuousClock.Instant

    /// Lists the files of a folder. Empty objects are left out.
    func list(_ folder: LoadRequest.Folder) async throws -> [PendingFile] {
        var files: [PendingFile] = []
        var next: String?
        repeat {
            let page = try await services.s3.listObjects(
                bucket: folder.place.bucket,
                prefix: folder.place.key,
                continuation: next,
                deadline: deadline
            )
            for object in page.objects where object.size > 0 {
                let location = S3Location(bucket: folder.place.bucket, key: object.key)
                files.append(
                    PendingFile(
                        location: location,
                        eTag: object.etag,
                        bytes: object.size,
                        writtenAt: object.lastModified.flatMap { UTCTime(iso8601: $0) }
                    )
                )
            }
            next = page.continuation
        } while next != nil
        // The writer counted the rows of all files together, so the number is known for a file only if there is no
        // other.
        if files.count == 1 { files[0].rows = folder.rows }
        return files
    }

    /// Reads a dataset's `_SUCCESS.json`, or a manifest of UNLOAD or COPY.
    ///
    /// - Returns: the files of the list, and the snapshot that they form.
    /// - Throws: ``InvalidRequest`` for a list that cannot be read, or for a listed file that does not exist.
    func read(_ manifest: S3Location) async throws -> (files: [PendingFile], snapshot: ReplacementFileSet) {
        let head = try await services.s3.headObject(bucket: manifest.bucket, key: manifest.key, deadline: deadline)
        let object = try await services.s3.getObject(
            bucket: manifest.bucket,
            key: manifest.key,
            deadline: deadline
        )
        var files: [PendingFile] = []
        do throws(JSONError) {
            let document = try JSONDocument(object.bytes)
            for entry in try document["entries"].array {
                let text = try entry["url"].string
                guard let location = S3Location(text) else {
                    throw entry["url"].error("is \"\(text)\", no s3:// place")
                }
                let rows = entry["meta"]["record_count"].ifPresent
                let bytes = entry["meta"]["content_length"].ifPresent
                files.append(
                    PendingFile(
                        location: location,
                        eTag: "",
                        bytes: try bytes?.int64 ?? 0,
                        rows: try rows?.int64
                    )
                )
            }
        } catch {
            throw InvalidRequest("\(manifest) cannot be used: \(error.problem)")
        }
        let time = head?.lastModified.flatMap { UTCTime(httpDate: $0) }
        let snapshot = ReplacementFileSet(place: manifest, eTag: head?.etag ?? "", time: time ?? services.clock.now())
        return (try await identified(files), snapshot)
    }

    /// Adds a time to each file that has none: Last-Modified in S3. A file that is gone is returned unchanged.
    func timed(_ files: [PendingFile]) async throws -> [PendingFile] {
        try await concurrentMap(files, limit: 16) { file in
            guard file.writtenAt == nil, let head = try await head(file) else { return file }
            var found = file
            found.writtenAt = head.lastModified.flatMap { UTCTime(httpDate: $0) }
            return found
        }
    }

    /// The result of comparing a file with the object that is at the file's key now.
    enum State: Sendable, Equatable {
        case same
        /// The object at the key has other content than the file; the value describes this content.
        case changed(PendingFile)
        case gone
        /// S3 refused to describe the object, with this error code. Redshift may still read the file, because it uses
        /// another role.
        case refused(String)
    }

    /// Compares files with the objects that are at their keys now.
    ///
    /// - Returns: the states in the files' order.
    func states(_ files: [PendingFile]) async throws -> [State] {
        try await concurrentMap(files, limit: 16) { file in
            do {
                guard let head = try await head(file) else { return .gone }
                guard let eTag = head.etag, let size = head.size, eTag != file.eTag else { return .same }
                let time = head.lastModified.flatMap { UTCTime(httpDate: $0) }
                return .changed(PendingFile(location: file.location, eTag: eTag, bytes: size, writtenAt: time))
            } catch let error as AWSError where !error.isRetryable {
                return .refused(error.code)
            }
        }
    }

    private func head(_ file: PendingFile) async throws -> S3ObjectHead? {
        try await services.s3.headObject(bucket: file.location.bucket, key: file.location.key, deadline: deadline)
    }

    /// Adds each file's current ETag, size and time, because a manifest states no ETags. The ledger distinguishes the
    /// contents of a key by ETag.
    func identified(_ files: [PendingFile]) async throws -> [PendingFile] {
        try await concurrentMap(files, limit: 16) { file in
            let head = try await services.s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: deadline
            )
            guard let head, let eTag = head.etag, let size = head.size else {
                throw InvalidRequest("\(file.location) is in the manifest, and not there")
            }
            let time = head.lastModified.flatMap { UTCTime(httpDate: $0) }
            return PendingFile(location: file.location, eTag: eTag, bytes: size, rows: file.rows, writtenAt: time)
        }
    }

    /// Reads the current state of the files: a corrected file has another ETag, and perhaps other rows and columns.
    ///
    /// - Returns: the files in the same order. A file that is gone is returned unchanged, so that its load reports it.
    func current(_ files: [PendingFile]) async throws -> [PendingFile] {
        try await concurrentMap(files, limit: 16) { file in
            let head = try await services.s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: deadline
            )
            guard let head, let eTag = head.etag, let size = head.size, eTag != file.eTag else { return file }
            let time = head.lastModified.flatMap { UTCTime(httpDate: $0) }
            return PendingFile(location: file.location, eTag: eTag, bytes: size, writtenAt: time)
        }
    }
}
