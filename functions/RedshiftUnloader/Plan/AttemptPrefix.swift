import AWSS3

/// The folders of one attempt's files, under the place of its dataset. Both have names that no other writer uses, so that
/// a policy can be held to them.
struct AttemptPrefix: Sendable, Hashable, Codable, CustomStringConvertible {
    let run: String
    let attempt: Int

    var description: String { "\(run)-\(attempt)" }

    /// The folder that UNLOAD writes to. Readers of the place pass over names that begin with `_`, and so over it.
    func staging(under place: S3Location) -> S3Location { place.appending("_unload/\(self)/") }

    /// Both folders.
    func folders(under place: S3Location) -> [S3Location] { [published(under: place), staging(under: place)] }

    /// The folder of the published files.
    func published(under place: S3Location) -> S3Location { place.appending("unload-\(self)/") }
}
