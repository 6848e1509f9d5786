import AWSClient
import AWSS3
import JSON
import UTCTime

/// Stores manifests in S3. A written manifest never changes, and a second writer gets the manifest of the first.
struct ManifestStore: Sendable {
    let store: S3
    let bucket: String
    /// The key prefix of the manifests: empty, or ending in a slash.
    let prefix: String

    /// Returns the S3 location of a manifest.
    ///
    /// - Parameter run: a stop date, a DataSync execution's id, or another name of a run.
    func location(_ migration: String, run: String, _ revision: Int) -> S3Location {
        let name = UTCTime(iso8601: run)?.basic ?? Self.keyName(run)
        let suffix = revision > 1 ? ".\(revision)" : ""
        return S3Location(bucket: bucket, key: "\(prefix)\(migration)/\(name)\(suffix).json")
    }

    /// Writes a manifest, unless one exists already.
    ///
    /// - Returns: the valid manifest: this one, or the one that existed before.
    /// - Throws: `AWSError`; ``UnreadableManifest`` when a manifest exists that cannot be read.
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

    /// Reads a manifest; `nil` when none exists.
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

    /// Returns the run's name with `-` instead of each byte that is not safe in a key or a terminal.
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
