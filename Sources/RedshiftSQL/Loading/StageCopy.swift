public import AWSS3

/// Files of one layout, which one COPY loads by its manifest.
public struct StageCopy: Sendable, Hashable {
    /// A column of the files.
    public struct Column: Sendable, Hashable {
        /// The stage's column, or any other name for a column that is left out.
        public let name: SQLIdentifier
        /// The file's type; `nil` where the stage's is right.
        public let type: SQLType?
        /// The column is brought to the stage.
        public let isKept: Bool

        public init(_ name: SQLIdentifier, _ type: SQLType? = nil, isKept: Bool = true) {
            self.name = name
            self.type = type
            self.isKept = isKept
        }

        /// A column that goes no further than the files' own stage, under a name that no column of the plan has.
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

    /// COPY can put the files into the stage itself: it matches columnar files by position and converts no type.
    func fits(_ stage: [ColumnDefinition]) -> Bool {
        (columns ?? []).allSatisfy { column in
            column.isKept
                && (column.type == nil || stage.contains { $0.name == column.name && $0.type == column.type })
        }
    }

    /// Statements that the copy takes.
    ///
    /// - Parameter stage: the columns of the load's source.
    public func statementCount(_ stage: [ColumnDefinition]) -> Int { fits(stage) ? 1 : 3 }
}
