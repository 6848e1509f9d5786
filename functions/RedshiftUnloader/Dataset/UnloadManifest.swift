import JSON

/// What Redshift says it wrote: the manifest of `MANIFEST VERBOSE`.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
///
/// Read leniently: numbers may come as strings, and whatever is not needed may be missing or otherwise.
struct UnloadManifest: Sendable, Equatable, Decodable {
    struct Entry: Sendable, Equatable {
        let url: String
        let bytes: Int64?
        /// With HEADER, header lines are among them.
        let records: Int64?
    }

    let entries: [Entry]
    /// `schema`, as it is.
    let schema: JSONValue?

    init(entries: [Entry], schema: JSONValue? = nil) {
        self.entries = entries
        self.schema = schema
    }

    /// - Throws: `JSONError` for what is no manifest.
    init(_ bytes: [UInt8]) throws { self = try JSONDocument(bytes).decode(Self.self) }

    private enum CodingKeys: String, CodingKey { case entries, schema }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        entries = try container.decode([RawEntry].self, forKey: .entries).map { raw in
            Entry(url: raw.url, bytes: raw.meta?.content_length?.value, records: raw.meta?.record_count?.value)
        }
        schema = try? container.decodeIfPresent(JSONValue.self, forKey: .schema)
    }

    private struct RawEntry: Decodable {
        struct Meta: Decodable {
            let content_length: LenientInteger?
            let record_count: LenientInteger?
        }
        let url: String
        let meta: Meta?
    }

    private struct LenientInteger: Decodable {
        let value: Int64?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                value = number
            } else {
                value = (try? container.decode(String.self)).flatMap { Int64($0) }
            }
        }
    }
}
