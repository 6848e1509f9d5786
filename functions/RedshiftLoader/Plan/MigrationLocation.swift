import AWSS3
import PlanFile

/// The folder of a plan's migrations: in S3, or in the zip.
enum MigrationLocation: Sendable, Equatable {
    /// A prefix in S3, which ends in a slash.
    case s3(S3Location)
    /// A folder of the zip, next to `plans/`.
    case folder(String)

    static let rule = "s3://bucket/prefix/, or a folder of the zip such as migrations/sales"

    init?(_ text: String) {
        if text.hasPrefix("s3://") {
            guard let place = S3Location(text.hasSuffix("/") ? text : "\(text)/") else { return nil }
            self = .s3(place)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !text.hasPrefix("/"), !text.isEmpty, !parts.contains(".."), !parts.contains("."),
            parts.dropLast().allSatisfy({ !$0.isEmpty })
        else { return nil }
        self = .folder(text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
}
