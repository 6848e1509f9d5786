import JSON
import LambdaEvents

extension CommitLink {
    /// Encodes the link as the JSON that readers of the landing zone expect.
    func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("topic", partition.topic)
        writer.key("partition")
        writer.integer(partition.number)
        writer.key("start")
        writer.integer(start)
        writer.key("end")
        writer.integer(end)
        writer.key("files")
        writer.beginArray()
        for file in files { file.write(to: &writer) }
        writer.endArray()
        writer.key("gaps")
        writer.beginArray()
        for gap in gaps {
            writer.beginArray()
            writer.integer(gap.lowerBound)
            writer.integer(gap.upperBound)
            writer.endArray()
        }
        writer.endArray()
        writer.key("quarantined")
        writer.beginArray()
        for offset in quarantined { writer.integer(offset) }
        writer.endArray()
        writer.member("writer", self.writer)
        writer.endObject()
        return writer.bytes
    }

    /// - Throws: `JSONError` for JSON that is not a link, such as one with an offset below 0, an end before its start,
    ///   or a gap outside of the link.
    init(_ bytes: [UInt8]) throws(JSONError) {
        let link = try JSONDocument(bytes).root
        let start = try Self.offset(link["start"])
        let end = try Self.offset(link["end"])
        guard start <= end else { throw link["end"].error("is before the start") }
        var files: [File] = []
        for file in try link["files"].array { files.append(try File(file)) }
        var gaps: [ClosedRange<Int64>] = []
        for gap in try link["gaps"].array {
            let from = try Self.offset(gap[0])
            let to = try Self.offset(gap[1])
            guard start <= from, from <= to, to <= end else { throw gap.error("is no range of the link") }
            gaps.append(from...to)
        }
        var quarantined: [Int64] = []
        for offset in try link["quarantined"].array { quarantined.append(try Self.offset(offset)) }
        let number = try link["partition"].integer(Int32.self)
        self.init(
            partition: KafkaPartition(topic: try link["topic"].string, number: Int(number)),
            start: start,
            end: end,
            files: files,
            gaps: gaps,
            quarantined: quarantined,
            writer: try link["writer"].string
        )
    }

    fileprivate static func offset(_ element: JSONElement) throws(JSONError) -> Int64 {
        let offset = try element.int64
        guard (0..<Int64.max).contains(offset) else { throw element.error("is no offset") }
        return offset
    }
}

extension CommitLink.File {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("url", url)
        writer.key("rows")
        writer.integer(rows)
        writer.key("bytes")
        writer.integer(bytes)
        writer.key("first")
        writer.integer(first)
        writer.key("last")
        writer.integer(last)
        writer.member("schema", schema)
        writer.endObject()
    }

    fileprivate init(_ file: JSONElement) throws(JSONError) {
        self.init(
            url: try file["url"].string,
            rows: try file["rows"].int64,
            bytes: try file["bytes"].int64,
            first: try CommitLink.offset(file["first"]),
            last: try CommitLink.offset(file["last"]),
            schema: try file["schema"].string
        )
    }
}
