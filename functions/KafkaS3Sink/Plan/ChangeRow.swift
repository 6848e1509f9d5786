import LambdaEvents
import Parquet

/// One change of a row, read from a record.
struct ChangeRow: Sendable {
    struct Field: Sendable {
        let name: String
        /// The field's type; `nil` when the value is null and neither a schema nor the plan states a type.
        let type: FieldType?
        let value: ParquetValue
    }

    let record: KafkaRecord
    /// The kind of change; `nil` when the envelope does not state it.
    let operation: RowOperation?
    /// A sort key, as text: the changes of one row were made in the order of this key.
    let sequence: String
    let fields: [Field]
}
