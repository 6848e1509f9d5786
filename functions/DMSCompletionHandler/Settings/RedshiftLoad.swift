import RedshiftSQL

/// A load of the Parquet files that a full load of DMS wrote into S3.
struct RedshiftLoad: Sendable, Equatable {
    enum Mode: String, Sendable, CaseIterable {
        /// By key: rows that are there are replaced.
        case merge
        case append
        /// Everything that was there goes.
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
