import AWSS3

/// A verified file of an attempt: its location in the hidden folder, and its published location.
struct StagedFile: Sendable, Equatable {
    let source: S3Location
    let target: S3Location
    /// The file's size in bytes.
    let size: Int64

    /// Determines the published location of a file.
    ///
    /// - Parameters:
    ///   - file: a file that ``UnloadVerification`` has found under the staging folder.
    ///   - staging: the folder that UNLOAD wrote to.
    ///   - published: the folder of the published files. Partitions keep their names in it.
    /// - Returns: `nil` for a file outside the staging folder.
    init?(_ file: VerifiedFiles.File, from staging: S3Location, to published: S3Location) {
        guard let source = S3Location(file.url), staging.contains(source) else { return nil }
        self.source = source
        let name = source.key.utf8.dropFirst(staging.key.utf8.count)
        target = published.appending(String(decoding: name, as: UTF8.self))
        size = file.bytes
    }
}
