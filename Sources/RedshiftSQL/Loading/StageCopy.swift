public import AWSS3

/// Files with the same columns, which one COPY loads by a manifest.
public struct StageCopy: Sendable, Hashable {
    /// A column of the files.
    public struct Column: Sendable, Hashable {
        /// The stage's column; any other name for a column that is ignored.
        public let name: SQLIdentifier
        /// The column's type in the file; `nil` when it equals the stage's.
        public let type: SQLType?
        /// `true` for a column that is copied into the stage.
        public let isKept: Bool

        public init(_ name: SQLIdentifier, _ type: SQLType? = nil, isKept: Bool = true) {
            self.name = name
            self.type = type
            self.isKept = isKept
        }

        /// A column that stays in the files' own stage, under a name that no column of the plan has.
        ///
        /// - Parameter number: of the column, from 1.
        public static func leftOut(_ number: Int, _ type: SQLType?) -> Column {
            Column(SQLIdentifier(checked: "_left_out_\(number)"), type, isKept: false)
        }
    }

    public let manifest: S3Location
    public let files: [LoadFile]
    /// The files' columns in the files' order; `nil` for the plan's.
    public let columns: [Column]?

    public init(manifest: S3Location, files: [LoadFile], columns: [Column]? = nil) {
        self.manifest = manifest
        self.files = files
        self.columns = columns
    }

    /// Returns `true` when COPY can load the files into the stage directly: it matches columnar files by position and converts
    /// no type.
    func fits(_ stage: [ColumnDefinition]) -> Bool {
        (columns ?? []).allSatisfy { column in
            column.isKept
                && (column.type == nil || stage.contains { $0.name == column.name && $0.type == column.type })
        }
    }

    /// The number of statements that the copy needs.
    ///
    /// - Parameter stage: the columns of the load's source.
    public func statementCount(_ stage: [ColumnDefinition]) -> Int { fits(stage) ? 1 : 3 }
}
