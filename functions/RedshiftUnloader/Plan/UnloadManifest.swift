import JSON

/// The manifest that UNLOAD writes with `MANIFEST VERBOSE`: each file with its size and row count.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
///
/// It is read leniently: numbers may be strings, and fields that are not needed may be missing or of another type.
struct UnloadManifest: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let url: String
        let bytes: Int64?
        /// The number of records in the file. With HEADER, the header lines are included.
        let records: Int64?
    }

    let entries: [Entry]
    /// The manifest's field `schema`, unchanged.
    let schema: JSONValue?

    init(entries: [Entry], schema: JSONValue? = nil) {
        self.entries = entries
        self.schema = schema
    }

    /// Reads the bytes of a manifest.
    ///
    /// - Throws: `JSONError` when the bytes are not a manifest.
    init(_ bytes: [UInt8]) throws(JSONError) {
        let document = try JSONDocument(bytes)
        var entries: [Entry] = []
        for entry in try document["entries"].array {
            entries.append(
                Entry(
                    url: try entry["url"].string,
                    bytes: Self.integer(entry["meta"]["content_length"]),
                    records: Self.integer(entry["meta"]["record_count"])
                )
            )
        }
        self.init(entries: entries, schema: document["schema"].ifPresent.flatMap { try? $0.value })
    }

    private static func integer(_ element: JSONElement) -> Int64? {
        (try? element.int64) ?? (try? element.string).flatMap { Int64($0) }
    }
}
