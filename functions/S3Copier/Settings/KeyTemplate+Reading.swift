import AWSS3
import PlanFile

extension KeyTemplate {
    /// Reads `s3://bucket/` and a key with placeholders; every mistake is recorded in `value`.
    static func target(_ value: PlanValueReader) -> (bucket: String, key: KeyTemplate)? {
        guard let whole = value.template(TextTemplate<Name>.self) else { return nil }
        guard case .text(let start)? = whole.parts.first, start.hasPrefix("s3://") else {
            value.refuse("must begin with s3:// and a bucket")
            return nil
        }
        let rest = start.dropFirst("s3://".count)
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
        let bucket = String(rest[..<(slash ?? rest.endIndex)])
        guard slash != nil || whole.parts.count == 1 else {
            value.refuse("must name a bucket behind s3://, without placeholders, and a slash behind it")
            return nil
        }
        if let problem = S3BucketName.problem(of: bucket) {
            value.refuse("must name a bucket behind s3://; \"\(bucket)\" \(problem)")
            return nil
        }
        let text = slash.map { String(Substring(rest.utf8[$0...].dropFirst())) } ?? ""
        let parts = (text.isEmpty ? [] : [TextTemplate<Name>.Part.text(text)]) + whole.parts.dropFirst()
        for case .text(let text) in parts {
            guard let word = bracedWord(in: text) else { continue }
            value.refuse("has {\(word)} without its $; placeholders are ${…}, and S3 advises against { and } in keys")
            return nil
        }
        let key = parts.isEmpty ? sameKey : KeyTemplate(TextTemplate(parts: parts))
        guard !key.namesNoPartOfTheKey else {
            value.refuse("has neither ${key} nor ${basename}: all copies would overwrite each other")
            return nil
        }
        return (bucket, key)
    }

    /// Finds text that was probably meant as a placeholder, such as `{date:yyyy}` or `{year}`. Every key would contain
    /// this text unchanged.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    private static func bracedWord(in text: String) -> String? {
        var rest = Array(text.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            let isEscaped = rest[..<open].last == UInt8(ascii: "$")
            rest = rest[(open + 1)...]
            guard !isEscaped, let close = rest.firstIndex(of: UInt8(ascii: "}")) else { continue }
            let word = rest[..<close].prefix { $0 != UInt8(ascii: ":") }
            let isWord = word.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
            if isWord, !word.isEmpty { return String(decoding: rest[..<close], as: UTF8.self) }
        }
        return nil
    }
}
