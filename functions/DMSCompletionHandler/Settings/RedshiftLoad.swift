import RedshiftSQL

/// A load of the Parquet files that a full load of DMS wrote into S3.
struct RedshiftLoad: Sendable, Equatable {
    enum Mode: String, Sendable, CaseIterable {
        /// Replaces rows by key.
        case merge
        case append
        /// The former rows are removed.
        case replace
    }

    var warehouse: Warehouse
    /// The role that COPY reads S3 with.
    var role: WarehouseRole
    var schema: String?
    var mode: Mode
    /// By source table; of the source's names.
    var keys: [TableName: [String]]
}
