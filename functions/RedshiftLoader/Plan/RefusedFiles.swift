import AWSRedshiftData
import AWSS3
import RedshiftSQL
import TextSearch

/// The files that Redshift names when it refuses a COPY: in `SYS_LOAD_ERROR_DETAIL`, or in the message of a columnar COPY,
/// which that view lacks.
/// https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html
struct RefusedFiles: Sendable, Equatable {
    /// The files of the load that are named, each with the first row that was refused.
    private(set) var files: [QuarantinedFile] = []
    /// Columns that are too short for a value.
    private(set) var tooLong: [String] = []
    /// `true` when Redshift named nothing, or only texts that are too long: wider columns may be enough.
    private(set) var mayBeWidth = true

    /// Redshift's code for a text that is longer than its column.
    static let lengthExceeded: Int64 = 1204
    /// The length at which the view truncates file names, in bytes.
    private static let longestName = 256

    /// - Parameter id: of the COPY in the system views.
    static func query(_ id: Int64) -> String {
        """
        SELECT file_name, line_number, column_name, error_code, error_message FROM sys_load_error_detail \
        WHERE query_id = \(id) ORDER BY file_name, line_number LIMIT 100
        """
    }

    /// - Parameters:
    ///   - records: the answer to ``query(_:)``.
    ///   - message: the failed statement's.
    ///   - load: the files that the COPY was to load.
    init(_ records: [[RedshiftDataField]], message: String, of load: [PendingFile]) {
        var others: [QuarantinedFile] = []
        for record in records where record.count == 5 {
            guard let name = record[0].text, !name.isEmpty else { continue }
            let column = record[2].text
            let isLength = record[3].integer == Self.lengthExceeded
            if isLength, let column, !tooLong.contains(column) { tooLong.append(column) }
            for file in load where Self.isNamed(file, name) {
                let reason = record[4].text ?? "Redshift gives no reason"
                let bad = QuarantinedFile(file: file, line: record[1].integer, column: column, reason: reason)
                if !files.contains(where: { $0.file == file }) { files.append(bad) }
                if !isLength, !others.contains(where: { $0.file == file }) { others.append(bad) }
            }
        }
        if !others.isEmpty {
            // Files with texts that are too long come again, and are measured then.
            files = others
            mayBeWidth = false
        }
        guard files.isEmpty else { return }
        for file in Self.named(in: message, of: load) {
            files.append(QuarantinedFile(file: file, line: nil, column: nil, reason: message))
        }
    }

    private static func isNamed(_ file: PendingFile, _ name: String) -> Bool {
        let own = file.location.description
        return own.utf8.elementsEqual(name.utf8)
            || (name.utf8.count >= longestName - 4 && own.utf8.starts(with: name.utf8))
    }

    /// Reads the file's URL from a message. The bucket is in the path or in the host.
    private static func named(in message: String, of load: [PendingFile]) -> [PendingFile] {
        let found = load.filter { file in
            let (bucket, key) = (file.location.bucket, file.location.key)
            return message.contains(text: "\(bucket)/\(key)")
                || (message.contains(text: "\(bucket).s3") && message.contains(text: "/\(key)"))
        }
        // A key that another named one begins with is not what was meant.
        return found.filter { file in
            !found.contains { other in
                other.location.key.utf8.count > file.location.key.utf8.count
                    && other.location.key.utf8.starts(with: file.location.key.utf8)
            }
        }
    }
}

extension RedshiftDataField {
    /// The text without the trailing blanks of a fixed-width column.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        let trimmed = text.utf8.reversed().drop { $0 == UInt8(ascii: " ") }
        return String(decoding: Array(trimmed.reversed()), as: UTF8.self)
    }

    var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .text(let text): Int64(text)
        case .null, .double, .bool, .other: nil
        }
    }

    /// The refusal as text for people.
    var shown: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        case .text(let text): text.utf8.count > 60 ? "\(text.prefix(60))…" : text
        case .other: "?"
        }
    }
}
