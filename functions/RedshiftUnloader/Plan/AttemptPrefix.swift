import AWSS3

/// The two folders of one attempt, under the S3 prefix of the dataset. No other writer uses their names. A policy can
/// therefore be limited to them.
struct AttemptPrefix: Sendable, Hashable, Codable, CustomStringConvertible {
    let run: String
    let attempt: Int

    var description: String { "\(run)-\(attempt)" }

    /// Returns the hidden folder that UNLOAD writes to. Readers that list the prefix skip names that begin with `_`,
    /// and so skip this folder.
    func staging(under place: S3Location) -> S3Location { place.appending("_unload/\(self)/") }

    /// Returns the attempt's two folders: the published one and the hidden one.
    func folders(under place: S3Location) -> [S3Location] { [published(under: place), staging(under: place)] }

    /// Returns the folder of the attempt's published files.
    func published(under place: S3Location) -> S3Location { place.appending("unload-\(self)/") }
}
