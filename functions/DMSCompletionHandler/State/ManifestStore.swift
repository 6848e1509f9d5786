import AWSClient
import AWSS3
import JSON
import UTCTime

/// Manifests in S3. What is written stays: a second writer gets what the first one wrote.
struct ManifestStore: Sendable {
    let store: S3
    let bucket: String
    /// Empty, or ending in a slash.
    let prefix: String

    /// - Parameter run: a stop date, a DataSync execution's id, or another name of a run.
    func location(_ migration: String, run: String, _ revision: Int) -> S3Location {
        let name = UTCTime(iso8601: run)?.basic ?? Self.keyName(run)
        let suffix = revision > 1 ? ".\(revision)" : ""
        return S3Location(bucket: bucket, key: "\(prefix)\(migration)/\(name)\(suffix).json")
    }

    /// Writes a manifest, unless there is one.
    ///
    /// - Returns: the one that counts: this one, or the one that was there before.
    /// - Throws: `AWSError`; ``UnreadableManifest`` when there is one that cannot be read.
    func write(
        _ manifest: Manifest,
        to location: S3Location,
        deadline: ContinuousClock.Instant
    ) async throws -> Manifest {
        do {
            _ = try await store.putObject(
                try JSONWriter.bytes(of: manifest, [.pretty, .sortedKeys]),
                bucket: location.bucket,
                key: location.key,
                contentType: "application/json",
                if: .absent,
                deadline: deadline
            )
            return manifest
        } catch let error as AWSError where error.code == "PreconditionFailed" || error.status == 412 {
            guard let existing = try await read(location, deadline: deadline) else { throw error }
            return existing
        }
    }

    /// `nil` when there is none.
    ///
    /// - Throws: `AWSError`; ``UnreadableManifest``.
    func read(_ location: S3Location, deadline: ContinuousClock.Instant) async throws -> Manifest? {
        let object: S3Object
        do {
            object = try await store.getObject(bucket: location.bucket, key: location.key, deadline: deadline)
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
        do {
            return try JSONDocument(object.bytes).decode(Manifest.self)
        } catch {
            throw UnreadableManifest(description: "the manifest \(location) cannot be read: \(error)")
        }
    }

    /// The run's name with every byte replaced that is not safe in a key or a terminal.
    private static func keyName(_ run: String) -> String {
        String(
            decoding: run.utf8.map { byte -> UInt8 in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    byte
                default: UInt8(ascii: "-")
                }
            },
            as: UTF8.self
        )
    }
}
