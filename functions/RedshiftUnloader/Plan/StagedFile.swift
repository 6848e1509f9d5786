import AWSS3

/// A verified file of an attempt, and the key that publishes it.
struct StagedFile: Sendable, Equatable {
    let source: S3Location
    let target: S3Location
    /// Bytes.
    let size: Int64

    /// - Parameters:
    ///   - file: lies under the staging folder, as ``UnloadVerification`` has found.
    ///   - staging: the folder that UNLOAD wrote to.
    ///   - published: the folder of the published files. Partitions keep their names in it.
    /// - Returns: `nil` for a file of another place.
    init?(_ file: VerifiedFiles.File, from staging: S3Location, to published: S3Location) {
        guard let source = S3Location(file.url), staging.contains(source) else { return nil }
        self.source = source
        let name = source.key.utf8.dropFirst(staging.key.utf8.count)
        target = published.appending(String(decoding: name, as: UTF8.self))
        size = file.bytes
    }
}
