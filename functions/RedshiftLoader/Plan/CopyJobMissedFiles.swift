import AWSRedshiftData
import AWSS3
import RedshiftSQL

/// The files that a COPY JOB did not load. The job does not retry a failed file. It does not read a rewritten key
/// again, because it identifies files by name.
/// https://docs.aws.amazon.com/redshift/latest/dg/loading-data-copy-job.html
struct CopyJobMissedFiles: Sendable, Equatable, Encodable {
    /// Keys of files that the job failed to load.
    private(set) var failed: [String] = []
    /// Keys of files that were rewritten after the job had loaded them.
    private(set) var rewritten: [String] = []
    /// Keys that the job does not know: older than the job, or not found by the job yet.
    private(set) var unknown: [String] = []
    private(set) var loaded = 0

    /// The maximum number of keys of each kind in an answer.
    private static let most = 100

    /// Compares the job's files with the objects in S3.
    ///
    /// - Parameters:
    ///   - records: the answer to `CopyJobTarget.files`: place, name, ETag, status.
    ///   - objects: the objects that are in the place now.
    init(_ records: [[RedshiftDataField]], _ objects: [S3ListedObject], in place: S3Location) {
        var known: [String: (eTag: String, status: String)] = [:]
        for record in records {
            guard record.count == 4, let name = record[1].text else { continue }
            let full = name.hasPrefix("s3://") ? name : (record[0].text ?? "") + name
            let key =
                full.hasPrefix("s3://\(place.bucket)/") ? String(full.dropFirst(place.bucket.utf8.count + 6)) : full
            let status = record[3].text ?? ""
            // A file that was loaded once counts as loaded, even if another job reports a failure.
            if known[key]?.status == "I", status != "I" { continue }
            known[key] = (record[2].text ?? "", status)
        }
        for object in objects where object.size > 0 {
            guard let file = known[object.key] else {
                Self.add(object.key, &unknown)
                continue
            }
            if file.status == "E" {
                Self.add(object.key, &failed)
            } else if file.status == "I" {
                loaded += 1
                let eTag = file.eTag.filter { $0 != "\"" }
                if !eTag.isEmpty, eTag != object.etag { Self.add(object.key, &rewritten) }
            }
        }
    }

    private static func add(_ key: String, _ keys: inout [String]) {
        if keys.count < most { keys.append(key) }
    }

    var isComplete: Bool { failed.isEmpty && rewritten.isEmpty && unknown.isEmpty }
}
