import LambdaEvents
import Parquet

/// One change of a row, read from a record.
struct ChangeRow: Sendable {
    struct Field: Sendable {
        let name: String
        /// `nil` when neither a schema nor the plan says it and the value is null.
        let type: FieldType?
        let value: ParquetValue
    }

    let record: KafkaRecord
    /// `nil` where the envelope does not say it.
    let operation: RowOperation?
    /// Text by which changes of one row sort in the order that they were made.
    let sequence: String
    let fields: [Field]
}
