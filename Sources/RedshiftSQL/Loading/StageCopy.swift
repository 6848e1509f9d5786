public import AWSS3

/// Files with the same columns. One COPY loads them with a manifest.
public struct StageCopy: Sendable, Hashable {
    /// A column of the files.
    public struct Column: Sendable, Hashable {
        /// The name of the stage's column; for a column that is ignored, any other name.
        public let name: SQLIdentifier
        /// The column's type in the file; `nil` when it equals the type in the stage.
        public let type: SQLType?
        /// `true` when the column is copied into the stage.
        public let isKept: Bool

        public init(_ name: SQLIdentifier, _ type: SQLType? = nil, isKept: Bool = true) {
            self.name = name
            self.type = type
            self.isKept = isKept
        }

        /// Returns a column that is not copied into the load's stage. No column of the plan has its name.
        ///
        /// - Parameter number: the column's number, from 1.
        public static func leftOut(_ number: Int, _ type: SQLType?) -> Column {
            Column(SQLIdentifier(checked: "_left_out_\(number)"), type, isKept: false)
        }
    }

    public let manifest: S3Location
    public let files: [LoadFile]
    /// The files' columns in the files' order; `nil` for the plan's columns.
    public let columns: [Column]?

    public init(manifest: S3Location, files: [LoadFile], columns: [Column]? = nil) {
        self.manifest = manifest
        self.files = files
        self.columns = columns
    }

    /// Returns `true` when COPY can load the files into the stage directly. COPY matches columnar files by position and
    /// converts no types.
    func fits(_ stage: [ColumnDefinition]) -> Bool {
        (columns ?? []).allSatisfy { column in
            column.isKept
                && (column.type == nil || stage.contains { $0.name == column.name && $0.type == column.type })
        }
    }

    /// Returns the number of statements that the copy needs.
    ///
    /// - Parameter stage: the columns of the load's source.
    public func statementCount(_ stage: [ColumnDefinition]) -> Int { fits(stage) ? 1 : 3 }
}
