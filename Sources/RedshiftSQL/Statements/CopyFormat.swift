public import AWSS3

/// The format of the files that a COPY loads.
/// https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html
public enum CopyFormat: Sendable, Hashable {
    /// The mapping of JSON members, or of Avro fields, to columns.
    public enum Mapping: Sendable, Hashable {
        /// COPY matches members or fields to columns by name. Upper and lower case must be the same.
        case automatic
        case automaticIgnoringCase
        /// A JSONPaths file matches members to columns.
        case paths(S3Location)
    }

    /// Parquet: columns are matched by position, and their number must equal the number in the file.
    case parquet
    case orc
    /// - Parameters:
    ///   - delimiter: one ASCII character; `nil` for a comma.
    ///   - quote: one ASCII character; `nil` for `"`.
    case csv(delimiter: String? = nil, quote: String? = nil)
    /// - Parameter delimiter: one ASCII character; `nil` for `|`.
    case text(delimiter: String? = nil, hasEscapes: Bool = false, removesQuotes: Bool = false)
    case json(Mapping)
    case avro(Mapping)

    var isColumnar: Bool { self == .parquet || self == .orc }

    var clauses: [String] {
        switch self {
        case .parquet: ["FORMAT AS PARQUET"]
        case .orc: ["FORMAT AS ORC"]
        case .csv(let delimiter, let quote):
            ["FORMAT AS CSV"] + (quote.map { ["QUOTE AS \(SQLLiteral(withoutNUL: $0))"] } ?? [])
                + (delimiter.map { ["DELIMITER AS \(SQLLiteral(withoutNUL: $0))"] } ?? [])
        case .text(let delimiter, let hasEscapes, let removesQuotes):
            (delimiter.map { ["DELIMITER AS \(SQLLiteral(withoutNUL: $0))"] } ?? [])
                + (hasEscapes ? ["ESCAPE"] : []) + (removesQuotes ? ["REMOVEQUOTES"] : [])
        case .json(let mapping): ["FORMAT AS JSON \(mapping.literal)"]
        case .avro(let mapping): ["FORMAT AS AVRO \(mapping.literal)"]
        }
    }
}

extension CopyFormat.Mapping {
    fileprivate var literal: SQLLiteral {
        switch self {
        case .automatic: SQLLiteral(withoutNUL: "auto")
        case .automaticIgnoringCase: SQLLiteral(withoutNUL: "auto ignorecase")
        case .paths(let location): SQLLiteral(withoutNUL: location.description)
        }
    }
}
