import Parquet
import RedshiftSQL

/// The type of a column in a file, as text in the state table and in events.
///
/// The text is a Redshift type; `varchar` when the file does not state the length; `?` and a reason when Redshift
/// cannot read the type.
struct FileType: Sendable, Equatable {
    enum Meaning: Sendable, Equatable {
        case type(SQLType)
        case text
        case unreadable(String)
    }

    let meaning: Meaning

    init(_ text: String) {
        if text == "varchar" {
            meaning = .text
        } else if text.utf8.first == UInt8(ascii: "?") {
            meaning = .unreadable(String(text.dropFirst()))
        } else if let type = try? SQLType(text) {
            meaning = .type(type)
        } else {
            meaning = .unreadable(text)
        }
    }

    /// Returns the text for a type that Redshift, or the function, cannot read: `?` and the reason.
    static func unreadable(_ reason: String) -> String { "?\(reason)" }

    /// The type as text for people.
    var description: String {
        switch meaning {
        case .type(let type): type.description
        case .text: "text"
        case .unreadable(let reason): reason
        }
    }

    /// Returns the type of a Parquet column as text.
    /// https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
    static func text(of kind: ParquetFileColumn.Kind) -> String {
        switch kind {
        case .boolean: "boolean"
        case .integer(let bits, true): bits <= 16 ? "smallint" : bits == 32 ? "integer" : "bigint"
        case .integer(let bits, false): "?unsigned integers of \(bits) bits"
        case .float: "real"
        case .double: "double precision"
        case .decimal(let precision, let scale):
            precision <= 38 ? "decimal(\(precision),\(scale))" : "?decimals of \(precision) digits"
        case .text: "varchar"
        case .fixed(let length): "?\(length) bytes of no type"
        case .date: "date"
        case .time: "time"
        case .timestamp(.nanoseconds): "?timestamps in nanoseconds (pandas writes milliseconds by coerce_timestamps)"
        case .timestamp: "timestamp"
        case .nested: "super"
        case .unknown: "?a type that is not known"
        }
    }
}
