import AWSRedshiftData
import AWSS3
import RedshiftSQL
import TextSearch

/// The files that Redshift names when it refuses a COPY. Redshift names them in `SYS_LOAD_ERROR_DETAIL`. That view does
/// not contain a columnar COPY, for which the files are in the error message.
/// https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html
struct RefusedFiles: Sendable, Equatable {
    /// The refused files of the load, each with its first refused row.
    private(set) var files: [QuarantinedFile] = []
    /// Names of columns that are too short for a value.
    private(set) var tooLong: [String] = []
    /// `true` when wider columns may be enough to load the files. Then `SYS_LOAD_ERROR_DETAIL` names no file, or only
    /// texts that are too long.
    private(set) var mayBeWidth = true

    /// Redshift's code for a text that is longer than its column.
    static let lengthExceeded: Int64 = 1204
    /// The number of bytes after which `SYS_LOAD_ERROR_DETAIL` truncates a file name.
    private static let longestName = 256

    /// Returns the query for the errors of a COPY.
    ///
    /// - Parameter id: the query id of the COPY in the system views.
    static func query(_ id: Int64) -> String {
        """
        SELECT file_name, line_number, column_name, error_code, error_message FROM sys_load_error_detail \
        WHERE query_id = \(id) ORDER BY file_name, line_number LIMIT 100
        """
    }

    /// Finds the refused files of a load.
    ///
    /// - Parameters:
    ///   - records: the answer to ``query(_:)``.
    ///   - message: the error message of the failed statement.
    ///   - load: the files that the COPY had to load.
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
            // Files with texts that are too long are refused again by the next attempt, and are measured then.
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

    /// Returns the files of a load that an error message names by URL. The bucket is in the URL's path or host.
    private static func named(in message: String, of load: [PendingFile]) -> [PendingFile] {
        let found = load.filter { file in
            let (bucket, key) = (file.location.bucket, file.location.key)
            return message.contains(text: "\(bucket)/\(key)")
                || (message.contains(text: "\(bucket).s3") && message.contains(text: "/\(key)"))
        }
        // If a key is only the beginning of another key in the message, the message does not name it.
        return found.filter { file in
            !found.contains { other in
                other.location.key.utf8.count > file.location.key.utf8.count
                    && other.location.key.utf8.starts(with: file.location.key.utf8)
            }
        }
    }
}

extension RedshiftDataField {
    /// The field's text without the trailing blanks of a fixed-width column; `nil` for a value of another type.
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

    /// The field's value as text for people. A long text is shortened.
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
