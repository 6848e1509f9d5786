public import AWSS3
internal import JSON

/// The manifest of a COPY, with the files to load. Every file is mandatory: otherwise Redshift would silently skip a
/// missing file.
/// https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
public struct CopyManifest: Sendable, Equatable {
    public struct File: Sendable, Equatable {
        public let location: S3Location
        /// The file's size, which a columnar COPY needs.
        public let bytes: Int64

        public init(_ location: S3Location, bytes: Int64) {
            self.location = location
            self.bytes = bytes
        }
    }

    public let files: [File]

    /// - Throws: ``SQLProblem`` for a file that is named twice: Redshift would load it twice.
    public init(_ files: [File]) throws(SQLProblem) {
        var seen: Set<S3Location> = []
        for file in files where !seen.insert(file.location).inserted {
            throw SQLProblem("\(file.location) is in the manifest twice, and would be loaded twice")
        }
        self.files = files
    }

    /// The manifest's JSON. The same files give the same bytes.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("entries")
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.member("url", file.location.description)
            writer.key("mandatory")
            writer.bool(true)
            writer.key("meta")
            writer.beginObject()
            writer.key("content_length")
            writer.integer(file.bytes)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
